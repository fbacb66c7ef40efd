package org.lungseg.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import org.junit.jupiter.api.Test;
import org.lungseg.api.SpacingOrigin;
import org.lungseg.api.VolumeGeometry;

class NiftiGeometryTest {

  private static VolumeInfo info(NiftiBytes file) {
    return VolumeIO.info(file.source(), ReadOptions.defaults());
  }

  private static NiftiBytes withoutForms() {
    return NiftiBytes.small().setShort(NiftiBytes.SFORM_CODE, 0);
  }

  @Test
  void info_neitherForm_placesTheGridAsNibabelDoes() {
    VolumeInfo info = info(withoutForms());
    // nibabel.Nifti1Header.get_base_affine(): x flipped, centre of the grid at the origin.
    assertThat(info.geometry().voxelToRasMm().toRowMajor())
        .containsExactly(new double[] {-2, 0, 0, 3, 0, 3, 0, -3, 0, 0, 4, -2}, offset(1e-12));
    assertThat(info.geometry().spacingOrigin()).isEqualTo(SpacingOrigin.CALIBRATED);
    assertThat(info.warnings()).singleElement().asString().contains("orientation is not stated");
  }

  @Test
  void info_noSpacing_isAssumed() {
    VolumeInfo info = info(withoutForms().setFloat(NiftiBytes.PIXDIM + 4, 0));
    assertThat(info.geometry().spacingMm(0)).isEqualTo(1);
    assertThat(info.geometry().spacingMm(1)).isEqualTo(3);
    assertThat(info.geometry().spacingOrigin()).isEqualTo(SpacingOrigin.ASSUMED);
    assertThat(info.warnings()).anyMatch(warning -> warning.contains("1 mm is assumed"));
  }

  @Test
  void info_qformOnly_usesQuaternionSpacingAndQfac() {
    // A half turn about z: x and y change sign; qfac −1 flips the third axis.
    NiftiBytes file =
        withoutForms()
            .setShort(NiftiBytes.QFORM_CODE, 1)
            .setFloat(NiftiBytes.PIXDIM, -1)
            .setFloat(NiftiBytes.QUATERNION + 8, 1)
            .setFloat(NiftiBytes.QUATERNION + 12, 10)
            .setFloat(NiftiBytes.QUATERNION + 20, 30);
    assertThat(info(file).geometry().voxelToRasMm().toRowMajor())
        .containsExactly(new double[] {-2, 0, 0, 10, 0, -3, 0, 0, 0, 0, -4, 30}, offset(1e-6));
  }

  @Test
  void info_sformUnusable_fallsBackToQformWithWarning() {
    NiftiBytes file =
        NiftiBytes.small().setFloat(NiftiBytes.SROW, Double.NaN).setShort(NiftiBytes.QFORM_CODE, 1);
    VolumeInfo info = info(file);
    assertThat(info.geometry().axisCodes()).isEqualTo("RAS");
    assertThat(info.warnings()).anyMatch(warning -> warning.contains("sform is no invertible"));
  }

  @Test
  void info_qformNoRotation_keepsSformWithWarning() {
    NiftiBytes file =
        NiftiBytes.small().setFloat(NiftiBytes.QUATERNION, 2).setShort(NiftiBytes.QFORM_CODE, 1);
    VolumeInfo info = info(file);
    assertThat(info.geometry().axisCodes()).isEqualTo("LPS");
    assertThat(info.warnings()).anyMatch(warning -> warning.contains("qform is no rotation"));
  }

  @Test
  void info_units_becomeMillimetres() {
    VolumeGeometry metres = info(NiftiBytes.small().setByte(NiftiBytes.UNITS, 1)).geometry();
    assertThat(metres.spacingMm(0)).isEqualTo(2000);
    VolumeGeometry micrometres =
        info(NiftiBytes.small().setByte(NiftiBytes.UNITS, 3 + 8)).geometry();
    assertThat(micrometres.spacingMm(2)).isEqualTo(0.004, offset(1e-12));
  }

  @Test
  void info_unitNotStated_isMillimetresAndNoted() {
    VolumeInfo info = info(NiftiBytes.small().setByte(NiftiBytes.UNITS, 0));
    assertThat(info.geometry().spacingMm(0)).isEqualTo(2);
    assertThat(info.warnings()).isEmpty();
    assertThat(info.notes()).singleElement().asString().contains("unit");
    assertThat(info(NiftiBytes.small().setByte(NiftiBytes.UNITS, 5)).warnings())
        .singleElement()
        .asString()
        .contains("code 5");
  }

  @Test
  void quaternionToMatrix_unitAxes_areQuarterAndHalfTurns() {
    double half = Math.sqrt(0.5);
    assertThat(NiftiGeometry.quaternionToMatrix(0, 0, half).orElseThrow().apply(1, 0, 0))
        .containsExactly(new double[] {0, 1, 0}, offset(1e-12));
    assertThat(NiftiGeometry.quaternionToMatrix(1, 0, 0).orElseThrow().apply(0, 1, 0))
        .containsExactly(new double[] {0, -1, 0}, offset(1e-12));
    assertThat(NiftiGeometry.quaternionToMatrix(1, 1, 0)).isEmpty();
    assertThat(NiftiGeometry.quaternionToMatrix(Double.NaN, 0, 0)).isEmpty();
  }
}
