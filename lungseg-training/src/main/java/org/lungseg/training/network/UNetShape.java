package org.lungseg.training.network;

/**
 * The size of a {@link UNet}.
 *
 * @param inputChannels channels of the picture
 * @param classes channels of the output, background included
 * @param baseWidth channels at full resolution; they double at each level
 * @param levels resolutions, full resolution included
 */
public record UNetShape(int inputChannels, int classes, int baseWidth, int levels) {

  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException if one is too small, or there are more than 7 levels
   */
  public UNetShape {
    if (inputChannels < 1 || classes < 2 || baseWidth < 1 || levels < 2 || levels > 7) {
      throw new IllegalArgumentException(
          "a U-Net needs at least 1 input channel, 2 classes, 1 channel of width and 2 to 7 levels,"
              + " got "
              + inputChannels
              + ", "
              + classes
              + ", "
              + baseWidth
              + ", "
              + levels);
    }
  }

  /** Channels at a level, 0 being full resolution. */
  public int width(int level) {
    return baseWidth << level;
  }

  /** Height and width of a picture must be multiples of this. */
  public int sizeMultiple() {
    return 1 << (levels - 1);
  }
}
