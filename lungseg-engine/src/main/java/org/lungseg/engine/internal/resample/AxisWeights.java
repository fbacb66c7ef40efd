package org.lungseg.engine.internal.resample;

/**
 * The voxels that each sample of an axis is made of, with weights that add up to 1. Where samples
 * lie further apart than voxels, a sample is the mean over its extent (a box filter, which keeps
 * finer detail from aliasing); where they lie closer, it is interpolated linearly. The two agree
 * where the distances are equal.
 */
public final class AxisWeights {

  /** A sample that overlaps the image by less than this share of a voxel lies outside. */
  private static final double NO_OVERLAP = 1e-6;

  private final int[] first;
  private final float[][] weights;

  private AxisWeights(int count) {
    first = new int[count];
    weights = new float[count][];
  }

  static AxisWeights of(AxisMap map) {
    AxisWeights result = new AxisWeights(map.count());
    double half = Math.max(1, map.step()) / 2;
    for (int sample = 0; sample < map.count(); sample++) {
      double centre = map.toSource(sample);
      // An extent of one voxel about the centre gives exactly the weights of linear interpolation.
      result.setMean(sample, centre - half, centre + half, map);
    }
    return result;
  }

  /**
   * The mean over the extent of each sample, whatever the distances, where each voxel fills its own
   * extent and what lies outside the image counts as 0: there the weights add up to less.
   */
  public static AxisWeights ofExtents(AxisMap map) {
    AxisWeights result = new AxisWeights(map.count());
    for (int sample = 0; sample < map.count(); sample++) {
      double from = map.toSource(sample) - map.step() / 2;
      double to = from + map.step();
      int low = Math.max(0, (int) Math.floor(from + 0.5));
      int high = Math.min(map.sourceCount() - 1, (int) Math.ceil(to - 0.5));
      result.first[sample] = low;
      result.weights[sample] = new float[Math.max(0, high - low + 1)];
      for (int voxel = low; voxel <= high; voxel++) {
        double share = Math.min(to, voxel + 0.5) - Math.max(from, voxel - 0.5);
        result.weights[sample][voxel - low] = (float) (Math.max(0, share) / map.step());
      }
    }
    return result;
  }

  private void setMean(int sample, double from, double to, AxisMap map) {
    double centre = (from + to) / 2;
    boolean outside = centre + map.step() / 2 <= -0.5 + NO_OVERLAP;
    outside |= centre - map.step() / 2 >= map.sourceCount() - 0.5 - NO_OVERLAP;
    int low = Math.max(0, (int) Math.floor(from + 0.5));
    int high = Math.min(map.sourceCount() - 1, (int) Math.ceil(to - 0.5));
    double total = 0;
    double[] overlap = new double[Math.max(0, high - low + 1)];
    for (int voxel = low; voxel <= high; voxel++) {
      double share = Math.min(to, voxel + 0.5) - Math.max(from, voxel - 0.5);
      overlap[voxel - low] = Math.max(0, share);
      total += overlap[voxel - low];
    }
    first[sample] = low;
    if (outside || total < NO_OVERLAP) {
      weights[sample] = new float[0];
      return;
    }
    weights[sample] = new float[overlap.length];
    for (int at = 0; at < overlap.length; at++) {
      weights[sample][at] = (float) (overlap[at] / total);
    }
  }

  /** The number of samples. */
  public int count() {
    return first.length;
  }

  /** The first voxel of a sample. */
  public int first(int sample) {
    return first[sample];
  }

  /** The weights of the voxels from the first on, shared; none for a sample outside the image. */
  public float[] weights(int sample) {
    return weights[sample];
  }

  /** The first voxel that any sample needs. */
  int sourceFrom() {
    int from = Integer.MAX_VALUE;
    for (int sample = 0; sample < first.length; sample++) {
      if (weights[sample].length > 0) {
        from = Math.min(from, first[sample]);
      }
    }
    return from;
  }

  /** Behind the last voxel that any sample needs. */
  int sourceTo() {
    int to = 0;
    for (int sample = 0; sample < first.length; sample++) {
      if (weights[sample].length > 0) {
        to = Math.max(to, first[sample] + weights[sample].length);
      }
    }
    return to;
  }
}
