package org.lungseg.training.augment;

import java.util.random.RandomGenerator;

/**
 * Where the patient lies on the canvas: rotation, size, proportions, place, and a slow warp.
 *
 * <p>Patients lie askew, differ in size, and the spacing of pictures is only guessed; the network
 * sees each slice once in each of many such poses. Left and right are never swapped, since the
 * heart tells them apart.
 *
 * @param maxRotationDegrees rotation to either side
 * @param maxLogScale natural logarithm of the greatest enlargement (and reduction)
 * @param maxLogAnisotropy the same for the ratio of height to width
 * @param maxShiftMm shift along either axis
 * @param maxWarpMm greatest displacement of the warp
 */
public record GeometryAugmentation(
    double maxRotationDegrees,
    double maxLogScale,
    double maxLogAnisotropy,
    double maxShiftMm,
    double maxWarpMm) {

  /** The distance of the warp's control points: slower than a lung, quicker than the chest. */
  private static final double WARP_GRAIN_MM = 90;

  /** No change: the slice is only brought onto the canvas, centred. */
  public static final GeometryAugmentation NONE = new GeometryAugmentation(0, 0, 0, 0, 0);

  /** What training uses. */
  public static final GeometryAugmentation DEFAULT =
      new GeometryAugmentation(12, Math.log(1.3), Math.log(1.2), 40, 8);

  /**
   * Chooses a pose for all neighbouring slices of a sample.
   *
   * @param width columns of the canvas
   * @param height rows of the canvas
   * @param canvasSpacingMm the size of the canvas's pixels
   */
  Pose pose(int width, int height, double canvasSpacingMm, RandomGenerator random) {
    double angle = Math.toRadians(symmetric(maxRotationDegrees, random));
    double scale = Math.exp(symmetric(maxLogScale, random));
    double anisotropy = Math.exp(symmetric(maxLogAnisotropy, random) / 2);
    double shiftX = symmetric(maxShiftMm, random);
    double shiftY = symmetric(maxShiftMm, random);
    double warpGrain = WARP_GRAIN_MM / canvasSpacingMm;
    float[] warpX = SmoothNoise.field(width, height, warpGrain, random);
    float[] warpY = SmoothNoise.field(width, height, warpGrain, random);
    double cos = Math.cos(angle) / scale;
    double sin = Math.sin(angle) / scale;
    float[] fromX = new float[width * height];
    float[] fromY = new float[width * height];
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        int at = y * width + x;
        double dx = (x + 0.5 - width / 2.0) * canvasSpacingMm + shiftX + maxWarpMm * warpX[at];
        double dy = (y + 0.5 - height / 2.0) * canvasSpacingMm + shiftY + maxWarpMm * warpY[at];
        fromX[at] = (float) ((cos * dx - sin * dy) * anisotropy);
        fromY[at] = (float) ((sin * dx + cos * dy) / anisotropy);
      }
    }
    return new Pose(fromX, fromY);
  }

  /**
   * Where each pixel of the canvas is taken from.
   *
   * @param fromXMm millimetres from the source's centre, towards the patient's left
   * @param fromYMm millimetres from the source's centre, towards the back
   */
  @SuppressWarnings("ArrayRecordComponent") // a view of large arrays, never compared
  record Pose(float[] fromXMm, float[] fromYMm) {

    /**
     * Draws a slice onto the canvas: bilinear for values, nearest for labels.
     *
     * @param source the slice as it was read
     * @param outside the value beyond the edge of the picture
     * @param canvas receives values and labels
     */
    void draw(SliceSource source, float outside, Slice canvas) {
      float[] values = canvas.values();
      byte[] labels = canvas.labels();
      for (int at = 0; at < values.length; at++) {
        double sourceX = fromXMm[at] / source.spacingXMm() + source.centreX() - 0.5;
        double sourceY = fromYMm[at] / source.spacingYMm() + source.centreY() - 0.5;
        values[at] = source.valueAt(sourceX, sourceY, outside);
        labels[at] = source.labelAt(sourceX, sourceY);
      }
    }
  }

  private static double symmetric(double limit, RandomGenerator random) {
    return limit * (2 * random.nextDouble() - 1);
  }
}
