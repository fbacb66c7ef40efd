package org.lungseg.training.chest;

import java.util.SplittableRandom;

/** Random numbers in the forms that augmentation needs. */
final class Draw {

  private Draw() {}

  /** From −limit to limit. */
  static double symmetric(double limit, SplittableRandom random) {
    return limit * (2 * random.nextDouble() - 1);
  }

  static float between(double low, double high, SplittableRandom random) {
    return (float) (low + (high - low) * random.nextDouble());
  }

  /** 0 below the threshold, 1 above, over a width. */
  static float ramp(float value, float threshold, float width) {
    return Math.min(1, Math.max(0, (value - threshold) / width + 0.5f));
  }
}
