package org.lungseg.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.imglib2.img.array.ArrayImgs;
import net.imglib2.img.planar.PlanarImgs;
import net.imglib2.view.Views;
import org.junit.jupiter.api.Test;

class CtVolumeTest {

  private final VolumeGeometry geometry =
      VolumeGeometry.axial(2, 3, 2, 1, 1, 1, SpacingOrigin.CALIBRATED);

  @Test
  void copyPlane_anyBacking_givesTheSameNumbers() {
    float[] expected = {106, 107, 108, 109, 110, 111};
    short[] shorts = new short[12];
    byte[] bytes = new byte[12];
    float[] floats = new float[12];
    var planar = PlanarImgs.ints(2, 3, 2);
    var cursor = Views.flatIterable(planar).cursor();
    for (int at = 0; at < 12; at++) {
      shorts[at] = (short) (100 + at);
      bytes[at] = (byte) (100 + at);
      floats[at] = 100 + at;
      cursor.next().set(100 + at);
    }
    for (CtVolume volume :
        new CtVolume[] {
          CtVolume.ofShorts(shorts, geometry, IntensityDomain.HOUNSFIELD),
          CtVolume.ofUnsignedBytes(bytes, geometry, IntensityDomain.GREY),
          CtVolume.ofFloats(floats, geometry, IntensityDomain.GREY),
          CtVolume.of(ArrayImgs.unsignedShorts(shorts, 2, 3, 2), geometry, IntensityDomain.GREY),
          CtVolume.of(planar, geometry, IntensityDomain.GREY)
        }) {
      float[] plane = new float[6];
      volume.copyPlane(1, plane);
      assertThat(plane).containsExactly(expected);
    }
  }

  @Test
  void copyPlane_unsignedByteAbove127_isPositive() {
    byte[] bytes = new byte[12];
    bytes[0] = (byte) 200;
    float[] plane = new float[6];
    CtVolume.ofUnsignedBytes(bytes, geometry, IntensityDomain.GREY).copyPlane(0, plane);
    assertThat(plane[0]).isEqualTo(200);
  }

  @Test
  void copyPlane_wrongPlaneOrTarget_isRefused() {
    CtVolume volume = CtVolume.ofShorts(new short[12], geometry, IntensityDomain.HOUNSFIELD);
    assertThatThrownBy(() -> volume.copyPlane(2, new float[6]))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> volume.copyPlane(0, new float[5]))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void of_imageThatDoesNotFit_isRefused() {
    assertThatThrownBy(
            () -> CtVolume.of(ArrayImgs.shorts(2, 3), geometry, IntensityDomain.HOUNSFIELD))
        .hasMessageContaining("3 dimensions");
    assertThatThrownBy(
            () -> CtVolume.of(ArrayImgs.shorts(3, 2, 2), geometry, IntensityDomain.HOUNSFIELD))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(
            () ->
                CtVolume.of(
                    Views.translate(ArrayImgs.shorts(2, 3, 2), 1, 0, 0),
                    geometry,
                    IntensityDomain.HOUNSFIELD))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> CtVolume.ofShorts(new short[11], geometry, IntensityDomain.HOUNSFIELD))
        .hasMessageContaining("12");
  }

  @Test
  void withDomain_sharesVoxels() {
    CtVolume volume = CtVolume.ofShorts(new short[12], geometry, IntensityDomain.HOUNSFIELD);
    CtVolume grey = volume.withDomain(IntensityDomain.GREY);
    assertThat(grey.voxels()).isSameAs(volume.voxels());
    assertThat(grey.domain()).isEqualTo(IntensityDomain.GREY);
    assertThat(grey.toString()).contains("GREY");
  }
}
