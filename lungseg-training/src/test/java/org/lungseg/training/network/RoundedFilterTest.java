package org.lungseg.training.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class RoundedFilterTest {

  @Test
  void theGreatestWeightTakesAllSteps() {
    RoundedFilter rounded = RoundedFilter.of(new float[] {-1.26f, 0.02f, 0.62f, 0}, new float[2]);
    assertThat(rounded.scale()).isCloseTo(0.02f, within(1e-6f));
    assertThat(rounded.steps()).containsExactly(-63, 1, 31, 0);
    assertThat(rounded.shift()).isZero();
  }

  @Test
  void theShiftIsWhatRoundingAddsToTheMeanOutput() {
    SplittableRandom random = new SplittableRandom(5);
    int kernel = 9;
    float[] means = {0.2f, 3f, 0, 1.5f};
    float[] weights = new float[means.length * kernel];
    for (int at = 0; at < weights.length; at++) {
      weights[at] = (float) random.nextDouble(-1, 1);
    }
    RoundedFilter rounded = RoundedFilter.of(weights, means);
    double exact = 0;
    double made = 0;
    for (int at = 0; at < weights.length; at++) {
      exact += weights[at] * means[at / kernel];
      made += rounded.steps()[at] * rounded.scale() * means[at / kernel];
    }
    assertThat(made - exact).isNotCloseTo(0, within(1e-3));
    assertThat(rounded.shift()).isCloseTo(made - exact, within(1e-6));
  }

  @Test
  void aFilterOfZerosStaysOne() {
    RoundedFilter rounded = RoundedFilter.of(new float[4], new float[] {1});
    assertThat(rounded.steps()).containsOnly(0);
    assertThat(rounded.shift()).isZero();
  }
}
