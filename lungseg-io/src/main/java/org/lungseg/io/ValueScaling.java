package org.lungseg.io;

/**
 * The line that maps stored samples to values: {@code value = slope · sample + intercept}.
 *
 * @param slope finite and not 0
 * @param intercept finite
 */
record ValueScaling(double slope, double intercept) {

  static final ValueScaling NONE = new ValueScaling(1, 0);

  boolean isNone() {
    return slope == 1 && intercept == 0;
  }

  /** Whether whole numbers of 16 bits may stay such numbers. */
  boolean isWholeShift() {
    return slope == 1
        && intercept == Math.rint(intercept)
        && Math.abs(intercept) <= Character.MAX_VALUE;
  }
}
