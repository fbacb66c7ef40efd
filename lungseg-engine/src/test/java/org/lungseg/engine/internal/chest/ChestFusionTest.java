package org.lungseg.engine.internal.chest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.lungseg.api.CancellationToken;
import org.lungseg.api.OperationCancelledException;
import org.lungseg.api.ProgressListener;
import org.lungseg.api.SegmenterOptions;
import org.lungseg.engine.ModelDescription;
import org.lungseg.engine.internal.network.LikelyLung;
import org.lungseg.engine.internal.resample.AxisMap;
import org.lungseg.engine.internal.resample.ImageStack;
import org.lungseg.engine.internal.resample.NetworkGrid;
import org.lungseg.engine.internal.resample.ProbabilityStack;
import org.lungseg.engine.internal.run.StageTracker;
import org.lungseg.engine.internal.run.Workers;

/** Compares with the formula as it is written down, sample by sample. */
class ChestFusionTest {

  private static final int[] SIZE = {23, 17, 9}; // columns, rows, slices
  private static final int LABELS = 2;
  private static final int[] VALUES = {1, 2};
  private static final double IN_PLANE_MM = 2;
  private static final double SLICES_MM = 12;

  /** The first columns hold air and are lung for the first network: else this were no chest. */
  private static final int BAND = 6;

  private static final double CUBE_MM = 7;
  private static final ModelDescription.Range WINDOW = new ModelDescription.Range(-1024, 600);

  /** From tissue, which has the whole weight, to lung that holds air, which has none. */
  private static final double[] HU_OF_SLICE = {40, 0, -35, -70, -100, -180, -200, -260, -800};

  private final NetworkGrid stack =
      new NetworkGrid(
          AxisMap.identity(SIZE[0]),
          AxisMap.identity(SIZE[1]),
          AxisMap.identity(SIZE[2]),
          SLICES_MM);
  private final ChestGrid cubes =
      new ChestGrid(
          stack,
          AxisMap.canvas(SIZE[0], 0, SIZE[0], IN_PLANE_MM, CUBE_MM, 4),
          AxisMap.canvas(SIZE[1], 0, SIZE[1], IN_PLANE_MM, CUBE_MM, 4),
          AxisMap.canvas(SIZE[2], 0, SIZE[2], SLICES_MM, CUBE_MM, 4));

  @ParameterizedTest
  @ValueSource(doubles = {0.5, 1, 2.5})
  void addTo_anyFindings_equalsTheFormula(double weight) {
    SplittableRandom random = new SplittableRandom(5);
    float[][] logOdds = new float[LABELS][cubes.size()];
    for (float[] ofLabel : logOdds) {
      for (int cube = 0; cube < ofLabel.length; cube++) {
        ofLabel[cube] = (float) (random.nextDouble() * 11 - 6);
      }
    }
    float[][] slices = new float[SIZE[2]][LABELS * SIZE[0] * SIZE[1]];
    for (float[] slice : slices) {
      for (int at = 0; at < slice.length; at++) {
        slice[at] = (float) (random.nextDouble() / 2);
      }
    }
    double[][] expected = new double[SIZE[2]][];
    for (int slice = 0; slice < SIZE[2]; slice++) {
      expected[slice] = formula(slices[slice], slice, logOdds, weight);
    }
    ProbabilityStack found = new ProbabilityStack(stack, VALUES, slices);

    fuse(logOdds, weight, found, image(HU_OF_SLICE), 3);

    for (int slice = 0; slice < SIZE[2]; slice++) {
      for (int at = 0; at < expected[slice].length; at++) {
        assertThat(found.slice(slice)[at]).isCloseTo((float) expected[slice][at], within(1e-5f));
      }
    }
  }

  @Test
  void addTo_whereNeitherSeesLung_changesNothingAndSharedSlicesStayApart() {
    float[][] logOdds = new float[LABELS][cubes.size()];
    for (float[] ofLabel : logOdds) {
      Arrays.fill(ofLabel, -6);
    }
    // One cube, which the slices around it can see.
    int middleSlice = (int) Math.round(cubes.slices().toSample(2));
    int middle = (middleSlice * cubes.rows().count() + 2) * cubes.columns().count();
    logOdds[0][middle + 4] = 6;
    float[] shared = band();
    float[][] slices = new float[SIZE[2]][];
    Arrays.fill(slices, shared);
    slices[0] = shared.clone();
    slices[0][7] = 0.0009f;
    ProbabilityStack found = new ProbabilityStack(stack, VALUES, slices);

    fuse(logOdds, 4, found, withAirInBand(image(40)), 2);

    assertThat(shared).isEqualTo(band());
    assertThat(found.slice(0)[7]).isEqualTo(0.0009f);
    assertThat(found.slice(0)[8]).isZero();
    for (int slice = 1; slice < SIZE[2]; slice++) {
      double away = Math.abs(cubes.slices().toSample(slice) - middleSlice);
      if (away < 0.2) {
        assertThat(greatestBehindBand(found.slice(slice)))
            .as("slice %d", slice)
            .isGreaterThan(0.5f);
      } else if (away > 0.9) {
        assertThat(found.slice(slice)).as("slice %d", slice).isSameAs(shared);
      }
    }
  }

  /** Each is sure of the opposite and has the same weight: the raised odds of dense lung decide. */
  @Test
  void addTo_opposedNetworksOfEqualWeight_takeDenseLung() {
    float[][] logOdds = new float[LABELS][cubes.size()];
    Arrays.fill(logOdds[0], 12);
    Arrays.fill(logOdds[1], -12);
    ProbabilityStack found = new ProbabilityStack(stack, VALUES, bands());

    fuse(logOdds, 1, found, withAirInBand(image(40)), 1);

    double raised = Math.exp(ChestFusion.DENSE_LUNG_LOG_ODDS);
    assertThat(found.slice(4)[100]).isCloseTo((float) (raised / (1 + raised)), within(0.01f));
    assertThat(found.slice(4)[stack.sliceSize() + 100]).isLessThan(0.03f);
  }

  @Test
  void addTo_cancelled_ends() {
    CancellationToken token = CancellationToken.create();
    token.cancel();
    ProbabilityStack found = new ProbabilityStack(stack, VALUES, bands());
    ChestFusion fusion =
        new ChestFusion(new ChestFinding(cubes, new float[LABELS][cubes.size()]), 1, IN_PLANE_MM);

    assertThatExceptionOfType(OperationCancelledException.class)
        .isThrownBy(
            () ->
                fusion.addTo(
                    found,
                    image(40),
                    WINDOW,
                    workers(1),
                    new StageTracker(ProgressListener.NONE, token)));
  }

  /** A bright sample among dark ones is not yet tissue: its neighbours count with it. */
  @Test
  void addTo_oneBrightSample_isNotYetDense() {
    float[][] logOdds = new float[LABELS][cubes.size()];
    Arrays.fill(logOdds[0], 12);
    ImageStack image = image(-300);
    int at = 5 * SIZE[0] + 15;
    image.slice(4)[at] = normalised(300);
    ProbabilityStack found = new ProbabilityStack(stack, VALUES, bands());

    fuse(logOdds, 4, found, image, 1);

    assertThat(found.slice(4)[at]).isZero();
    assertThat(found.slice(4)[BAND]).isZero();
  }

  @Test
  void addTo_farFromSlicesWithLung_addsLessAndThenNothing() {
    float[][] logOdds = new float[LABELS][cubes.size()];
    Arrays.fill(logOdds[0], 12);
    float[][] slices = bands();
    NetworkGrid longer =
        new NetworkGrid(
            AxisMap.identity(SIZE[0]),
            AxisMap.identity(SIZE[1]),
            AxisMap.identity(SIZE[2]),
            2 * SLICES_MM);
    for (int slice = 5; slice < SIZE[2]; slice++) {
      slices[slice] = new float[slices[slice].length]; // 24 mm and more from the last with lung
    }
    ProbabilityStack found = new ProbabilityStack(longer, VALUES, slices);

    fuse(logOdds, 4, found, withAirInBand(image(40)), 1);

    int at = 5 * SIZE[0] + 15;
    float near = found.slice(5)[at];
    assertThat(near).isEqualTo(found.slice(2)[at]).isGreaterThan(0.9f);
    assertThat(found.slice(6)[at]).isPositive().isLessThan(near);
    assertThat(found.slice(7)[at]).isZero();
    assertThat(found.slice(8)[at]).isZero();
  }

  @Test
  void addTo_whereTheFirstNetworkFindsNoChest_changesNothing() {
    float[][] logOdds = new float[LABELS][cubes.size()];
    Arrays.fill(logOdds[0], 12);
    float[][] slices = bands();
    slices[8] = new float[slices[8].length]; // eight slices of 12 mm are left
    float[] before = slices[4].clone();
    ProbabilityStack found = new ProbabilityStack(stack, VALUES, slices);

    fuse(logOdds, 4, found, image(40), 1);

    assertThat(found.slice(4)).isEqualTo(before);
  }

  @Test
  void likely_ofSomeCubes_areTheSamplesThatTheyReachOver() {
    float[][] logOdds = new float[LABELS][cubes.size()];
    for (float[] ofLabel : logOdds) {
      Arrays.fill(ofLabel, -0.8f); // both labels together have odds of 0.9
    }
    int slice = 1;
    int row = 2;
    int column = 1;
    int cube = (slice * cubes.rows().count() + row) * cubes.columns().count() + column;
    logOdds[1][cube] = -0.5f; // with the other label's, odds of more than 1

    LikelyLung likely = new ChestFinding(cubes, logOdds).likely();

    for (int sample = 0; sample < SIZE[2]; sample++) {
      boolean inside = Math.abs(sample - cubes.slices().toSource(slice)) <= CUBE_MM / SLICES_MM / 2;
      assertThat(likely.isIn(sample)).as("slice %d", sample).isEqualTo(inside);
    }
    LikelyLung nothing = new ChestFinding(cubes, filled(-0.8f)).likely();
    for (int sample = 0; sample < SIZE[2]; sample++) {
      assertThat(nothing.isIn(sample)).isFalse();
    }
  }

  private float[][] filled(float value) {
    float[][] logOdds = new float[LABELS][cubes.size()];
    for (float[] ofLabel : logOdds) {
      Arrays.fill(ofLabel, value);
    }
    return logOdds;
  }

  /** A slice in which the first network finds lung in the first columns. */
  private float[] band() {
    float[] slice = new float[LABELS * stack.sliceSize()];
    for (int at = 0; at < stack.sliceSize(); at++) {
      slice[at] = at % SIZE[0] < BAND ? 1 : 0;
    }
    return slice;
  }

  private float[][] bands() {
    float[][] slices = new float[SIZE[2]][];
    Arrays.setAll(slices, slice -> band());
    return slices;
  }

  private ImageStack withAirInBand(ImageStack image) {
    for (int slice = 0; slice < SIZE[2]; slice++) {
      for (int at = 0; at < stack.sliceSize(); at++) {
        if (at % SIZE[0] < BAND) {
          image.slice(slice)[at] = normalised(-800);
        }
      }
    }
    return image;
  }

  /** An image whose slices have one density each, or all the same. */
  private ImageStack image(double... hounsfieldOfSlice) {
    float[][] slices = new float[SIZE[2]][stack.sliceSize()];
    for (int slice = 0; slice < SIZE[2]; slice++) {
      double hounsfield = hounsfieldOfSlice[Math.min(slice, hounsfieldOfSlice.length - 1)];
      Arrays.fill(slices[slice], normalised(hounsfield));
    }
    return new ImageStack(stack, slices);
  }

  private static float normalised(double hounsfield) {
    return (float) ((hounsfield - WINDOW.low()) / (WINDOW.high() - WINDOW.low()));
  }

  private void fuse(
      float[][] logOdds, double weight, ProbabilityStack stackOf, ImageStack image, int threads) {
    new ChestFusion(new ChestFinding(cubes, logOdds), weight, IN_PLANE_MM)
        .addTo(
            stackOf,
            image,
            WINDOW,
            workers(threads),
            new StageTracker(ProgressListener.NONE, CancellationToken.create()));
  }

  /** What part of the weight counts, as the class says it. */
  private static double share(double hounsfield, boolean adds) {
    double share = adds ? (hounsfield + 60) / 50 : (hounsfield + 250) / 100;
    return Math.max(0, Math.min(1, share));
  }

  /** log(p + e) + weight · log(q + e), raised for dense lung, and the softmax of it. */
  private double[] formula(float[] first, int slice, float[][] logOdds, double weight) {
    int size = SIZE[0] * SIZE[1];
    double e = ChestFusion.LEAST_PROBABILITY;
    double[] result = new double[LABELS * size];
    for (int at = 0; at < size; at++) {
      double[] q = new double[LABELS + 1];
      double all = 1;
      q[LABELS] = 1;
      for (int label = 0; label < LABELS; label++) {
        q[label] = Math.exp(trilinear(logOdds[label], at % SIZE[0], at / SIZE[0], slice));
        all += q[label];
      }
      double[] p = {first[at], first[size + at], Math.max(0, 1 - first[at] - first[size + at])};
      double sum = 0;
      boolean adds = 1 - 1 / all > p[0] + p[1];
      double part = weight * share(HU_OF_SLICE[slice], adds);
      double[] fused = new double[LABELS + 1];
      for (int c = 0; c <= LABELS; c++) {
        if (part == 0) {
          fused[c] = p[c]; // as it was
        } else {
          double raised =
              c < LABELS ? ChestFusion.DENSE_LUNG_LOG_ODDS * share(HU_OF_SLICE[slice], true) : 0;
          fused[c] = Math.exp(raised + Math.log(p[c] + e) + part * Math.log(q[c] / all + e));
        }
        sum += fused[c];
      }
      for (int label = 0; label < LABELS; label++) {
        result[label * size + at] = fused[label] / sum;
      }
    }
    return result;
  }

  private double trilinear(float[] values, int column, int row, int slice) {
    double[] place = {
      cubes.columns().toSample(column), cubes.rows().toSample(row), cubes.slices().toSample(slice)
    };
    int[] count = {cubes.columns().count(), cubes.rows().count(), cubes.slices().count()};
    double sum = 0;
    for (int corner = 0; corner < 8; corner++) {
      double share = 1;
      int[] cube = new int[3];
      for (int axis = 0; axis < 3; axis++) {
        int low = (int) Math.floor(place[axis]);
        int upper = corner >> axis & 1;
        share *= upper == 1 ? place[axis] - low : 1 - (place[axis] - low);
        cube[axis] = Math.max(0, Math.min(count[axis] - 1, low + upper));
      }
      sum += share * values[(cube[2] * count[1] + cube[1]) * count[0] + cube[0]];
    }
    return sum;
  }

  private static float greatestBehindBand(float[] values) {
    float greatest = 0;
    for (int at = 0; at < values.length; at++) {
      greatest = at % SIZE[0] > BAND ? Math.max(greatest, values[at]) : greatest;
    }
    return greatest;
  }

  private static Workers workers(int threads) {
    return Workers.of(SegmenterOptions.builder().threads(threads).build());
  }
}
