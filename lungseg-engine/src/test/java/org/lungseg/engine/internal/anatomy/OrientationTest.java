package org.lungseg.engine.internal.anatomy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class OrientationTest {

  private static final AnatomySigns UPRIGHT = new AnatomySigns(0.15, 1, 0.25, 0.3);
  private static final AnatomySigns ORGANS_EXCHANGED = new AnatomySigns(0.15, 1, -0.25, -0.3);

  @Test
  void of_uprightChest_isNotDoubted() {
    assertThat(Orientation.of(UPRIGHT, false).isDoubtful()).isFalse();
  }

  @Test
  void of_uprightChest_sidesAreDoubtedByTheNetworkOrByBothOrgans() {
    assertThat(Orientation.of(UPRIGHT, true)).isEqualTo(new Orientation(false, false, true));
    assertThat(Orientation.of(ORGANS_EXCHANGED, false))
        .isEqualTo(new Orientation(false, false, true));
    assertThat(Orientation.of(new AnatomySigns(0.15, 1, -0.25, 0.3), false).isDoubtful()).isFalse();
    assertThat(Orientation.of(new AnatomySigns(0.15, 1, 0.25, -0.3), false).isDoubtful()).isFalse();
  }

  @Test
  void of_turnedChest_sidesAreNotJudged() {
    AnatomySigns facingBack = new AnatomySigns(-0.15, 1, -0.25, -0.3);
    AnatomySigns upsideDown = new AnatomySigns(0.15, -1, -0.25, -0.3);
    for (boolean mirrored : new boolean[] {false, true}) {
      assertThat(Orientation.of(facingBack, mirrored))
          .isEqualTo(new Orientation(true, false, false));
      assertThat(Orientation.of(upsideDown, mirrored))
          .isEqualTo(new Orientation(false, true, false));
    }
  }
}
