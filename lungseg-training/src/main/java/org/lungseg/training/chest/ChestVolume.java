package org.lungseg.training.chest;

import org.lungseg.api.UnusableInputException;
import org.lungseg.training.augment.SliceSource;
import org.lungseg.training.data.LabelledSlices;

/**
 * A labelled CT, smoothed so that coarse samples can be taken from it anywhere. Immutable and safe
 * for many threads.
 */
public final class ChestVolume {

  /** Channels of a place: Hounsfield units, shares of right and left lung, and of what may dim. */
  static final int CHANNELS = 4;

  static final float AIR_HU = -1024;

  /** Pixels are averaged to about this, where samples have voxels of {@link #USUAL_MM}. */
  private static final double PIXEL_MM = 3.9;

  /** Boxes that, after averaging and before interpolation, make voxels of that size. */
  private static final double BLUR_IN_PLANE_MM = 4.5;

  private static final double BLUR_ALONG_MM = 5.5;
  private static final double USUAL_MM = 7;

  /** The dark rim beside a mask: partial volume, which goes when the lung beside it turns white. */
  private static final int RIM_PIXELS = 2;

  private static final short RIM_HU = -200;
  private static final float LUNG = 0.5f;

  private final int[] size;
  private final double[] spacingMm;
  private final float[][] channels;
  private final double[] centreMm;

  private ChestVolume(String patient, int[] size, double[] spacingMm, float[][] channels) {
    this.size = size;
    this.spacingMm = spacingMm;
    this.channels = channels;
    this.centreMm = lungCentre(patient);
  }

  /**
   * Takes a case up, smoothed as a sample of its voxels would show it.
   *
   * @param slices in Hounsfield units, with a known distance of slices
   * @param spacingMm the side of the voxels that samples will have
   * @throws IllegalArgumentException if they are not in Hounsfield units
   * @throws UnusableInputException if there is no lung
   */
  public static ChestVolume of(LabelledSlices slices, double spacingMm) {
    double scale = spacingMm / USUAL_MM;
    if (!slices.hounsfield()) {
      throw new IllegalArgumentException("chests are learnt from Hounsfield units");
    }
    SliceSource first = slices.slices().get(0);
    int step = (int) Math.max(1, Math.round(PIXEL_MM * scale / first.spacingXMm()));
    int[] size = {first.width() / step, first.height() / step, slices.slices().size()};
    float[][] channels = new float[CHANNELS][size[0] * size[1] * size[2]];
    for (int slice = 0; slice < size[2]; slice++) {
      average(slices.slices().get(slice), step, size, slice, channels);
    }
    double[] spacing = {
      first.spacingXMm() * step, first.spacingYMm() * step, slices.spacingMm(),
    };
    for (float[] channel : channels) {
      blur(channel, size, 0, BLUR_IN_PLANE_MM * scale / spacing[0]);
      blur(channel, size, 1, BLUR_IN_PLANE_MM * scale / spacing[1]);
      blur(channel, size, 2, BLUR_ALONG_MM * scale / spacing[2]);
    }
    return new ChestVolume(slices.labelledCase().patient(), size, spacing, channels);
  }

  /** The middle of the box around both lungs, in millimetres from the volume's corner. */
  double centreMm(int axis) {
    return centreMm[axis];
  }

  /**
   * The channels at a place in millimetres from the volume's corner, trilinear; air outside.
   *
   * @param channelsAt receives them
   */
  void read(double x, double y, double z, float[] channelsAt) {
    java.util.Arrays.fill(channelsAt, 0);
    double u = x / spacingMm[0] - 0.5;
    double v = y / spacingMm[1] - 0.5;
    double t = z / spacingMm[2] - 0.5;
    int x0 = (int) Math.floor(u);
    int y0 = (int) Math.floor(v);
    int z0 = (int) Math.floor(t);
    if (x0 < -1 || y0 < -1 || z0 < -1 || x0 >= size[0] || y0 >= size[1] || z0 >= size[2]) {
      channelsAt[0] = AIR_HU;
      return;
    }
    float alongX = (float) (u - x0);
    float alongY = (float) (v - y0);
    float alongZ = (float) (t - z0);
    for (int corner = 0; corner < 8; corner++) {
      int cornerX = x0 + (corner & 1);
      int cornerY = y0 + (corner >> 1 & 1);
      int cornerZ = z0 + (corner >> 2);
      float weight =
          ((corner & 1) == 1 ? alongX : 1 - alongX)
              * ((corner >> 1 & 1) == 1 ? alongY : 1 - alongY)
              * (corner >> 2 == 1 ? alongZ : 1 - alongZ);
      if (!isInside(cornerX, cornerY, cornerZ)) {
        channelsAt[0] += weight * AIR_HU;
        continue;
      }
      int at = (cornerZ * size[1] + cornerY) * size[0] + cornerX;
      for (int channel = 0; channel < CHANNELS; channel++) {
        channelsAt[channel] += weight * channels[channel][at];
      }
    }
  }

  private boolean isInside(int x, int y, int z) {
    return x >= 0 && y >= 0 && z >= 0 && x < size[0] && y < size[1] && z < size[2];
  }

  /** Means of blocks of pixels of a slice. */
  private static void average(
      SliceSource source, int step, int[] size, int slice, float[][] channels) {
    boolean[] rim = rim(source);
    short[] values = source.values();
    byte[] labels = source.labels();
    float pixels = step * step;
    int to = slice * size[0] * size[1];
    for (int y = 0; y < size[1]; y++) {
      for (int x = 0; x < size[0]; x++, to++) {
        float[] sum = new float[CHANNELS];
        for (int pixel = 0; pixel < step * step; pixel++) {
          int at = (y * step + pixel / step) * source.width() + x * step + pixel % step;
          sum[0] += Math.max(AIR_HU, values[at]);
          sum[1] += labels[at] == 1 ? 1 : 0;
          sum[2] += labels[at] == 2 ? 1 : 0;
          sum[3] += labels[at] != 0 || rim[at] ? 1 : 0;
        }
        for (int channel = 0; channel < CHANNELS; channel++) {
          channels[channel][to] = sum[channel] / pixels;
        }
      }
    }
  }

  private static boolean[] rim(SliceSource source) {
    boolean[] rim = new boolean[source.labels().length];
    for (int at = 0; at < rim.length; at++) {
      rim[at] = source.labels()[at] == 0 && source.values()[at] <= RIM_HU && nearLung(source, at);
    }
    return rim;
  }

  private static boolean nearLung(SliceSource source, int at) {
    int column = at % source.width();
    int row = at / source.width();
    for (int y = row - RIM_PIXELS; y <= row + RIM_PIXELS; y++) {
      for (int x = column - RIM_PIXELS; x <= column + RIM_PIXELS; x++) {
        boolean inside = x >= 0 && y >= 0 && x < source.width() && y < source.height();
        if (inside && source.labels()[y * source.width() + x] != 0) {
          return true;
        }
      }
    }
    return false;
  }

  /** The mean along an axis over a box of a width in voxels, which may have a fraction. */
  private static void blur(float[] values, int[] size, int axis, double width) {
    if (width <= 1) {
      return;
    }
    int length = size[axis];
    int step = axis == 0 ? 1 : axis == 1 ? size[0] : size[0] * size[1];
    int full = (int) Math.floor((width - 1) / 2);
    float end = (float) ((width - 1) / 2 - full);
    float each = (float) (1 / width);
    float[] line = new float[length];
    for (int first = 0; first < values.length; first++) {
      if (first / step % length != 0) {
        continue;
      }
      for (int at = 0; at < length; at++) {
        line[at] = values[first + at * step];
      }
      for (int at = 0; at < length; at++) {
        float sum = 0;
        for (int off = -full; off <= full; off++) {
          sum += line[Math.max(0, Math.min(length - 1, at + off))];
        }
        float before = line[Math.max(0, at - full - 1)];
        float after = line[Math.min(length - 1, at + full + 1)];
        sum += end * (before + after);
        values[first + at * step] = sum * each;
      }
    }
  }

  private double[] lungCentre(String patient) {
    int[] low = size.clone();
    int[] high = {-1, -1, -1};
    for (int at = 0; at < channels[0].length; at++) {
      if (channels[1][at] + channels[2][at] > LUNG) {
        int[] place = {at % size[0], at / size[0] % size[1], at / size[0] / size[1]};
        for (int axis = 0; axis < 3; axis++) {
          low[axis] = Math.min(low[axis], place[axis]);
          high[axis] = Math.max(high[axis], place[axis]);
        }
      }
    }
    if (high[0] < 0) {
      throw new UnusableInputException("patient '" + patient + "' has no lung to learn from");
    }
    double[] centre = new double[3];
    for (int axis = 0; axis < 3; axis++) {
      centre[axis] = (low[axis] * spacingMm[axis] + (high[axis] + 1) * spacingMm[axis]) / 2;
    }
    return centre;
  }
}
