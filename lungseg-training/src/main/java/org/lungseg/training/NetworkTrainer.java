package org.lungseg.training;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.GradientCollector;
import ai.djl.training.ParameterStore;
import ai.djl.training.initializer.XavierInitializer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.lungseg.api.CancellationToken;
import org.lungseg.api.VolumeIoException;
import org.lungseg.engine.internal.network.DjlSetup;
import org.lungseg.training.augment.SampleAugmenter;
import org.lungseg.training.augment.Slice;
import org.lungseg.training.data.DataSplit;
import org.lungseg.training.data.DatasetManifest;
import org.lungseg.training.data.LabelledSlices;
import org.lungseg.training.data.SplitGuard;
import org.lungseg.training.network.AdamW;
import org.lungseg.training.network.SegmentationLoss;
import org.lungseg.training.network.UNet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Trains a network as a {@link TrainingConfig} says. The run folder gets {@code checkpoint.bin} to
 * go on from, {@code weights.bin} with the averaged weights alone, {@code curve.csv} with the loss,
 * {@code validation.csv} with the Dice of each validation case, and {@code curve.png}, a picture of
 * both.
 *
 * <p>Started again in the same folder, a run goes on from its checkpoint. For one thread.
 */
public final class NetworkTrainer implements AutoCloseable {

  /** The file with the full state of a run. */
  public static final String CHECKPOINT = "checkpoint.bin";

  /** The file with the averaged weights alone. */
  public static final String WEIGHTS = "weights.bin";

  private static final String CURVE = "curve.csv";
  private static final String VALIDATION = "validation.csv";
  private static final String PICTURE = "curve.png";

  private static final Logger LOG = LoggerFactory.getLogger(NetworkTrainer.class);

  private static final String ENGINE = "PyTorch";

  private static final int CLASSES = 3;
  private static final int LOG_EVERY = 20;

  /** Slices of each case that a validation looks at, evenly spread. */
  private static final int VALIDATION_SLICES = 16;

  /** Pixels of the canvas that holds any whole picture: 512 mm at 2 mm. */
  private static final int VALIDATION_CANVAS = 256;

  private final TrainingConfig config;
  private final Path runFolder;
  private final TrainingListener listener;
  private final List<LabelledSlices> trainCases;
  private final List<LabelledSlices> validationCases;
  private final NDManager manager;
  private final UNet network;
  private final AdamW optimiser;

  /**
   * Reads the data and makes the network, or takes it up where the run folder's checkpoint left it.
   *
   * @param dataRoot the folder the manifest's paths start from
   * @param runFolder holds the checkpoint and the curves; made if missing
   * @param listener hears how it goes
   */
  public NetworkTrainer(
      TrainingConfig config, Path dataRoot, Path runFolder, TrainingListener listener) {
    this(config, DatasetManifest.read(config.manifest(), dataRoot), runFolder, listener);
  }

  private NetworkTrainer(
      TrainingConfig config, DatasetManifest manifest, Path runFolder, TrainingListener listener) {
    this(
        config,
        read(manifest, DataSplit.TRAIN),
        read(manifest, DataSplit.VALIDATION),
        runFolder,
        listener);
  }

  /**
   * The same with cases that are in memory already, whatever the configuration's manifest says.
   *
   * @param trainCases what is learnt from
   * @param validationCases what the run is watched on; may be empty
   * @throws org.lungseg.api.UnusableInputException if a patient or an image is in both lists
   */
  public NetworkTrainer(
      TrainingConfig config,
      List<LabelledSlices> trainCases,
      List<LabelledSlices> validationCases,
      Path runFolder,
      TrainingListener listener) {
    this.config = config;
    this.listener = listener;
    this.runFolder = runFolder;
    this.trainCases = List.copyOf(trainCases);
    this.validationCases = List.copyOf(validationCases);
    SplitGuard.check(this.trainCases, this.validationCases);
    this.manager = openManager();
    Engine.getEngine(ENGINE).setRandomSeed((int) config.seed());
    this.network = newNetwork(manager, config);
    this.optimiser =
        new AdamW(manager, network, (float) config.weightDecay(), (float) config.averageDecay());
    try {
      Files.createDirectories(runFolder);
    } catch (IOException e) {
      throw new VolumeIoException("cannot make the run folder " + runFolder + ": " + e, e);
    }
    if (Files.exists(runFolder.resolve(CHECKPOINT))) {
      Checkpoint checkpoint = Checkpoint.read(runFolder.resolve(CHECKPOINT));
      optimiser.restore(checkpoint.arrays(), checkpoint.step());
      LOG.info("going on from step {} of {}", checkpoint.step(), config.steps());
    } else if (config.startWeights().isPresent()) {
      Checkpoint start = Checkpoint.read(config.startWeights().get());
      optimiser.restore(StartWeights.fitted(start, network), 0);
      LOG.info("starting from {}", config.startWeights().get());
    }
  }

  /** Opens the training engine, which is kept off the network. */
  static NDManager openManager() {
    DjlSetup.stayOffline();
    return NDManager.newBaseManager(ENGINE);
  }

  /** A network with random weights. */
  static UNet newNetwork(NDManager manager, TrainingConfig config) {
    UNet network = new UNet(config.shape());
    network.setInitializer(
        new XavierInitializer(
            XavierInitializer.RandomType.GAUSSIAN, XavierInitializer.FactorType.IN, 2),
        Parameter.Type.WEIGHT);
    network.initialize(
        manager,
        DataType.FLOAT32,
        new Shape(
            config.batchSize(),
            config.shape().inputChannels(),
            config.canvasSize(),
            config.canvasSize()));
    return network;
  }

  /** How many steps were made, those before a restart included. */
  public long step() {
    return optimiser.steps();
  }

  /**
   * Trains to the last step. On cancellation it saves a checkpoint and throws.
   *
   * @throws org.lungseg.api.OperationCancelledException if the token was cancelled
   */
  public void run(CancellationToken cancellation) {
    BatchSource source = new BatchSource(trainCases, config);
    ExecutorService loader = Executors.newSingleThreadExecutor();
    try {
      CompletableFuture<BatchSource.Batch> next = load(source, loader, optimiser.steps());
      double lossSum = 0;
      int lossCount = 0;
      long started = System.nanoTime();
      while (optimiser.steps() < config.steps()) {
        long step = optimiser.steps();
        BatchSource.Batch batch = next.join();
        next = load(source, loader, step + 1);
        lossSum += learn(batch, config.learningRateAt(step));
        lossCount++;
        long made = step + 1;
        if (made % LOG_EVERY == 0) {
          report(made, lossSum / lossCount, (System.nanoTime() - started) / 1e9 / lossCount);
          lossSum = 0;
          lossCount = 0;
          started = System.nanoTime();
        }
        if (made % config.checkpointEvery() == 0 || made == config.steps()) {
          save();
        }
        if (made % config.validateEvery() == 0 || made == config.steps()) {
          validate();
          started = System.nanoTime();
          lossSum = 0;
          lossCount = 0;
        }
        if (cancellation.isCancelled()) {
          save();
          cancellation.throwIfCancelled();
        }
      }
      if (!Files.exists(runFolder.resolve(WEIGHTS))) {
        save(); // a run that was at its end already
      }
    } finally {
      loader.shutdownNow();
    }
  }

  private static CompletableFuture<BatchSource.Batch> load(
      BatchSource source, ExecutorService loader, long step) {
    return CompletableFuture.supplyAsync(() -> source.batch(step), loader);
  }

  private double learn(BatchSource.Batch batch, double learningRate) {
    int size = config.canvasSize();
    float value;
    try (NDScope scope = new NDScope()) {
      scope.suppressNotUsedWarning();
      NDArray pictures =
          manager.create(
              batch.pictures(),
              new Shape(config.batchSize(), config.shape().inputChannels(), size, size));
      NDArray oneHot =
          manager.create(batch.oneHot(), new Shape(config.batchSize(), CLASSES, size, size));
      try (GradientCollector collector = Engine.getEngine(ENGINE).newGradientCollector()) {
        NDArray logits = forward(pictures, true);
        NDArray loss = SegmentationLoss.of(logits, oneHot);
        collector.backward(loss);
        value = loss.getFloat();
      }
      if (!Float.isFinite(value)) {
        throw new IllegalStateException(
            "the loss became " + value + " at step " + optimiser.steps() + "; lower the rate");
      }
    }
    optimiser.step((float) learningRate);
    return value;
  }

  private NDArray forward(NDArray pictures, boolean training) {
    return network
        .forward(new ParameterStore(manager, false), new NDList(pictures), training)
        .singletonOrThrow();
  }

  /**
   * The Dice of each validation case (both lungs together) on evenly spread slices, with the
   * averaged weights, on the network's own grid; also written to the run folder.
   */
  public Map<String, Double> validate() {
    Map<String, Double> dice = new LinkedHashMap<>();
    StringBuilder line = new StringBuilder(Long.toString(optimiser.steps()));
    optimiser.swapAverages();
    try {
      for (LabelledSlices one : validationCases) {
        double value = dice(one);
        dice.put(one.labelledCase().patient(), value);
        line.append(String.format(Locale.ROOT, ",%.5f", value));
      }
    } finally {
      optimiser.swapAverages();
    }
    append(VALIDATION, line.append('\n').toString());
    drawCurve();
    listener.onValidation(optimiser.steps(), dice);
    return dice;
  }

  private double dice(LabelledSlices one) {
    SampleAugmenter plain = config.validation(VALIDATION_CANVAS);
    SplittableRandom unused = new SplittableRandom(0);
    int slices = Math.min(VALIDATION_SLICES, one.slices().size());
    int pixels = VALIDATION_CANVAS * VALIDATION_CANVAS;
    long both = 0;
    long either = 0;
    for (int at = 0; at < slices; at++) {
      int index = (int) ((at + 0.5) * one.slices().size() / slices);
      List<Slice> sample = plain.sample(one.near(index, config.channelOffsetsMm()), unused);
      Slice slice = sample.get(config.labelledChannel());
      float[] logits;
      try (NDScope scope = new NDScope()) {
        scope.suppressNotUsedWarning();
        NDArray picture =
            manager.create(
                BatchSource.pictures(sample),
                new Shape(1, sample.size(), VALIDATION_CANVAS, VALIDATION_CANVAS));
        logits = forward(picture, false).toFloatArray();
      }
      for (int pixel = 0; pixel < pixels; pixel++) {
        boolean found =
            Math.max(logits[pixels + pixel], logits[2 * pixels + pixel]) > logits[pixel];
        boolean lung = slice.labels()[pixel] != 0;
        both += found && lung ? 1 : 0;
        either += (found ? 1 : 0) + (lung ? 1 : 0);
      }
    }
    return either == 0 ? 1 : 2.0 * both / either;
  }

  private void report(long step, double loss, double seconds) {
    append(CURVE, String.format(Locale.ROOT, "%d,%.5f,%.3f%n", step, loss, seconds));
    listener.onProgress(step, loss, seconds);
  }

  private void save() {
    new Checkpoint(optimiser.steps(), optimiser.state()).write(runFolder.resolve(CHECKPOINT));
    new Checkpoint(optimiser.steps(), optimiser.averages()).write(runFolder.resolve(WEIGHTS));
  }

  private void drawCurve() {
    List<String> patients =
        validationCases.stream().map(one -> one.labelledCase().patient()).toList();
    LearningCurve.draw(
        runFolder.resolve(CURVE),
        runFolder.resolve(VALIDATION),
        patients,
        runFolder.resolve(PICTURE));
  }

  private void append(String file, String text) {
    try {
      Files.writeString(
          runFolder.resolve(file), text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new VolumeIoException("cannot write " + runFolder.resolve(file) + ": " + e, e);
    }
  }

  private static List<LabelledSlices> read(DatasetManifest manifest, DataSplit split) {
    return manifest.of(split).stream().map(LabelledSlices::read).toList();
  }

  @Override
  public void close() {
    manager.close();
  }
}
