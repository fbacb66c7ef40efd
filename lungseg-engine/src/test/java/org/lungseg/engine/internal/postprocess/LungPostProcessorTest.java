package org.lungseg.engine.internal.postprocess;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.lungseg.api.CancellationToken;
import org.lungseg.api.Label;
import org.lungseg.api.LabelSet;
import org.lungseg.api.LungLabels;
import org.lungseg.api.ProgressListener;
import org.lungseg.api.SegmentationStage;
import org.lungseg.api.SegmentationWarning;
import org.lungseg.api.SegmentationWarning.Kind;
import org.lungseg.api.SegmenterOptions;
import org.lungseg.api.SpacingOrigin;
import org.lungseg.api.VolumeGeometry;
import org.lungseg.engine.internal.input.PatientAxes;
import org.lungseg.engine.internal.run.StageTracker;
import org.lungseg.engine.internal.run.Workers;

/** Masks of boxes: 100×60×30 voxels of 3×3×5 mm, columns from the patient's right to left. */
class LungPostProcessorTest {

  private static final int WIDTH = 100;
  private static final int HEIGHT = 60;

  private VolumeGeometry geometry =
      VolumeGeometry.axial(WIDTH, HEIGHT, 30, 3, 3, 5, SpacingOrigin.CALIBRATED);
  private byte[] mask = new byte[(int) geometry.voxelCount()];

  @Test
  void twoSoundLungs_areKeptAsTheyAre() {
    drawLungs();
    byte[] before = mask.clone();

    assertThat(clean()).isEmpty();

    assertThat(mask).isEqualTo(before);
  }

  @Test
  void emptyMask_staysEmptyAndIsWarnedOf() {
    assertThat(clean()).containsExactly(Kind.NO_LUNG);
    assertThat(mask).containsOnly(0);
  }

  @Test
  void touchingLungs_stayTwo() {
    box(10, 50, 10, 50, 2, 28, 1);
    box(50, 90, 10, 50, 2, 28, 2);
    byte[] before = mask.clone();

    assertThat(clean()).isEmpty();

    assertThat(mask).isEqualTo(before);
  }

  @Test
  void islandOfTheOtherLabel_takesTheLabelAroundIt() {
    drawLungs();
    byte[] before = mask.clone();
    box(15, 22, 20, 30, 10, 15, 2);
    box(70, 72, 20, 22, 10, 12, 1);

    assertThat(clean()).isEmpty();

    assertThat(mask).isEqualTo(before);
  }

  @Test
  void lowerPieceOfLeftLungThatTouchesTheRightOne_staysLeft() {
    // A left lung in two pieces, the lower of which reaches the right lung behind the heart.
    box(10, 48, 10, 50, 2, 28, 1);
    box(60, 90, 10, 50, 16, 28, 2);
    box(48, 80, 35, 50, 4, 12, 2);
    byte[] before = mask.clone();

    assertThat(clean()).isEmpty();

    assertThat(mask).isEqualTo(before);
  }

  @Test
  void falseSmallLungInsideTheOnlyLung_isTakenBack() {
    box(10, 45, 10, 50, 2, 28, 1);
    byte[] before = mask.clone();
    box(12, 20, 20, 30, 10, 14, 2);

    assertThat(clean()).containsExactly(Kind.ONE_LUNG);

    assertThat(mask).isEqualTo(before);
  }

  @Test
  void oneLungMissing_keepsTheOtherWithItsLabel() {
    box(60, 90, 10, 50, 2, 28, 2);
    byte[] before = mask.clone();

    List<SegmentationWarning> warnings = cleanMask().warnings();

    assertThat(warnings).extracting(SegmentationWarning::kind).containsExactly(Kind.ONE_LUNG);
    assertThat(warnings.get(0).message()).contains("only the left lung");
    assertThat(mask).isEqualTo(before);
  }

  @Test
  void smallCollapsedLung_isKept() {
    box(10, 48, 10, 50, 2, 28, 1);
    box(70, 76, 30, 40, 10, 14, 2); // 10.8 mL beside 1778 mL
    byte[] before = mask.clone();

    assertThat(clean()).containsExactly(Kind.ONE_LUNG);

    assertThat(mask).isEqualTo(before);
  }

  @Test
  void specks_areDroppedAndFragmentsKept() {
    drawLungs();
    box(20, 30, 52, 57, 10, 15, 1); // 11 mL
    byte[] expected = mask.clone();
    box(50, 53, 5, 8, 10, 15, 1); // 2 mL

    assertThat(clean()).isEmpty();

    assertThat(mask).isEqualTo(expected);
  }

  @Test
  void gasFarBelowTheLungs_isDropped() {
    box(10, 40, 10, 50, 12, 28, 1);
    box(60, 90, 10, 50, 12, 28, 2);
    byte[] expected = mask.clone();
    box(60, 80, 10, 30, 2, 6, 2); // 72 mL, 30 mm below

    clean();

    assertThat(mask).isEqualTo(expected);
  }

  @Test
  void swappedSides_areSetByPositionAndTold() {
    drawLungs();
    byte[] expected = mask.clone();
    for (int at = 0; at < mask.length; at++) {
      mask[at] = (byte) (mask[at] == 0 ? 0 : 3 - mask[at]);
    }

    LungPostProcessor.Cleaned cleaned = cleanMask();

    assertThat(cleaned.warnings()).isEmpty();
    assertThat(cleaned.mirrored()).isTrue();
    assertThat(mask).isEqualTo(expected);
  }

  @Test
  void bothLungsWithOneLabel_areToldApartByPosition() {
    drawLungs();
    byte[] expected = mask.clone();
    for (int at = 0; at < mask.length; at++) {
      mask[at] = (byte) (mask[at] == 0 ? 0 : 1);
    }

    assertThat(clean()).isEmpty();

    assertThat(mask).isEqualTo(expected);
  }

  @Test
  void fragmentWithTheWrongLabel_followsTheMidline() {
    drawLungs();
    box(20, 30, 52, 57, 10, 15, 1);
    byte[] expected = mask.clone();
    box(20, 30, 52, 57, 10, 15, 2);

    clean();

    assertThat(mask).isEqualTo(expected);
  }

  @Test
  void enclosedHole_isFilledWithTheLungAroundIt() {
    drawLungs();
    byte[] expected = mask.clone();
    box(15, 30, 15, 40, 5, 20, 0); // a mass of 253 mL
    box(70, 75, 15, 20, 5, 9, 0);

    clean();

    assertThat(mask).isEqualTo(expected);
  }

  @Test
  void holeWithASpeckInside_isFilledWhole() {
    drawLungs();
    byte[] expected = mask.clone();
    box(15, 30, 15, 40, 5, 20, 0);
    box(20, 22, 20, 22, 8, 10, 2);

    clean();

    assertThat(mask).isEqualTo(expected);
  }

  @Test
  void vesselThroughAllSlices_isFilledAndALargeGapIsNot() {
    drawLungs();
    byte[] expected = mask.clone();
    box(20, 24, 20, 24, 2, 28, 0); // 144 mm² in each slice
    box(70, 76, 20, 26, 2, 28, 0); // 324 mm²
    for (int k = 2; k < 28; k++) {
      for (int j = 20; j < 26; j++) {
        for (int i = 70; i < 76; i++) {
          expected[(k * HEIGHT + j) * WIDTH + i] = 0;
        }
      }
    }

    clean();

    assertThat(mask).isEqualTo(expected);
  }

  @Test
  void mediastinumBetweenTouchingLungs_isNotFilled() {
    // The lungs meet in front and behind; what lies between is open at the ends of the volume.
    box(10, 90, 10, 50, 0, 30, 1);
    box(50, 90, 10, 50, 0, 30, 2);
    box(35, 65, 20, 40, 0, 30, 0);
    byte[] before = mask.clone();

    clean();

    assertThat(mask).isEqualTo(before);
  }

  @Test
  void singleSlice_keepsBothLungs() {
    geometry = VolumeGeometry.axial(WIDTH, HEIGHT, 1, 3, 3, 1, SpacingOrigin.CALIBRATED);
    mask = new byte[(int) geometry.voxelCount()];
    box(10, 40, 10, 50, 0, 1, 1);
    box(70, 80, 30, 40, 0, 1, 2); // 0.9 mL
    byte[] before = mask.clone();

    clean();

    assertThat(mask).isEqualTo(before);
  }

  @Test
  void touchingLungsWithOneLabel_areDividedWhereTheyAreThinnest() {
    // One part with one label: in front the lungs meet over two rows and half of the slices.
    box(10, 48, 10, 50, 2, 28, 1);
    box(52, 90, 10, 50, 2, 28, 1);
    box(48, 52, 10, 12, 12, 28, 1);

    assertThat(clean()).isEmpty();

    assertThat(count(1)).isBetween(38 * 40 * 26L, 38 * 40 * 26L + 4 * 2 * 16);
    assertThat(count(2)).isBetween(38 * 40 * 26L, 38 * 40 * 26L + 4 * 2 * 16);
    assertThat(labelAt(20, 30, 15)).isEqualTo(1);
    assertThat(labelAt(80, 30, 15)).isEqualTo(2);
  }

  @Test
  void touchingLungsWithOneLabelOnOneSlice_areDivided() {
    geometry = VolumeGeometry.axial(WIDTH, HEIGHT, 1, 3, 3, 1, SpacingOrigin.CALIBRATED);
    mask = new byte[(int) geometry.voxelCount()];
    box(10, 48, 10, 50, 0, 1, 2);
    box(52, 90, 10, 50, 0, 1, 2);
    box(48, 52, 10, 13, 0, 1, 2);

    clean();

    assertThat(labelAt(20, 30, 0)).isEqualTo(1);
    assertThat(labelAt(80, 30, 0)).isEqualTo(2);
  }

  @Test
  void oneLungWithABulge_isNotDivided() {
    // The left lung herniates across the midline in front; nothing else is there.
    box(52, 90, 10, 50, 2, 28, 2);
    box(40, 52, 10, 25, 10, 28, 2);
    byte[] before = mask.clone();

    assertThat(clean()).containsExactly(Kind.ONE_LUNG);

    assertThat(mask).isEqualTo(before);
  }

  @Test
  void oneSliceSwapped_isSetByPosition() {
    geometry = VolumeGeometry.axial(WIDTH, HEIGHT, 1, 3, 3, 1, SpacingOrigin.CALIBRATED);
    mask = new byte[(int) geometry.voxelCount()];
    box(10, 40, 10, 50, 0, 1, 2);
    box(60, 90, 10, 50, 0, 1, 1);

    assertThat(cleanMask().mirrored()).isTrue();

    assertThat(labelAt(20, 30, 0)).isEqualTo(1);
    assertThat(labelAt(80, 30, 0)).isEqualTo(2);
  }

  @Test
  void whiteLungOfWhichAnIslandIsLeft_keepsItsSide() {
    // Of a white left lung only a strip at the apex was found, and it carries the wrong label.
    box(10, 45, 10, 50, 2, 28, 1);
    box(62, 75, 15, 35, 24, 28, 1);

    clean();

    assertThat(labelAt(20, 30, 15)).isEqualTo(1);
    assertThat(labelAt(70, 20, 26)).isEqualTo(2);
  }

  @Test
  void pronePatient_isLikeAnyOther() {
    // Front and back exchanged in the array and in its geometry: right stays right.
    drawLungs();
    box(20, 30, 52, 57, 10, 15, 2); // a fragment of the right lung with the wrong label
    VolumeGeometry supine = geometry;
    byte[] original = mask.clone();
    clean();
    byte[] expected = mask;
    int[] axes = {0, 1, 2};
    boolean[] turned = {true, true, false};

    geometry = supine.reordered(axes, turned);
    mask = reorder(original, supine, axes, turned);
    clean();

    assertThat(mask).isEqualTo(reorder(expected, supine, axes, turned));
  }

  @Test
  void anyVoxelOrder_givesTheSameMask() {
    drawLungs();
    box(15, 22, 20, 30, 10, 15, 2);
    box(50, 53, 5, 8, 10, 15, 1);
    box(70, 74, 20, 24, 2, 28, 0);
    byte[] original = mask.clone();
    clean();
    byte[] expected = mask;
    VolumeGeometry axial = geometry;
    int[] axes = {2, 0, 1};
    boolean[] flips = {true, false, true};

    geometry = axial.reordered(axes, flips);
    mask = reorder(original, axial, axes, flips);
    clean();

    assertThat(mask).isEqualTo(reorder(expected, axial, axes, flips));
  }

  @Test
  void labels_ofOtherStructures_areNotForThisProcessor() {
    assertThat(LungPostProcessor.isForLabels(LungLabels.RIGHT_LEFT)).isTrue();
    assertThat(LungPostProcessor.isForLabels(LungLabels.LOBES)).isFalse();
    assertThat(
            LungPostProcessor.isForLabels(
                LabelSet.of(new Label(1, "left", "44029006", 0), new Label(2, "r", "3341006", 0))))
        .isFalse();
  }

  private void drawLungs() {
    box(10, 40, 10, 50, 2, 28, 1);
    box(60, 90, 10, 50, 2, 28, 2);
  }

  private void box(int i0, int i1, int j0, int j1, int k0, int k1, int label) {
    for (int k = k0; k < k1; k++) {
      for (int j = j0; j < j1; j++) {
        for (int i = i0; i < i1; i++) {
          mask[(k * HEIGHT + j) * WIDTH + i] = (byte) label;
        }
      }
    }
  }

  private int labelAt(int i, int j, int k) {
    return mask[(k * HEIGHT + j) * WIDTH + i];
  }

  private long count(int label) {
    long count = 0;
    for (byte one : mask) {
      count += one == label ? 1 : 0;
    }
    return count;
  }

  private List<Kind> clean() {
    return cleanMask().warnings().stream().map(SegmentationWarning::kind).toList();
  }

  private LungPostProcessor.Cleaned cleanMask() {
    StageTracker tracker = new StageTracker(ProgressListener.NONE, CancellationToken.create());
    tracker.begin(SegmentationStage.POST_PROCESS, LungPostProcessor.steps());
    Workers workers = Workers.of(SegmenterOptions.builder().threads(2).build());
    return LungPostProcessor.clean(mask, PatientAxes.of(geometry), workers, tracker);
  }

  private static byte[] reorder(byte[] voxels, VolumeGeometry from, int[] axes, boolean[] flips) {
    VolumeGeometry to = from.reordered(axes, flips);
    byte[] result = new byte[voxels.length];
    int[] place = new int[3];
    int at = 0;
    for (int k = 0; k < to.size(2); k++) {
      for (int j = 0; j < to.size(1); j++) {
        for (int i = 0; i < to.size(0); i++, at++) {
          int[] index = {i, j, k};
          for (int axis = 0; axis < 3; axis++) {
            place[axes[axis]] = flips[axis] ? to.size(axis) - 1 - index[axis] : index[axis];
          }
          result[at] = voxels[(place[2] * from.size(1) + place[1]) * from.size(0) + place[0]];
        }
      }
    }
    return result;
  }
}
