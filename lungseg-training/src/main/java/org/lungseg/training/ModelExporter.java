package org.lungseg.training;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import org.lungseg.api.CtVolume;
import org.lungseg.api.Device;
import org.lungseg.api.Label;
import org.lungseg.api.LungLabels;
import org.lungseg.api.LungMask;
import org.lungseg.api.ModelSource;
import org.lungseg.api.Segmenter;
import org.lungseg.api.SegmenterOptions;
import org.lungseg.api.UnusableModelException;
import org.lungseg.api.VolumeIoException;
import org.lungseg.engine.ModelDescription;
import org.lungseg.engine.ModelDescription.OutputKind;
import org.lungseg.engine.ModelPackage;
import org.lungseg.engine.internal.network.DjlOnnxRunner;
import org.lungseg.engine.spi.NetworkRunner;
import org.lungseg.io.VolumeIO;
import org.lungseg.metrics.MaskAgreement;
import org.lungseg.metrics.Overlap;
import org.lungseg.training.data.DataSplit;
import org.lungseg.training.data.DatasetManifest;
import org.lungseg.training.data.LabelledCase;
import org.lungseg.training.network.ActivationRanges;
import org.lungseg.training.network.AdamW;
import org.lungseg.training.network.NetworkMean;
import org.lungseg.training.network.UNet;
import org.lungseg.training.network.UNetOnnx;
import org.lungseg.training.network.UNetShape;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns trained weights into a model package: ONNX, checked against the training engine, with the
 * Dice of the validation cases as the shipped engine measures it.
 */
public final class ModelExporter {

  /**
   * The greatest difference of an output that the two engines may show; they add in different
   * orders.
   */
  private static final float MAX_DIFFERENCE = 1e-3f;

  private static final Logger LOG = LoggerFactory.getLogger(ModelExporter.class);

  private static final String NETWORK_FILE = "network.onnx";
  private static final String NO_CHECKSUM_YET = "0".repeat(64);

  /** Slices closer than this add time, not information: lungs change little over 2.5 mm. */
  private static final double MINIMUM_SLICE_SPACING_MM = 2.5;

  /** Grey images are stretched between these percentiles: all but a few odd voxels. */
  private static final ModelDescription.Range GREY_PERCENTILES =
      new ModelDescription.Range(0.1, 99.9);

  private final TrainingConfig config;
  private final Path dataRoot;

  /**
   * Prepares to export what was trained with a configuration.
   *
   * @param dataRoot the folder the manifest's paths start from
   */
  public ModelExporter(TrainingConfig config, Path dataRoot) {
    this.config = config;
    this.dataRoot = dataRoot;
  }

  /**
   * Writes the package of a run's averaged weights into a folder, replacing an older one.
   *
   * @param weights the file {@link NetworkTrainer#WEIGHTS} of a run
   * @return the package with its validation figures
   * @throws UnusableModelException if ONNX Runtime computes something else than the training engine
   */
  public ModelPackage export(Path weights, Path folder) {
    DatasetManifest manifest = DatasetManifest.read(config.manifest(), dataRoot);
    Path draftFolder = makeTemporaryFolder();
    try {
      byte[] onnx = writeChecked(weights, describe(manifest, Map.of()), draftFolder);
      Map<String, Double> figures = validate(manifest, draftFolder);
      return ModelPackage.write(folder, describe(manifest, figures), onnx, true);
    } finally {
      delete(draftFolder);
    }
  }

  /**
   * Writes the package of a run's averaged weights without validating it, replacing an older one.
   *
   * @throws UnusableModelException as {@link #export}
   */
  public void exportUnvalidated(Path weights, Path folder) {
    DatasetManifest manifest = DatasetManifest.read(config.manifest(), dataRoot);
    writeChecked(weights, describe(manifest, Map.of()), folder);
  }

  /**
   * Writes the package with 8-bit integers inside the network, replacing an older one. The ranges
   * of its activations come from training slices alone. Its logits differ from those of the
   * training engine; what that costs is in the validation figures, and how far its masks agree with
   * those of the float network, as {@code PATIENT.agreement}.
   *
   * @param weights the file {@link NetworkTrainer#WEIGHTS} of a run
   * @param floats the folder of the package that {@link #export} wrote of the same weights
   * @return the package with its validation figures
   */
  public ModelPackage exportQuantized(Path weights, Path floats, Path folder) {
    DatasetManifest manifest = DatasetManifest.read(config.manifest(), dataRoot);
    byte[] onnx = quantized(weights, manifest);
    Path draftFolder = makeTemporaryFolder();
    try {
      ModelPackage.write(draftFolder, describe(manifest, Map.of()), onnx, true);
      Map<String, Double> figures = validate(manifest, draftFolder);
      figures.putAll(agreement(manifest, floats, draftFolder));
      return ModelPackage.write(folder, describe(manifest, figures), onnx, true);
    } finally {
      delete(draftFolder);
    }
  }

  private byte[] quantized(Path weights, DatasetManifest manifest) {
    try (NDManager manager = NetworkTrainer.openManager()) {
      NetworkMean mean = networks(manager, weights);
      List<ActivationRanges> ranges =
          mean.networks().stream()
              .map(network -> Calibration.observe(manager, network, config, manifest))
              .toList();
      return UNetOnnx.writeQuantized(mean, config.modelName(), ranges);
    }
  }

  /** The trained network, then those it is averaged with. */
  private NetworkMean networks(NDManager manager, Path weights) {
    List<UNet> networks = new ArrayList<>();
    List<Path> files = new ArrayList<>(List.of(weights));
    files.addAll(config.averagedWith());
    for (Path file : files) {
      UNet network = NetworkTrainer.newNetwork(manager, config);
      AdamW state = new AdamW(manager, network, 0, 0);
      state.restore(StartWeights.fitted(Checkpoint.read(file), network), 0);
      networks.add(network);
    }
    return new NetworkMean(networks, config.shares());
  }

  /** The Dice between the masks of two packages, of each validation case. */
  private static Map<String, Double> agreement(
      DatasetManifest manifest, Path folder, Path otherFolder) {
    Map<String, Double> figures = new LinkedHashMap<>();
    try (Segmenter one = Segmenter.load(options(folder));
        Segmenter other = Segmenter.load(options(otherFolder))) {
      for (LabelledCase labelled : manifest.of(DataSplit.VALIDATION)) {
        CtVolume ct = VolumeIO.readCt(labelled.ct());
        MaskAgreement agreement =
            MaskAgreement.compare(one.segment(ct).mask(), other.segment(ct).mask());
        figures.put(labelled.patient() + ".agreement", rounded(agreement.overall().dice()));
      }
    }
    return figures;
  }

  private static SegmenterOptions options(Path folder) {
    return SegmenterOptions.builder().model(ModelSource.directory(folder)).build();
  }

  private byte[] writeChecked(Path weights, ModelDescription draft, Path folder) {
    try (NDManager manager = NetworkTrainer.openManager()) {
      NetworkMean mean = networks(manager, weights);
      byte[] onnx = UNetOnnx.write(mean, config.modelName());
      float difference = difference(manager, mean, ModelPackage.write(folder, draft, onnx, true));
      LOG.info("ONNX Runtime differs from the training engine by at most {}", difference);
      if (!(difference <= MAX_DIFFERENCE)) {
        throw new UnusableModelException(
            "ONNX Runtime differs from the training engine by "
                + difference
                + ", more than "
                + MAX_DIFFERENCE);
      }
      return onnx;
    }
  }

  /**
   * The greatest difference of an output between the engines on random pictures of an odd shape.
   */
  private static float difference(NDManager manager, NetworkMean mean, ModelPackage exported) {
    UNetShape size = mean.shape();
    int multiple = size.sizeMultiple();
    Shape shape = new Shape(2, size.inputChannels(), 4L * multiple, 7L * multiple);
    float[] pictures = new float[(int) shape.size()];
    SplittableRandom random = new SplittableRandom(1);
    for (int at = 0; at < pictures.length; at++) {
      pictures[at] = (float) random.nextDouble();
    }
    float[] expected;
    try (NDScope scope = new NDScope()) {
      scope.suppressNotUsedWarning();
      expected = mean.output(manager, manager.create(pictures, shape)).toFloatArray();
    }
    float[] actual;
    try (NetworkRunner runner = DjlOnnxRunner.load(exported, Device.cpu(), 1)) {
      actual = runner.run(pictures, 2, 4 * multiple, 7 * multiple);
    }
    float greatest = 0;
    for (int at = 0; at < expected.length; at++) {
      greatest = Math.max(greatest, Math.abs(expected[at] - actual[at]));
    }
    return greatest;
  }

  private Map<String, Double> validate(DatasetManifest manifest, Path folder) {
    Map<String, Double> figures = new LinkedHashMap<>();
    double sum = 0;
    List<LabelledCase> cases = manifest.of(DataSplit.VALIDATION);
    try (Segmenter segmenter = Segmenter.load(options(folder))) {
      for (LabelledCase one : cases) {
        LungMask reference = VolumeIO.readLungMask(one.mask());
        LungMask found = segmenter.segment(VolumeIO.readCt(one.ct())).mask();
        MaskAgreement agreement = MaskAgreement.compare(reference, found);
        figures.put(one.patient() + ".dice", rounded(agreement.overall().dice()));
        for (Map.Entry<Label, Overlap> side : agreement.perLabel().entrySet()) {
          String name = side.getKey().name().replace(' ', '-');
          figures.put(one.patient() + ".dice." + name, rounded(side.getValue().dice()));
        }
        sum += agreement.overall().dice();
        LOG.info(
            "{}: Dice {}",
            one.patient(),
            String.format(Locale.ROOT, "%.4f", agreement.overall().dice()));
      }
    }
    if (!cases.isEmpty()) {
      figures.put("mean.dice", rounded(sum / cases.size()));
    }
    return figures;
  }

  private ModelDescription describe(DatasetManifest manifest, Map<String, Double> figures) {
    return new ModelDescription(
        config.modelName(),
        config.modelVersion(),
        "U-Net on neighbouring axial slices for the right and left lung, dense disease included",
        new ModelDescription.NetworkFile(
            NETWORK_FILE, ModelDescription.NetworkFormat.ONNX, NO_CHECKSUM_YET),
        new ModelDescription.Input(
            config.inPlaneSpacingMm(),
            MINIMUM_SLICE_SPACING_MM,
            config.shape().sizeMultiple(),
            config.channelOffsetsMm(),
            new ModelDescription.Range(config.windowLow(), config.windowHigh()),
            GREY_PERCENTILES),
        new ModelDescription.Output(
            config.averagedWith().isEmpty() ? OutputKind.LOGITS : OutputKind.PROBABILITIES,
            List.of(0, 1, 2)),
        LungLabels.RIGHT_LEFT,
        "Apache-2.0",
        manifest.sources().stream()
            .map(
                source ->
                    new ModelDescription.TrainingData(
                        source.name(), source.licence(), source.patients()))
            .toList(),
        figures,
        "research; not a medical device");
  }

  private static Path makeTemporaryFolder() {
    try {
      return Files.createTempDirectory("lungseg-export");
    } catch (IOException e) {
      throw new VolumeIoException("cannot make a temporary folder: " + e.getMessage(), e);
    }
  }

  private static void delete(Path folder) {
    try {
      Files.deleteIfExists(folder.resolve(NETWORK_FILE));
      Files.deleteIfExists(folder.resolve(ModelPackage.DESCRIPTION_FILE));
      Files.deleteIfExists(folder);
    } catch (IOException e) {
      LOG.warn("cannot delete the temporary folder {}", folder, e);
    }
  }

  private static double rounded(double dice) {
    return Math.round(dice * 1e4) / 1e4;
  }
}
