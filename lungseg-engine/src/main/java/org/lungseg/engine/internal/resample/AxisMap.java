package org.lungseg.engine.internal.resample;

/**
 * How the samples of a network's grid lie along one axis of an image: sample {@code o} has its
 * centre at voxel index {@code start + o · step}.
 *
 * @param start the voxel index of the first sample's centre; may lie outside the image
 * @param step voxels from one sample to the next
 * @param count the number of samples
 * @param sourceCount the number of voxels of the image
 */
public record AxisMap(double start, double step, int count, int sourceCount) {

  /** Steps that differ from 1 by less than this keep the voxels as they are. */
  private static final double SAME = 1e-9;

  /** Checks the parts. */
  public AxisMap {
    if (!(step > 0) || count < 1 || sourceCount < 1 || !Double.isFinite(start)) {
      throw new IllegalArgumentException(
          "no axis: start " + start + ", step " + step + ", " + count + " of " + sourceCount);
    }
  }

  /** Every voxel as it is. */
  public static AxisMap identity(int count) {
    return new AxisMap(0, 1, count, count);
  }

  /**
   * Samples at another distance over the whole extent of an axis, lying evenly about its middle.
   *
   * @param spacingMm the distance of voxels
   * @param targetMm the distance of samples
   */
  public static AxisMap covering(int voxels, double spacingMm, double targetMm) {
    double step = targetMm / spacingMm;
    int count = Math.max(1, (int) Math.round(voxels / step));
    return new AxisMap((voxels - 1 - (count - 1) * step) / 2, step, count, voxels);
  }

  /**
   * Samples over at least a part of an axis, their number rounded up to a multiple. The samples
   * added by that reach into the image where there is more of it.
   *
   * @param from the first voxel of the part
   * @param to behind the last voxel of the part
   */
  public static AxisMap canvas(
      int voxels, int from, int to, double spacingMm, double targetMm, int multiple) {
    double step = targetMm / spacingMm;
    int needed = (int) Math.ceil((to - from) / step - SAME);
    int count = Math.max(1, (needed + multiple - 1) / multiple) * multiple;
    double extent = count * step;
    double begin = (from + to - extent) / 2;
    if (extent >= voxels) {
      begin = (voxels - extent) / 2;
    } else {
      begin = Math.max(0, Math.min(voxels - extent, begin));
    }
    // The extent begins at the edge of a voxel, half a voxel before its centre.
    return new AxisMap(begin - 0.5 + step / 2, step, count, voxels);
  }

  /** The voxel index of a sample's centre. */
  public double toSource(double sample) {
    return start + sample * step;
  }

  /** The sample position of a voxel's centre. */
  public double toSample(double voxel) {
    return (voxel - start) / step;
  }

  /** Whether samples are voxels. */
  public boolean isIdentity() {
    return count == sourceCount && Math.abs(start) < SAME && Math.abs(step - 1) < SAME;
  }
}
