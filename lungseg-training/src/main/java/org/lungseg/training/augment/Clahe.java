package org.lungseg.training.augment;

/**
 * Contrast-limited adaptive histogram equalisation (Zuiderveld, Graphics Gems IV, 1994), as applied
 * to many CT pictures on the web before they are published.
 */
final class Clahe {

  private static final int BINS = 256;

  private Clahe() {}

  /**
   * Equalises a picture of values 0 to 1 in place.
   *
   * @param tiles how many tiles along each side
   * @param clipLimit the greatest height of a histogram bin, as a multiple of the mean height
   */
  static void apply(float[] image, int width, int height, int tiles, double clipLimit) {
    float[][] mapping = new float[tiles * tiles][];
    for (int ty = 0; ty < tiles; ty++) {
      for (int tx = 0; tx < tiles; tx++) {
        int x0 = tx * width / tiles;
        int x1 = (tx + 1) * width / tiles;
        int y0 = ty * height / tiles;
        int y1 = (ty + 1) * height / tiles;
        mapping[ty * tiles + tx] = equalising(image, width, x0, x1, y0, y1, clipLimit);
      }
    }
    float tileWidth = (float) width / tiles;
    float tileHeight = (float) height / tiles;
    for (int y = 0; y < height; y++) {
      float v = (y + 0.5f) / tileHeight - 0.5f;
      int ty = (int) Math.floor(v);
      float fy = v - ty;
      int top = Math.max(0, ty);
      int bottom = Math.min(tiles - 1, ty + 1);
      for (int x = 0; x < width; x++) {
        float u = (x + 0.5f) / tileWidth - 0.5f;
        int tx = (int) Math.floor(u);
        float fx = u - tx;
        int left = Math.max(0, tx);
        int right = Math.min(tiles - 1, tx + 1);
        int bin = bin(image[y * width + x]);
        float upper =
            (1 - fx) * mapping[top * tiles + left][bin] + fx * mapping[top * tiles + right][bin];
        float lower =
            (1 - fx) * mapping[bottom * tiles + left][bin]
                + fx * mapping[bottom * tiles + right][bin];
        image[y * width + x] = (1 - fy) * upper + fy * lower;
      }
    }
  }

  private static float[] equalising(
      float[] image, int width, int x0, int x1, int y0, int y1, double clipLimit) {
    int[] histogram = new int[BINS];
    for (int y = y0; y < y1; y++) {
      for (int x = x0; x < x1; x++) {
        histogram[bin(image[y * width + x])]++;
      }
    }
    int pixels = (x1 - x0) * (y1 - y0);
    int limit = (int) Math.max(1, clipLimit * pixels / BINS);
    int clipped = 0;
    for (int bin = 0; bin < BINS; bin++) {
      if (histogram[bin] > limit) {
        clipped += histogram[bin] - limit;
        histogram[bin] = limit;
      }
    }
    float share = (float) clipped / BINS;
    float[] mapping = new float[BINS];
    float sum = 0;
    for (int bin = 0; bin < BINS; bin++) {
      sum += histogram[bin] + share;
      mapping[bin] = sum / pixels;
    }
    return mapping;
  }

  private static int bin(float value) {
    return Math.max(0, Math.min(BINS - 1, (int) (value * BINS)));
  }
}
