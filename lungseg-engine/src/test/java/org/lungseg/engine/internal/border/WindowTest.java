package org.lungseg.engine.internal.border;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class WindowTest {

  @Test
  void mean_ofARandomSlice_isThatOfEachRectangle() {
    Window window = new Window(9, 7, 2, 1);
    SplittableRandom random = new SplittableRandom(3);
    float[] values = new float[63];
    for (int at = 0; at < values.length; at++) {
      values[at] = (float) random.nextDouble();
    }
    float[] means = window.mean(values);
    for (int at = 0; at < values.length; at++) {
      double sum = 0;
      int count = 0;
      for (int y = Math.max(0, at / 9 - 1); y <= Math.min(6, at / 9 + 1); y++) {
        for (int x = Math.max(0, at % 9 - 2); x <= Math.min(8, at % 9 + 2); x++) {
          sum += values[y * 9 + x];
          count++;
        }
      }
      assertThat((double) means[at]).isEqualTo(sum / count, within(1e-6));
    }
  }

  @Test
  void nearest_isTheLabelOfTheNearestLabelledPixelInReach() {
    Window window = new Window(9, 7, 2, 1);
    byte[] labels = new byte[63];
    labels[3 * 9 + 2] = 1;
    labels[3 * 9 + 5] = 2;

    assertThat(window.nearest(labels, 3 * 9 + 3)).isEqualTo((byte) 1);
    assertThat(window.nearest(labels, 3 * 9 + 4)).isEqualTo((byte) 2);
    assertThat(window.nearest(labels, 2 * 9 + 7)).isEqualTo((byte) 2);
    assertThat(window.nearest(labels, 3 * 9 + 8)).as("beyond columns").isZero();
    assertThat(window.nearest(labels, 5 * 9 + 5)).as("beyond rows").isZero();
  }
}
