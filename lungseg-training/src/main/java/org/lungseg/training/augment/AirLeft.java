package org.lungseg.training.augment;

import java.util.random.RandomGenerator;

/**
 * The air that dense disease leaves: open bronchi, which run through consolidation as dark branches
 * (air bronchograms), and small spaces that are not filled yet.
 */
final class AirLeft {

  private AirLeft() {}

  /** Lowers the weights of a consolidation where air stays. */
  static void take(float[] weight, LungField lung, RandomGenerator random) {
    boolean branches = random.nextFloat() < 0.6f;
    if (branches) {
      takeBranches(weight, lung, random);
    }
    if (!branches || random.nextFloat() < 0.3f) {
      takeSpaces(weight, lung, random);
    }
  }

  /** Thin curves: where one smooth field crosses zero, as far as another allows. */
  private static void takeBranches(float[] weight, LungField lung, RandomGenerator random) {
    float[] course =
        SmoothNoise.field(lung.width, lung.height, 8 + 14 * random.nextFloat(), random);
    float[] where = SmoothNoise.field(lung.width, lung.height, 14, random);
    float half = 0.03f + 0.06f * random.nextFloat();
    float from = 0.6f * random.nextFloat() - 0.1f;
    for (int at = 0; at < weight.length; at++) {
      // Bronchi do not reach the pleura.
      if (weight[at] > 0 && lung.depth[at] > 3 && where[at] > from) {
        float open = Math.max(0, 1 - Math.abs(course[at]) / half);
        weight[at] *= 1 - open;
      }
    }
  }

  /** Small round spaces. */
  private static void takeSpaces(float[] weight, LungField lung, RandomGenerator random) {
    float[] fine = SmoothNoise.field(lung.width, lung.height, 3 + 4 * random.nextFloat(), random);
    float[] where = SmoothNoise.field(lung.width, lung.height, 25, random);
    float threshold = 0.3f + 0.5f * random.nextFloat();
    float from = random.nextFloat() - 0.5f;
    float most = 0.4f + 0.6f * random.nextFloat();
    for (int at = 0; at < weight.length; at++) {
      if (weight[at] > 0 && where[at] > from) {
        float open = Math.min(1, Math.max(0, (fine[at] - threshold) / 0.2f));
        weight[at] *= 1 - most * open;
      }
    }
  }
}
