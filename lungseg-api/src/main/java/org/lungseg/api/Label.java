package org.lungseg.api;

/**
 * One structure of a mask.
 *
 * @param value the voxel value, 1 to 255
 * @param name the structure in English, such as {@code right lung}
 * @param snomedCode its SNOMED CT concept identifier, or empty where it has none
 * @param rgb the colour to draw it in, {@code 0xRRGGBB}
 */
public record Label(int value, String name, String snomedCode, int rgb) {

  private static final int MAX_VALUE = 255;
  private static final int MAX_RGB = 0xFFFFFF;

  /**
   * Checks the parts.
   *
   * @throws IllegalArgumentException if the value, name, code or colour is not usable
   */
  public Label {
    if (value < 1 || value > MAX_VALUE) {
      throw new IllegalArgumentException("a label's value is 1 to 255, got " + value);
    }
    if (name.isBlank()) {
      throw new IllegalArgumentException("a label needs a name");
    }
    if (!snomedCode.chars().allMatch(c -> c >= '0' && c <= '9')) {
      throw new IllegalArgumentException("a SNOMED CT code has digits only, got " + snomedCode);
    }
    if (rgb < 0 || rgb > MAX_RGB) {
      throw new IllegalArgumentException("a colour is 0xRRGGBB, got " + Integer.toHexString(rgb));
    }
  }
}
