package org.lungseg.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.Shape;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import org.lungseg.api.UnusableInputException;
import org.lungseg.training.chest.ChestAugmenter;
import org.lungseg.training.chest.ChestSample;
import org.lungseg.training.chest.ChestVolume;
import org.lungseg.training.chest.ChestWindow;
import org.lungseg.training.data.LabelledSlices;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Learning from whole chests on a coarse grid. Only cases in Hounsfield units are learnt from: of
 * pictures, neither the density nor the distance of slices is known.
 */
final class ChestTask implements LearningTask {

  private static final Logger LOG = LoggerFactory.getLogger(ChestTask.class);

  private final List<ChestVolume> volumes;
  private final ChestAugmenter augmenter;
  private final TrainingConfig config;

  /** Watched cases as the network sees them, made once. */
  private final Map<LabelledSlices, ChestSample> watched =
      Collections.synchronizedMap(new IdentityHashMap<>());

  /**
   * Takes the cases up.
   *
   * @throws UnusableInputException if there are some, but none in Hounsfield units
   */
  ChestTask(List<LabelledSlices> cases, TrainingConfig config) {
    this.config = config;
    this.augmenter = config.chests();
    this.volumes =
        cases.stream()
            .filter(this::accepts)
            .map(one -> ChestVolume.of(one, augmenter.grid().spacingMm()))
            .toList();
    LOG.debug(
        "{} of {} cases are in Hounsfield units and learnt from", volumes.size(), cases.size());
    if (volumes.isEmpty() && !cases.isEmpty()) {
      throw new UnusableInputException(
          "chests are learnt from cases in Hounsfield units, and all of these are pictures");
    }
  }

  @Override
  public boolean accepts(LabelledSlices one) {
    return one.hounsfield();
  }

  @Override
  public Shape inputShape() {
    return shape(config.batchSize(), config.shape().inputChannels());
  }

  @Override
  public Batch batch(long step) {
    int size = augmenter.grid().size();
    int channels = ChestWindow.CHANNELS;
    float[] input = new float[config.batchSize() * channels * size];
    float[] target = new float[config.batchSize() * CLASSES * size];
    for (int index = 0; index < config.batchSize(); index++) {
      long seed = (config.seed() * 1_000_003 + step) * 31 + index;
      SplittableRandom random = new SplittableRandom(seed * 1_000_003).split();
      ChestSample sample = augmenter.sample(volumes.get(random.nextInt(volumes.size())), random);
      sample.writeInput(config.chestWindow(), input, index * channels * size);
      sample.writeTarget(target, index * CLASSES * size);
    }
    return new Batch(input, target);
  }

  @Override
  public double dice(LabelledSlices one, NDManager manager, UnaryOperator<NDArray> network) {
    ChestSample sample = watched.computeIfAbsent(one, this::plain);
    int size = augmenter.grid().size();
    float[] input = new float[ChestWindow.CHANNELS * size];
    sample.writeInput(config.chestWindow(), input, 0);
    float[] logits;
    try (NDScope scope = new NDScope()) {
      scope.suppressNotUsedWarning();
      NDArray chest = manager.create(input, shape(1, ChestWindow.CHANNELS));
      logits = network.apply(chest).toFloatArray();
    }
    DiceCount count = new DiceCount();
    for (int at = 0; at < size; at++) {
      float lung = Math.max(logits[size + at], logits[2 * size + at]);
      count.add(lung > logits[at], sample.lung(1)[at] + sample.lung(2)[at] > 0.5f);
    }
    return count.dice();
  }

  private ChestSample plain(LabelledSlices one) {
    return augmenter.plain(ChestVolume.of(one, augmenter.grid().spacingMm()));
  }

  private Shape shape(int batch, int channels) {
    var grid = augmenter.grid();
    return new Shape(batch, channels, grid.slices(), grid.rows(), grid.columns());
  }
}
