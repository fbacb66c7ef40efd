package org.lungseg.training.chest;

/**
 * How Hounsfield units become the two channels that a network for chests sees, each 0 to 1: a wide
 * window, the same as for slices, and one that tells soft tissues apart. Within the wide window the
 * second is a function of the first.
 *
 * @param low the Hounsfield value that becomes 0 in the first channel
 * @param high the Hounsfield value that becomes 1 in the first channel
 */
public record ChestWindow(double low, double high) {

  /** How many channels there are. */
  public static final int CHANNELS = 2;

  private static final float SOFT_LOW_HU = -200;
  private static final float SOFT_RANGE_HU = 400;

  /** What a value of the first channel is multiplied with to make one of the second. */
  public float secondScale() {
    return (float) ((high - low) / SOFT_RANGE_HU);
  }

  /** What is added then. */
  public float secondShift() {
    return (float) ((low - SOFT_LOW_HU) / SOFT_RANGE_HU);
  }

  /** Values of the first channel, followed by those of the second. */
  public float[] channels(float[] first) {
    float[] both = new float[CHANNELS * first.length];
    for (int at = 0; at < first.length; at++) {
      both[at] = first[at];
      both[first.length + at] = within(first[at] * secondScale() + secondShift());
    }
    return both;
  }

  /** Writes the channels of Hounsfield units from a place on. */
  void write(float[] hounsfield, float[] target, int offset) {
    float from = (float) low;
    float range = (float) (high - low);
    for (int at = 0; at < hounsfield.length; at++) {
      target[offset + at] = within((hounsfield[at] - from) / range);
      target[offset + hounsfield.length + at] =
          within((hounsfield[at] - SOFT_LOW_HU) / SOFT_RANGE_HU);
    }
  }

  private static float within(float value) {
    return Math.min(1, Math.max(0, value));
  }
}
