package org.lungseg.training.augment;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class FatPainterTest {

  @Test
  void paint_always_changesSoftTissueOutsideTheLungsOnly() {
    float[] before = SyntheticSlice.chest().values();
    int fat = 0;
    for (int seed = 0; seed < 20; seed++) {
      Slice slice = SyntheticSlice.chest();
      new FatPainter(1).paint(slice, new SplittableRandom(seed));
      assertThat(slice.labels()).isEqualTo(SyntheticSlice.chest().labels());
      for (int at = 0; at < before.length; at++) {
        if (before[at] != SyntheticSlice.TISSUE_HU) {
          assertThat(slice.values()[at] == before[at]).isTrue();
        } else if (slice.values()[at] != before[at]) {
          assertThat(slice.values()[at] > -250 && slice.values()[at] < 0).isTrue();
          fat++;
        }
      }
    }
    assertThat(fat).isGreaterThan(5000);
  }

  @Test
  void paint_greySlice_isLeftAlone() {
    Slice chest = SyntheticSlice.chest();
    Slice grey =
        new Slice(chest.width(), chest.height(), chest.values().clone(), chest.labels(), false);
    new FatPainter(1).paint(grey, new SplittableRandom(1));
    assertThat(grey.values()).isEqualTo(chest.values());
  }
}
