package org.lungseg.phantom;

/** A quantity that changes smoothly with height: knots joined by Catmull-Rom splines. */
final class Profile {

  private final double[] heightsMm;
  private final double[] values;

  private Profile(double[] heightsMm, double[] values) {
    this.heightsMm = heightsMm;
    this.values = values;
  }

  /** Two numbers a knot: height (ascending) and value. Beyond the ends the value stays. */
  static Profile through(double... knots) {
    double[] heights = new double[knots.length / 2];
    double[] values = new double[knots.length / 2];
    for (int at = 0; at < heights.length; at++) {
      heights[at] = knots[2 * at];
      values[at] = knots[2 * at + 1];
      if (at > 0 && heights[at] <= heights[at - 1]) {
        throw new IllegalArgumentException("heights ascend, got " + heights[at]);
      }
    }
    return new Profile(heights, values);
  }

  double at(double heightMm) {
    int last = heightsMm.length - 1;
    if (heightMm <= heightsMm[0]) {
      return values[0];
    }
    if (heightMm >= heightsMm[last]) {
      return values[last];
    }
    int low = 0;
    while (heightMm > heightsMm[low + 1]) {
      low++;
    }
    double span = heightsMm[low + 1] - heightsMm[low];
    double t = (heightMm - heightsMm[low]) / span;
    double m0 = slope(low) * span;
    double m1 = slope(low + 1) * span;
    double t2 = t * t;
    double t3 = t2 * t;
    return (2 * t3 - 3 * t2 + 1) * values[low]
        + (t3 - 2 * t2 + t) * m0
        + (3 * t2 - 2 * t3) * values[low + 1]
        + (t3 - t2) * m1;
  }

  private double slope(int at) {
    int before = Math.max(0, at - 1);
    int after = Math.min(values.length - 1, at + 1);
    return (values[after] - values[before]) / (heightsMm[after] - heightsMm[before]);
  }
}
