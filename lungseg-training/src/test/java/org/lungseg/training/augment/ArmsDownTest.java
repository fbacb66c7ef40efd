package org.lungseg.training.augment;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ArmsDownTest {

  @Test
  void paint_always_paintsTissueBesideTheBodyOnly() {
    float[] before = SyntheticSlice.chest().values();
    for (int seed = 0; seed < 20; seed++) {
      Slice slice = SyntheticSlice.chest();
      new ArmsDown(1).paint(slice, 8, new SplittableRandom(seed), new SplittableRandom(1));
      int painted = 0;
      for (int at = 0; at < before.length; at++) {
        if (slice.values()[at] != before[at]) {
          assertThat(before[at]).as("was air").isEqualTo(-1000);
          assertThat(slice.labels()[at]).isZero();
          assertThat(slice.values()[at]).isBetween(-200f, 1000f);
          painted++;
        }
      }
      assertThat(painted).isPositive();
      assertThat(slice.labels()).isEqualTo(SyntheticSlice.chest().labels());
    }
  }

  @Test
  void paint_greySlice_changesNothing() {
    float[] values = SyntheticSlice.chest().values();
    Slice slice =
        new Slice(
            SyntheticSlice.SIZE,
            SyntheticSlice.SIZE,
            values.clone(),
            SyntheticSlice.chest().labels(),
            false);
    new ArmsDown(1).paint(slice, 4, new SplittableRandom(1), new SplittableRandom(1));
    assertThat(slice.values()).isEqualTo(values);
  }
}
