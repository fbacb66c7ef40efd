package org.lungseg.engine;

import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.lungseg.api.Label;
import org.lungseg.api.LabelSet;
import org.lungseg.engine.internal.postprocess.LungPostProcessor;

/**
 * What {@code model.json} says of a network: what it takes, what it gives, where it comes from.
 *
 * <p>A network takes floats {@code [N, C, H, W]}: {@code N} axial slices with {@code C} channels,
 * rows from anterior to posterior, columns from the patient's right to the patient's left; see
 * {@link Input}. It gives floats {@code [N, classes, H, W]}; see {@link Output}.
 *
 * <p>Longer than most classes: the nested records are the parts of {@code model.json}, which are
 * easier to follow in one place.
 *
 * <p>Immutable and safe for use by many threads. The constructors throw {@link
 * IllegalArgumentException} for parts that no engine could use.
 *
 * @param name a short name without spaces
 * @param version its version
 * @param description a sentence for people
 * @param network the file of the network
 * @param input what the network takes
 * @param output what the network gives
 * @param labels the structures that a mask of this network can hold
 * @param licence the licence of the weights, as an SPDX identifier where there is one
 * @param trainingData what the weights were trained on
 * @param validation figures from validation by name, such as {@code lctsc.dice.mean}
 * @param intendedUse what it is for and what it is not
 * @param pipeline what is done around the network
 */
public record ModelDescription(
    String name,
    String version,
    String description,
    NetworkFile network,
    Input input,
    Output output,
    LabelSet labels,
    String licence,
    List<TrainingData> trainingData,
    Map<String, Double> validation,
    String intendedUse,
    Pipeline pipeline) {

  /** The version of the form of {@code model.json} that this library reads and writes. */
  public static final int FORMAT_VERSION = 1;

  /** Checks the parts and copies the collections. */
  public ModelDescription {
    require(!name.isBlank() && !version.isBlank(), "a model needs a name and a version");
    trainingData = List.copyOf(trainingData);
    validation = Collections.unmodifiableMap(new LinkedHashMap<>(validation));
    validation.forEach(
        (key, value) ->
            require(Double.isFinite(value), "validation figure '" + key + "' is " + value));
    requireLabels(output, labels);
    pipeline
        .secondNetwork()
        .ifPresent(
            second ->
                require(
                    !second.file().equals(network.file()),
                    "the two networks have the same file name '" + network.file() + "'"));
    if (pipeline instanceof Lungmask lungmask) {
      lungmask.check(input, output);
    }
    require(
        !(pipeline instanceof MillimetreGrid grid)
            || grid.chest().isEmpty()
            || LungPostProcessor.isForLabels(labels),
        "a network for the whole chest helps one whose labels are right lung 1 and left lung 2");
  }

  /** A description of a network on a grid of millimetres, {@link MillimetreGrid}. */
  public ModelDescription(
      String name,
      String version,
      String description,
      NetworkFile network,
      Input input,
      Output output,
      LabelSet labels,
      String licence,
      List<TrainingData> trainingData,
      Map<String, Double> validation,
      String intendedUse) {
    this(
        name,
        version,
        description,
        network,
        input,
        output,
        labels,
        licence,
        trainingData,
        validation,
        intendedUse,
        new MillimetreGrid());
  }

  /** The same description for another network file. */
  public ModelDescription withNetwork(NetworkFile other) {
    return new ModelDescription(
        name,
        version,
        description,
        other,
        input,
        output,
        labels,
        licence,
        trainingData,
        validation,
        intendedUse,
        pipeline);
  }

  /** The same description for another way around the network. */
  public ModelDescription withPipeline(Pipeline other) {
    return new ModelDescription(
        name,
        version,
        description,
        network,
        input,
        output,
        labels,
        licence,
        trainingData,
        validation,
        intendedUse,
        other);
  }

  /** The same description for another file of the second network, which there must be. */
  ModelDescription withSecondNetwork(NetworkFile other) {
    if (pipeline instanceof Lungmask lungmask) {
      return withPipeline(
          new Lungmask(lungmask.fill().map(fill -> new Fill(other, fill.output(), fill.labels()))));
    }
    if (pipeline instanceof MillimetreGrid grid) {
      return withPipeline(
          new MillimetreGrid(
              grid.chest()
                  .map(c -> new Chest(other, c.spacingMm(), c.sizeMultiple(), c.weight()))));
    }
    throw new IllegalStateException("no second network: " + pipeline);
  }

  /**
   * What is done around the network: how an image becomes its input, and its output a mask. In
   * {@code model.json} the field {@code pipeline}; without it, {@link MillimetreGrid}.
   */
  public sealed interface Pipeline {
    /** The file of a second network that takes part, if one does. */
    default Optional<NetworkFile> secondNetwork() {
      return Optional.empty();
    }
  }

  /**
   * The image is resampled to the spacing of {@link Input}, the probabilities are brought back to
   * the image's voxels, and rules in millimetres clean masks of right and left lung; the way of
   * this project's own networks.
   *
   * @param chest a second network that sees the whole chest, or none
   */
  public record MillimetreGrid(Optional<Chest> chest) implements Pipeline {
    /** With one network. */
    public MillimetreGrid() {
      this(Optional.empty());
    }

    @Override
    public Optional<NetworkFile> secondNetwork() {
      return chest.map(Chest::network);
    }
  }

  /**
   * A network that sees the whole chest at once, in little detail, and tells dense lung from what
   * lies about it by shape. It takes all slices of a grid of cubes as one batch, {@code [D, 1, H,
   * W]} with {@code D} slices from the feet to the head and the values of the first network's
   * window, and gives scores {@code [D, classes, H, W]} for the classes of the first network.
   *
   * <p>It helps with images in Hounsfield units whose spacing is known. The logarithms of its
   * probabilities, times a weight, are added to those of the first network.
   *
   * @param network its file
   * @param spacingMm the side of the cubes
   * @param sizeMultiple D, H and W are padded with zeros to multiples of this
   * @param weight what its word counts beside that of the first network, more than 0, at most 4
   */
  public record Chest(NetworkFile network, double spacingMm, int sizeMultiple, double weight) {

    private static final double MIN_SPACING_MM = 1;
    private static final double MAX_SPACING_MM = 20;
    private static final int MAX_SIZE_MULTIPLE = 64;
    private static final double MAX_WEIGHT = 4;

    /** Checks the parts. */
    public Chest {
      require(
          spacingMm >= MIN_SPACING_MM && spacingMm <= MAX_SPACING_MM,
          "spacingMm of the chest is "
              + MIN_SPACING_MM
              + " to "
              + MAX_SPACING_MM
              + " mm, got "
              + spacingMm);
      require(
          sizeMultiple >= 1 && sizeMultiple <= MAX_SIZE_MULTIPLE,
          "sizeMultiple of the chest is 1 to " + MAX_SIZE_MULTIPLE + ", got " + sizeMultiple);
      require(
          weight > 0 && weight <= MAX_WEIGHT,
          "weight of the chest is more than 0 and at most " + MAX_WEIGHT + ", got " + weight);
    }
  }

  /**
   * What is done around a {@link Chest} network, which sees all slices of {@link Input} at once;
   * only as a part of another package, see {@link ModelPackage#chest}.
   */
  public record WholeChest() implements Pipeline {}

  /**
   * The way of lungmask's networks: in each slice the body's box is brought to 256×256 pixels,
   * small pieces join what they touch, and labels go back by the nearest pixel. Of {@link Input}
   * the spacings are not used; there is one channel.
   *
   * @param fill a second network whose lungs complete those of the first, or none
   */
  public record Lungmask(Optional<Fill> fill) implements Pipeline {

    /** The side of the pictures that the network sees. */
    public static final int SIDE = 256;

    private static final int MAX_FUSED_LABEL = 254;

    @Override
    public Optional<NetworkFile> secondNetwork() {
      return fill.map(Fill::network);
    }

    private void check(Input input, Output output) {
      require(
          input.channelOffsetsMm().equals(List.of(0.0)),
          "the lungmask pipeline gives its network one channel, channelOffsetsMm [0.0], got "
              + input.channelOffsetsMm());
      require(
          SIDE % input.sizeMultiple() == 0,
          "the lungmask pipeline has pictures of "
              + SIDE
              + " pixels a side, no multiple of sizeMultiple "
              + input.sizeMultiple());
      if (fill.isPresent()) {
        require(
            output.classes().stream().allMatch(value -> value <= MAX_FUSED_LABEL),
            "a network that another one completes has label values up to " + MAX_FUSED_LABEL);
      }
    }
  }

  /**
   * A network that finds lung more reliably than the first one, which tells structures apart.
   *
   * @param network its file
   * @param output what it gives; all label values but 0 are lung
   * @param labels the structures it finds
   */
  public record Fill(NetworkFile network, Output output, LabelSet labels) {
    /** Checks the parts. */
    public Fill {
      requireLabels(output, labels);
    }
  }

  /** The forms of network files. */
  public enum NetworkFormat {
    /** ONNX, run by ONNX Runtime, and by PyTorch where it has the operators. */
    ONNX,
    /** TorchScript, run by PyTorch. */
    TORCHSCRIPT;

    /** As {@code model.json} has it. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * The file of the network, beside {@code model.json}.
   *
   * @param file its name: letters, digits, dot, dash and underscore, no folders
   * @param format its form
   * @param sha256 the SHA-256 checksum of its content, 64 lower-case hexadecimal digits
   */
  public record NetworkFile(String file, NetworkFormat format, String sha256) {

    private static final Pattern PLAIN_NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");
    private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

    /** Checks the parts. */
    public NetworkFile {
      require(
          PLAIN_NAME.matcher(file).matches(),
          "the network's file is a plain name without folders, got '" + file + "'");
      require(
          SHA256.matcher(sha256).matches(),
          "a SHA-256 checksum has 64 lower-case hexadecimal digits, got '" + sha256 + "'");
    }
  }

  /**
   * What the network takes.
   *
   * @param inPlaneSpacingMm the distance of pixels along rows and columns
   * @param minimumSliceSpacingMm slices that are closer than this are resampled to it; others are
   *     used as they are
   * @param sizeMultiple height and width are padded with zeros to multiples of this
   * @param channelOffsetsMm for each channel, how far its slice lies above (+, towards the head) or
   *     below the slice to be segmented; held at the ends of the volume
   * @param hounsfieldWindow the Hounsfield units that become 0 and 1; values outside are clipped
   * @param greyPercentiles for images without Hounsfield units, the percentiles of the volume that
   *     become 0 and 1; values outside are clipped
   */
  public record Input(
      double inPlaneSpacingMm,
      double minimumSliceSpacingMm,
      int sizeMultiple,
      List<Double> channelOffsetsMm,
      Range hounsfieldWindow,
      Range greyPercentiles) {

    private static final double MIN_SPACING_MM = 0.1;
    private static final double MAX_SPACING_MM = 20;
    private static final int MAX_SIZE_MULTIPLE = 256;
    private static final int MAX_CHANNELS = 64;
    private static final double MAX_OFFSET_MM = 500;

    /** Checks the parts and copies the list. */
    public Input {
      channelOffsetsMm = List.copyOf(channelOffsetsMm);
      requireSpacing("inPlaneSpacingMm", inPlaneSpacingMm);
      requireSpacing("minimumSliceSpacingMm", minimumSliceSpacingMm);
      require(
          sizeMultiple >= 1 && sizeMultiple <= MAX_SIZE_MULTIPLE,
          "sizeMultiple is 1 to " + MAX_SIZE_MULTIPLE + ", got " + sizeMultiple);
      require(
          !channelOffsetsMm.isEmpty() && channelOffsetsMm.size() <= MAX_CHANNELS,
          "there are 1 to " + MAX_CHANNELS + " channels, got " + channelOffsetsMm.size());
      for (double offsetMm : channelOffsetsMm) {
        require(
            Math.abs(offsetMm) <= MAX_OFFSET_MM, "a channel's offset is out of range: " + offsetMm);
      }
      require(
          greyPercentiles.low() >= 0 && greyPercentiles.high() <= 100,
          "percentiles are 0 to 100, got " + greyPercentiles);
    }

    private static void requireSpacing(String what, double mm) {
      require(
          mm >= MIN_SPACING_MM && mm <= MAX_SPACING_MM,
          what + " is " + MIN_SPACING_MM + " to " + MAX_SPACING_MM + " mm, got " + mm);
    }
  }

  /**
   * Two ends of an interval.
   *
   * @param low the lower end
   * @param high the upper end, above the lower
   */
  public record Range(double low, double high) {
    /** Checks the ends. */
    public Range {
      require(
          Double.isFinite(low) && Double.isFinite(high) && low < high,
          "a range has finite ends with low < high, got " + low + " and " + high);
    }
  }

  /** What the numbers that a network gives mean. */
  public enum OutputKind {
    /** Scores; a softmax over the classes makes probabilities of them. */
    LOGITS,
    /** Probabilities that add up to 1. */
    PROBABILITIES
  }

  /**
   * What the network gives.
   *
   * @param kind what its numbers mean
   * @param classes for each class, the label value it stands for, 0 being background; the
   *     probabilities of classes with the same value add up
   */
  public record Output(OutputKind kind, List<Integer> classes) {

    private static final int MAX_CLASSES = 256;

    /** Checks the parts and copies the list. */
    public Output {
      classes = List.copyOf(classes);
      require(
          classes.size() >= 2 && classes.size() <= MAX_CLASSES && classes.contains(0),
          "there are 2 to " + MAX_CLASSES + " classes, one of them 0, got " + classes);
      for (int value : classes) {
        require(value >= 0 && value < MAX_CLASSES, "a label value is 0 to 255, got " + value);
      }
    }
  }

  /**
   * A data set the weights were trained on.
   *
   * @param name the data set
   * @param licence its licence
   * @param patients how many patients of it
   */
  public record TrainingData(String name, String licence, int patients) {
    /** Checks the parts. */
    public TrainingData {
      require(!name.isBlank() && patients >= 0, "training data needs a name and a count");
    }
  }

  private static void requireLabels(Output output, LabelSet labels) {
    Set<Integer> given = new HashSet<>(output.classes());
    for (Label label : labels.labels()) {
      require(given.remove(label.value()), "no class of the network gives label " + label);
    }
    given.remove(0);
    require(given.isEmpty(), "classes with the label values " + given + " have no label");
  }

  private static void require(boolean holds, String message) {
    if (!holds) {
      throw new IllegalArgumentException(message);
    }
  }
}
