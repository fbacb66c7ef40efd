package org.lungseg.metrics.picture;

/**
 * Resamples a picture to another size, first across, then down, with a triangle filter: linear
 * interpolation where it is enlarged, a weighted mean over the covered samples where it is made
 * smaller, so that thin structures do not drop out.
 */
final class Resampler {

  private Resampler() {}

  static float[] resample(float[] source, int width, int height, int newWidth, int newHeight) {
    float[] across = new float[newWidth * height];
    for (int y = 0; y < height; y++) {
      line(source, y * width, 1, width, across, y * newWidth, 1, newWidth);
    }
    float[] both = new float[newWidth * newHeight];
    for (int x = 0; x < newWidth; x++) {
      line(across, x, newWidth, height, both, x, newWidth, newHeight);
    }
    return both;
  }

  private static void line(
      float[] source,
      int sourceStart,
      int sourceStep,
      int size,
      float[] target,
      int targetStart,
      int targetStep,
      int newSize) {
    double ratio = (double) size / newSize;
    double reach = Math.max(1, ratio);
    for (int at = 0; at < newSize; at++) {
      double centre = (at + 0.5) * ratio - 0.5;
      int first = (int) Math.ceil(centre - reach);
      int last = (int) Math.floor(centre + reach);
      double sum = 0;
      double weights = 0;
      for (int index = first; index <= last; index++) {
        double weight = 1 - Math.abs(index - centre) / reach;
        int inside = Math.max(0, Math.min(size - 1, index));
        sum += weight * source[sourceStart + inside * sourceStep];
        weights += weight;
      }
      target[targetStart + at * targetStep] = (float) (sum / weights);
    }
  }
}
