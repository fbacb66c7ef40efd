package org.lungseg.training.augment;

import java.util.Arrays;

/**
 * What the disease patterns need to know of a slice: where the lungs are, how deep a pixel lies in
 * them, and how bright healthy lung and soft tissue are, so that Hounsfield slices and grey slices
 * are painted alike.
 */
final class LungField {

  /** Lungs smaller than this are left alone: too little to show a pattern. */
  static final int MIN_PIXELS = 60;

  private static final float TISSUE_HU = 45;
  private static final float RING_PIXELS = 12;

  final int width;
  final int height;
  final byte[] labels;

  /** Distance of a lung pixel to the pleura; 0 outside. */
  final float[] depth;

  /** Distance of a pixel outside the lung to the lung; 0 inside. */
  final float[] outside;

  /** The median value of lung. */
  final float lungLevel;

  /** The typical value of soft tissue beside the lung. */
  final float tissueLevel;

  /** For each lung (index 0 right, 1 left): left, top, right, bottom; null where there is none. */
  final int[][] box = new int[2][];

  private LungField(
      Slice slice, float lungLevel, float tissueLevel, float[] depth, float[] outside) {
    this.width = slice.width();
    this.height = slice.height();
    this.labels = slice.labels();
    this.lungLevel = lungLevel;
    this.tissueLevel = tissueLevel;
    this.depth = depth;
    this.outside = outside;
    for (int label = 1; label <= 2; label++) {
      box[label - 1] = boundingBox(slice, label);
    }
  }

  static LungField of(Slice slice) {
    byte[] labels = slice.labels();
    boolean[] inside = new boolean[labels.length];
    boolean[] beyond = new boolean[labels.length];
    for (int at = 0; at < labels.length; at++) {
      inside[at] = labels[at] != 0;
      beyond[at] = labels[at] == 0;
    }
    float[] depth = DistanceField.to(beyond, slice.width(), slice.height());
    float[] outside = DistanceField.to(inside, slice.width(), slice.height());
    float lung = median(slice.values(), inside);
    float tissue = slice.hounsfield() ? TISSUE_HU : tissueOfGrey(slice, outside, lung);
    return new LungField(slice, lung, tissue, depth, outside);
  }

  /** Of 0 at the front of this lung to 1 at its back, the place of a row. */
  float backness(int label, int y) {
    int[] b = box[label - 1];
    return (y - b[1]) / (float) Math.max(1, b[3] - b[1]);
  }

  private static float tissueOfGrey(Slice slice, float[] outside, float lung) {
    boolean[] ring = new boolean[outside.length];
    for (int at = 0; at < ring.length; at++) {
      boolean near = outside[at] > 2 && outside[at] < RING_PIXELS;
      ring[at] = near && slice.values()[at] > lung + 0.1f;
    }
    float level = median(slice.values(), ring);
    return Float.isNaN(level) ? Math.min(1, lung + 0.4f) : level;
  }

  private static float median(float[] values, boolean[] where) {
    float[] chosen = new float[values.length];
    int count = 0;
    for (int at = 0; at < values.length; at++) {
      if (where[at]) {
        chosen[count++] = values[at];
      }
    }
    if (count == 0) {
      return Float.NaN;
    }
    Arrays.sort(chosen, 0, count);
    return chosen[count / 2];
  }

  private static int @org.jspecify.annotations.Nullable [] boundingBox(Slice slice, int label) {
    int[] b = {slice.width(), slice.height(), -1, -1};
    int count = 0;
    for (int at = 0; at < slice.labels().length; at++) {
      if (slice.labels()[at] == label) {
        int x = at % slice.width();
        int y = at / slice.width();
        b[0] = Math.min(b[0], x);
        b[1] = Math.min(b[1], y);
        b[2] = Math.max(b[2], x);
        b[3] = Math.max(b[3], y);
        count++;
      }
    }
    return count < MIN_PIXELS ? null : b;
  }
}
