package org.lungseg.training;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.lungseg.api.CancellationToken;
import org.lungseg.api.UnusableInputException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All trainings that a recipe needs when nothing but images is given. Weights {@code
 * NAME.weights.bin} that a recipe starts from or is averaged with are not read: the recipe {@code
 * NAME.yaml} beside them is trained first, and so on. A recipe that several others need is trained
 * once.
 *
 * <p>The recipe that was asked for is trained in the run folder, the others in {@code parts/NAME}
 * below it. Each can be stopped and goes on where it was; one that is at its end is passed over,
 * provided that its {@link TrainingFingerprint} is still the same. Immutable.
 */
public final class TrainingChain {

  /** The ending of files with weights. */
  public static final String WEIGHTS_ENDING = ".weights.bin";

  private static final String RECIPE_ENDING = ".yaml";
  private static final String PARTS = "parts";

  private static final Logger LOG = LoggerFactory.getLogger(TrainingChain.class);

  /**
   * One training.
   *
   * @param name the recipe's file name without ending
   * @param config the recipe, with the weights of earlier stages in place of those it names
   * @param runFolder where it is trained
   */
  public record Stage(String name, TrainingConfig config, Path runFolder) {

    /** The file with the weights that it makes. */
    public Path weights() {
      return runFolder.resolve(NetworkTrainer.WEIGHTS);
    }

    /** Whether it was trained to its last step. */
    public boolean isFinished() {
      return Files.exists(weights()) && Checkpoint.read(weights()).step() >= config.steps();
    }
  }

  private final List<Stage> stages;

  private TrainingChain(List<Stage> stages) {
    this.stages = List.copyOf(stages);
  }

  /**
   * Finds what has to be trained.
   *
   * @param runFolder where the recipe is trained
   * @throws UnusableInputException if there is no recipe for weights that are named, recipes need
   *     each other's weights in a circle, or two of one name lie in different folders
   * @throws org.lungseg.api.UnreadableFormatException if one is no recipe
   * @throws org.lungseg.api.VolumeIoException if one cannot be read
   */
  public static TrainingChain of(Path recipe, Path runFolder) {
    Search search = new Search(runFolder);
    search.visit(recipe.toAbsolutePath().normalize(), runFolder);
    return new TrainingChain(new ArrayList<>(search.found.values()));
  }

  /** The trainings in their order, the recipe that was asked for last. */
  public List<Stage> stages() {
    return stages;
  }

  /** The recipe that was asked for. */
  public Stage last() {
    return stages.get(stages.size() - 1);
  }

  /** How many steps all trainings have together. */
  public long steps() {
    return stages.stream().mapToLong(stage -> stage.config().steps()).sum();
  }

  /**
   * Trains what is not trained yet.
   *
   * @param dataRoot the folder the manifests' paths start from
   * @param listeners hears how a stage goes
   * @throws org.lungseg.api.OperationCancelledException if the token was cancelled; what was done
   *     is kept
   * @throws UnusableInputException if a run folder holds a training of another recipe, other images
   *     or other start weights
   */
  public void run(
      Path dataRoot, Function<Stage, TrainingListener> listeners, CancellationToken cancellation) {
    for (Stage stage : stages) {
      cancellation.throwIfCancelled();
      TrainingCases cases =
          TrainingCases.read(stage.config(), dataRoot, stage.runFolder(), cancellation);
      TrainingFingerprint.claim(
          stage.runFolder(), TrainingFingerprint.of(stage.config(), cases.learnt()));
      if (stage.isFinished()) {
        LOG.info("{} is trained already", stage.name());
        continue;
      }
      try (NetworkTrainer trainer =
          new NetworkTrainer(stage.config(), cases, stage.runFolder(), listeners.apply(stage))) {
        trainer.run(cancellation);
      }
    }
  }

  /** Goes through recipes, those that are needed first. */
  private static final class Search {

    private final Path runFolder;
    private final Map<Path, Stage> found = new LinkedHashMap<>();
    private final Map<Path, Path> recipeOfFolder = new HashMap<>();
    private final Set<Path> open = new LinkedHashSet<>();

    Search(Path runFolder) {
      this.runFolder = runFolder;
    }

    Stage visit(Path recipe, Path folder) {
      Stage known = found.get(recipe);
      if (known != null) {
        return known;
      }
      if (!open.add(recipe)) {
        throw new UnusableInputException(
            "recipes need each other's weights in a circle: " + open + ", then " + recipe);
      }
      TrainingConfig given = TrainingConfig.read(recipe);
      Map<String, Object> changes = new LinkedHashMap<>();
      given.startWeights().ifPresent(file -> changes.put("startWeights", made(file, recipe)));
      if (!given.averagedWith().isEmpty()) {
        List<String> others = new ArrayList<>();
        given.averagedWith().forEach(file -> others.add(made(file, recipe)));
        changes.put("averagedWith", others);
      }
      given.slices().ifPresent(slices -> changes.put("slices", made(slices, recipe)));
      Stage stage = new Stage(name(recipe), TrainingConfig.read(recipe, changes), folder);
      open.remove(recipe);
      found.put(recipe, stage);
      return stage;
    }

    /** The network for slices that a recipe completes, with the weights that will be made. */
    private Map<String, Object> made(TrainingConfig.SliceNetwork slices, Path namedBy) {
      Stage stage = stageOf(slices.weights(), namedBy);
      Map<String, Object> made = new LinkedHashMap<>();
      made.put("recipe", recipeOf(slices.weights()).orElseThrow().toString());
      made.put("weights", place(stage));
      if (!stage.config().averagedWith().isEmpty()) {
        made.put(
            "averagedWith", stage.config().averagedWith().stream().map(Path::toString).toList());
      }
      return made;
    }

    /** Where the weights will be that a recipe names. */
    private String made(Path weights, Path namedBy) {
      return place(stageOf(weights, namedBy));
    }

    private static String place(Stage stage) {
      return stage.weights().toAbsolutePath().normalize().toString();
    }

    /** The training that makes weights. */
    private Stage stageOf(Path weights, Path namedBy) {
      Path recipe =
          recipeOf(weights.toAbsolutePath().normalize())
              .filter(Files::exists)
              .orElseThrow(
                  () ->
                      new UnusableInputException(
                          namedBy
                              + " needs the weights "
                              + weights
                              + ", which no recipe makes: NAME"
                              + WEIGHTS_ENDING
                              + " is made by NAME"
                              + RECIPE_ENDING
                              + " beside it"));
      Path folder = runFolder.resolve(PARTS).resolve(name(recipe));
      Path other = recipeOfFolder.putIfAbsent(folder, recipe);
      if (other != null && !other.equals(recipe)) {
        throw new UnusableInputException(
            other + " and " + recipe + " would both be trained in " + folder + "; rename one");
      }
      return visit(recipe, folder);
    }

    private static String name(Path recipe) {
      return String.valueOf(recipe.getFileName()).replaceFirst("\\.[^.]*$", "");
    }
  }

  /** The recipe that makes weights, by its name; it may not exist. */
  public static Optional<Path> recipeOf(Path weights) {
    String name = String.valueOf(weights.getFileName());
    if (!name.endsWith(WEIGHTS_ENDING)) {
      return Optional.empty();
    }
    String stem = name.substring(0, name.length() - WEIGHTS_ENDING.length());
    return Optional.of(weights.resolveSibling(stem + RECIPE_ENDING));
  }
}
