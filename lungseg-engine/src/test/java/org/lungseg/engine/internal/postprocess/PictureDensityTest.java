package org.lungseg.engine.internal.postprocess;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lungseg.api.CancellationToken;
import org.lungseg.api.IntensityDomain;
import org.lungseg.api.OperationCancelledException;
import org.lungseg.api.ProgressListener;
import org.lungseg.api.SegmenterOptions;
import org.lungseg.engine.TestNetworks;
import org.lungseg.engine.internal.resample.AxisMap;
import org.lungseg.engine.internal.resample.ImageStack;
import org.lungseg.engine.internal.resample.NetworkGrid;
import org.lungseg.engine.internal.resample.ProbabilityStack;
import org.lungseg.engine.internal.run.StageTracker;
import org.lungseg.engine.internal.run.Workers;

/**
 * Noisy slices of a body in air: a coat of fat, soft tissue, a lung in it, and a pad of fat that
 * comes from the coat and reaches into what was found as lung. Seen as pictures of 8 bits.
 */
class PictureDensityTest {

  private static final int SIDE = 120;
  private static final int SLICES = 8;
  private static final int COAT_FROM = 10;
  private static final int COAT_TO = 24;
  private static final int LUNG_FROM = 40;
  private static final int LUNG_TO = 80;
  private static final int PAD_TO = 55;
  private static final int PAD_FROM_Y = 50;
  private static final int PAD_TO_Y = 62;
  private static final float NOISE_HU = 15;
  private static final double TOLERANCE_HU = 15;

  private final CancellationToken cancellation = CancellationToken.create();
  private final float[][] hounsfield = new float[SLICES][];

  PictureDensityTest() {
    for (int slice = 0; slice < SLICES; slice++) {
      hounsfield[slice] = slice(slice, PictureDensity.FAT_HU);
    }
  }

  /** How a density becomes a picture's share of white. */
  private interface Curve {
    double white(int slice, int x, double hounsfield);
  }

  @ParameterizedTest
  @CsvSource({"-1000, 400", "-1350, 150", "-1150, 350", "-1024, 600", "-1000, 2000"})
  void find_aWindow_givesHounsfieldUnits(double low, double high) {
    DensityScale scale = found(window(low, high), 1);

    for (int slice = 0; slice < SLICES; slice++) {
      assertThat(scale.isKnown(slice)).isTrue();
      assertThat(hounsfield(scale, slice, low, high, -140)).isCloseTo(-140.0, within(TOLERANCE_HU));
      assertThat(hounsfield(scale, slice, low, high, -40)).isCloseTo(-40.0, within(TOLERANCE_HU));
    }
  }

  @Test
  void find_slicesStretchedOneByOne_givesEachItsScale() {
    DensityScale scale = found(stretched(), 1);

    for (int slice = 0; slice < SLICES; slice++) {
      assertThat(hounsfield(scale, slice, -1000, most(slice), -90))
          .isCloseTo(-90.0, within(TOLERANCE_HU));
    }
    assertThat(scale.range(SLICES - 1)).isGreaterThan(1.5f * scale.range(0));
  }

  @Test
  void find_aPatientWithoutFat_isNotTrusted() {
    for (int slice = 0; slice < SLICES; slice++) {
      hounsfield[slice] = slice(slice, PictureDensity.SOFT_TISSUE_HU);
    }

    assertUnknown(found(window(-1000, 400), 1));
  }

  @Test
  void find_anotherCurve_isNotTrusted() {
    Curve window = window(-1000, 400);

    assertUnknown(found((slice, x, hu) -> Math.pow(window.white(slice, x, hu), 3), 1));
    assertUnknown(found((slice, x, hu) -> Math.pow(window.white(slice, x, hu), 0.4), 1));
  }

  @Test
  void find_aWindowOfSoftTissue_isNotTrusted() {
    assertUnknown(found(window(-160, 240), 1));
  }

  @Test
  void find_localContrast_isNotTrusted() {
    assertUnknown(found(localContrast(), 1));
  }

  @Test
  void find_aScaleInFewSlices_isNotTrusted() {
    Curve window = window(-1000, 400);
    Curve local = localContrast();

    assertUnknown(
        found(
            (slice, x, hu) -> slice < 3 ? window.white(slice, x, hu) : local.white(slice, x, hu),
            1));
  }

  @Test
  void find_noLung_givesNoScale() {
    float[][] none = new float[SLICES][2 * SIDE * SIDE];

    assertUnknown(
        PictureDensity.find(image(window(-1000, 400)), stack(none), workers(1), tracker()));
  }

  @Test
  void exclude_pictureWithFatThatGoesOnOutside_isTakenOut() {
    for (Curve curve : new Curve[] {window(-1000, 400), stretched()}) {
      ProbabilityStack found = excluded(curve, 1);

      for (int slice = 0; slice < SLICES; slice++) {
        assertThat(lungIn(found, slice, LUNG_FROM, PAD_TO - 1, PAD_FROM_Y + 1, PAD_TO_Y - 1))
            .as("fat, but for some noise, of 140 samples")
            .isLessThanOrEqualTo(5);
        assertThat(lungIn(found, slice, PAD_TO + 1, LUNG_TO, LUNG_FROM, LUNG_TO))
            .as("lung")
            .isEqualTo((LUNG_TO - PAD_TO - 1) * (LUNG_TO - LUNG_FROM));
      }
    }
  }

  @Test
  void exclude_pictureOfUnknownScale_changesNothing() {
    ProbabilityStack found = excluded(localContrast(), 1);

    for (int slice = 0; slice < SLICES; slice++) {
      assertThat(found.slice(slice)).isEqualTo(lung()[slice]);
    }
  }

  @Test
  void exclude_picture_moreThreadsGiveTheSame() {
    ProbabilityStack one = excluded(stretched(), 1);
    ProbabilityStack three = excluded(stretched(), 3);

    for (int slice = 0; slice < SLICES; slice++) {
      assertThat(three.slice(slice)).isEqualTo(one.slice(slice));
    }
  }

  @Test
  void find_cancelled_ends() {
    cancellation.cancel();

    assertThatExceptionOfType(OperationCancelledException.class)
        .isThrownBy(() -> found(window(-1000, 400), 2));
  }

  private static Curve window(double low, double high) {
    return (slice, x, hounsfield) -> (hounsfield - low) / (high - low);
  }

  private static Curve stretched() {
    return (slice, x, hounsfield) -> (hounsfield + 1000) / (most(slice) + 1000);
  }

  /** The densest bone of a slice. */
  private static double most(int slice) {
    return 800 + 200 * slice;
  }

  /** Dense values are stretched by what lies around them, as equalisation of tiles does. */
  private static Curve localContrast() {
    return (slice, x, hounsfield) -> {
      double share = Math.max(0, Math.min(1, (hounsfield + 1000) / 1400));
      return Math.pow(share, 1 + 3.0 * x / SIDE);
    };
  }

  /** What the scale says of a density in a picture made by a window. */
  private static double hounsfield(
      DensityScale scale, int slice, double low, double high, double density) {
    return scale.low(slice) + scale.range(slice) * (density - low) / (high - low);
  }

  private static void assertUnknown(DensityScale scale) {
    for (int slice = 0; slice < SLICES; slice++) {
      assertThat(scale.isKnown(slice)).as("slice %d", slice).isFalse();
    }
  }

  private DensityScale found(Curve curve, int threads) {
    return PictureDensity.find(image(curve), stack(lung()), workers(threads), tracker());
  }

  private ProbabilityStack excluded(Curve curve, int threads) {
    ProbabilityStack stack = stack(lung());
    FatExclusion.exclude(
        image(curve),
        stack,
        IntensityDomain.GREY,
        TestNetworks.input(2, 0.0),
        workers(threads),
        tracker());
    return stack;
  }

  private ImageStack image(Curve curve) {
    float[][] values = new float[SLICES][SIDE * SIDE];
    for (int slice = 0; slice < SLICES; slice++) {
      for (int at = 0; at < SIDE * SIDE; at++) {
        double white = curve.white(slice, at % SIDE, hounsfield[slice][at]);
        values[slice][at] = Math.round(255 * Math.max(0, Math.min(1, white))) / 255f;
      }
    }
    return new ImageStack(grid(), values);
  }

  private static float[][] lung() {
    float[][] probabilities = new float[SLICES][2 * SIDE * SIDE];
    for (float[] slice : probabilities) {
      for (int y = LUNG_FROM; y < LUNG_TO; y++) {
        Arrays.fill(slice, y * SIDE + LUNG_FROM, y * SIDE + LUNG_TO, 1);
      }
    }
    return probabilities;
  }

  private static ProbabilityStack stack(float[][] probabilities) {
    return new ProbabilityStack(grid(), new int[] {1, 2}, probabilities);
  }

  private static NetworkGrid grid() {
    return new NetworkGrid(
        AxisMap.identity(SIDE), AxisMap.identity(SIDE), AxisMap.identity(SLICES), 2.5);
  }

  private static Workers workers(int threads) {
    return Workers.of(SegmenterOptions.builder().threads(threads).build());
  }

  private StageTracker tracker() {
    return new StageTracker(ProgressListener.NONE, cancellation);
  }

  private static float[] slice(int seed, float fat) {
    float[] values = new float[SIDE * SIDE];
    Arrays.fill(values, -1000);
    fill(values, COAT_FROM, SIDE - COAT_FROM, COAT_FROM, SIDE - COAT_FROM, fat);
    fill(values, COAT_TO, SIDE - COAT_TO, COAT_TO, SIDE - COAT_TO, PictureDensity.SOFT_TISSUE_HU);
    fill(values, LUNG_FROM, LUNG_TO, LUNG_FROM, LUNG_TO, -850);
    fill(values, COAT_FROM, PAD_TO, PAD_FROM_Y, PAD_TO_Y, fat);
    Random random = new Random(seed);
    for (int at = 0; at < values.length; at++) {
      values[at] = Math.max(-1000, values[at] + NOISE_HU * (float) random.nextGaussian());
    }
    return values;
  }

  private static void fill(float[] values, int fromX, int toX, int fromY, int toY, float value) {
    for (int y = fromY; y < toY; y++) {
      Arrays.fill(values, y * SIDE + fromX, y * SIDE + toX, value);
    }
  }

  private static long lungIn(
      ProbabilityStack stack, int slice, int fromX, int toX, int fromY, int toY) {
    long count = 0;
    for (int y = fromY; y < toY; y++) {
      for (int x = fromX; x < toX; x++) {
        count += stack.slice(slice)[y * SIDE + x] > 0.5f ? 1 : 0;
      }
    }
    return count;
  }
}
