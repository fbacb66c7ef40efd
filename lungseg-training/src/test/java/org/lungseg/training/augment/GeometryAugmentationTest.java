package org.lungseg.training.augment;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class GeometryAugmentationTest {

  @Test
  void draw_noChangeAndSameSpacing_copiesTheSlice() {
    SliceSource source = SyntheticSlice.source();
    Slice canvas = canvas(SyntheticSlice.SIZE);
    draw(GeometryAugmentation.NONE, source, -1000, canvas, 4, 1);
    assertThat(canvas.labels()).isEqualTo(source.labels());
    for (int at = 0; at < canvas.values().length; at++) {
      assertThat(canvas.values()[at]).isEqualTo(source.values()[at]);
    }
  }

  @Test
  void draw_coarserCanvas_keepsCentreAndArea() {
    SliceSource source = SyntheticSlice.source();
    Slice canvas = canvas(SyntheticSlice.SIZE / 2);
    draw(GeometryAugmentation.NONE, source, -1000, canvas, 8, 1);
    assertThat((double) canvas.count(1))
        .isBetween(0.23 * count(source, 1), 0.27 * count(source, 1));
    double x = 0;
    for (int at = 0; at < canvas.labels().length; at++) {
      x += canvas.labels()[at] == 1 ? at % canvas.width() + 0.5 : 0;
    }
    // The right lung's centre lies at column 28.5 of 96 pixels of 4 mm.
    assertThat(x / canvas.count(1)).isBetween(14.0, 14.5);
  }

  @Test
  void draw_defaultChanges_keepsRightLungOnTheLeftOfThePicture() {
    for (int seed = 0; seed < 20; seed++) {
      Slice canvas = canvas(192);
      draw(GeometryAugmentation.DEFAULT, SyntheticSlice.source(), -1000, canvas, 2, seed);
      assertThat(meanColumn(canvas, 1)).isLessThan(meanColumn(canvas, 2));
    }
  }

  @Test
  void draw_beyondTheEdge_isOutsideAndUnlabelled() {
    Slice canvas = canvas(200);
    draw(GeometryAugmentation.NONE, SyntheticSlice.source(), -1234, canvas, 4, 1);
    assertThat(canvas.values()[0]).isEqualTo(-1234);
    assertThat(canvas.labels()[0]).isZero();
  }

  private static void draw(
      GeometryAugmentation geometry,
      SliceSource source,
      float outside,
      Slice canvas,
      double spacingMm,
      long seed) {
    geometry
        .pose(canvas.width(), canvas.height(), spacingMm, new SplittableRandom(seed))
        .draw(source, outside, canvas);
  }

  private static double meanColumn(Slice slice, int label) {
    double sum = 0;
    for (int at = 0; at < slice.labels().length; at++) {
      sum += slice.labels()[at] == label ? at % slice.width() : 0;
    }
    return sum / slice.count(label);
  }

  private static int count(SliceSource source, int label) {
    int count = 0;
    for (byte value : source.labels()) {
      count += value == label ? 1 : 0;
    }
    return count;
  }

  private static Slice canvas(int size) {
    return new Slice(size, size, new float[size * size], new byte[size * size], true);
  }
}
