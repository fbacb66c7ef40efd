package org.lungseg.training.augment;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class VolumeLossTest {

  @Test
  void apply_always_shrinksOneLungAndMakesItDense() {
    Slice before = SyntheticSlice.chest();
    for (int seed = 0; seed < 20; seed++) {
      Slice slice = SyntheticSlice.chest();
      new VolumeLoss(1).apply(List.of(slice), new SplittableRandom(seed), new SplittableRandom(2));
      double right = slice.count(1) / (double) before.count(1);
      double left = slice.count(2) / (double) before.count(2);
      assertThat(Math.min(right, left)).as("the collapsed lung").isBetween(0.15, 0.85);
      // It is drawn towards the collapsed one, and may grow, as lungs do then.
      assertThat(Math.max(right, left)).as("the other lung").isBetween(0.85, 1.4);
      int collapsed = right < left ? 1 : 2;
      assertThat(mean(slice, collapsed)).isGreaterThan(mean(slice, 3 - collapsed) + 100);
    }
  }

  @Test
  void apply_neighbours_shrinkAroundTheSamePlace() {
    Slice one = SyntheticSlice.chest();
    Slice two = SyntheticSlice.chest();
    new VolumeLoss(1).apply(List.of(one, two), new SplittableRandom(4), new SplittableRandom(2));
    assertThat(one.labels()).isEqualTo(two.labels());
  }

  @Test
  void apply_probabilityZeroOrNoLung_changesNothing() {
    Slice slice = SyntheticSlice.chest();
    new VolumeLoss(0).apply(List.of(slice), new SplittableRandom(4), new SplittableRandom(2));
    assertThat(slice.values()).isEqualTo(SyntheticSlice.chest().values());
    java.util.Arrays.fill(slice.labels(), (byte) 0);
    new VolumeLoss(1).apply(List.of(slice), new SplittableRandom(4), new SplittableRandom(2));
    assertThat(slice.values()).isEqualTo(SyntheticSlice.chest().values());
  }

  private static double mean(Slice slice, int label) {
    double sum = 0;
    for (int at = 0; at < slice.labels().length; at++) {
      sum += slice.labels()[at] == label ? slice.values()[at] : 0;
    }
    return sum / slice.count(label);
  }
}
