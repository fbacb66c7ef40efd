package org.lungseg.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class LabelMaskTest {

  private final VolumeGeometry geometry =
      VolumeGeometry.axial(2, 3, 2, 10, 10, 10, SpacingOrigin.CALIBRATED);

  private final byte[] voxels = {0, 1, 1, 2, 0, 0, 0, 0, 2, 2, 0, 0};

  @Test
  void volumeMl_calibratedGrid_countsVoxels() {
    LungMask mask = LungMask.of(voxels, geometry);
    assertThat(mask.volumeMl(LungSide.RIGHT)).isEqualTo(2);
    assertThat(mask.volumeMl(LungSide.LEFT)).isEqualTo(3);
    assertThat(mask.volumeMl()).isEqualTo(5);
    assertThat(mask.voxelCount(LungSide.LEFT)).isEqualTo(3);
    assertThat(mask.voxelCount()).isEqualTo(5);
    assertThat(mask.isEmpty()).isFalse();
    assertThat(mask.toString()).contains("5 voxels");
  }

  @Test
  void volumeMl_assumedSpacing_isRefused() {
    LungMask mask =
        LungMask.of(voxels, VolumeGeometry.axial(2, 3, 2, 1, 1, 1, SpacingOrigin.ASSUMED));
    assertThatThrownBy(mask::volumeMl)
        .isInstanceOf(UnusableInputException.class)
        .hasMessageContaining("assumed");
  }

  @Test
  void valueAt_anyVoxel_readsTheArray() {
    LungMask mask = LungMask.of(voxels, geometry);
    assertThat(mask.valueAt(1, 0, 0)).isEqualTo(1);
    assertThat(mask.valueAt(0, 1, 1)).isEqualTo(2);
    assertThat(mask.voxels().getAt(0, 1, 1).get()).isEqualTo(2);
    assertThatThrownBy(() -> mask.valueAt(2, 0, 0)).isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void of_valueWithoutLabel_isRefused() {
    byte[] wrong = voxels.clone();
    wrong[0] = 3;
    assertThatThrownBy(() -> LungMask.of(wrong, geometry))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("value 3");
    assertThatThrownBy(() -> LungMask.of(new byte[3], geometry))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void view_ofTwoLungLabels_sharesVoxels() {
    LabelMask mask = LabelMask.of(voxels, geometry, LungLabels.LOBES);
    LungMask view = LungMask.view(mask);
    assertThat(view.array()).isSameAs(voxels);
    assertThat(LungMask.view(view)).isSameAs(view);
  }

  @Test
  void view_ofLobes_isRefused() {
    byte[] lobes = voxels.clone();
    lobes[0] = 5;
    LabelMask mask = LabelMask.of(lobes, geometry, LungLabels.LOBES);
    assertThatThrownBy(() -> LungMask.view(mask))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("right lower lobe");
  }

  @Test
  void lungLabels_codes_areThoseOfSnomedCt() {
    assertThat(LungLabels.RIGHT_LEFT.find(1)).map(Label::snomedCode).contains("3341006");
    assertThat(LungLabels.RIGHT_LEFT.find(2)).map(Label::name).contains("left lung");
    assertThat(LungLabels.RIGHT_LEFT.find(3)).isEmpty();
    assertThat(LungLabels.LOBES.labels()).hasSize(5);
  }

  @Test
  void label_unusableParts_areRefused() {
    assertThatThrownBy(() -> new Label(0, "x", "", 0)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Label(256, "x", "", 0))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Label(1, " ", "", 0)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Label(1, "x", "T-28000", 0))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Label(1, "x", "", 0x1000000))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void labelSet_sharedValueOrNothing_isRefused() {
    Label one = new Label(1, "one", "", 0);
    assertThatThrownBy(() -> LabelSet.of(one, new Label(1, "other", "", 0)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> LabelSet.of(one, new Label(2, "one", "", 0)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(LabelSet::of).isInstanceOf(IllegalArgumentException.class);
  }
}
