package org.lungseg.training;

import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.lungseg.api.CtVolume;
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
import org.lungseg.io.VolumeIO;
import org.lungseg.metrics.MaskAgreement;
import org.lungseg.metrics.Overlap;
import org.lungseg.training.chest.ChestWindow;
import org.lungseg.training.data.DataSplit;
import org.lungseg.training.data.DatasetManifest;
import org.lungseg.training.data.LabelledCase;
import org.lungseg.training.network.ActivationRanges;
import org.lungseg.training.network.AdamW;
import org.lungseg.training.network.NetworkMean;
import org.lungseg.training.network.UNet;
import org.lungseg.training.network.UNetOnnx;
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

  private static final String CHEST_FILE = "chest.onnx";

  private final TrainingConfig config;

  /** The recipe of the network for slices: the same, or the one that a network for chests names. */
  private final TrainingConfig slices;

  private final Path dataRoot;

  /** The content of the network's file, and of that of the network for chests. */
  @SuppressWarnings("ArrayRecordComponent") // handed on, never compared
  private record Networks(byte[] slices, Optional<byte[]> chest) {

    ModelPackage write(Path folder, ModelDescription description) {
      return chest.isPresent()
          ? ModelPackage.write(folder, description, slices, chest.get(), true)
          : ModelPackage.write(folder, description, slices, true);
    }
  }

  /**
   * Prepares to export what was trained with a configuration. Of one for chests, the package holds
   * the network for slices that it completes, too.
   *
   * @param dataRoot the folder the manifest's paths start from
   */
  public ModelExporter(TrainingConfig config, Path dataRoot) {
    this.config = config;
    this.slices = config.slices().map(TrainingConfig.SliceNetwork::config).orElse(config);
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
      Networks networks = writeChecked(weights, describe(manifest, Map.of()), draftFolder);
      Map<String, Double> figures = validate(manifest, draftFolder);
      return networks.write(folder, describe(manifest, figures));
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
   * Writes the package with 8-bit integers inside the network, replacing an older one; a network
   * for chests, which takes a small part of the time, keeps its floats. The ranges of activations
   * come from training slices alone. The logits differ from those of the training engine; what that
   * costs is in the validation figures, and how far its masks agree with those of the float
   * network, as {@code PATIENT.agreement}.
   *
   * @param weights the file {@link NetworkTrainer#WEIGHTS} of a run
   * @param floats the folder of the package that {@link #export} wrote of the same weights
   * @return the package with its validation figures
   */
  public ModelPackage exportQuantized(Path weights, Path floats, Path folder) {
    DatasetManifest manifest = DatasetManifest.read(config.manifest(), dataRoot);
    Networks networks = quantized(weights, manifest);
    Path draftFolder = makeTemporaryFolder();
    try {
      networks.write(draftFolder, describe(manifest, Map.of()));
      Map<String, Double> figures = validate(manifest, draftFolder);
      figures.putAll(agreement(manifest, floats, draftFolder));
      return networks.write(folder, describe(manifest, figures));
    } finally {
      delete(draftFolder);
    }
  }

  /** Writes the package with 8-bit integers inside without validating it. */
  void exportQuantizedUnvalidated(Path weights, Path folder) {
    DatasetManifest manifest = DatasetManifest.read(config.manifest(), dataRoot);
    quantized(weights, manifest).write(folder, describe(manifest, Map.of()));
  }

  private Networks quantized(Path weights, DatasetManifest manifest) {
    try (NDManager manager = NetworkTrainer.openManager()) {
      NetworkMean mean = networks(manager, weights);
      List<ActivationRanges> ranges =
          mean.networks().stream()
              .map(network -> Calibration.observe(manager, network, slices, manifest))
              .toList();
      return new Networks(
          UNetOnnx.writeQuantized(mean, slices.modelName(), ranges),
          chest(manager, weights).map(this::chestOnnx));
    }
  }

  /** The network for slices, then those it is averaged with. */
  private NetworkMean networks(NDManager manager, Path weights) {
    List<UNet> networks = new ArrayList<>();
    List<Path> files = new ArrayList<>();
    files.add(config.slices().map(TrainingConfig.SliceNetwork::weights).orElse(weights));
    files.addAll(slices.averagedWith());
    for (Path file : files) {
      networks.add(network(manager, slices, file));
    }
    return new NetworkMean(networks, slices.shares());
  }

  private Optional<UNet> chest(NDManager manager, Path weights) {
    return config.dimensions() == 3
        ? Optional.of(network(manager, config, weights))
        : Optional.empty();
  }

  private static UNet network(NDManager manager, TrainingConfig config, Path weights) {
    UNet network = NetworkTrainer.newNetwork(manager, config);
    AdamW state = new AdamW(manager, network, 0, 0);
    state.restore(StartWeights.fitted(Checkpoint.read(weights), network), 0);
    return network;
  }

  private byte[] chestOnnx(UNet network) {
    ChestWindow window = config.chestWindow();
    return UNetOnnx.writeChest(
        network, config.modelName(), window.secondScale(), window.secondShift());
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

  private Networks writeChecked(Path weights, ModelDescription draft, Path folder) {
    try (NDManager manager = NetworkTrainer.openManager()) {
      NetworkMean mean = networks(manager, weights);
      Optional<UNet> chest = chest(manager, weights);
      Networks networks =
          new Networks(UNetOnnx.write(mean, slices.modelName()), chest.map(this::chestOnnx));
      ModelPackage exported = networks.write(folder, draft);
      require(EngineComparison.ofSlices(manager, mean, exported));
      if (chest.isPresent()) {
        require(
            EngineComparison.ofChests(
                manager, chest.get(), config.chestWindow(), exported.chest().orElseThrow()));
      }
      return networks;
    }
  }

  private static void require(float difference) {
    LOG.info("ONNX Runtime differs from the training engine by at most {}", difference);
    if (!(difference <= MAX_DIFFERENCE)) {
      throw new UnusableModelException(
          "ONNX Runtime differs from the training engine by "
              + difference
              + ", more than "
              + MAX_DIFFERENCE);
    }
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
        config.dimensions() == 3
            ? "U-Nets on axial slices and on the whole chest for the right and left lung, dense"
                + " disease included"
            : "U-Net on neighbouring axial slices for the right and left lung, dense disease"
                + " included",
        new ModelDescription.NetworkFile(
            NETWORK_FILE, ModelDescription.NetworkFormat.ONNX, NO_CHECKSUM_YET),
        new ModelDescription.Input(
            slices.inPlaneSpacingMm(),
            MINIMUM_SLICE_SPACING_MM,
            slices.shape().sizeMultiple(),
            slices.channelOffsetsMm(),
            new ModelDescription.Range(slices.windowLow(), slices.windowHigh()),
            GREY_PERCENTILES),
        new ModelDescription.Output(
            slices.averagedWith().isEmpty() ? OutputKind.LOGITS : OutputKind.PROBABILITIES,
            List.of(0, 1, 2)),
        LungLabels.RIGHT_LEFT,
        "Apache-2.0",
        sources(manifest).stream()
            .map(
                source ->
                    new ModelDescription.TrainingData(
                        source.name(), source.licence(), source.patients()))
            .toList(),
        figures,
        "research; not a medical device",
        pipeline());
  }

  /** Where the images come from that were learnt from. */
  private List<DatasetManifest.Source> sources(DatasetManifest manifest) {
    List<DatasetManifest.Source> sources = new ArrayList<>(manifest.sources());
    config.pool().ifPresent(pool -> sources.addAll(ScanPool.read(pool, dataRoot).sources()));
    return sources;
  }

  private ModelDescription.Pipeline pipeline() {
    if (config.dimensions() != 3) {
      return new ModelDescription.MillimetreGrid();
    }
    return new ModelDescription.MillimetreGrid(
        Optional.of(
            new ModelDescription.Chest(
                new ModelDescription.NetworkFile(
                    CHEST_FILE, ModelDescription.NetworkFormat.ONNX, NO_CHECKSUM_YET),
                config.inPlaneSpacingMm(),
                config.shape().sizeMultiple(),
                config.chestWeight())));
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
      Files.deleteIfExists(folder.resolve(CHEST_FILE));
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
