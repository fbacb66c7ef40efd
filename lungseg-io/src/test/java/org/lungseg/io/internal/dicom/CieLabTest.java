package org.lungseg.io.internal.dicom;

import static org.assertj.core.api.Assertions.assertThat;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** Against published values of sRGB colours in CIELab with the white point D50. */
class CieLabTest {

  private static final Offset<Double> ROUNDING = Offset.offset(0.1);

  private static void assertLab(int rgb, double lightness, double a, double b) {
    int[] stored = CieLab.ofRgb(rgb);
    assertThat(stored[0] * 100 / 65535.0).isCloseTo(lightness, ROUNDING);
    assertThat(stored[1] * 255 / 65535.0 - 128).isCloseTo(a, ROUNDING);
    assertThat(stored[2] * 255 / 65535.0 - 128).isCloseTo(b, ROUNDING);
  }

  @Test
  void ofRgb_greys_haveNoColour() {
    assertLab(0xFFFFFF, 100, 0, 0);
    assertLab(0x000000, 0, 0, 0);
    assertLab(0x777777, 50.03, 0, 0);
  }

  @Test
  void ofRgb_primaries_areThePublishedOnes() {
    assertLab(0xFF0000, 54.29, 80.81, 69.89);
    assertLab(0x00FF00, 87.82, -79.27, 80.99);
    assertLab(0x0000FF, 29.57, 68.30, -112.03);
  }
}
