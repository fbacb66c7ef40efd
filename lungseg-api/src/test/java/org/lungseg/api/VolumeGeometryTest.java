package org.lungseg.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Offset.offset;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class VolumeGeometryTest {

  private static final int[][] PERMUTATIONS = {
    {0, 1, 2}, {0, 2, 1}, {1, 0, 2}, {1, 2, 0}, {2, 0, 1}, {2, 1, 0}
  };

  private final VolumeGeometry axial =
      VolumeGeometry.axial(4, 5, 6, 0.7, 0.8, 2.5, SpacingOrigin.CALIBRATED);

  @Test
  void axial_standardImage_growsToLeftBackAndHead() {
    assertThat(axial.axisCodes()).isEqualTo("LPS");
    assertThat(axial.rasAxisOf(0)).isZero();
    assertThat(axial.rasDirectionOf(0)).isEqualTo(-1);
    assertThat(axial.rasDirectionOf(2)).isEqualTo(1);
    assertThat(axial.voxelToLpsMm().apply(1, 1, 1))
        .containsExactly(new double[] {0.7, 0.8, 2.5}, offset(1e-12));
  }

  @Test
  void spacingAndVolume_anisotropicGrid_areThoseOfTheVoxels() {
    assertThat(axial.spacingMm(0)).isEqualTo(0.7, offset(1e-12));
    assertThat(axial.spacingMm(1)).isEqualTo(0.8, offset(1e-12));
    assertThat(axial.spacingMm(2)).isEqualTo(2.5, offset(1e-12));
    assertThat(axial.voxelVolumeMm3()).isEqualTo(0.7 * 0.8 * 2.5, offset(1e-12));
    assertThat(axial.voxelCount()).isEqualTo(120);
  }

  @Test
  void reordered_all48Orders_placeEachVoxelWhereItWas() {
    Set<String> codes = new HashSet<>();
    for (int[] axes : PERMUTATIONS) {
      for (int flips = 0; flips < 8; flips++) {
        boolean[] flipped = {(flips & 1) != 0, (flips & 2) != 0, (flips & 4) != 0};
        VolumeGeometry other = axial.reordered(axes, flipped);
        codes.add(other.axisCodes());
        int[] at = {1, 2, 3};
        int[] source = new int[3];
        for (int axis = 0; axis < 3; axis++) {
          assertThat(other.size(axis)).isEqualTo(axial.size(axes[axis]));
          source[axes[axis]] = flipped[axis] ? axial.size(axes[axis]) - 1 - at[axis] : at[axis];
        }
        assertThat(other.voxelToRasMm().apply(at[0], at[1], at[2]))
            .containsExactly(
                axial.voxelToRasMm().apply(source[0], source[1], source[2]), offset(1e-9));
      }
    }
    assertThat(codes).hasSize(48);
  }

  @Test
  void reordered_noPermutation_isRefused() {
    assertThatThrownBy(() -> axial.reordered(new int[] {0, 0, 2}, new boolean[3]))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void voxelAxisOf_anyOrder_isTheInverseOfRasAxisOf() {
    VolumeGeometry other = axial.reordered(new int[] {2, 0, 1}, new boolean[] {true, false, false});
    for (int axis = 0; axis < 3; axis++) {
      assertThat(other.voxelAxisOf(other.rasAxisOf(axis))).isEqualTo(axis);
    }
    assertThatThrownBy(() -> other.voxelAxisOf(3)).isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void isOblique_turnedGrid_isSeen() {
    assertThat(axial.isOblique()).isFalse();
    assertThat(turned(0.4).isOblique()).isFalse();
    assertThat(turned(5).isOblique()).isTrue();
    assertThat(turned(30).axisCodes()).isEqualTo("RAS");
    assertThat(turned(30).spacingMm(0)).isEqualTo(2, offset(1e-12));
  }

  @Test
  void isSameGrid_smallAndLargeShift_dependsOnTheTolerance() {
    VolumeGeometry shifted =
        VolumeGeometry.of(
            4,
            5,
            6,
            Affine3D.scaling(1, 1, 1, 0, 0, 0.04).after(axial.voxelToRasMm()),
            SpacingOrigin.CALIBRATED);
    assertThat(axial.isSameGrid(shifted)).isTrue();
    assertThat(axial.isSameGrid(shifted, 0.01)).isFalse();
    VolumeGeometry larger = VolumeGeometry.axial(4, 5, 7, 0.7, 0.8, 2.5, SpacingOrigin.CALIBRATED);
    assertThat(axial.isSameGrid(larger)).isFalse();
  }

  @Test
  void isSameGrid_slightlyOtherSpacing_isSeenAtTheFarCorner() {
    VolumeGeometry a = VolumeGeometry.axial(512, 512, 9, 0.7, 0.7, 1, SpacingOrigin.CALIBRATED);
    VolumeGeometry b = VolumeGeometry.axial(512, 512, 9, 0.7003, 0.7, 1, SpacingOrigin.CALIBRATED);
    assertThat(a.isSameGrid(b)).isFalse();
  }

  @Test
  void of_noVoxelsOrSingularMap_isRefused() {
    Affine3D identity = Affine3D.scaling(1, 1, 1, 0, 0, 0);
    for (int[] size : List.of(new int[] {0, 1, 1}, new int[] {1, -1, 1}, new int[] {1, 1, 0})) {
      assertThatThrownBy(
              () ->
                  VolumeGeometry.of(size[0], size[1], size[2], identity, SpacingOrigin.CALIBRATED))
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThatThrownBy(
            () ->
                VolumeGeometry.of(
                    1, 1, 1, Affine3D.scaling(1, 1, 0, 0, 0, 0), SpacingOrigin.CALIBRATED))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("singular");
  }

  @Test
  void equals_comparesSizesMapAndOrigin() {
    List<VolumeGeometry> different = new ArrayList<>();
    different.add(axial);
    different.add(VolumeGeometry.axial(4, 5, 6, 0.7, 0.8, 2.5, SpacingOrigin.ASSUMED));
    different.add(VolumeGeometry.axial(4, 5, 7, 0.7, 0.8, 2.5, SpacingOrigin.CALIBRATED));
    assertThat(new HashSet<>(different)).hasSize(3);
    assertThat(axial)
        .isEqualTo(VolumeGeometry.axial(4, 5, 6, 0.7, 0.8, 2.5, SpacingOrigin.CALIBRATED));
    assertThat(axial.toString()).contains("4×5×6").contains("LPS").contains("calibrated");
  }

  private static VolumeGeometry turned(double degrees) {
    double c = 2 * Math.cos(Math.toRadians(degrees));
    double s = 2 * Math.sin(Math.toRadians(degrees));
    return VolumeGeometry.of(
        3, 3, 3, Affine3D.of(c, -s, 0, 0, s, c, 0, 0, 0, 0, 2, 0), SpacingOrigin.CALIBRATED);
  }
}
