package org.lungseg.io.internal.dicom;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/** Numbers as text of at most 16 characters (PS3.5, 6.2, DS). */
final class DecimalString {

  private static final int MAX_LENGTH = 16;
  private static final int MAX_DIGITS = 17;

  private DecimalString() {}

  /**
   * The shortest text that means exactly this number, or else the nearest that fits.
   *
   * @param value finite
   */
  static String of(double value) {
    BigDecimal exact = new BigDecimal(value);
    String best = "0";
    for (int digits = 1; digits <= MAX_DIGITS; digits++) {
      BigDecimal rounded = exact.round(new MathContext(digits, RoundingMode.HALF_EVEN));
      String text = shorter(rounded);
      if (text.length() > MAX_LENGTH) {
        break;
      }
      best = text;
      if (Double.parseDouble(text) == value) {
        break;
      }
    }
    return best;
  }

  /** Plain digits if they fit, else with an exponent. */
  private static String shorter(BigDecimal number) {
    if (number.signum() == 0) {
      return "0";
    }
    BigDecimal stripped = number.stripTrailingZeros();
    String plain = stripped.toPlainString();
    if (plain.length() <= MAX_LENGTH) {
      return plain;
    }
    String digits = stripped.unscaledValue().abs().toString();
    int exponent = digits.length() - 1 - stripped.scale();
    return (stripped.signum() < 0 ? "-" : "")
        + digits.charAt(0)
        + (digits.length() > 1 ? "." + digits.substring(1) : "")
        + "E"
        + exponent;
  }
}
