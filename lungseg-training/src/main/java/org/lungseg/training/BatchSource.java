package org.lungseg.training;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.lungseg.training.augment.SampleAugmenter;
import org.lungseg.training.augment.Slice;
import org.lungseg.training.augment.SliceSource;
import org.lungseg.training.data.LabelledSlices;

/**
 * Draws training batches. The batch of a step depends on the seed and the step alone, so that any
 * step can be drawn again. Immutable and safe for many threads.
 */
final class BatchSource {

  /**
   * A batch as flat arrays: pictures {@code [N, 1, H, W]} and one-hot labels {@code [N, 3, H, W]}.
   */
  @SuppressWarnings("ArrayRecordComponent") // handed over once, never compared
  record Batch(float[] pictures, float[] oneHot) {}

  private static final int CLASSES = 3;

  /** Some cases have slices with lung only; after so many tries the last one is taken. */
  private static final int MAX_TRIES = 20;

  private final List<LabelledSlices> hounsfieldCases = new ArrayList<>();
  private final List<LabelledSlices> greyCases = new ArrayList<>();
  private final SampleAugmenter augmenter;
  private final TrainingConfig config;

  BatchSource(List<LabelledSlices> cases, TrainingConfig config) {
    for (LabelledSlices one : cases) {
      (one.hounsfield() ? hounsfieldCases : greyCases).add(one);
    }
    this.augmenter = config.training();
    this.config = config;
  }

  Batch batch(long step) {
    int size = config.batchSize();
    int pixels = config.canvasSize() * config.canvasSize();
    float[] pictures = new float[size * pixels];
    float[] oneHot = new float[size * CLASSES * pixels];
    for (int sample = 0; sample < size; sample++) {
      SplittableRandom random =
          new SplittableRandom((config.seed() * 1_000_003 + step) * 1_000_003 + sample);
      Slice slice = augmenter.sample(choose(random), random);
      System.arraycopy(slice.values(), 0, pictures, sample * pixels, pixels);
      for (int at = 0; at < pixels; at++) {
        oneHot[(sample * CLASSES + slice.labels()[at]) * pixels + at] = 1;
      }
    }
    return new Batch(pictures, oneHot);
  }

  private SliceSource choose(SplittableRandom random) {
    boolean grey = random.nextDouble() < config.greyShare();
    List<LabelledSlices> cases = grey ? greyCases : hounsfieldCases;
    if (cases.isEmpty()) {
      cases = grey ? hounsfieldCases : greyCases;
    }
    List<SliceSource> slices = cases.get(random.nextInt(cases.size())).slices();
    boolean wanted = random.nextDouble() < config.lungShare();
    SliceSource chosen = slices.get(random.nextInt(slices.size()));
    for (int tries = 0; tries < MAX_TRIES && hasLung(chosen) != wanted; tries++) {
      chosen = slices.get(random.nextInt(slices.size()));
    }
    return chosen;
  }

  private static boolean hasLung(SliceSource slice) {
    for (byte label : slice.labels()) {
      if (label != 0) {
        return true;
      }
    }
    return false;
  }
}
