package org.lungseg.training.experiment;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.lungseg.api.UnreadableFormatException;
import org.lungseg.training.Settings;
import org.lungseg.training.TrainingConfig;
import org.lungseg.training.refinement.BorderRefinement;

/**
 * What an experiment asks and how it will answer, written before it runs.
 *
 * <p>The metric is taken of both lungs together, of each held-out patient, under a condition. The
 * first arm is the baseline; each other arm is compared with it under the deciding condition:
 * better if the 95 % interval of the mean difference over patients lies above 0, worse if below 0,
 * equivalent if it lies within the margin, undecided otherwise.
 *
 * @param title a few words
 * @param hypothesis what is expected, as a sentence that can be false
 * @param recipe the training configuration that all arms start from
 * @param folds how many parts the patients are divided into
 * @param seeds one training for each seed, arm and fold; a patient's Dice is the mean over seeds
 * @param conditions what the held-out scans look like
 * @param deciding the condition that decides
 * @param metric what decides
 * @param margin a difference of its mean smaller than this does not matter
 * @param measuredOn a data set; whoever is in it is measured on that scan, and learnt from on that
 *     of the recipe's data set: the same patient at another resolution
 * @param arms at least two, the baseline first
 */
public record ExperimentSpec(
    String title,
    String hypothesis,
    Path recipe,
    int folds,
    List<Integer> seeds,
    List<Condition> conditions,
    Condition deciding,
    Metric metric,
    double margin,
    Optional<Path> measuredOn,
    List<Arm> arms) {

  /**
   * Checks and copies the parts.
   *
   * @throws UnreadableFormatException if they make no experiment
   */
  public ExperimentSpec {
    seeds = List.copyOf(seeds);
    conditions = List.copyOf(conditions);
    arms = List.copyOf(arms);
    Set<String> names = new HashSet<>();
    arms.forEach(arm -> names.add(arm.name()));
    require(arms.size() > 1 && names.size() == arms.size(), "at least two arms of different names");
    require(folds > 1, "at least two folds");
    require(!seeds.isEmpty(), "at least one seed");
    require(conditions.contains(deciding), "its deciding condition among its conditions");
    require(margin > 0, "a positive margin");
    Set<String> earlier = new HashSet<>();
    for (Arm arm : arms) {
      arm.pseudoLabels()
          .ifPresent(
              pseudo ->
                  require(
                      earlier.contains(pseudo.teacher()),
                      "the teacher '"
                          + pseudo.teacher()
                          + "' of arm '"
                          + arm.name()
                          + "' among the arms before it"));
      earlier.add(arm.name());
    }
  }

  /**
   * Reads a spec. Its paths, of the recipe and of pools of scans, start from its folder.
   *
   * @throws UnreadableFormatException if a part is missing, unknown or impossible; also if an arm
   *     changes a setting that the recipe does not have
   * @throws org.lungseg.api.VolumeIoException if a file cannot be read
   */
  public static ExperimentSpec read(Path file) {
    Settings settings = Settings.read(file, "the experiment");
    ExperimentSpec spec =
        new ExperimentSpec(
            settings.text("title"),
            settings.text("hypothesis").strip(),
            settings.path("recipe"),
            settings.integer("folds"),
            settings.integers("seeds"),
            settings.texts("conditions").stream().map(ExperimentSpec::condition).toList(),
            condition(settings.text("deciding")),
            settings.has("metric")
                ? choice(settings.text("metric"), Metric.values(), Metric::label)
                : Metric.DICE,
            settings.number("margin"),
            settings.has("measuredOn")
                ? Optional.of(settings.path("measuredOn"))
                : Optional.empty(),
            settings.maps("arms").stream().map(ExperimentSpec::arm).toList());
    settings.refuseUnknown();
    spec.arms().forEach(spec::config);
    spec.arms().forEach(spec::requireFoldsOfTeacher);
    return spec;
  }

  /** With other cases, folds would differ: a teacher might know whom its pupil must not know. */
  private void requireFoldsOfTeacher(Arm arm) {
    arm.pseudoLabels()
        .ifPresent(
            pseudo ->
                require(
                    config(arm).manifest().equals(config(arm(pseudo.teacher())).manifest()),
                    "the same manifest for '" + arm.name() + "' and its teacher"));
  }

  /** The baseline's arm. */
  public Arm baseline() {
    return arms.get(0);
  }

  /**
   * The arm of a name.
   *
   * @throws IllegalArgumentException if there is none
   */
  Arm arm(String name) {
    return arms.stream()
        .filter(arm -> arm.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no arm '" + name + "'"));
  }

  /** The training configuration of an arm. */
  public TrainingConfig config(Arm arm) {
    return TrainingConfig.read(recipe, arm.changes());
  }

  private static Arm arm(Settings settings) {
    try {
      Optional<PseudoLabels> pseudoLabels =
          settings.has("pseudoLabels")
              ? Optional.of(pseudoLabels(settings.inner("pseudoLabels")))
              : Optional.empty();
      Optional<BorderRefinement> refinement =
          settings.has("refinement")
              ? Optional.of(
                  choice(
                      settings.text("refinement"),
                      BorderRefinement.values(),
                      BorderRefinement::label))
              : Optional.empty();
      Arm arm = new Arm(settings.text("name"), settings.map("set"), pseudoLabels, refinement);
      settings.refuseUnknown();
      return arm;
    } catch (IllegalArgumentException e) {
      throw new UnreadableFormatException(String.valueOf(e.getMessage()), e);
    }
  }

  private static PseudoLabels pseudoLabels(Settings settings) {
    PseudoLabels made = new PseudoLabels(settings.text("teacher"), settings.path("pool"));
    settings.refuseUnknown();
    return made;
  }

  private static Condition condition(String name) {
    return choice(name, Condition.values(), Condition::label);
  }

  private static <T> T choice(String name, T[] all, Function<T, String> label) {
    return Arrays.stream(all)
        .filter(one -> label.apply(one).equals(name.toLowerCase(Locale.ROOT)))
        .findFirst()
        .orElseThrow(
            () ->
                new UnreadableFormatException(
                    "no '" + name + "'; there are " + Arrays.stream(all).map(label).toList()));
  }

  private static void require(boolean holds, String what) {
    if (!holds) {
      throw new UnreadableFormatException("an experiment needs " + what);
    }
  }
}
