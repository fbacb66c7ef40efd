package org.lungseg.io.internal.dicom;

/**
 * Colours as DICOM states them: CIELab with the white point D50, each part as a 16-bit number
 * (PS3.3, C.10.7.1.1).
 *
 * <p>Sources: IEC 61966-2-1 for sRGB, with the matrix adapted to D50 by Bradford's method as in the
 * ICC's sRGB profile; CIE 15 for CIELab.
 */
final class CieLab {

  private static final double[] D50 = {0.9642, 1, 0.8249};
  private static final double[][] SRGB_TO_XYZ_D50 = {
    {0.4360747, 0.3850649, 0.1430804},
    {0.2225045, 0.7168786, 0.0606169},
    {0.0139322, 0.0971045, 0.7141733}
  };

  private static final double EPSILON = 216.0 / 24389;
  private static final double KAPPA = 24389.0 / 27;
  private static final int MAX = 0xffff;

  private CieLab() {}

  /**
   * L*, a* and b*, each from 0 to 65535: L* of 0 to 100, a* and b* of −128 to 127.
   *
   * @param rgb sRGB, {@code 0xRRGGBB}
   */
  static int[] ofRgb(int rgb) {
    double[] linear = new double[3];
    for (int at = 0; at < linear.length; at++) {
      double part = (rgb >> (16 - 8 * at) & 0xff) / 255.0;
      linear[at] = part <= 0.04045 ? part / 12.92 : Math.pow((part + 0.055) / 1.055, 2.4);
    }
    double[] f = new double[3];
    for (int row = 0; row < f.length; row++) {
      double sum = 0;
      for (int at = 0; at < linear.length; at++) {
        sum += SRGB_TO_XYZ_D50[row][at] * linear[at];
      }
      double ratio = sum / D50[row];
      f[row] = ratio > EPSILON ? Math.cbrt(ratio) : (KAPPA * ratio + 16) / 116;
    }
    double lightness = 116 * f[1] - 16;
    return new int[] {
      scaled(lightness / 100),
      scaled((500 * (f[0] - f[1]) + 128) / 255),
      scaled((200 * (f[1] - f[2]) + 128) / 255)
    };
  }

  private static int scaled(double part) {
    return (int) Math.rint(Math.min(1, Math.max(0, part)) * MAX);
  }
}
