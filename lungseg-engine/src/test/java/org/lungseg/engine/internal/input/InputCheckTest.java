package org.lungseg.engine.internal.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import java.util.function.Function;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.lungseg.api.Affine3D;
import org.lungseg.api.CancellationToken;
import org.lungseg.api.CtVolume;
import org.lungseg.api.InputPolicy;
import org.lungseg.api.IntensityDomain;
import org.lungseg.api.ProgressListener;
import org.lungseg.api.SegmentationStage;
import org.lungseg.api.SegmentationWarning;
import org.lungseg.api.SegmentationWarning.Kind;
import org.lungseg.api.SegmenterOptions;
import org.lungseg.api.SpacingOrigin;
import org.lungseg.api.UnusableInputException;
import org.lungseg.api.VolumeGeometry;
import org.lungseg.engine.SyntheticChest;
import org.lungseg.engine.TestNetworks;
import org.lungseg.engine.internal.run.StageTracker;
import org.lungseg.engine.internal.run.Workers;

class InputCheckTest {

  @Property(tries = 200, seed = "20261")
  void patientAxes_ofAnyOrder_pointAsTheySay(
      @ForAll @IntRange(min = 0, max = 5) int order,
      @ForAll @IntRange(min = 0, max = 7) int flips,
      @ForAll long seed) {
    int[][] orders = {{0, 1, 2}, {0, 2, 1}, {1, 0, 2}, {1, 2, 0}, {2, 0, 1}, {2, 1, 0}};
    boolean[] flipped = {(flips & 1) != 0, (flips & 2) != 0, (flips & 4) != 0};
    VolumeGeometry geometry =
        VolumeGeometry.axial(7, 5, 4, 1.5, 2, 3, SpacingOrigin.CALIBRATED)
            .reordered(orders[order], flipped);
    PatientAxes axes = PatientAxes.of(geometry);
    Random random = new Random(seed);
    int w = random.nextInt(7);
    int h = random.nextInt(5);
    int s = random.nextInt(4);

    int at = axes.arrayIndex(w, h, s);
    int i = at % geometry.size(0);
    int j = at / geometry.size(0) % geometry.size(1);
    int k = at / geometry.size(0) / geometry.size(1);

    // The axial grid begins at the origin and grows to left, back and head.
    assertThat(geometry.voxelToRasMm().apply(i, j, k))
        .containsExactly(new double[] {-1.5 * w, -2.0 * h, 3.0 * s}, within(1e-9));
    assertThat(axes.size(PatientAxes.W)).isEqualTo(7);
    assertThat(axes.spacingMm(PatientAxes.S)).isEqualTo(3, within(1e-9));
    for (int axis = 0; axis < 3; axis++) {
      assertThat(axes.patientAxis(axes.voxelAxis(axis))).isEqualTo(axis);
    }
    int[] voxel = {i, j, k};
    assertThat(voxel[axes.voxelAxis(PatientAxes.W)]).isEqualTo(axes.voxelIndex(PatientAxes.W, w));
  }

  @Test
  void check_bodyInAWideView_cutsTheAirAndTheCouchAway() {
    VolumeGeometry geometry = VolumeGeometry.axial(200, 200, 20, 3, 3, 6, SpacingOrigin.CALIBRATED);
    SyntheticChest chest = SyntheticChest.on(geometry);
    for (int k = 0; k < 20; k++) {
      for (int i = 20; i < 180; i++) {
        chest.hounsfield()[(k * 200 + 170) * 200 + i] = 200; // a thin couch 100 mm behind
      }
    }

    Region region = check(chest.ct()).region();

    // The body is 330×220 mm about the middle: columns 45 to 155, rows 63 to 137.
    assertThat(region.fromW()).isBetween(36, 45);
    assertThat(region.toW()).isBetween(155, 164);
    assertThat(region.fromH()).isBetween(54, 63);
    assertThat(region.toH()).isBetween(137, 146);
  }

  @Test
  void check_sameImageInAnyOrder_findsTheSameRegion() {
    VolumeGeometry geometry = VolumeGeometry.axial(130, 95, 20, 4, 3, 6, SpacingOrigin.CALIBRATED);
    Region expected = check(SyntheticChest.on(geometry).ct()).region();
    VolumeGeometry other =
        geometry.reordered(new int[] {1, 2, 0}, new boolean[] {true, true, true});

    assertThat(check(SyntheticChest.on(other).ct()).region()).isEqualTo(expected);
  }

  @Test
  void check_imageWithoutABody_seesTheWholeSlices() {
    VolumeGeometry geometry = VolumeGeometry.axial(60, 50, 10, 4, 4, 6, SpacingOrigin.CALIBRATED);
    short[] voxels = new short[(int) geometry.voxelCount()];
    Arrays.fill(voxels, (short) -1000);
    for (int k = 0; k < 10; k++) {
      voxels[(k * 50 + 20) * 60 + 30] = 3000;
    }

    InputVerdict verdict = check(CtVolume.ofShorts(voxels, geometry, IntensityDomain.HOUNSFIELD));

    assertThat(verdict.region()).isEqualTo(new Region(0, 60, 0, 50));
  }

  @Test
  void check_hounsfield_usesTheWindow() {
    VolumeGeometry geometry = VolumeGeometry.axial(60, 50, 10, 7, 6, 6, SpacingOrigin.CALIBRATED);
    InputVerdict verdict = check(SyntheticChest.on(geometry).ct());

    assertThat(verdict.domain()).isEqualTo(IntensityDomain.HOUNSFIELD);
    assertThat(verdict.valueOfZero()).isEqualTo(-1024);
    assertThat(verdict.valueOfOne()).isEqualTo(600);
    assertThat(verdict.warnings()).isEmpty();
  }

  @Test
  void check_greyOfAnyScale_usesPercentiles() {
    VolumeGeometry geometry = VolumeGeometry.axial(10, 10, 10, 1, 1, 8, SpacingOrigin.CALIBRATED);
    float[] voxels = new float[1000];
    float[] fractions = new float[1000];
    for (int at = 0; at < 1000; at++) {
      voxels[at] = (at * 7) % 1000; // each of 0 to 999 once
      fractions[at] = voxels[at] / 1000 + 0.5f;
    }

    InputVerdict whole = check(CtVolume.ofFloats(voxels, geometry, IntensityDomain.GREY));
    InputVerdict real = check(CtVolume.ofFloats(fractions, geometry, IntensityDomain.GREY));

    // NumPy: percentile(arange(1000), 0.1) = 0.999, percentile(arange(1000), 99.9) = 998.001.
    assertThat(whole.valueOfZero()).isEqualTo(0.999f, within(1e-4f));
    assertThat(whole.valueOfOne()).isEqualTo(998.001f, within(1e-3f));
    assertThat(real.valueOfZero()).isEqualTo(0.500999f, within(5e-5f));
    assertThat(real.valueOfOne()).isEqualTo(1.498001f, within(5e-5f));
  }

  @Test
  void check_greyThatIsNearlyAllOneValue_usesTheWholeRange() {
    VolumeGeometry geometry = VolumeGeometry.axial(20, 20, 20, 1, 1, 8, SpacingOrigin.CALIBRATED);
    byte[] voxels = new byte[8000];
    voxels[77] = (byte) 200;

    InputVerdict verdict = check(CtVolume.ofUnsignedBytes(voxels, geometry, IntensityDomain.GREY));

    assertThat(verdict.valueOfZero()).isZero();
    assertThat(verdict.valueOfOne()).isEqualTo(200);
  }

  @Test
  void check_oddGeometry_isWarnedOf() {
    double c = Math.cos(Math.toRadians(30));
    double s = Math.sin(Math.toRadians(30));
    Affine3D tilted = Affine3D.of(-2, 0, 0, 0, 0, -2 * c, 12 * s, 0, 0, 2 * s, 12 * c, 0);
    VolumeGeometry geometry = VolumeGeometry.of(30, 30, 8, tilted, SpacingOrigin.CALIBRATED);

    InputVerdict verdict = check(SyntheticChest.on(geometry).ct());

    assertThat(verdict.warnings())
        .extracting(SegmentationWarning::kind)
        .containsExactly(Kind.FEW_SLICES, Kind.THICK_SLICES, Kind.OBLIQUE);
    assertThat(verdict.warnings().get(2).message()).contains("30 degrees");
  }

  @Test
  void check_hounsfieldThatAreNone_areTakenForGrey() {
    VolumeGeometry geometry = VolumeGeometry.axial(10, 10, 10, 1, 1, 8, SpacingOrigin.CALIBRATED);
    float[] voxels = new float[1000];
    for (int at = 0; at < 1000; at++) {
      voxels[at] = at / 1000f;
    }
    for (float scale : new float[] {1, 255, 4000}) {
      float[] scaled = new float[1000];
      for (int at = 0; at < 1000; at++) {
        scaled[at] = voxels[at] * scale;
      }

      InputVerdict verdict = check(CtVolume.ofFloats(scaled, geometry, IntensityDomain.HOUNSFIELD));

      assertThat(verdict.domain()).isEqualTo(IntensityDomain.GREY);
      assertThat(verdict.warnings())
          .extracting(SegmentationWarning::kind)
          .containsExactly(Kind.GREY_VALUES);
    }
  }

  @Test
  void check_padding_isTold() {
    VolumeGeometry geometry = VolumeGeometry.axial(60, 50, 10, 7, 6, 6, SpacingOrigin.CALIBRATED);
    SyntheticChest chest = SyntheticChest.on(geometry);
    Arrays.fill(chest.hounsfield(), 0, 300, (short) -3024);

    InputVerdict verdict = check(chest.ct());

    assertThat(verdict.domain()).isEqualTo(IntensityDomain.HOUNSFIELD);
    assertThat(verdict.valueOfZero()).isEqualTo(-1024);
    assertThat(verdict.warnings())
        .containsExactly(
            new SegmentationWarning(
                Kind.PADDING,
                "1.0 % of the voxels are outside the scanner's view (values down to -3024): they"
                    + " count as air",
                true));
  }

  @Test
  void check_paddingBesideAnOffset_doesNotHideIt() {
    CtVolume stored = storedWithPadding();

    InputVerdict verdict = check(stored);

    assertThat(verdict.warnings())
        .extracting(SegmentationWarning::kind)
        .containsExactly(Kind.HOUNSFIELD_OFFSET, Kind.PADDING);
    assertThat(verdict.warnings()).allMatch(SegmentationWarning::repaired);
    assertThat(verdict.valueOfZero()).isZero();
  }

  @Test
  void check_offsetThatIsToBeLeft_isLeftWithAWarning() {
    InputVerdict verdict =
        check(
            storedWithPadding(),
            kind -> kind == Kind.HOUNSFIELD_OFFSET ? InputPolicy.WARN : kind.defaultPolicy());

    assertThat(verdict.warnings().get(0).kind()).isEqualTo(Kind.HOUNSFIELD_OFFSET);
    assertThat(verdict.warnings().get(0).repaired()).isFalse();
    assertThat(verdict.domain()).isEqualTo(IntensityDomain.HOUNSFIELD);
    assertThat(verdict.valueOfZero()).isEqualTo(-1024);
  }

  @ParameterizedTest
  @EnumSource(
      value = Kind.class,
      names = {"HOUNSFIELD_OFFSET", "PADDING"})
  void check_whatIsAnErrorByPolicy_isRefusedForThatKind(Kind error) {
    CtVolume stored = storedWithPadding();

    assertThatExceptionOfType(UnusableInputException.class)
        .isThrownBy(
            () -> check(stored, kind -> kind == error ? InputPolicy.ERROR : kind.defaultPolicy()))
        .satisfies(e -> assertThat(e.kind()).contains(error));
  }

  @Test
  void check_greyOf8Bits_isNamed() {
    VolumeGeometry geometry = VolumeGeometry.axial(10, 10, 10, 1, 1, 8, SpacingOrigin.CALIBRATED);
    byte[] voxels = new byte[1000];
    new Random(5).nextBytes(voxels);

    InputVerdict stated = check(CtVolume.ofUnsignedBytes(voxels, geometry, IntensityDomain.GREY));
    InputVerdict claimed =
        check(CtVolume.ofUnsignedBytes(voxels, geometry, IntensityDomain.HOUNSFIELD));

    assertThat(stated.warnings().get(0).message()).contains("of 8 bits");
    assertThat(stated.warnings().get(0).repaired()).isFalse();
    assertThat(claimed.warnings().get(0).message()).contains("of 8 bits");
    assertThat(claimed.warnings().get(0).repaired()).isTrue();
  }

  @Test
  void check_normalisedValuesWithoutAir_areNoHounsfieldUnits() {
    VolumeGeometry geometry = VolumeGeometry.axial(10, 10, 10, 1, 1, 8, SpacingOrigin.CALIBRATED);
    float[] voxels = new float[1000];
    for (int at = 0; at < 1000; at++) {
      voxels[at] = (at % 100 - 50) / 20f; // a standard score
    }

    InputVerdict verdict = check(CtVolume.ofFloats(voxels, geometry, IntensityDomain.HOUNSFIELD));

    assertThat(verdict.domain()).isEqualTo(IntensityDomain.GREY);
  }

  /** A chest with 1024 added, and padding of −2000 at its start. */
  private static CtVolume storedWithPadding() {
    VolumeGeometry geometry = VolumeGeometry.axial(60, 50, 10, 7, 6, 6, SpacingOrigin.CALIBRATED);
    SyntheticChest chest = SyntheticChest.on(geometry);
    short[] stored = chest.hounsfield();
    for (int at = 0; at < stored.length; at++) {
      stored[at] = (short) (stored[at] + 1024);
    }
    stored[stored.length / 2] = 2000; // some bone
    Arrays.fill(stored, 0, 300, (short) -2000);
    return chest.ct();
  }

  private static InputVerdict check(CtVolume volume) {
    return check(volume, Kind::defaultPolicy);
  }

  private static InputVerdict check(CtVolume volume, Function<Kind, InputPolicy> policies) {
    StageTracker tracker = new StageTracker(ProgressListener.NONE, CancellationToken.create());
    tracker.begin(SegmentationStage.CHECK, 1);
    Workers workers = Workers.of(SegmenterOptions.builder().threads(2).build());
    return InputCheck.check(
        volume,
        PatientAxes.of(volume.geometry()),
        TestNetworks.input(2, 0.0),
        new Findings(policies),
        workers,
        tracker);
  }
}
