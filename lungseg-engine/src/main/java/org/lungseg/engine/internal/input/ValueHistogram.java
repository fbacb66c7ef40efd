package org.lungseg.engine.internal.input;

/**
 * Counts of voxel values between two ends, in bins of equal width; what lies outside counts for the
 * first or last bin. With bins of width 1 that begin at a whole number, percentiles of whole
 * numbers are exact. Not safe for use by many threads; threads fill their own and merge.
 */
final class ValueHistogram {

  private final double firstCentre;
  private final double binWidth;
  private final double binsPerUnit;
  private final long[] counts;

  /**
   * Makes an empty one.
   *
   * @param firstCentre the value that the first bin stands for
   * @param binWidth the distance of the values of neighbouring bins
   */
  ValueHistogram(double firstCentre, double binWidth, int bins) {
    this.firstCentre = firstCentre;
    this.binWidth = binWidth;
    this.binsPerUnit = 1 / binWidth;
    this.counts = new long[bins];
  }

  void add(float value) {
    // Runs for each voxel: cutting off is rounding down here, for what is negative goes to bin 0.
    int bin = (int) ((value - firstCentre) * binsPerUnit + 0.5);
    counts[Math.max(0, Math.min(counts.length - 1, bin))]++;
  }

  void merge(ValueHistogram other) {
    for (int bin = 0; bin < counts.length; bin++) {
      counts[bin] += other.counts[bin];
    }
  }

  /** The count of values that fall to the bin of this value. */
  long countNear(double value) {
    int bin = (int) Math.floor((value - firstCentre) * binsPerUnit + 0.5);
    return bin < 0 || bin >= counts.length ? 0 : counts[bin];
  }

  /** The count of values that fall to the bins below that of a value. */
  long countBelow(double value) {
    long below = 0;
    for (int bin = 0; bin < counts.length && firstCentre + bin * binWidth < value; bin++) {
      below += counts[bin];
    }
    return below;
  }

  /**
   * A percentile, between ranks by linear interpolation, which is NumPy's default.
   *
   * @param percent 0 to 100
   */
  double percentile(double percent) {
    long total = 0;
    for (long count : counts) {
      total += count;
    }
    if (total == 0) {
      throw new IllegalStateException("no values were counted");
    }
    double rank = percent / 100 * (total - 1);
    long lowRank = (long) Math.floor(rank);
    double low = valueOfRank(lowRank);
    double high = valueOfRank(Math.min(total - 1, lowRank + 1));
    return low + (rank - lowRank) * (high - low);
  }

  private double valueOfRank(long rank) {
    long below = 0;
    for (int bin = 0; bin < counts.length; bin++) {
      below += counts[bin];
      if (below > rank) {
        return firstCentre + bin * binWidth;
      }
    }
    return firstCentre + (counts.length - 1) * binWidth;
  }
}
