package org.lungseg.training.augment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.lungseg.api.CtVolume;
import org.lungseg.api.IntensityDomain;
import org.lungseg.api.SpacingOrigin;
import org.lungseg.api.VolumeGeometry;

class AppearanceTest {

  private static final VolumeGeometry GRID =
      VolumeGeometry.axial(4, 2, 2, 2, 1, 5, SpacingOrigin.CALIBRATED);

  /** Two slices of different range. */
  private static final short[] HOUNSFIELD = {
    -1100, -1000, -300, 400, 500, 0, 0, 0, -900, -500, -100, -100, -100, -100, -100, -100
  };

  private static final CtVolume SCAN =
      CtVolume.ofShorts(HOUNSFIELD, GRID, IntensityDomain.HOUNSFIELD);

  @Test
  void of_window_isTheSameForAllSlices() {
    CtVolume picture = Appearance.WINDOW.of(SCAN);
    assertThat(picture.domain()).isEqualTo(IntensityDomain.GREY);
    assertThat(picture.geometry()).isEqualTo(GRID);
    assertThat(plane(picture, 0)).startsWith(0, 0, 128, 255, 255);
    assertThat(plane(picture, 1)).startsWith(18, 91, 164);
  }

  @Test
  void of_minMax_stretchesEachSlice() {
    CtVolume picture = Appearance.MIN_MAX.of(SCAN);
    assertThat(plane(picture, 0)).startsWith(0, 16, 128, 239, 255);
    assertThat(plane(picture, 1)).startsWith(0, 128, 255);
  }

  @Test
  void of_pictureAsHounsfield_runsOverTheWindowOfTheNetwork() {
    byte[] grey = new byte[16];
    grey[1] = (byte) 255;
    CtVolume picture = CtVolume.ofUnsignedBytes(grey, GRID, IntensityDomain.GREY);
    CtVolume taken = Appearance.HOUNSFIELD.of(picture);
    assertThat(taken.domain()).isEqualTo(IntensityDomain.HOUNSFIELD);
    assertThat(plane(taken, 0)).startsWith(-1024, 600, -1024);
  }

  @Test
  void fits_onlyScansThatItChanges() {
    CtVolume picture = CtVolume.ofUnsignedBytes(new byte[16], GRID, IntensityDomain.GREY);
    for (Appearance one : Appearance.values()) {
      assertThat(one.fits(SCAN)).isEqualTo(one != Appearance.HOUNSFIELD);
      assertThat(one.fits(picture))
          .isEqualTo(one == Appearance.HOUNSFIELD || one == Appearance.AS_IT_IS);
    }
    assertThat(Appearance.AS_IT_IS.of(picture)).isSameAs(picture);
    assertThatThrownBy(() -> Appearance.WINDOW.of(picture))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("window");
  }

  private static float[] plane(CtVolume ct, int k) {
    float[] plane = new float[8];
    ct.copyPlane(k, plane);
    return plane;
  }
}
