package org.lungseg.engine.internal.border;

/**
 * Probabilities seen through an image: where the image has an edge they get one in the same place.
 * He, Sun and Tang, Guided image filtering, IEEE TPAMI 35 (2013).
 */
public final class GuidedFilter {

  /** Far above the square of noise and far below that of the contrast of lung and chest wall. */
  static final float REGULARISATION = 0.01f;

  private GuidedFilter() {}

  /**
   * Filters a slice.
   *
   * @param grey the image, 0 to 1
   * @param probability of lung, 0 to 1
   * @param window over what the two are compared
   * @return the probabilities, which may lie a little outside of 0 to 1
   */
  static float[] filter(float[] grey, float[] probability, Window window) {
    float[] meanGrey = window.mean(grey);
    float[] meanProbability = window.mean(probability);
    float[] slope = window.meanOfProduct(grey, probability);
    float[] greySquared = window.meanOfProduct(grey, grey);
    float[] offset = new float[grey.length];
    for (int at = 0; at < grey.length; at++) {
      float variance = greySquared[at] - meanGrey[at] * meanGrey[at];
      float covariance = slope[at] - meanGrey[at] * meanProbability[at];
      slope[at] = covariance / (variance + REGULARISATION);
      offset[at] = meanProbability[at] - slope[at] * meanGrey[at];
    }
    float[] filtered = window.mean(slope);
    float[] meanOffset = window.mean(offset);
    for (int at = 0; at < filtered.length; at++) {
      filtered[at] = filtered[at] * grey[at] + meanOffset[at];
    }
    return filtered;
  }

  /** What has at least this filtered probability is lung, whatever the mask says. */
  public static MovedBorder.Rule from(float least) {
    return (grey, probability, mask, window) -> {
      float[] filtered = filter(grey, probability, window);
      boolean[] lung = new boolean[mask.length];
      for (int at = 0; at < lung.length; at++) {
        lung[at] = filtered[at] >= least;
      }
      return lung;
    };
  }
}
