package org.lungseg.metrics.picture;

import java.util.Arrays;
import org.lungseg.api.IntensityDomain;

/**
 * The range of intensities shown from black to white.
 *
 * @param low the intensity drawn black, and that of everything below it
 * @param high the intensity drawn white, and that of everything above it
 * @param note what to write about it
 */
record GreyWindow(float low, float high, String note) {

  /** The usual lung window, level −600 HU and width 1500 HU. */
  private static final GreyWindow LUNG = new GreyWindow(-1350, 150, "window −600/1500 HU");

  /** Share of intensities cut off at each end of a grey scale: keeps single bright pixels out. */
  private static final double GREY_TAIL = 0.005;

  /** The lung window for Hounsfield units; for other scales, what the slices themselves span. */
  static GreyWindow of(IntensityDomain domain, Slice[] slices) {
    if (domain == IntensityDomain.HOUNSFIELD) {
      return LUNG;
    }
    int count = 0;
    for (Slice slice : slices) {
      count += slice.values().length;
    }
    float[] all = new float[count];
    int at = 0;
    for (Slice slice : slices) {
      for (float value : slice.values()) {
        if (Float.isFinite(value)) {
          all[at++] = value;
        }
      }
    }
    if (at == 0) {
      return new GreyWindow(0, 1, "grey values");
    }
    Arrays.sort(all, 0, at);
    float low = all[(int) (GREY_TAIL * (at - 1))];
    float high = all[(int) Math.ceil((1 - GREY_TAIL) * (at - 1))];
    return new GreyWindow(low, high > low ? high : low + 1, "grey values, not HU");
  }

  /** Maps an intensity to 0 (black) … 1 (white); what is no number is black. */
  float toUnit(float value) {
    float unit = (value - low) / (high - low);
    return unit >= 0 ? Math.min(unit, 1) : 0;
  }
}
