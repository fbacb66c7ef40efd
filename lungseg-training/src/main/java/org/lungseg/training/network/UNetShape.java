package org.lungseg.training.network;

/**
 * The size of a {@link UNet}.
 *
 * @param dimensions 2 for pictures, 3 for volumes
 * @param inputChannels channels of the picture or volume
 * @param classes channels of the output, background included
 * @param baseWidth channels at full resolution; they double at each level
 * @param levels resolutions, full resolution included
 */
public record UNetShape(int dimensions, int inputChannels, int classes, int baseWidth, int levels) {

  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException if one is too small, or there are more than 7 levels, or other
   *     than 2 or 3 dimensions
   */
  public UNetShape {
    if (dimensions != 2 && dimensions != 3) {
      throw new IllegalArgumentException("a U-Net has 2 or 3 dimensions, got " + dimensions);
    }
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

  /** A network for pictures. */
  public UNetShape(int inputChannels, int classes, int baseWidth, int levels) {
    this(2, inputChannels, classes, baseWidth, levels);
  }

  /** Channels at a level, 0 being full resolution. */
  public int width(int level) {
    return baseWidth << level;
  }

  /** The extents of a picture or volume must be multiples of this. */
  public int sizeMultiple() {
    return 1 << (levels - 1);
  }
}
