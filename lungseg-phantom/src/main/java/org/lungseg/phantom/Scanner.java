package org.lungseg.phantom;

import java.util.SplittableRandom;

/** What the scanner adds: the table, noise with the grain of a reconstruction, and rounding. */
final class Scanner {

  /** Noise in the trunk, as the standard deviation of an ordinary-dose scan. */
  private static final double NOISE_HU = 17;

  /** How much of it is left in the air around the body. */
  private static final double NOISE_IN_AIR = 0.4;

  /** The shoulders let little radiation through. */
  private static final double NOISE_AT_SHOULDERS = 1.7;

  private static final double SHOULDERS_MM = 60;

  /** The share of the noise that neighbouring slices have in common. */
  private static final double SLICE_SHARE = 0.35;

  private static final int LOWEST_HU = -1024;
  private static final int HIGHEST_HU = 3071;
  private static final double TABLE_HALF_WIDTH_MM = 205;

  private Scanner() {}

  /** Paints the table below the patient. */
  static void paintTable(Canvas canvas) {
    double top = BodyWall.BACK_MM + 3;
    Box box =
        new Box(-TABLE_HALF_WIDTH_MM - 5, TABLE_HALF_WIDTH_MM + 5, top - 8, top + 90, -1e4, 1e4);
    Shape hull =
        (x, y, z) -> {
          double bottom = top + 52 - 44 * Math.pow(Math.abs(x) / TABLE_HALF_WIDTH_MM, 2.2);
          double sides = Math.abs(x) - TABLE_HALF_WIDTH_MM;
          return Math.max(Math.max(top - y, y - bottom), sides);
        };
    canvas.paint(hull, box, (x, y, z, d) -> d > -2.2 ? -120 : -945);
  }

  /** Adds noise and rounds. */
  static short[] acquire(Canvas canvas, long seed) {
    int width = canvas.size(0);
    int height = canvas.size(1);
    int plane = width * height;
    float[] hu = canvas.hu();
    short[] voxels = new short[hu.length];
    SplittableRandom random = new SplittableRandom(seed ^ 0x0015EL);
    float[] white = new float[plane];
    float[] grain = new float[plane];
    float[] buffer = new float[plane];
    float[] previous = new float[plane];
    double fresh = Math.sqrt(1 - SLICE_SHARE * SLICE_SHARE);
    for (int k = 0; k < canvas.size(2); k++) {
      gaussian(white, random);
      grain(white, grain, buffer, width, height);
      double shoulders = Thorax.smoothStep((canvas.z(k) - SHOULDERS_MM + 25) / 50);
      double level = NOISE_HU * (1 + (NOISE_AT_SHOULDERS - 1) * shoulders);
      for (int at = 0; at < plane; at++) {
        float noise = (float) (fresh * grain[at] + SLICE_SHARE * previous[at]);
        previous[at] = noise;
        float value = hu[k * plane + at];
        double density = Math.max(0, Math.min(1, (value + 1000) / 900));
        double sigma = level * (NOISE_IN_AIR + (1 - NOISE_IN_AIR) * density);
        double measured = value + sigma * noise;
        voxels[k * plane + at] =
            (short) Math.round(Math.max(LOWEST_HU, Math.min(HIGHEST_HU, measured)));
      }
    }
    return voxels;
  }

  /** Nearly normal numbers: the sum of four 16-bit uniform ones, scaled to variance 1. */
  private static void gaussian(float[] target, SplittableRandom random) {
    double scale = Math.sqrt(3) / 65536;
    for (int at = 0; at < target.length; at++) {
      long bits = random.nextLong();
      long sum = (bits & 0xffff) + (bits >>> 16 & 0xffff) + (bits >>> 32 & 0xffff) + (bits >>> 48);
      target[at] = (float) ((sum - 131070) * scale);
    }
  }

  /**
   * A reconstruction passes middle frequencies best: neighbours are alike, wider surroundings
   * slightly opposed. Both filters are small boxes run twice; the result has variance about 1.
   */
  private static void grain(float[] white, float[] target, float[] buffer, int width, int height) {
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        int left = y * width + Math.max(0, x - 1);
        int right = y * width + Math.min(width - 1, x + 1);
        buffer[y * width + x] = white[left] + 2 * white[y * width + x] + white[right];
      }
    }
    double sum = 0;
    for (int y = 0; y < height; y++) {
      int above = Math.max(0, y - 1) * width;
      int below = Math.min(height - 1, y + 1) * width;
      int farAbove = Math.max(0, y - 3) * width;
      int farBelow = Math.min(height - 1, y + 3) * width;
      for (int x = 0; x < width; x++) {
        int here = y * width + x;
        int farLeft = y * width + Math.max(0, x - 3);
        int farRight = y * width + Math.min(width - 1, x + 3);
        float near = buffer[above + x] + 2 * buffer[here] + buffer[below + x];
        float far =
            buffer[farAbove + x] + buffer[farBelow + x] + buffer[farLeft] + buffer[farRight];
        target[here] = near - 0.5f * far;
        sum += target[here] * target[here];
      }
    }
    float scale = (float) (1 / Math.sqrt(sum / target.length));
    for (int at = 0; at < target.length; at++) {
      target[at] *= scale;
    }
  }
}
