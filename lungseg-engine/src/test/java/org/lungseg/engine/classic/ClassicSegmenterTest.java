package org.lungseg.engine.classic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.lungseg.api.Affine3D;
import org.lungseg.api.BudgetExceededException;
import org.lungseg.api.CancellationToken;
import org.lungseg.api.CtVolume;
import org.lungseg.api.Device;
import org.lungseg.api.IntensityDomain;
import org.lungseg.api.LungLabels;
import org.lungseg.api.OperationCancelledException;
import org.lungseg.api.ProgressListener;
import org.lungseg.api.SegmentationResult;
import org.lungseg.api.SegmentationStage;
import org.lungseg.api.SegmentationWarning;
import org.lungseg.api.SegmentationWarning.Kind;
import org.lungseg.api.Segmenter;
import org.lungseg.api.SegmenterOptions;
import org.lungseg.api.SpacingOrigin;
import org.lungseg.api.UnusableInputException;
import org.lungseg.api.VolumeGeometry;
import org.lungseg.engine.SyntheticChest;

class ClassicSegmenterTest {

  private static final VolumeGeometry GRID =
      VolumeGeometry.axial(150, 110, 40, 2.4, 2.3, 6, SpacingOrigin.CALIBRATED);

  private final Segmenter segmenter =
      ClassicSegmenter.create(SegmenterOptions.builder().threads(2).build());

  @Test
  void segment_chest_findsBothLungsAndTellsHow() {
    SyntheticChest chest = SyntheticChest.on(GRID);

    SegmentationResult result = segmenter.segment(chest.ct());

    assertLungs(result, chest, 0.98);
    assertThat(result.warnings()).isEmpty();
    assertThat(result.timings()).containsKeys(SegmentationStage.CHECK, SegmentationStage.INFER);
    assertThat(result.device()).isEqualTo(Device.cpu());
    assertThat(result.threads()).isEqualTo(2);
    assertThat(result.model().name()).isEqualTo("lungseg-classic");
    assertThat(result.model().sha256()).matches("[0-9a-f]{64}");
    assertThat(result.model().labels()).isEqualTo(LungLabels.RIGHT_LEFT);
  }

  @Test
  void segment_anyVoxelOrder_givesTheSameMaskReordered() {
    SyntheticChest chest = ChestParts.withAirways(SyntheticChest.on(GRID));
    byte[] expected = segmenter.segment(chest.ct()).mask().array();
    assertThat(SyntheticChest.dice(expected, chest.truth().array(), 1)).isGreaterThan(0.95);

    for (int[] axes : new int[][] {{0, 1, 2}, {2, 0, 1}, {1, 2, 0}}) {
      for (int flip = 0; flip < 8; flip += 3) {
        boolean[] flipped = {(flip & 1) != 0, (flip & 2) != 0, (flip & 4) != 0};
        VolumeGeometry reordered = GRID.reordered(axes, flipped);
        SyntheticChest other = ChestParts.withAirways(SyntheticChest.on(reordered));

        SegmentationResult result = segmenter.segment(other.ct());

        assertThat(result.labelMask().geometry()).isEqualTo(reordered);
        assertThat(ChestParts.reordered(result.mask().array(), reordered, axes, flipped, GRID))
            .as("%s", reordered)
            .isEqualTo(expected);
      }
    }
  }

  @Test
  void segment_obliqueGrid_findsBothLungs() {
    double c = Math.cos(Math.toRadians(10));
    double s = Math.sin(Math.toRadians(10));
    Affine3D turned =
        Affine3D.of(-2.6 * c, 2.6 * s, 0, 100, -2.6 * s, -2.6 * c, 0, -40, 0, 0, 5, 7);
    SyntheticChest chest =
        SyntheticChest.on(VolumeGeometry.of(150, 130, 44, turned, SpacingOrigin.CALIBRATED));

    assertLungs(segmenter.segment(chest.ct()), chest, 0.97);
  }

  @Test
  void segment_airways_areLeftOut() {
    SyntheticChest chest = ChestParts.withAirways(SyntheticChest.on(GRID));
    boolean[] trachea = ChestParts.trachea(GRID);

    SegmentationResult result = segmenter.segment(chest.ct());

    assertLungs(result, chest, 0.97);
    assertThat(ChestParts.count(result.mask().array(), trachea)).isZero();
  }

  @Test
  void segment_hollowTableThatTouchesTheBack_isLeftOut() {
    SyntheticChest chest = SyntheticChest.on(GRID);
    ChestParts.addTable(chest);

    assertLungs(segmenter.segment(chest.ct()), chest, 0.98);
  }

  @Test
  void segment_gasInTheBelly_isLeftOut() {
    SyntheticChest chest = SyntheticChest.on(GRID);
    // Beside the lower end of the left lung, and as large as a stomach's bubble.
    ChestParts.paint(chest, (x, y, z) -> ChestParts.ball(x + 60, y + 88, z + 70, 18), -1000);

    assertLungs(segmenter.segment(chest.ct()), chest, 0.98);
  }

  @Test
  void segment_lungsThatTouch_areDividedWhereTheyTouch() {
    SyntheticChest chest = SyntheticChest.on(GRID);
    // A bridge of lung in front, parted by a line of half the darkness on the patient's left.
    ChestParts.paint(
        chest, (x, y, z) -> Math.abs(x) < 45 && Math.abs(y - 35) < 9 && Math.abs(z) < 40, -850);
    ChestParts.paint(
        chest,
        (x, y, z) -> Math.abs(x + 12) < 1.6 && Math.abs(y - 35) < 9 && Math.abs(z) < 40,
        -520);

    byte[] mask = segmenter.segment(chest.ct()).mask().array();

    int right = 0;
    int left = 0;
    for (int at = 0; at < mask.length; at++) {
      double[] ras = ChestParts.ras(GRID, at);
      if (Math.abs(ras[1] - 35) < 7 && Math.abs(ras[2]) < 36) {
        right += ras[0] > -9 && ras[0] < 40 && mask[at] != 1 ? 1 : 0;
        left += ras[0] < -15 && ras[0] > -45 && mask[at] != 2 ? 1 : 0;
      }
    }
    assertThat(right).as("voxels right of the line that are not right lung").isZero();
    assertThat(left).as("voxels left of the line that are not left lung").isZero();
  }

  @Test
  void segment_nodulesAtThePleura_belongToTheLung() {
    SyntheticChest chest = SyntheticChest.on(GRID);
    boolean[] nodule = ChestParts.region(chest, (x, y, z) -> ChestParts.ball(x - 126, y, z - 5, 5));
    ChestParts.paint(chest, (x, y, z) -> ChestParts.ball(x - 126, y, z - 5, 5), 30);

    byte[] mask = segmenter.segment(chest.ct()).mask().array();

    boolean[] inLung = nodule.clone();
    byte[] truth = chest.truth().array();
    for (int at = 0; at < inLung.length; at++) {
      inLung[at] &= truth[at] == 1;
    }
    assertThat(ChestParts.count(inLung)).isGreaterThan(10);
    // The disc sinks into the notch by a voxel; without closing none would be lung.
    assertThat(ChestParts.count(mask, inLung)).isGreaterThan(ChestParts.count(inLung) * 3 / 5);
  }

  @Test
  void segment_consolidatedLung_isLeftOutAsTheLimitSays() {
    SyntheticChest chest = SyntheticChest.on(GRID);
    ChestParts.paint(chest, (x, y, z) -> x > 0 && z < 0 && chestLung(x, y, z), 40);

    byte[] mask = segmenter.segment(chest.ct()).mask().array();

    boolean[] dense = ChestParts.region(chest, (x, y, z) -> z < -20 && chestLung(x, y, z));
    assertThat(ChestParts.count(mask, dense)).isLessThan(ChestParts.count(dense) / 20);
  }

  private static boolean chestLung(double x, double y, double z) {
    return Math.pow((x - 75) / 55, 2) + Math.pow(y / 75, 2) + Math.pow((z - 5) / 110, 2) < 1;
  }

  @Test
  void segment_hounsfieldStoredWithAnOffset_givesTheSameMask() {
    SyntheticChest chest = SyntheticChest.on(GRID);
    byte[] expected = segmenter.segment(chest.ct()).mask().array();
    for (int at = 0; at < chest.hounsfield().length; at++) {
      chest.hounsfield()[at] = (short) (chest.hounsfield()[at] + 1024);
    }

    SegmentationResult result = segmenter.segment(chest.ct());

    assertThat(kinds(result)).containsExactly(Kind.HOUNSFIELD_OFFSET);
    assertThat(result.mask().array()).isEqualTo(expected);
  }

  /** In the second window, lung and air differ more from each other than lung and tissue. */
  @ParameterizedTest
  @ValueSource(ints = {-1024, -900})
  void segment_greyPictures_areSegmentedWithAWarning(int black) {
    SyntheticChest chest = SyntheticChest.on(GRID);
    byte[] grey = new byte[chest.hounsfield().length];
    for (int at = 0; at < grey.length; at++) {
      double unit = (chest.hounsfield()[at] - black) / 1200.0;
      grey[at] = (byte) Math.round(255 * Math.min(1, Math.max(0, unit)));
    }
    CtVolume pictures = CtVolume.ofUnsignedBytes(grey, GRID, IntensityDomain.GREY);

    SegmentationResult result = segmenter.segment(pictures);

    assertLungs(result, chest, 0.98);
    assertThat(kinds(result)).containsExactly(Kind.GREY_VALUES);
  }

  @Test
  void segment_bodyWithoutLungs_givesAnEmptyMaskAndSaysSo() {
    SyntheticChest chest = SyntheticChest.on(GRID);
    ChestParts.paint(chest, (x, y, z) -> Math.abs(x) < 140 && Math.abs(y) < 85, 20);

    SegmentationResult result = segmenter.segment(chest.ct());

    assertThat(result.labelMask().isEmpty()).isTrue();
    assertThat(kinds(result)).containsExactly(Kind.NO_LUNG, Kind.NOT_A_CHEST);
  }

  @Test
  void segment_oneSlice_isSegmented() {
    SyntheticChest chest =
        SyntheticChest.on(VolumeGeometry.axial(150, 110, 1, 2.4, 2.3, 5, SpacingOrigin.CALIBRATED));

    assertLungs(segmenter.segment(chest.ct()), chest, 0.98);
  }

  @Test
  void segment_whatCannotShowLungs_isRefused() {
    int voxels = (int) GRID.voxelCount();
    float[] nothing = new float[voxels];
    Arrays.fill(nothing, Float.NaN);
    short[] air = new short[voxels];
    Arrays.fill(air, (short) -1000);
    air[7] = -990;

    for (CtVolume ct :
        List.of(
            CtVolume.ofFloats(nothing, GRID, IntensityDomain.HOUNSFIELD),
            CtVolume.ofShorts(new short[voxels], GRID, IntensityDomain.HOUNSFIELD),
            CtVolume.ofShorts(air, GRID, IntensityDomain.HOUNSFIELD))) {
      assertThatExceptionOfType(UnusableInputException.class)
          .isThrownBy(() -> segmenter.segment(ct));
    }
  }

  @Test
  void segment_anyNumberOfThreads_givesTheSameMask() {
    CtVolume ct = ChestParts.withAirways(SyntheticChest.on(GRID)).ct();
    Segmenter alone = ClassicSegmenter.create(SegmenterOptions.builder().threads(1).build());
    Segmenter many = ClassicSegmenter.create(SegmenterOptions.builder().threads(7).build());

    assertThat(many.segment(ct).mask().array()).isEqualTo(alone.segment(ct).mask().array());
  }

  @Test
  void segment_progress_neverFallsAndEndsAtOne() {
    List<Double> heard = new ArrayList<>();

    segmenter.segment(
        SyntheticChest.on(GRID).ct(),
        (stage, fraction) -> {
          synchronized (heard) {
            heard.add(fraction);
          }
        },
        CancellationToken.create());

    assertThat(heard).isSorted().endsWith(1.0).hasSizeGreaterThan(20);
  }

  @Test
  void segment_cancelledOnTheWay_stops() {
    CtVolume ct = SyntheticChest.on(GRID).ct();
    for (SegmentationStage stage :
        List.of(SegmentationStage.CHECK, SegmentationStage.INFER, SegmentationStage.POST_PROCESS)) {
      CancellationToken token = CancellationToken.create();
      ProgressListener cancelling =
          (reached, fraction) -> {
            if (reached == stage) {
              token.cancel();
            }
          };

      assertThatExceptionOfType(OperationCancelledException.class)
          .as("%s", stage)
          .isThrownBy(() -> segmenter.segment(ct, cancelling, token));
    }
  }

  @Test
  void segment_overTheMemoryBudget_isRefusedWithTheEstimate() {
    Segmenter frugal =
        ClassicSegmenter.create(SegmenterOptions.builder().memoryBudgetBytes(1_000_000).build());

    assertThatExceptionOfType(BudgetExceededException.class)
        .isThrownBy(() -> frugal.segment(SyntheticChest.on(GRID).ct()))
        .satisfies(e -> assertThat(e.requiredBytes()).isGreaterThan(GRID.voxelCount()))
        .satisfies(e -> assertThat(e.budgetBytes()).isEqualTo(1_000_000));
  }

  @Test
  void segment_closed_isAnErrorOfTheProgram() {
    segmenter.close();

    assertThatIllegalStateException()
        .isThrownBy(() -> segmenter.segment(SyntheticChest.on(GRID).ct()));
  }

  private static List<Kind> kinds(SegmentationResult result) {
    return result.warnings().stream().map(SegmentationWarning::kind).toList();
  }

  private static void assertLungs(SegmentationResult result, SyntheticChest chest, double dice) {
    byte[] mask = result.mask().array();
    assertThat(SyntheticChest.dice(mask, chest.truth().array(), 1)).isGreaterThan(dice);
    assertThat(SyntheticChest.dice(mask, chest.truth().array(), 2)).isGreaterThan(dice);
  }
}
