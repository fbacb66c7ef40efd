package org.lungseg.io.internal.dicom;

/**
 * Makes values of stored samples: takes the bits that hold the value, gives them their sign, and
 * rescales. A sample that is padding only with all its bits, as some scanners write it although
 * fewer are declared, counts as padding, and as a number with sign if it is out of range otherwise
 * ({@code 63536} for −2000).
 */
final class SampleValues {

  private final PixelLayout layout;
  private final int up;
  private final int down;

  SampleValues(PixelLayout layout) {
    this.layout = layout;
    this.up = Integer.SIZE - 1 - layout.highBit();
    this.down = Integer.SIZE - layout.bitsStored();
  }

  /**
   * Turns stored samples into values in place.
   *
   * @param shift what to add to each
   * @return whether all values but padding fit 16 bits
   */
  boolean toShorts(short[] samples, int offset, int count, int shift) {
    if (layout.padding().isPresent()) {
      return paddedToShorts(samples, offset, count, shift, layout.padding().get());
    }
    return alwaysFits(shift)
        ? lowBitsToShorts(samples, offset, count, shift)
        : anyBitsToShorts(samples, offset, count, shift);
  }

  /** Whether the declared bits are the lowest and none of their values can leave 16 bits. */
  private boolean alwaysFits(int shift) {
    return layout.highBit() == layout.bitsStored() - 1
        && layout.leastStored() + shift >= Short.MIN_VALUE
        && layout.greatestStored() + shift <= Short.MAX_VALUE;
  }

  /** In operations that a processor does on many samples at once. */
  private boolean lowBitsToShorts(short[] samples, int offset, int count, int shift) {
    int mask = (1 << layout.bitsStored()) - 1;
    int sign = layout.signed() ? 1 << layout.highBit() : 0;
    int plus = shift - sign;
    for (int at = offset; at < offset + count; at++) {
      samples[at] = (short) (((samples[at] & mask) ^ sign) + plus);
    }
    return true;
  }

  private boolean anyBitsToShorts(short[] samples, int offset, int count, int shift) {
    for (int at = offset; at < offset + count; at++) {
      int value = stored(samples[at]) + shift;
      samples[at] = (short) value;
      if (value != (short) value) {
        return false;
      }
    }
    return true;
  }

  private boolean paddedToShorts(
      short[] samples, int offset, int count, int shift, PixelLayout.Padding padding) {
    boolean fits = true;
    for (int at = offset; at < offset + count; at++) {
      int whole = layout.wholeSample(samples[at]);
      boolean pad = padding.contains(whole);
      int stored = pad ? paddingValue(whole) : stored(samples[at]);
      int value = stored + shift;
      int held = Math.min(Math.max(value, Short.MIN_VALUE), Short.MAX_VALUE);
      fits &= held == value || pad || padding.contains(stored);
      samples[at] = (short) held;
    }
    return fits;
  }

  /** Writes the values of stored samples to another array. */
  void toFloats(short[] samples, Rescale rescale, float[] target, int offset) {
    for (int at = 0; at < samples.length; at++) {
      int stored =
          layout.padding().isPresent()
              ? stored(samples[at], layout.padding().get())
              : stored(samples[at]);
      target[offset + at] = (float) (stored * rescale.slope() + rescale.intercept());
    }
  }

  private int stored(short sample, PixelLayout.Padding padding) {
    int whole = layout.wholeSample(sample);
    return padding.contains(whole) ? paddingValue(whole) : stored(sample);
  }

  /** Unsigned padding that needs more bits than are declared is meant as a number with sign. */
  private int paddingValue(int whole) {
    return whole > layout.greatestStored() ? (short) whole : whole;
  }

  private int stored(short sample) {
    return layout.signed() ? sample << up >> down : sample << up >>> down;
  }
}
