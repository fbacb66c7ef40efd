package org.lungseg.engine.internal.postprocess;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.lungseg.api.CancellationToken;
import org.lungseg.api.IntensityDomain;
import org.lungseg.api.OperationCancelledException;
import org.lungseg.api.ProgressListener;
import org.lungseg.api.SegmenterOptions;
import org.lungseg.engine.ModelDescription;
import org.lungseg.engine.TestNetworks;
import org.lungseg.engine.internal.resample.AxisMap;
import org.lungseg.engine.internal.resample.ImageStack;
import org.lungseg.engine.internal.resample.NetworkGrid;
import org.lungseg.engine.internal.resample.ProbabilityStack;
import org.lungseg.engine.internal.run.StageTracker;
import org.lungseg.engine.internal.run.Workers;

/** A found lung in the middle of the slices, air in it, muscle around it, and fat somewhere. */
class FatExclusionTest {

  private static final int SIDE = 40;
  private static final int SLICES = 5;
  private static final int FROM = 10;
  private static final int TO = 30;
  private static final float AIR = -850;
  private static final float FAT = -95;
  private static final float MUSCLE = 45;

  private final ModelDescription.Input network = TestNetworks.input(2, 0.0);
  private final CancellationToken cancellation = CancellationToken.create();
  private final float[][] hounsfield = new float[SLICES][SIDE * SIDE];

  FatExclusionTest() {
    for (int slice = 0; slice < SLICES; slice++) {
      Arrays.fill(hounsfield[slice], MUSCLE);
      fill(slice, FROM, TO, FROM, TO, AIR);
    }
  }

  @Test
  void exclude_fatThatGoesOnOutside_isTakenOut() {
    for (int slice = 0; slice < SLICES; slice++) {
      fill(slice, 4, 18, 12, 24, FAT);
    }

    ProbabilityStack found = excluded(1);

    for (int slice = 0; slice < SLICES; slice++) {
      assertThat(lung(found, slice, 12, 16)).as("fat").isZero();
      assertThat(lung(found, slice, 25, 16)).as("air").isOne();
      assertThat(lung(found, slice, 12, 28)).as("air beside").isOne();
    }
  }

  @Test
  void exclude_fatThatGoesOnOutsideInAnotherSlice_isTakenOut() {
    fill(2, 15, 25, 15, 25, FAT);
    fill(3, 4, 25, 15, 25, FAT);

    assertThat(lung(excluded(1), 2, 20, 20)).isZero();
  }

  @Test
  void exclude_whatHasTheDensityOfFatInsideALungOnly_stays() {
    for (int slice = 0; slice < SLICES; slice++) {
      fill(slice, 14, 26, 14, 26, FAT);
    }

    assertThat(voxels(excluded(1))).isEqualTo(SLICES * (TO - FROM) * (TO - FROM));
  }

  @Test
  void exclude_aThinLayerOfThatDensity_stays() {
    for (int slice = 0; slice < SLICES; slice++) {
      fill(slice, 4, 28, 20, 22, FAT);
    }

    assertThat(voxels(excluded(1))).isEqualTo(SLICES * (TO - FROM) * (TO - FROM));
  }

  @Test
  void exclude_consolidatedLung_stays() {
    for (int slice = 0; slice < SLICES; slice++) {
      fill(slice, FROM, TO, FROM, TO, 20);
    }

    assertThat(voxels(excluded(1))).isEqualTo(SLICES * (TO - FROM) * (TO - FROM));
  }

  @Test
  void exclude_outermostLayerOfFat_isTakenOutBesideDenseLungAndStaysBesideAir() {
    for (int slice = 0; slice < SLICES; slice++) {
      fill(slice, 4, 18, 12, 24, FAT);
      fill(slice, 18, TO, 12, 18, 60);
    }

    ProbabilityStack found = excluded(1);

    // Smoothed, the last column of fat has −56 HU beside dense lung and −284 HU beside air.
    assertThat(lung(found, 2, 17, 15)).as("beside dense lung").isZero();
    assertThat(lung(found, 2, 18, 15)).as("dense lung").isOne();
    assertThat(lung(found, 2, 16, 21)).as("fat").isZero();
    assertThat(lung(found, 2, 17, 21)).as("beside air").isOne();
  }

  @Test
  void exclude_cancelled_ends() {
    cancellation.cancel();

    assertThatExceptionOfType(OperationCancelledException.class).isThrownBy(() -> excluded(2));
  }

  @Test
  void exclude_moreThreads_givesTheSame() {
    for (int slice = 0; slice < SLICES; slice++) {
      fill(slice, 4, 18 + slice, 12, 24, FAT);
    }

    ProbabilityStack one = excluded(1);
    ProbabilityStack three = excluded(3);

    for (int slice = 0; slice < SLICES; slice++) {
      assertThat(three.slice(slice)).isEqualTo(one.slice(slice));
    }
  }

  private ProbabilityStack excluded(int threads) {
    NetworkGrid grid =
        new NetworkGrid(
            AxisMap.identity(SIDE), AxisMap.identity(SIDE), AxisMap.identity(SLICES), 2.5);
    ModelDescription.Range window = network.hounsfieldWindow();
    float[][] values = new float[SLICES][SIDE * SIDE];
    float[][] probabilities = new float[SLICES][2 * SIDE * SIDE];
    for (int slice = 0; slice < SLICES; slice++) {
      for (int at = 0; at < SIDE * SIDE; at++) {
        values[slice][at] =
            (float) ((hounsfield[slice][at] - window.low()) / (window.high() - window.low()));
      }
      for (int y = FROM; y < TO; y++) {
        Arrays.fill(probabilities[slice], y * SIDE + FROM, y * SIDE + TO, 1);
      }
    }
    ProbabilityStack stack = new ProbabilityStack(grid, new int[] {1, 2}, probabilities);
    FatExclusion.exclude(
        new ImageStack(grid, values),
        stack,
        IntensityDomain.HOUNSFIELD,
        network,
        Workers.of(SegmenterOptions.builder().threads(threads).build()),
        new StageTracker(ProgressListener.NONE, cancellation));
    return stack;
  }

  private void fill(int slice, int fromX, int toX, int fromY, int toY, float value) {
    for (int y = fromY; y < toY; y++) {
      Arrays.fill(hounsfield[slice], y * SIDE + fromX, y * SIDE + toX, value);
    }
  }

  private static float lung(ProbabilityStack stack, int slice, int x, int y) {
    return stack.slice(slice)[y * SIDE + x];
  }

  private static long voxels(ProbabilityStack stack) {
    long count = 0;
    for (int slice : List.of(0, 1, 2, 3, 4)) {
      for (float one : stack.slice(slice)) {
        count += one > 0.5f ? 1 : 0;
      }
    }
    return count;
  }
}
