package org.lungseg.engine.internal.resample;

/**
 * For each voxel of an axis, the two samples around its centre and how far it lies from the lower
 * to the upper one. Beyond the centre of the first or last sample that sample holds.
 */
public final class LinearSamples {

  private static final double TOLERANCE = 1e-9;

  private final int[] low;
  private final int[] high;
  private final float[] share;

  private LinearSamples(int count) {
    low = new int[count];
    high = new int[count];
    share = new float[count];
  }

  /** For an axis that samples cover to the ends, but for rounding: each voxel has samples. */
  public static LinearSamples covering(AxisMap map) {
    return of(map, Double.POSITIVE_INFINITY);
  }

  /** For an axis that samples may cover in part: voxels outside their extent have none. */
  static LinearSamples within(AxisMap map) {
    return of(map, 0.5 + TOLERANCE);
  }

  private static LinearSamples of(AxisMap map, double reach) {
    LinearSamples result = new LinearSamples(map.sourceCount());
    int last = map.count() - 1;
    for (int voxel = 0; voxel < map.sourceCount(); voxel++) {
      double sample = map.toSample(voxel);
      if (sample < -reach || sample > last + reach) {
        result.low[voxel] = -1;
        result.high[voxel] = -1;
        continue;
      }
      double held = Math.max(0, Math.min(last, sample));
      int below = (int) Math.floor(held);
      result.low[voxel] = below;
      result.high[voxel] = Math.min(last, below + 1);
      result.share[voxel] = (float) (held - below);
    }
    return result;
  }

  /** The sample below a voxel, or −1 if the voxel lies outside all. */
  public int low(int voxel) {
    return low[voxel];
  }

  /** The sample above a voxel. */
  public int high(int voxel) {
    return high[voxel];
  }

  /** 0 at the lower sample to 1 at the upper one. */
  public float share(int voxel) {
    return share[voxel];
  }
}
