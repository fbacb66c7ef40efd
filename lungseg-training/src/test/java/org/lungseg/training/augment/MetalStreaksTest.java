package org.lungseg.training.augment;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class MetalStreaksTest {

  private static final int SIZE = 96;

  @Test
  void draw_evenSlice_putsMetalAndRaysThatFade() {
    int rays = 0;
    for (int seed = 0; seed < 20; seed++) {
      float[] values = new float[SIZE * SIZE];
      MetalStreaks.draw(values, SIZE, SIZE, new SplittableRandom(seed));
      int metal = 0;
      double near = 0;
      double far = 0;
      int centre = indexOfGreatest(values);
      for (int at = 0; at < values.length; at++) {
        double distance =
            Math.hypot(at % SIZE - centre % SIZE, (double) (at / SIZE - centre / SIZE));
        if (values[at] >= 3000) {
          metal++;
        } else if (distance < 15) {
          near = Math.max(near, Math.abs(values[at]));
        } else if (distance > 40) {
          far = Math.max(far, Math.abs(values[at]));
        }
      }
      assertThat(metal).isBetween(1, 60);
      assertThat(far).isLessThanOrEqualTo(near);
      rays += near > 20 ? 1 : 0;
    }
    assertThat(rays).as("slices with visible rays").isGreaterThan(10);
  }

  @Test
  void draw_sameGenerator_givesTheSameSlice() {
    float[] one = new float[SIZE * SIZE];
    float[] two = new float[SIZE * SIZE];
    Arrays.fill(one, 40);
    Arrays.fill(two, 40);
    MetalStreaks.draw(one, SIZE, SIZE, new SplittableRandom(3));
    MetalStreaks.draw(two, SIZE, SIZE, new SplittableRandom(3));
    assertThat(one).isEqualTo(two);
  }

  private static int indexOfGreatest(float[] values) {
    int best = 0;
    for (int at = 0; at < values.length; at++) {
      best = values[at] > values[best] ? at : best;
    }
    return best;
  }
}
