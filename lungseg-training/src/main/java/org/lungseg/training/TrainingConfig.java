package org.lungseg.training;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.lungseg.api.UnreadableFormatException;
import org.lungseg.api.VolumeIoException;
import org.lungseg.training.augment.AppearanceAugmentation;
import org.lungseg.training.augment.ArmsDown;
import org.lungseg.training.augment.DiseasePainter;
import org.lungseg.training.augment.FieldOfView;
import org.lungseg.training.augment.GeometryAugmentation;
import org.lungseg.training.augment.SampleAugmenter;
import org.lungseg.training.augment.TissuePainter;
import org.lungseg.training.augment.VolumeLoss;
import org.lungseg.training.chest.ChestAugmenter;
import org.lungseg.training.chest.ChestGrid;
import org.lungseg.training.chest.ChestWindow;
import org.lungseg.training.network.UNetShape;

/**
 * Everything that decides a training run, apart from the data.
 *
 * @param modelName the name of the model it makes
 * @param modelVersion its version
 * @param manifest the data set, relative to the configuration's folder
 * @param startWeights averaged weights to start from, or none to start from random ones; of a
 *     network of the same shape, or of one with fewer input channels, which become the middle ones
 * @param averagedWith averaged weights of other networks, each fitted as {@code startWeights} are;
 *     the exported network gives the mean of their probabilities and those of the trained one
 * @param ownShare the weight of the trained network in that mean, the others sharing the rest;
 *     where it is not set, all weigh the same
 * @param slices of a network for chests, the network for slices that it completes: what is exported
 *     is both, and it makes the masks of {@code pool}
 * @param chestWeight how much a network for chests counts beside that for slices, which counts 1
 * @param pool scans without masks, which are learnt from with masks that {@code slices} makes
 * @param seed of all random choices
 * @param steps how many batches to learn from
 * @param batchSize slices or chests in a batch
 * @param learningRate at its peak; it rises over the first steps and falls along a cosine to zero
 * @param weightDecay see {@link org.lungseg.training.network.AdamW}
 * @param averageDecay see {@link org.lungseg.training.network.AdamW}
 * @param dimensions 2 for a network that sees slices, 3 for one that sees whole chests; 2 where it
 *     is not set
 * @param baseWidth see {@link UNetShape}
 * @param levels see {@link UNetShape}
 * @param canvasSize pixels along a side of a training sample; a chest has fewer rows, since it is
 *     wider than deep
 * @param inPlaneSpacingMm the network's pixel size; of a chest also the distance of slices
 * @param windowLow the Hounsfield value that becomes 0
 * @param windowHigh the Hounsfield value that becomes 1
 * @param channelOffsetsMm where the network's input channels lie, from the slice it labels towards
 *     the head; ascending, with one 0
 * @param fatProbability how often a slice gets painted fat
 * @param evenTissueProbability how often a slice gets painted even soft tissue, a chest contrast
 *     medium
 * @param diseaseProbability how often a slice gets painted disease
 * @param volumeLossProbability how often a lung shrinks and turns dense; 0 where it is not set
 * @param armsProbability how often a slice gets arms beside the chest; 0 where it is not set
 * @param pictureProbability how often a Hounsfield slice is made to look like an 8-bit picture
 * @param greyShare the share of samples that come from cases that are pictures already
 * @param lungShare the share of samples that are drawn from slices with lung; the others show neck
 *     and abdomen, where there is none to find; without meaning for chests, as are {@code
 *     armsProbability}, {@code pictureProbability} and {@code greyShare}
 * @param checkpointEvery steps between checkpoints
 * @param validateEvery steps between validations
 */
public record TrainingConfig(
    String modelName,
    String modelVersion,
    Path manifest,
    Optional<Path> startWeights,
    List<Path> averagedWith,
    double ownShare,
    Optional<SliceNetwork> slices,
    double chestWeight,
    Optional<Path> pool,
    long seed,
    int steps,
    int batchSize,
    double learningRate,
    double weightDecay,
    double averageDecay,
    int dimensions,
    int baseWidth,
    int levels,
    int canvasSize,
    double inPlaneSpacingMm,
    double windowLow,
    double windowHigh,
    List<Double> channelOffsetsMm,
    double fatProbability,
    double evenTissueProbability,
    double diseaseProbability,
    double volumeLossProbability,
    double armsProbability,
    double pictureProbability,
    double greyShare,
    double lungShare,
    int checkpointEvery,
    int validateEvery) {

  private static final int CLASSES = 3;

  /** A chest has five rows for six columns: it is wider than deep. */
  private static final int ROWS = 5;

  private static final int COLUMNS = 6;

  private static final double FIELD_OF_VIEW_CUT = 0.25;
  private static final double WARM_UP_STEPS = 100;

  private static final double MAX_CHEST_WEIGHT = 4;
  private static final double MIN_CHEST_SPACING_MM = 1;
  private static final double MAX_CHEST_SPACING_MM = 20;

  /**
   * Reads a configuration from YAML: a map with exactly the names of this record's parts.
   *
   * @throws UnreadableFormatException if a part is missing, unknown or no number
   * @throws VolumeIoException if the file cannot be read
   */
  public static TrainingConfig read(Path file) {
    return of(Settings.read(file, "the configuration"));
  }

  /**
   * Reads a configuration and changes some of its settings.
   *
   * @param changes setting names and values, as they would stand in the file
   * @throws UnreadableFormatException as {@link #read(Path)}, or if a name is unknown
   */
  public static TrainingConfig read(Path file, Map<String, Object> changes) {
    return of(Settings.read(file, "the configuration").with(changes));
  }

  private static TrainingConfig of(Settings settings) {
    List<Path> averagedWith =
        settings.has("averagedWith") ? settings.paths("averagedWith") : List.of();
    TrainingConfig config =
        new TrainingConfig(
            settings.text("modelName"),
            settings.text("modelVersion"),
            settings.path("manifest"),
            settings.has("startWeights")
                ? Optional.of(settings.path("startWeights"))
                : Optional.empty(),
            averagedWith,
            settings.numberOr("ownShare", 1.0 / (1 + averagedWith.size())),
            settings.has("slices")
                ? Optional.of(SliceNetwork.of(settings.inner("slices")))
                : Optional.empty(),
            settings.numberOr("chestWeight", 0),
            settings.has("pool") ? Optional.of(settings.path("pool")) : Optional.empty(),
            settings.integer("seed"),
            settings.integer("steps"),
            settings.integer("batchSize"),
            settings.number("learningRate"),
            settings.number("weightDecay"),
            settings.number("averageDecay"),
            settings.has("dimensions") ? settings.integer("dimensions") : 2,
            settings.integer("baseWidth"),
            settings.integer("levels"),
            settings.integer("canvasSize"),
            settings.number("inPlaneSpacingMm"),
            settings.number("windowLow"),
            settings.number("windowHigh"),
            settings.numbers("channelOffsetsMm"),
            settings.number("fatProbability"),
            settings.number("evenTissueProbability"),
            settings.number("diseaseProbability"),
            settings.numberOr("volumeLossProbability", 0),
            settings.numberOr("armsProbability", 0),
            settings.number("pictureProbability"),
            settings.number("greyShare"),
            settings.number("lungShare"),
            settings.integer("checkpointEvery"),
            settings.integer("validateEvery"));
    settings.refuseUnknown();
    config.slices().ifPresent(named -> config.requireChest(named.config()));
    return config;
  }

  /**
   * Checks what belongs together.
   *
   * @throws UnreadableFormatException if it does not
   */
  public TrainingConfig {
    channelOffsetsMm = List.copyOf(channelOffsetsMm);
    averagedWith = List.copyOf(averagedWith);
    if (!(ownShare > 0 && ownShare <= 1) || (averagedWith.isEmpty() && ownShare != 1)) {
      throw new UnreadableFormatException(
          "ownShare is above 0 and at most 1, and 1 without averagedWith; got " + ownShare);
    }
    if (channelOffsetsMm.stream().filter(offset -> offset == 0).count() != 1) {
      throw new UnreadableFormatException(
          "channelOffsetsMm needs one 0, the slice that is labelled; got " + channelOffsetsMm);
    }
    if (dimensions != 2 && dimensions != 3) {
      throw new UnreadableFormatException("dimensions is 2 or 3, got " + dimensions);
    }
    boolean chests = dimensions == 3;
    if (chests && (channelOffsetsMm.size() != 1 || !averagedWith.isEmpty())) {
      throw new UnreadableFormatException(
          "a network of 3 dimensions has channelOffsetsMm [0] and no averagedWith");
    }
    if (slices.isPresent() != chests || chestWeight > 0 != chests) {
      throw new UnreadableFormatException(
          "a network of 3 dimensions, and no other, has slices and a chestWeight above 0");
    }
    if (pool.isPresent() && !chests) {
      throw new UnreadableFormatException("only a network of 3 dimensions has a pool");
    }
  }

  /** What the engine asks of a network for chests, said before hours of training. */
  private void requireChest(TrainingConfig ofSlices) {
    if (chestWeight > MAX_CHEST_WEIGHT
        || inPlaneSpacingMm < MIN_CHEST_SPACING_MM
        || inPlaneSpacingMm > MAX_CHEST_SPACING_MM
        || canvasSize % (1 << (levels - 1)) != 0) {
      throw new UnreadableFormatException(
          "chests have a chestWeight up to 4, voxels of 1 to 20 mm and a canvasSize that their"
              + " levels can halve; got "
              + chestWeight
              + ", "
              + inPlaneSpacingMm
              + " mm and "
              + canvasSize);
    }
    if (windowLow != ofSlices.windowLow() || windowHigh != ofSlices.windowHigh()) {
      throw new UnreadableFormatException(
          "a network for chests sees the window of the one for slices, from "
              + ofSlices.windowLow()
              + " to "
              + ofSlices.windowHigh());
    }
  }

  /**
   * The network for slices that one for chests completes.
   *
   * @param config how it was trained
   * @param weights its averaged weights
   */
  public record SliceNetwork(TrainingConfig config, Path weights) {

    /** Reads {@code recipe} and {@code weights}, and {@code averagedWith} in place of its own. */
    private static SliceNetwork of(Settings settings) {
      Path weights = settings.path("weights");
      Map<String, Object> changes =
          settings.has("averagedWith")
              ? Map.of("averagedWith", settings.texts("averagedWith"))
              : Map.of();
      Settings recipe = Settings.read(settings.path("recipe"), "the configuration");
      settings.refuseUnknown();
      if (recipe.has("slices")) {
        throw new UnreadableFormatException("slices names a recipe for slices, not for chests");
      }
      return new SliceNetwork(TrainingConfig.of(recipe.with(changes)), weights);
    }
  }

  /** The weights of the trained network and of those it is averaged with. */
  List<Double> shares() {
    List<Double> shares = new ArrayList<>(List.of(ownShare));
    for (int other = 0; other < averagedWith.size(); other++) {
      shares.add((1 - ownShare) / averagedWith.size());
    }
    return shares;
  }

  /** The place of the labelled slice among the input channels. */
  int labelledChannel() {
    return channelOffsetsMm.indexOf(0.0);
  }

  /** The size of the network. */
  public UNetShape shape() {
    int channels = dimensions == 3 ? ChestWindow.CHANNELS : channelOffsetsMm.size();
    return new UNetShape(dimensions, channels, CLASSES, baseWidth, levels);
  }

  /** How Hounsfield units become what a network for chests sees. */
  ChestWindow chestWindow() {
    return new ChestWindow(windowLow, windowHigh);
  }

  /** How chests become training samples. */
  ChestAugmenter chests() {
    int multiple = shape().sizeMultiple();
    int rows = canvasSize * ROWS / COLUMNS / multiple * multiple;
    return new ChestAugmenter(
        new ChestGrid(canvasSize, Math.max(multiple, rows), canvasSize, inPlaneSpacingMm),
        volumeLossProbability,
        diseaseProbability,
        evenTissueProbability,
        fatProbability);
  }

  /** How slices become training samples. */
  SampleAugmenter training() {
    return new SampleAugmenter(
        canvasSize,
        inPlaneSpacingMm,
        GeometryAugmentation.DEFAULT,
        new VolumeLoss(volumeLossProbability),
        new ArmsDown(armsProbability),
        new TissuePainter(fatProbability, evenTissueProbability),
        new DiseasePainter(diseaseProbability),
        new FieldOfView(FIELD_OF_VIEW_CUT),
        new AppearanceAugmentation(windowLow, windowHigh, pictureProbability, 1));
  }

  /** How slices become validation samples: unchanged, on a canvas that holds the whole picture. */
  SampleAugmenter validation(int size) {
    return new SampleAugmenter(
        size,
        inPlaneSpacingMm,
        GeometryAugmentation.NONE,
        new VolumeLoss(0),
        new ArmsDown(0),
        new TissuePainter(0, 0),
        new DiseasePainter(0),
        new FieldOfView(0),
        new AppearanceAugmentation(windowLow, windowHigh, 0, 0));
  }

  /** The learning rate of a step, counted from 0. */
  double learningRateAt(long step) {
    double warm = Math.min(1, (step + 1) / WARM_UP_STEPS);
    double cosine = 0.5 * (1 + Math.cos(Math.PI * Math.min(1, step / (double) steps)));
    return learningRate * warm * cosine;
  }
}
