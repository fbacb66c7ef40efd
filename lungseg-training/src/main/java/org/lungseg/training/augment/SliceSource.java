package org.lungseg.training.augment;

import java.util.List;

/**
 * A slice of a case as it was read, to be drawn onto a canvas. Rows run from the chest to the back,
 * columns from the patient's right to left.
 *
 * @param width pixels in a row
 * @param height rows
 * @param values row by row: Hounsfield units, or grey values scaled to 0..1
 * @param labels row by row
 * @param spacingXMm the width of a pixel
 * @param spacingYMm the height of a pixel
 * @param centreX the column, in pixels from the left edge, that is drawn at the canvas's centre
 * @param centreY the row, in pixels from the upper edge, that is drawn at the canvas's centre
 * @param hounsfield whether the values are Hounsfield units
 */
@SuppressWarnings("ArrayRecordComponent") // a view of large arrays, never compared
public record SliceSource(
    int width,
    int height,
    short[] values,
    byte[] labels,
    double spacingXMm,
    double spacingYMm,
    double centreX,
    double centreY,
    boolean hounsfield) {

  /** Grey values are kept as integers; this many steps make 1. */
  public static final float GREY_STEPS = 255;

  /** The same slice with the mean of other slices' values, as a thicker slice would show them. */
  public SliceSource withMeanOf(List<SliceSource> others) {
    short[] mean = new short[values.length];
    for (int at = 0; at < mean.length; at++) {
      int sum = 0;
      for (SliceSource other : others) {
        sum += other.values[at];
      }
      mean[at] = (short) Math.round(sum / (double) others.size());
    }
    return new SliceSource(
        width, height, mean, labels, spacingXMm, spacingYMm, centreX, centreY, hounsfield);
  }

  /** Whether any pixel is lung. */
  public boolean hasLung() {
    for (byte label : labels) {
      if (label != 0) {
        return true;
      }
    }
    return false;
  }

  /** The value at a place between pixel centres, bilinear; {@code outside} beyond the edge. */
  float valueAt(double x, double y, float outside) {
    int x0 = (int) Math.floor(x);
    int y0 = (int) Math.floor(y);
    if (x0 < -1 || y0 < -1 || x0 >= width || y0 >= height) {
      return outside;
    }
    float fx = (float) (x - x0);
    float fy = (float) (y - y0);
    float top = (1 - fx) * pixel(x0, y0, outside) + fx * pixel(x0 + 1, y0, outside);
    float bottom = (1 - fx) * pixel(x0, y0 + 1, outside) + fx * pixel(x0 + 1, y0 + 1, outside);
    return (1 - fy) * top + fy * bottom;
  }

  /** The label of the nearest pixel; 0 beyond the edge. */
  byte labelAt(double x, double y) {
    int column = (int) Math.floor(x + 0.5);
    int row = (int) Math.floor(y + 0.5);
    boolean inside = column >= 0 && row >= 0 && column < width && row < height;
    return inside ? labels[row * width + column] : 0;
  }

  private float pixel(int x, int y, float outside) {
    if (x < 0 || y < 0 || x >= width || y >= height) {
      return outside;
    }
    float value = values[y * width + x];
    return hounsfield ? value : value / GREY_STEPS;
  }
}
