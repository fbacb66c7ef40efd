package org.lungseg.engine.internal.resample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleBinaryOperator;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.lungseg.api.CancellationToken;
import org.lungseg.api.CtVolume;
import org.lungseg.api.IntensityDomain;
import org.lungseg.api.ProgressListener;
import org.lungseg.api.SegmentationStage;
import org.lungseg.api.SegmenterOptions;
import org.lungseg.api.SpacingOrigin;
import org.lungseg.api.VolumeGeometry;
import org.lungseg.engine.ModelDescription;
import org.lungseg.engine.TestNetworks;
import org.lungseg.engine.internal.input.InputVerdict;
import org.lungseg.engine.internal.input.PatientAxes;
import org.lungseg.engine.internal.input.Region;
import org.lungseg.engine.internal.run.StageTracker;
import org.lungseg.engine.internal.run.Workers;

class ResampleTest {

  private static final ModelDescription.Input TWO_MM = TestNetworks.input(2, 0.0);
  private static final Workers WORKERS = Workers.of(SegmenterOptions.builder().threads(2).build());

  @Property(tries = 300, seed = "20261")
  void weights_ofAnySample_sumToOneAndKeepItsCentre(
      @ForAll @IntRange(min = 1, max = 60) int voxels,
      @ForAll @DoubleRange(min = 0.2, max = 6) double spacingMm,
      @ForAll @IntRange(min = 1, max = 32) int multiple) {
    AxisMap map = AxisMap.canvas(voxels, 0, voxels, spacingMm, 2, multiple);
    AxisWeights weights = AxisWeights.of(map);

    assertThat(map.count() % multiple).isZero();
    double half = Math.max(1, map.step()) / 2;
    for (int sample = 0; sample < map.count(); sample++) {
      double sum = 0;
      double centre = 0;
      float[] shares = weights.weights(sample);
      for (int at = 0; at < shares.length; at++) {
        sum += shares[at];
        centre += shares[at] * (weights.first(sample) + at);
        assertThat(weights.first(sample) + at).isBetween(0, voxels - 1);
      }
      double exact = map.toSource(sample);
      boolean inner = exact - half >= -0.5 && exact + half <= voxels - 0.5;
      if (inner) {
        // A box filter that cuts voxels in two keeps the centre to an eighth of a voxel.
        assertThat(centre).isEqualTo(exact, within(0.126));
      }
      double overlap =
          Math.min(exact + map.step() / 2 + 0.5, voxels - 0.5 - exact + map.step() / 2);
      if (Math.abs(overlap) > 1e-5) { // one that just touches the image may be either
        assertThat(sum).isEqualTo(overlap < 0 ? 0 : 1, within(1e-5));
      }
    }
  }

  @Property(tries = 300, seed = "20261")
  void axisMap_bothWays_isTheSamePlace(
      @ForAll @IntRange(min = 1, max = 500) int voxels,
      @ForAll @DoubleRange(min = 0.2, max = 8) double spacingMm,
      @ForAll @DoubleRange(min = 0, max = 1) double place) {
    for (AxisMap map :
        List.of(
            AxisMap.covering(voxels, spacingMm, 2.5),
            AxisMap.canvas(voxels, 0, voxels, spacingMm, 2, 16))) {
      double voxel = place * (voxels - 1);
      assertThat(map.toSource(map.toSample(voxel))).isEqualTo(voxel, within(1e-9));
      // The middle of the samples is the middle of the image.
      assertThat(map.toSource((map.count() - 1) / 2.0)).isEqualTo((voxels - 1) / 2.0, within(1e-9));
    }
  }

  @Test
  void canvas_ofAPart_reachesIntoTheImageRatherThanBeyondIt() {
    AxisMap atTheStart = AxisMap.canvas(200, 0, 100, 1, 2, 64);
    assertThat(atTheStart.count()).isEqualTo(64);
    assertThat(atTheStart.start()).isEqualTo(0.5, within(1e-9));

    AxisMap atTheEnd = AxisMap.canvas(200, 120, 200, 1, 2, 64);
    assertThat(atTheEnd.toSource(63)).isEqualTo(198.5, within(1e-9));

    assertThat(AxisMap.canvas(100, 0, 100, 2, 2, 10).isIdentity()).isTrue();
    assertThat(AxisMap.identity(7).isIdentity()).isTrue();
    assertThat(atTheStart.isIdentity()).isFalse();
  }

  /**
   * The same scene as 512×512 and as the mean of each 2×2 of its pixels, with both grids stated in
   * millimetres, must show the network the same picture.
   */
  @Test
  void resample_512And256OfARamp_agreeToATenthOfAVoxel() {
    for (DoubleBinaryOperator ramp :
        List.<DoubleBinaryOperator>of((x, y) -> 0.2 + 0.002 * x, (x, y) -> 0.2 + 0.002 * y)) {
      ImageStack fine = resample(512, 0.7, ramp);
      ImageStack coarse = resample(256, 1.4, blockMean(ramp, 0.7));

      int columns = fine.grid().columns().count();
      assertThat(coarse.grid().columns().count()).isEqualTo(columns);
      int compared = 0;
      for (int at = 0; at < columns * columns; at++) {
        double xMm = fine.grid().columns().toSource(at % columns) * 0.7;
        double yMm = fine.grid().rows().toSource(Math.floorDiv(at, columns)) * 0.7;
        if (xMm > 3 && yMm > 3 && xMm < 355 && yMm < 355) {
          float exact = (float) ramp.applyAsDouble(xMm, yMm);
          assertThat(fine.slice(0)[at]).isEqualTo(exact, within(0.002f * 0.07f));
          assertThat(coarse.slice(0)[at]).isEqualTo(exact, within(0.002f * 0.14f));
          compared++;
        }
      }
      assertThat(compared).isGreaterThan(20_000);
    }
  }

  @Test
  void resample_512And256OfADisc_haveTheSameMiddleAndArea() {
    DoubleBinaryOperator disc =
        (x, y) -> Math.max(0, Math.min(1, 60.5 - Math.hypot(x - 171.3, y - 150.7)));
    double[] fine = middleAndArea(resample(512, 0.7, disc), 0.7);
    double[] coarse = middleAndArea(resample(256, 1.4, blockMean(disc, 0.7)), 1.4);

    // Column and row of the 256 grid count from a place half a fine voxel further on.
    assertThat(fine[0]).isEqualTo(171.3, within(0.1));
    assertThat(fine[1]).isEqualTo(150.7, within(0.1));
    assertThat(coarse[0] + 0.35).isEqualTo(171.3, within(0.1));
    assertThat(coarse[1] + 0.35).isEqualTo(150.7, within(0.1));
    assertThat(fine[2]).isEqualTo(Math.PI * 60 * 60, within(20.0));
    assertThat(coarse[2]).isEqualTo(fine[2], within(20.0));
  }

  @Test
  void resample_outsideTheImage_isZero() {
    ImageStack stack = resample(50, 2.0, (x, y) -> 1);

    int columns = stack.grid().columns().count();
    assertThat(columns).isEqualTo(64);
    assertThat(stack.slice(0)[0]).isZero();
    assertThat(stack.slice(0)[32 * columns + 32]).isEqualTo(1);
    double sum = 0;
    for (float value : stack.slice(0)) {
      sum += value;
    }
    assertThat(sum).isEqualTo(2500, within(1e-3));
  }

  @Test
  void copySlice_betweenAndBeyondSlices_isInterpolatedAndHeld() {
    NetworkGrid grid =
        new NetworkGrid(AxisMap.identity(1), AxisMap.identity(1), AxisMap.identity(3), 5);
    ImageStack stack = new ImageStack(grid, new float[][] {{0}, {1}, {4}});
    double[] places = {-3, 0, 0.0004, 0.5, 1, 1.25, 2, 9};
    float[] expected = {0, 0, 0, 0.5f, 1, 1.75f, 4, 4};
    for (int at = 0; at < places.length; at++) {
      float[] target = {-1, -1};
      stack.copySlice(places[at], target, 1);
      assertThat(target).containsExactly(-1, expected[at]);
    }
  }

  @Property(tries = 25, seed = "20261")
  void restore_ofASmoothProbability_findsItsSurfaceOnAnyGrid(
      @ForAll @DoubleRange(min = 0.6, max = 3.5) double spacingMm,
      @ForAll @DoubleRange(min = 0.8, max = 7) double sliceMm) {
    int size = (int) (100 / spacingMm);
    int slices = (int) (100 / sliceMm);
    VolumeGeometry geometry =
        VolumeGeometry.axial(
            size, size, slices, spacingMm, spacingMm, sliceMm, SpacingOrigin.CALIBRATED);
    PatientAxes axes = PatientAxes.of(geometry);
    NetworkGrid grid = NetworkGrid.of(axes, Region.whole(axes), SpacingOrigin.CALIBRATED, TWO_MM);
    float[][] probabilities = new float[grid.slices().count()][2 * grid.sliceSize()];
    for (int s = 0; s < probabilities.length; s++) {
      for (int at = 0; at < grid.sliceSize(); at++) {
        double w = grid.columns().toSource(at % grid.columns().count()) * spacingMm;
        double h = grid.rows().toSource(Math.floorDiv(at, grid.columns().count())) * spacingMm;
        double z = grid.slices().toSource(s) * sliceMm;
        double inside = Math.max(0, Math.min(1, 0.5 + depthMm(w, h, z) / 10));
        probabilities[s][at + (w < 50 ? 0 : grid.sliceSize())] = (float) inside;
      }
    }

    byte[] mask =
        new LabelRestorer(new ProbabilityStack(grid, new int[] {3, 9}, probabilities), axes)
            .restore(WORKERS, tracker(SegmentationStage.RESTORE));

    for (int at = 0; at < mask.length; at++) {
      double w = at % size * spacingMm;
      double depth =
          depthMm(
              w,
              Math.floorDiv(at, size) % size * spacingMm,
              Math.floorDiv(at, size * size) * sliceMm);
      // The two sides meet within one sample of their border; away from it all is certain.
      if (Math.abs(depth) > 0.6 && Math.abs(w - 50) > 4) {
        int expected = depth < 0 ? 0 : w < 50 ? 3 : 9;
        assertThat(mask[at]).isEqualTo((byte) expected);
      }
    }
  }

  @Test
  void restore_outsideTheCanvas_isBackground() {
    VolumeGeometry geometry = VolumeGeometry.axial(100, 100, 1, 2, 2, 5, SpacingOrigin.CALIBRATED);
    PatientAxes axes = PatientAxes.of(geometry);
    NetworkGrid grid =
        NetworkGrid.of(axes, new Region(40, 56, 20, 36), SpacingOrigin.CALIBRATED, TWO_MM);
    float[][] certain = new float[1][grid.sliceSize()];
    Arrays.fill(certain[0], 1);

    byte[] mask =
        new LabelRestorer(new ProbabilityStack(grid, new int[] {1}, certain), axes)
            .restore(WORKERS, tracker(SegmentationStage.RESTORE));

    for (int at = 0; at < mask.length; at++) {
      int w = at % 100;
      int h = at / 100;
      boolean inside = w >= 40 && w < 56 && h >= 20 && h < 36;
      assertThat(mask[at]).as("%d, %d", w, h).isEqualTo((byte) (inside ? 1 : 0));
    }
  }

  /** How deep a place lies inside a ball of 35 mm about the middle; negative outside. */
  private static double depthMm(double w, double h, double z) {
    return 35 - Math.sqrt((w - 48) * (w - 48) + (h - 50) * (h - 50) + (z - 47) * (z - 47));
  }

  private static DoubleBinaryOperator blockMean(DoubleBinaryOperator scene, double fineMm) {
    // Voxel (0, 0) of the coarse grid lies between the first two fine voxels.
    return (x, y) -> {
      double sum = 0;
      for (int part = 0; part < 4; part++) {
        sum += scene.applyAsDouble(x + (part & 1) * fineMm, y + (part >> 1) * fineMm);
      }
      return sum / 4;
    };
  }

  private static ImageStack resample(int size, double spacingMm, DoubleBinaryOperator scene) {
    VolumeGeometry geometry =
        VolumeGeometry.axial(size, size, 1, spacingMm, spacingMm, 5, SpacingOrigin.CALIBRATED);
    float[] voxels = new float[size * size];
    for (int at = 0; at < voxels.length; at++) {
      voxels[at] =
          (float) scene.applyAsDouble(at % size * spacingMm, Math.floorDiv(at, size) * spacingMm);
    }
    PatientAxes axes = PatientAxes.of(geometry);
    Region whole = Region.whole(axes);
    NetworkGrid grid = NetworkGrid.of(axes, whole, SpacingOrigin.CALIBRATED, TWO_MM);
    InputVerdict verdict = new InputVerdict(IntensityDomain.GREY, 0, 1, whole, List.of());
    CtVolume volume = CtVolume.ofFloats(voxels, geometry, IntensityDomain.GREY);
    return new ImageResampler(volume, axes, verdict, grid)
        .resample(WORKERS, tracker(SegmentationStage.RESAMPLE));
  }

  /** The centroid in millimetres from voxel (0, 0), and the area in mm². */
  private static double[] middleAndArea(ImageStack stack, double spacingMm) {
    double[] sums = new double[3];
    int columns = stack.grid().columns().count();
    float[] slice = stack.slice(0);
    for (int at = 0; at < slice.length; at++) {
      sums[0] += slice[at] * stack.grid().columns().toSource(at % columns) * spacingMm;
      sums[1] += slice[at] * stack.grid().rows().toSource(Math.floorDiv(at, columns)) * spacingMm;
      sums[2] += slice[at];
    }
    return new double[] {sums[0] / sums[2], sums[1] / sums[2], sums[2] * 4};
  }

  private static StageTracker tracker(SegmentationStage stage) {
    StageTracker tracker = new StageTracker(ProgressListener.NONE, CancellationToken.create());
    tracker.begin(stage, 1);
    return tracker;
  }
}
