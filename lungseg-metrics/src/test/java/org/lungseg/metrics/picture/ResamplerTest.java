package org.lungseg.metrics.picture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ResamplerTest {

  @Test
  void resample_sameSize_changesNothing() {
    float[] picture = {1, 2, 3, 4, 5, 6};
    assertThat(Resampler.resample(picture, 3, 2, 3, 2)).containsExactly(picture);
  }

  @Test
  void resample_constant_staysConstant() {
    float[] picture = new float[15];
    Arrays.fill(picture, 0.25f);
    for (float value : Resampler.resample(picture, 5, 3, 17, 2)) {
      assertThat(value).isCloseTo(0.25f, within(1e-6f));
    }
  }

  @Test
  void resample_enlarged_interpolatesLinearly() {
    float[] enlarged = Resampler.resample(new float[] {0, 1}, 2, 1, 4, 1);
    assertThat(enlarged).containsExactly(new float[] {0, 0.25f, 0.75f, 1}, within(1e-6f));
  }

  @Test
  void resample_madeSmaller_keepsThinStructures() {
    float[] picture = new float[64];
    picture[31] = 1;
    float[] smaller = Resampler.resample(picture, 64, 1, 8, 1);
    float sum = 0;
    for (float value : smaller) {
      sum += value;
    }
    assertThat(sum).isCloseTo(1 / 8f, within(0.02f));
  }
}
