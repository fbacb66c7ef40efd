package org.lungseg.training.augment;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class SampleAugmenterTest {

  private static final int SIZE = 96;

  @Test
  void sample_equalSlices_getEqualPoseAndDisease() {
    SliceSource source = SyntheticSlice.source();
    for (int seed = 0; seed < 10; seed++) {
      List<Slice> sample =
          augmenter(1, 0).sample(List.of(source, source), new SplittableRandom(seed));
      Slice first = sample.get(0);
      Slice second = sample.get(1);
      assertThat(second.labels()).isEqualTo(first.labels());
      double difference = 0;
      for (int at = 0; at < first.values().length; at++) {
        difference += Math.abs(first.values()[at] - second.values()[at]);
      }
      // Only the grain differs, a few hundredths of the range inside what is painted.
      assertThat(difference / first.values().length).isLessThan(0.03);
    }
  }

  @Test
  void sample_disease_hasItsOwnGrainInEachSlice() {
    SliceSource source = SyntheticSlice.source();
    boolean differs = false;
    for (int seed = 0; seed < 10; seed++) {
      List<Slice> sample =
          augmenter(1, 0).sample(List.of(source, source), new SplittableRandom(seed));
      differs |= !Arrays.equals(sample.get(0).values(), sample.get(1).values());
    }
    assertThat(differs).isTrue();
  }

  @Test
  void sample_noise_isEachSlicesOwn() {
    SliceSource source = SyntheticSlice.source();
    boolean differs = false;
    for (int seed = 0; seed < 20; seed++) {
      List<Slice> sample =
          augmenter(0, 1).sample(List.of(source, source), new SplittableRandom(seed));
      differs |= !Arrays.equals(sample.get(0).values(), sample.get(1).values());
    }
    assertThat(differs).isTrue();
  }

  @Test
  void sample_sameSeed_isTheSame() {
    List<SliceSource> sources = List.of(SyntheticSlice.source(), SyntheticSlice.source());
    List<Slice> first = augmenter(1, 1).sample(sources, new SplittableRandom(3));
    List<Slice> second = augmenter(1, 1).sample(sources, new SplittableRandom(3));
    assertThat(first.get(1).values()).isEqualTo(second.get(1).values());
  }

  @Test
  void withMeanOf_twoSlices_averagesValuesAndKeepsLabels() {
    SliceSource chest = SyntheticSlice.source();
    short[] shifted = chest.values().clone();
    for (int at = 0; at < shifted.length; at++) {
      shifted[at] = (short) (shifted[at] + 100);
    }
    SliceSource other =
        new SliceSource(SIZE, SIZE, shifted, new byte[SIZE * SIZE], 4, 4, 48, 48, true);
    SliceSource mean = chest.withMeanOf(List.of(chest, other));
    assertThat(mean.labels()).isEqualTo(chest.labels());
    int lung = 48 * SIZE + 28;
    assertThat((int) mean.values()[lung]).isEqualTo(-800);
  }

  @Test
  void coarsen_ramp_staysARampAwayFromTheEdges() {
    float[] ramp = new float[SIZE * 5];
    for (int at = 0; at < ramp.length; at++) {
      ramp[at] = at % SIZE;
    }
    SmoothNoise.coarsen(ramp, SIZE, 5, 3);
    for (int x = 3; x < SIZE - 3; x++) {
      assertThat(ramp[2 * SIZE + x])
          .isEqualTo((float) x, org.assertj.core.api.Assertions.within(1e-3f));
    }
    assertThat(ramp[0]).isEqualTo(1f); // the mean of the first block
  }

  private static SampleAugmenter augmenter(double disease, double strength) {
    return new SampleAugmenter(
        SIZE,
        4,
        GeometryAugmentation.DEFAULT,
        new VolumeLoss(0),
        new ArmsDown(0),
        new TissuePainter(0, 0),
        new DiseasePainter(disease),
        new FieldOfView(0),
        new AppearanceAugmentation(-1024, 600, 0, strength));
  }
}
