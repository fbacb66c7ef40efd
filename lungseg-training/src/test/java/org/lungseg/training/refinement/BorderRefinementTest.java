package org.lungseg.training.refinement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.lungseg.api.Affine3D;
import org.lungseg.api.CtVolume;
import org.lungseg.api.IntensityDomain;
import org.lungseg.api.LungMask;
import org.lungseg.api.ProbabilityMap;
import org.lungseg.api.SpacingOrigin;
import org.lungseg.api.UnusableInputException;
import org.lungseg.api.VolumeGeometry;
import org.lungseg.metrics.MaskAgreement;

class BorderRefinementTest {

  private static final int SIZE = 80;
  private static final int SLICES = 2;
  private static final double RADIUS = 14;
  private static final int RIGHT_CENTRE = 22;
  private static final int LEFT_CENTRE = 58;

  private static final VolumeGeometry AXIAL =
      VolumeGeometry.axial(SIZE, SIZE, SLICES, 1, 1, 5, SpacingOrigin.CALIBRATED);

  @ParameterizedTest
  @EnumSource(BorderRefinement.class)
  void refine_borderBesideTheEdge_movesItThereAndKeepsTheSides(BorderRefinement way) {
    LungMask truth = mask(0);
    LungMask wide = mask(1.6);
    assertThat(dice(truth, wide)).isLessThan(0.92);
    LungMask refined = way.refine(ct(-850, 40), probability(1.6), wide);
    assertThat(dice(truth, refined)).isGreaterThan(0.95);
    LungMask narrow = mask(-1.6);
    assertThat(dice(truth, narrow)).isLessThan(0.9);
    refined = way.refine(ct(-850, 40), probability(-1.6), narrow);
    assertThat(dice(truth, refined)).isGreaterThan(0.93);
    assertThat(refined.valueAt(RIGHT_CENTRE + 13, SIZE / 2, 0)).isEqualTo(1);
    assertThat(refined.valueAt(LEFT_CENTRE - 13, SIZE / 2, 1)).isEqualTo(2);
  }

  @ParameterizedTest
  @EnumSource(BorderRefinement.class)
  void refine_noEdgeInTheImage_leavesTheMaskAlmostAlone(BorderRefinement way) {
    LungMask mask = mask(0);
    LungMask refined = way.refine(ct(40, 40), probability(0), mask);
    assertThat(dice(mask, refined)).isGreaterThan(0.97);
  }

  @ParameterizedTest
  @EnumSource(BorderRefinement.class)
  void refine_networkWithoutDoubt_changesNothing(BorderRefinement way) {
    LungMask wide = mask(1.6);
    byte[] sure = new byte[wide.array().length];
    for (int at = 0; at < sure.length; at++) {
      sure[at] = (byte) (wide.array()[at] != 0 ? 255 : 0);
    }
    LungMask refined = way.refine(ct(-850, 40), ProbabilityMap.of(sure, AXIAL), wide);
    assertThat(refined.array()).isEqualTo(wide.array());
  }

  @ParameterizedTest
  @EnumSource(BorderRefinement.class)
  void refine_emptyMask_staysEmpty(BorderRefinement way) {
    LungMask empty = LungMask.of(new byte[SIZE * SIZE * SLICES], AXIAL);
    assertThat(way.refine(ct(-850, 40), probability(0), empty).isEmpty()).isTrue();
  }

  @ParameterizedTest
  @EnumSource(BorderRefinement.class)
  void refine_slicesAlongTheFirstVoxelAxis_isTheSame(BorderRefinement way) {
    // (i, j, k) is (slice from the head, row, column) here; 3 mm rows would be another window.
    VolumeGeometry turned =
        VolumeGeometry.of(
            SLICES,
            SIZE,
            SIZE,
            Affine3D.of(0, 0, -1, 0, 0, -1, 0, 0, -5, 0, 0, 0),
            SpacingOrigin.CALIBRATED);
    LungMask expected = way.refine(ct(-850, 40), probability(1.6), mask(1.6));
    short[] values = new short[SIZE * SIZE * SLICES];
    byte[] likely = new byte[values.length];
    byte[] labels = new byte[values.length];
    for (int at = 0; at < values.length; at++) {
      int to = turned(at);
      values[to] = (short) hounsfield(at, -850, 40);
      likely[to] = probability(1.6).array()[at];
      labels[to] = mask(1.6).array()[at];
    }
    LungMask found =
        way.refine(
            CtVolume.ofShorts(values, turned, IntensityDomain.HOUNSFIELD),
            ProbabilityMap.of(likely, turned),
            LungMask.of(labels, turned));
    for (int at = 0; at < values.length; at++) {
      assertThat(found.array()[turned(at)]).isEqualTo(expected.array()[at]);
    }
  }

  @Test
  void refine_otherGrid_isRefused() {
    VolumeGeometry other =
        VolumeGeometry.axial(SIZE, SIZE, SLICES, 2, 1, 5, SpacingOrigin.CALIBRATED);
    ProbabilityMap elsewhere = ProbabilityMap.of(new byte[SIZE * SIZE * SLICES], other);
    assertThatThrownBy(
            () -> BorderRefinement.GUIDED_FILTER.refine(ct(-850, 40), elsewhere, mask(0)))
        .isInstanceOf(UnusableInputException.class);
  }

  private static int turned(int at) {
    int x = at % SIZE;
    int y = at / SIZE % SIZE;
    int slice = SLICES - 1 - at / (SIZE * SIZE);
    return (x * SIZE + y) * SLICES + slice;
  }

  private static double dice(LungMask one, LungMask other) {
    return MaskAgreement.compare(one, other).overall().dice();
  }

  /** Two lungs whose radius is off by some voxels. */
  private static LungMask mask(double wider) {
    byte[] labels = new byte[SIZE * SIZE * SLICES];
    for (int at = 0; at < labels.length; at++) {
      boolean lung = depth(at) + wider > 0;
      labels[at] = (byte) (!lung ? 0 : at % SIZE < SIZE / 2 ? 1 : 2);
    }
    return LungMask.of(labels, AXIAL);
  }

  /** A ramp over 8 voxels, as of a network on a coarser grid. */
  private static ProbabilityMap probability(double wider) {
    byte[] steps = new byte[SIZE * SIZE * SLICES];
    for (int at = 0; at < steps.length; at++) {
      double inside = 0.5 + (depth(at) + wider) / 8;
      steps[at] = (byte) Math.round(255 * Math.max(0, Math.min(1, inside)));
    }
    return ProbabilityMap.of(steps, AXIAL);
  }

  private static CtVolume ct(int lung, int tissue) {
    short[] values = new short[SIZE * SIZE * SLICES];
    for (int at = 0; at < values.length; at++) {
      values[at] = (short) hounsfield(at, lung, tissue);
    }
    return CtVolume.ofShorts(values, AXIAL, IntensityDomain.HOUNSFIELD);
  }

  /** An edge that is blurred over two voxels. */
  private static double hounsfield(int at, int lung, int tissue) {
    double share = Math.max(0, Math.min(1, 0.5 + depth(at) / 2));
    return Math.round(tissue + share * (lung - tissue));
  }

  /** How far a voxel lies inside the lung beside it, negative outside. */
  private static double depth(int at) {
    int x = at % SIZE;
    int y = at / SIZE % SIZE;
    int centre = x < SIZE / 2 ? RIGHT_CENTRE : LEFT_CENTRE;
    return RADIUS - Math.hypot(x - centre, y - SIZE / 2.0);
  }
}
