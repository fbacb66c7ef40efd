package org.lungseg.engine.internal.postprocess;

import java.util.Arrays;
import org.lungseg.engine.ModelDescription;

/**
 * How the samples of an image become Hounsfield units: linearly, in each slice by a scale of its
 * own. A slice may have none. Immutable, for use by many threads.
 */
final class DensityScale {

  private final float[] low;
  private final float[] range;

  private DensityScale(float[] low, float[] range) {
    this.low = low;
    this.range = range;
  }

  /** The one scale of an image whose samples are shares of a window of Hounsfield units. */
  static DensityScale ofWindow(ModelDescription.Range window, int slices) {
    float[] low = new float[slices];
    float[] range = new float[slices];
    Arrays.fill(low, (float) window.low());
    Arrays.fill(range, (float) (window.high() - window.low()));
    return new DensityScale(low, range);
  }

  /**
   * A scale for each slice.
   *
   * @param low the Hounsfield units of the sample 0
   * @param range the Hounsfield units from the sample 0 to the sample 1; 0 where a slice has no
   *     scale
   */
  static DensityScale ofSlices(float[] low, float[] range) {
    return new DensityScale(low.clone(), range.clone());
  }

  /** That no slice has a scale. */
  static DensityScale unknown(int slices) {
    return new DensityScale(new float[slices], new float[slices]);
  }

  /** Whether a slice has a scale. */
  boolean isKnown(int slice) {
    return range[slice] != 0;
  }

  /** Whether any slice has a scale. */
  boolean isKnownAnywhere() {
    for (float ofSlice : range) {
      if (ofSlice != 0) {
        return true;
      }
    }
    return false;
  }

  /** The Hounsfield units of the sample 0. */
  float low(int slice) {
    return low[slice];
  }

  /** The Hounsfield units from the sample 0 to the sample 1. */
  float range(int slice) {
    return range[slice];
  }
}
