package org.lungseg.io;

/**
 * The extremes of the finite values of a volume.
 *
 * @param min the least finite value; NaN where there is none
 * @param max the greatest finite value; NaN where there is none
 * @param nonFiniteVoxels how many voxels are NaN or infinite
 */
public record ValueRange(double min, double max, long nonFiniteVoxels) {

  /** Whether there is any finite value. */
  public boolean isPresent() {
    return !Double.isNaN(min);
  }

  /** Collects a range, value by value. */
  static final class Collector {
    private double min = Double.POSITIVE_INFINITY;
    private double max = Double.NEGATIVE_INFINITY;
    private long nonFinite;

    void add(double value) {
      if (!Double.isFinite(value)) {
        nonFinite++;
        return;
      }
      if (value < min) {
        min = value;
      }
      if (value > max) {
        max = value;
      }
    }

    ValueRange result() {
      return min > max
          ? new ValueRange(Double.NaN, Double.NaN, nonFinite)
          : new ValueRange(min, max, nonFinite);
    }
  }
}
