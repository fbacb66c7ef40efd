package org.lungseg.training.chest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.lungseg.api.IntensityDomain;

/** Samples of a synthetic chest. */
class ChestAugmenterTest {

  private static final ChestGrid GRID = new ChestGrid(48, 40, 48, 7);

  private static final ChestVolume VOLUME =
      ChestVolume.of(SyntheticVolume.slices(IntensityDomain.HOUNSFIELD), GRID.spacingMm());

  private static final ChestAugmenter EVERYTHING = new ChestAugmenter(GRID, 0.5, 1, 0.5, 0.5);

  @Test
  void plain_ofAChest_showsItAsItIs() {
    ChestSample sample = EVERYTHING.plain(VOLUME);
    // The lungs lie in the middle of the grid; the larger right one on the side of low columns.
    double right = volumeMl(sample, 1);
    double left = volumeMl(sample, 2);
    assertThat(right).isCloseTo(4 / 3.0 * Math.PI * 52 * 80 * 108 / 1000, within(30.0));
    assertThat(left).isCloseTo(4 / 3.0 * Math.PI * 44 * 80 * 108 / 1000, within(30.0));
    assertThat(meanColumn(sample, 1)).isLessThan(18);
    assertThat(meanColumn(sample, 2)).isGreaterThan(29);
    int inside = GRID.index((int) Math.round(meanColumn(sample, 1)), 20, 24);
    assertThat(sample.hounsfield()[inside]).isCloseTo(SyntheticVolume.LUNG_HU, within(1f));
    assertThat(sample.hounsfield()[GRID.index(24, 20, 24)])
        .isCloseTo(SyntheticVolume.TISSUE_HU, within(30f));
    assertThat(sample.hounsfield()[0]).isCloseTo(-1000, within(30f));
  }

  @Test
  void sample_ofTheSameSeed_isTheSame() {
    ChestSample one = EVERYTHING.sample(VOLUME, new SplittableRandom(7));
    ChestSample two = EVERYTHING.sample(VOLUME, new SplittableRandom(7));
    ChestSample other = EVERYTHING.sample(VOLUME, new SplittableRandom(8));
    assertThat(two.hounsfield()).isEqualTo(one.hounsfield());
    assertThat(two.lung(1)).isEqualTo(one.lung(1));
    assertThat(other.hounsfield()).isNotEqualTo(one.hounsfield());
  }

  @Test
  void sample_ofManySeeds_hasPlausibleDensitiesAndShares() {
    for (int seed = 0; seed < 20; seed++) {
      ChestSample sample = EVERYTHING.sample(VOLUME, new SplittableRandom(seed));
      float[] target = new float[3 * GRID.size()];
      sample.writeTarget(target, 0);
      float[] input = new float[ChestWindow.CHANNELS * GRID.size()];
      sample.writeInput(new ChestWindow(-1024, 600), input, 0);
      for (int at = 0; at < GRID.size(); at++) {
        for (int share = 0; share < 3; share++) {
          assertThat(target[share * GRID.size() + at]).isBetween(-1e-5f, 1 + 1e-5f);
        }
        assertThat(sample.hounsfield()[at]).isBetween(-1400f, 700f);
        assertThat(input[at]).isFinite();
      }
    }
  }

  @Test
  void disease_painted_makesLungDenseAndNothingElse() {
    double denser = 0;
    for (int seed = 0; seed < 20; seed++) {
      ChestSample sample = EVERYTHING.plain(VOLUME);
      float[] before = sample.hounsfield().clone();
      float[] lung = sample.lung(1).clone();
      new ChestDisease(1).paint(sample, new SplittableRandom(seed));
      assertThat(sample.lung(1)).isEqualTo(lung);
      for (int at = 0; at < before.length; at++) {
        float change = sample.hounsfield()[at] - before[at];
        assertThat(change).isGreaterThanOrEqualTo(0);
        if (sample.paintable()[at] == 0) {
          assertThat(change).isZero();
        }
        denser += sample.lungs(at) > 0.9 && sample.hounsfield()[at] > -300 ? 1 : 0;
      }
    }
    double lungVoxels = 20 * (volumeMl(EVERYTHING.plain(VOLUME), 1) * 2 / 0.343);
    assertThat(denser / lungVoxels).isBetween(0.15, 0.7);
  }

  @Test
  void disease_wholeLung_leavesNoDarkRim() {
    ChestSample sample = EVERYTHING.plain(VOLUME);
    float[] everywhere = new float[GRID.size()];
    java.util.Arrays.fill(everywhere, 1);
    ChestDisease.fill(sample, 1, everywhere, 40, 1, SyntheticVolume.LUNG_HU);
    for (int at = 0; at < GRID.size(); at++) {
      if (sample.lung(1)[at] > 0) {
        assertThat(sample.hounsfield()[at]).isBetween(25f, 41f);
      }
      if (sample.lung(2)[at] > 0.99f) {
        assertThat(sample.hounsfield()[at]).isCloseTo(SyntheticVolume.LUNG_HU, within(10f));
      }
    }
  }

  @Test
  void volumeLoss_always_shrinksOneLungAndFillsIt() {
    ChestSample sample = EVERYTHING.plain(VOLUME);
    double[] before = {volumeMl(sample, 1), volumeMl(sample, 2)};
    new ChestVolumeLoss(1).apply(sample, new SplittableRandom(3));
    double right = volumeMl(sample, 1) / before[0];
    double left = volumeMl(sample, 2) / before[1];
    assertThat(Math.min(right, left)).isBetween(0.2, 0.85);
    assertThat(Math.max(right, left)).isGreaterThan(Math.min(right, left) + 0.1);
    int label = right < left ? 1 : 2;
    for (int at = 0; at < GRID.size(); at++) {
      if (sample.lung(label)[at] > 0.99f) {
        assertThat(sample.hounsfield()[at]).isGreaterThan(0);
      }
    }
  }

  @Test
  void tissue_painted_leavesLungsAlone() {
    ChestSample sample = EVERYTHING.plain(VOLUME);
    float[] before = sample.hounsfield().clone();
    new ChestTissue(1, 1).paint(sample, new SplittableRandom(5));
    boolean changed = false;
    for (int at = 0; at < before.length; at++) {
      if (sample.paintable()[at] >= 1) {
        assertThat(sample.hounsfield()[at]).isEqualTo(before[at]);
      }
      changed |= Math.abs(sample.hounsfield()[at] - before[at]) > 30;
    }
    assertThat(changed).isTrue();
  }

  @Test
  void channels_ofTheFirst_areThoseOfHounsfieldUnits() {
    ChestWindow window = new ChestWindow(-1024, 600);
    float[] hounsfield = {-1000, -200, -50, 0, 40, 199, 400};
    float[] written = new float[2 * hounsfield.length];
    window.write(hounsfield, written, 0);
    float[] first = java.util.Arrays.copyOf(written, hounsfield.length);
    assertThat(window.channels(first)).containsExactly(written, within(1e-5f));
    assertThat(written[hounsfield.length + 3]).isEqualTo(0.5f);
  }

  @Test
  void of_pictures_isRefused() {
    assertThatThrownBy(() -> ChestVolume.of(SyntheticVolume.slices(IntensityDomain.GREY), 7))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Hounsfield");
  }

  private static double volumeMl(ChestSample sample, int label) {
    double sum = 0;
    for (float share : sample.lung(label)) {
      sum += share;
    }
    return sum * Math.pow(GRID.spacingMm(), 3) / 1000;
  }

  private static double meanColumn(ChestSample sample, int label) {
    double sum = 0;
    double weighted = 0;
    for (int at = 0; at < GRID.size(); at++) {
      sum += sample.lung(label)[at];
      weighted += sample.lung(label)[at] * GRID.column(at);
    }
    return weighted / sum;
  }
}
