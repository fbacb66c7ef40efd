package org.lungseg.engine.internal.border;

import org.lungseg.engine.internal.input.PatientAxes;

/**
 * Means over the rectangle around each pixel of a slice; at the edges, over the part of it that
 * lies in the slice. Their time does not depend on the size of the rectangle.
 *
 * @param width pixels in a row
 * @param height rows
 * @param radiusX how many pixels the rectangle reaches to either side
 * @param radiusY how many rows it reaches up and down
 */
public record Window(int width, int height, int radiusX, int radiusY) {

  /** A window on axial slices that reaches so many millimetres to each side. */
  public static Window of(PatientAxes axes, double reachMm) {
    return new Window(
        axes.size(PatientAxes.W),
        axes.size(PatientAxes.H),
        (int) Math.round(reachMm / axes.spacingMm(PatientAxes.W)),
        (int) Math.round(reachMm / axes.spacingMm(PatientAxes.H)));
  }

  /** The means, row by row, by a table of sums. */
  public float[] mean(float[] values) {
    int stride = width + 1;
    double[] sums = new double[stride * (height + 1)];
    for (int y = 0; y < height; y++) {
      double row = 0;
      for (int x = 0; x < width; x++) {
        row += values[y * width + x];
        sums[(y + 1) * stride + x + 1] = sums[y * stride + x + 1] + row;
      }
    }
    float[] means = new float[values.length];
    for (int y = 0; y < height; y++) {
      int top = Math.max(0, y - radiusY);
      int bottom = Math.min(height, y + radiusY + 1);
      for (int x = 0; x < width; x++) {
        int left = Math.max(0, x - radiusX);
        int right = Math.min(width, x + radiusX + 1);
        double sum =
            sums[bottom * stride + right]
                - sums[top * stride + right]
                - sums[bottom * stride + left]
                + sums[top * stride + left];
        means[y * width + x] = (float) (sum / ((bottom - top) * (right - left)));
      }
    }
    return means;
  }

  /** The means of products. */
  public float[] meanOfProduct(float[] one, float[] other) {
    float[] products = new float[one.length];
    for (int at = 0; at < products.length; at++) {
      products[at] = one[at] * other[at];
    }
    return mean(products);
  }

  /** The label of the nearest pixel around one that has a label, or 0. */
  public byte nearest(byte[] labels, int at) {
    int x = at % width;
    int y = at / width;
    byte label = 0;
    long least = Long.MAX_VALUE;
    for (int dy = -radiusY; dy <= radiusY; dy++) {
      for (int dx = -radiusX; dx <= radiusX; dx++) {
        int column = x + dx;
        int row = y + dy;
        boolean in = column >= 0 && row >= 0 && column < width && row < height;
        long distance = (long) dx * dx + (long) dy * dy;
        if (in && distance < least && labels[row * width + column] != 0) {
          least = distance;
          label = labels[row * width + column];
        }
      }
    }
    return label;
  }
}
