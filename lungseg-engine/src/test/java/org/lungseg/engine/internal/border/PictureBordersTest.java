package org.lungseg.engine.internal.border;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.lungseg.api.ProgressListener.NONE;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.lungseg.api.CancellationToken;
import org.lungseg.api.CtVolume;
import org.lungseg.api.IntensityDomain;
import org.lungseg.api.OperationCancelledException;
import org.lungseg.api.SegmenterOptions;
import org.lungseg.api.SpacingOrigin;
import org.lungseg.api.VolumeGeometry;
import org.lungseg.engine.internal.input.InputVerdict;
import org.lungseg.engine.internal.input.PatientAxes;
import org.lungseg.engine.internal.input.Region;
import org.lungseg.engine.internal.run.StageTracker;
import org.lungseg.engine.internal.run.Workers;

/** Two dark discs on a bright picture, and a network that draws them too large or too small. */
class PictureBordersTest {

  private static final int SIZE = 80;
  private static final int SLICES = 2;
  private static final double RADIUS = 14;
  private static final VolumeGeometry GRID =
      VolumeGeometry.axial(SIZE, SIZE, SLICES, 1, 1, 5, SpacingOrigin.ASSUMED);
  private static final PatientAxes AXES = PatientAxes.of(GRID);

  private final CancellationToken cancellation = CancellationToken.create();

  @ParameterizedTest
  @ValueSource(doubles = {1.6, -1.6})
  void move_borderBesideTheEdge_movesItThere(double wider) {
    byte[] truth = mask(0);
    byte[] mask = mask(wider);
    int before = different(truth, mask);

    move(picture(60, 180), probability(wider), mask, 1);

    assertThat(different(truth, mask)).isLessThan(before / 2);
  }

  @Test
  void move_whatBecomesLung_getsTheLabelOfTheNearestLung() {
    byte[] narrow = mask(-1.6);

    move(picture(60, 180), probability(-1.6), narrow, 2);

    assertThat(different(narrow, mask(-1.6))).isGreaterThan(100);
    for (int at = 0; at < narrow.length; at++) {
      if (narrow[at] != 0) {
        assertThat(narrow[at]).isEqualTo((byte) (at % SIZE < SIZE / 2 ? 1 : 2));
      }
    }
  }

  @Test
  void move_certainNetwork_changesNothing() {
    byte[] mask = mask(1.6);
    byte[] certain = new byte[mask.length];
    for (int at = 0; at < mask.length; at++) {
      certain[at] = (byte) (mask[at] != 0 ? 255 : 0);
    }

    move(picture(60, 180), certain, mask, 1);

    assertThat(mask).isEqualTo(mask(1.6));
  }

  @Test
  void move_emptyMask_staysEmpty() {
    byte[] mask = new byte[SIZE * SIZE * SLICES];

    move(picture(60, 180), probability(0), mask, 1);

    assertThat(mask).containsOnly(0);
  }

  @Test
  void move_cancelled_ends() {
    cancellation.cancel();

    assertThatExceptionOfType(OperationCancelledException.class)
        .isThrownBy(() -> move(picture(60, 180), probability(1.6), mask(1.6), 2));
  }

  @Test
  void bytes_growWithVoxelsAndThreads() {
    long pixels = (long) SIZE * SIZE;

    assertThat(PictureBorders.bytes(AXES, 1)).isEqualTo(pixels * (2 * SLICES + 60));
    assertThat(PictureBorders.bytes(AXES, 3)).isEqualTo(pixels * (2 * SLICES + 180));
  }

  @Test
  void move_moreThreads_givesTheSame() {
    byte[] one = mask(1.6);
    byte[] three = mask(1.6);

    move(picture(60, 180), probability(1.6), one, 1);
    move(picture(60, 180), probability(1.6), three, 3);

    assertThat(three).isEqualTo(one);
  }

  private void move(CtVolume picture, byte[] probability, byte[] mask, int threads) {
    InputVerdict verdict =
        new InputVerdict(IntensityDomain.GREY, 20, 220, Region.whole(AXES), List.of());
    Workers workers = Workers.of(SegmenterOptions.builder().threads(threads).build());
    PictureBorders.move(
        picture, AXES, verdict, probability, mask, workers, new StageTracker(NONE, cancellation));
  }

  private static int different(byte[] one, byte[] other) {
    int count = 0;
    for (int at = 0; at < one.length; at++) {
      count += one[at] == other[at] ? 0 : 1;
    }
    return count;
  }

  private static byte[] mask(double wider) {
    byte[] labels = new byte[SIZE * SIZE * SLICES];
    for (int at = 0; at < labels.length; at++) {
      labels[at] = (byte) (depth(at) + wider <= 0 ? 0 : at % SIZE < SIZE / 2 ? 1 : 2);
    }
    return labels;
  }

  /** A ramp over 8 pixels, as of a network on a coarser grid. */
  private static byte[] probability(double wider) {
    byte[] steps = new byte[SIZE * SIZE * SLICES];
    for (int at = 0; at < steps.length; at++) {
      double inside = 0.5 + (depth(at) + wider) / 8;
      steps[at] = (byte) Math.round(255 * Math.max(0, Math.min(1, inside)));
    }
    return steps;
  }

  /** An edge that is blurred over two pixels. */
  private static CtVolume picture(int lung, int tissue) {
    byte[] values = new byte[SIZE * SIZE * SLICES];
    for (int at = 0; at < values.length; at++) {
      double share = Math.max(0, Math.min(1, 0.5 + depth(at) / 2));
      values[at] = (byte) Math.round(tissue + share * (lung - tissue));
    }
    return CtVolume.ofUnsignedBytes(values, GRID, IntensityDomain.GREY);
  }

  /** How far a pixel lies inside the disc beside it, negative outside. */
  private static double depth(int at) {
    int x = at % SIZE;
    int y = at / SIZE % SIZE;
    int centre = x < SIZE / 2 ? 22 : 58;
    return RADIUS - Math.hypot(x - centre, y - SIZE / 2.0);
  }
}
