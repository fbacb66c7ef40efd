package org.lungseg.training.augment;

import java.util.Arrays;

/**
 * Distances in pixels on a small picture, by the two-pass chamfer (1, √2), which is within 8 % of
 * Euclidean: close enough to place painted disease.
 */
final class DistanceField {

  private static final float DIAGONAL = 1.4142f;

  private DistanceField() {}

  /** The distance of each pixel to the nearest pixel where {@code set} is true. */
  static float[] to(boolean[] set, int width, int height) {
    float[] distance = new float[set.length];
    Arrays.fill(distance, width + height);
    for (int at = 0; at < set.length; at++) {
      if (set[at]) {
        distance[at] = 0;
      }
    }
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        relax(distance, width, height, x, y, -1);
      }
    }
    for (int y = height - 1; y >= 0; y--) {
      for (int x = width - 1; x >= 0; x--) {
        relax(distance, width, height, x, y, 1);
      }
    }
    return distance;
  }

  private static void relax(float[] distance, int width, int height, int x, int y, int step) {
    int at = y * width + x;
    float best = distance[at];
    if (x + step >= 0 && x + step < width) {
      best = Math.min(best, distance[at + step] + 1);
    }
    int row = y + step;
    if (row >= 0 && row < height) {
      for (int dx = -1; dx <= 1; dx++) {
        if (x + dx >= 0 && x + dx < width) {
          float through = distance[row * width + x + dx] + (dx == 0 ? 1 : DIAGONAL);
          best = Math.min(best, through);
        }
      }
    }
    distance[at] = best;
  }
}
