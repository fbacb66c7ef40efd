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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.lungseg.api.CancellationToken;
import org.lungseg.api.VolumeIoException;
import org.lungseg.engine.internal.network.DjlSetup;
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

  private static final int LOG_EVERY = 20;

  private final TrainingConfig config;
  private final Path runFolder;
  private final TrainingListener listener;
  private final LearningTask task;
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
    this(
        config,
        TrainingCases.read(config, dataRoot, runFolder, CancellationToken.create()),
        runFolder,
        listener);
  }

  /** The same with cases that are in memory already. */
  public NetworkTrainer(
      TrainingConfig config, TrainingCases cases, Path runFolder, TrainingListener listener) {
    this(config, cases.learnt(), cases.watched(), runFolder, listener);
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
    SplitGuard.check(trainCases, validationCases);
    this.task = LearningTask.of(config, trainCases);
    this.validationCases = validationCases.stream().filter(task::accepts).toList();
    this.manager = openManager();
    Engine.getEngine(ENGINE).setRandomSeed((int) config.seed());
    this.network = newNetwork(manager, config, task.inputShape());
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
    return newNetwork(manager, config, LearningTask.of(config, List.of()).inputShape());
  }

  private static UNet newNetwork(NDManager manager, TrainingConfig config, Shape input) {
    UNet network = new UNet(config.shape());
    network.setInitializer(
        new XavierInitializer(
            XavierInitializer.RandomType.GAUSSIAN, XavierInitializer.FactorType.IN, 2),
        Parameter.Type.WEIGHT);
    network.initialize(manager, DataType.FLOAT32, input);
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
    ExecutorService loader = Executors.newSingleThreadExecutor();
    try {
      CompletableFuture<LearningTask.Batch> next = load(loader, optimiser.steps());
      double lossSum = 0;
      int lossCount = 0;
      long started = System.nanoTime();
      while (optimiser.steps() < config.steps()) {
        long step = optimiser.steps();
        LearningTask.Batch batch = next.join();
        next = load(loader, step + 1);
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

  private CompletableFuture<LearningTask.Batch> load(ExecutorService loader, long step) {
    return CompletableFuture.supplyAsync(() -> task.batch(step), loader);
  }

  private double learn(LearningTask.Batch batch, double learningRate) {
    long[] shape = task.inputShape().getShape().clone();
    float value;
    try (NDScope scope = new NDScope()) {
      scope.suppressNotUsedWarning();
      NDArray input = manager.create(batch.input(), new Shape(shape));
      shape[1] = LearningTask.CLASSES;
      NDArray target = manager.create(batch.target(), new Shape(shape));
      try (GradientCollector collector = Engine.getEngine(ENGINE).newGradientCollector()) {
        NDArray logits = forward(input, true);
        NDArray loss = SegmentationLoss.of(logits, target);
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

  private NDArray forward(NDArray input, boolean training) {
    return network
        .forward(new ParameterStore(manager, false), new NDList(input), training)
        .singletonOrThrow();
  }

  /**
   * The Dice of each validation case that can be told, both lungs together, with the averaged
   * weights, on the network's own grid; also written to the run folder.
   */
  public Map<String, Double> validate() {
    Map<String, Double> dice = new LinkedHashMap<>();
    StringBuilder line = new StringBuilder(Long.toString(optimiser.steps()));
    optimiser.swapAverages();
    try {
      for (LabelledSlices one : validationCases) {
        double value = task.dice(one, manager, input -> forward(input, false));
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

  @Override
  public void close() {
    manager.close();
  }
}
