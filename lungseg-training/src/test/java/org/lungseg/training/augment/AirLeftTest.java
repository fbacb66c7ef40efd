package org.lungseg.training.augment;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class AirLeftTest {

  @Test
  void take_filledLung_leavesAirInPartsOfItAndNeverAddsDisease() {
    LungField lung = LungField.of(SyntheticSlice.chest());
    int withAir = 0;
    for (int seed = 0; seed < 20; seed++) {
      float[] weight = filled(lung);
      AirLeft.take(weight, lung, new SplittableRandom(seed));
      int open = 0;
      int dense = 0;
      for (int at = 0; at < weight.length; at++) {
        assertThat(weight[at]).isBetween(0f, lung.labels[at] == 1 ? 1f : 0f);
        if (lung.labels[at] == 1) {
          open += weight[at] < 0.5f ? 1 : 0;
          dense += weight[at] > 0.9f ? 1 : 0;
        }
      }
      assertThat(dense).as("still dense").isGreaterThan(open);
      withAir += open > 3 ? 1 : 0;
    }
    assertThat(withAir).isGreaterThan(8);
  }

  private static float[] filled(LungField lung) {
    float[] weight = new float[lung.labels.length];
    for (int at = 0; at < weight.length; at++) {
      weight[at] = lung.labels[at] == 1 ? 1 : 0;
    }
    return weight;
  }
}
