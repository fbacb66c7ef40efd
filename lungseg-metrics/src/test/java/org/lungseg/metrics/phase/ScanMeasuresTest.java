package org.lungseg.metrics.phase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.lungseg.api.Affine3D;
import org.lungseg.api.CtVolume;
import org.lungseg.api.IntensityDomain;
import org.lungseg.api.LungMask;
import org.lungseg.api.SpacingOrigin;
import org.lungseg.api.UnusableInputException;
import org.lungseg.api.VolumeGeometry;

class ScanMeasuresTest {

  private static final VolumeGeometry GRID = DrawnChest.grid(2, 2, 3);

  @Test
  void of_drawnChest_findsTheSizesItWasDrawnWith() {
    ScanMeasures measures = measure(new DrawnChest(), GRID);

    assertThat(measures.obstacles()).isEmpty();
    assertThat(measures.isCut()).isFalse();
    assertThat(size(measures, PhaseFeature.HEIGHT)).isCloseTo(206, within(6.0));
    assertThat(size(measures, PhaseFeature.WIDTH)).isCloseTo(260, within(8.0));
    assertThat(size(measures, PhaseFeature.DEPTH)).isCloseTo(160, within(8.0));
    // At 60 % of the height between −76 and 130 mm the ellipsoid is a little narrower.
    assertThat(size(measures, PhaseFeature.MID_DEPTH)).isCloseTo(150, within(8.0));
    // From 130 mm down to the top of the dome, but for its outer columns.
    assertThat(size(measures, PhaseFeature.DOME_TO_TOP)).isCloseTo(185, within(12.0));
    // Two lungs of half an axis of 55 mm around ±75 mm: 40 of 260 mm, more in front and behind.
    assertThat(size(measures, PhaseFeature.MEDIASTINUM)).isBetween(0.16, 0.40);
    assertThat(size(measures, PhaseFeature.RIB_CAGE)).isCloseTo(294, within(6.0));
    assertThat(size(measures, PhaseFeature.SPINE)).isCloseTo(36, within(3.0));
    assertThat(size(measures, PhaseFeature.TRACHEA_AREA))
        .isCloseTo(Math.PI * 100, within(0.08 * Math.PI * 100));
    assertThat(value(measures, PhaseFeature.TRACHEA_FLATNESS)).isCloseTo(1, within(0.1));
    assertThat(measures.meanDensityHu().orElseThrow()).isCloseTo(-800, within(0.01));
    assertThat(Math.exp(value(measures, PhaseFeature.TISSUE))).isCloseTo(0.2, within(0.002));
    assertThat(value(measures, PhaseFeature.GRADIENT)).isCloseTo(0, within(1e-6));
    assertThat(measures.tissueMassG().orElseThrow())
        .isCloseTo(0.2 * measures.volumeMl().orElseThrow(), within(0.1));
  }

  @Test
  void of_flatTracheaAndHigherDome_showsInTheirMeasuresOnly() {
    ScanMeasures round = measure(new DrawnChest(), GRID);
    ScanMeasures flat = measure(new DrawnChest().tracheaHalfDepthMm(6), GRID);
    ScanMeasures domed = measure(new DrawnChest().domeMm(60), GRID);

    assertThat(value(flat, PhaseFeature.TRACHEA_FLATNESS)).isCloseTo(0.6, within(0.1));
    assertThat(size(flat, PhaseFeature.TRACHEA_AREA))
        .isCloseTo(0.6 * Math.PI * 100, within(0.15 * Math.PI * 100));
    assertThat(value(flat, PhaseFeature.DOME)).isEqualTo(value(round, PhaseFeature.DOME));
    assertThat(value(domed, PhaseFeature.DOME))
        .isGreaterThan(1.2 * value(round, PhaseFeature.DOME));
    assertThat(size(domed, PhaseFeature.DOME_TO_TOP))
        .isCloseTo(size(round, PhaseFeature.DOME_TO_TOP) - 19, within(6.0));
    assertThat(value(domed, PhaseFeature.TRACHEA_AREA))
        .isEqualTo(value(round, PhaseFeature.TRACHEA_AREA));
  }

  @Test
  void of_denserBack_gradientHasTheSlopeOfTheLogarithm() {
    ScanMeasures measures = measure(new DrawnChest().denserAtTheBackBy(60), GRID);

    // Tissue goes from 0.14 in front to 0.26 at the back over 160 mm.
    double expected = Math.log(0.26 / 0.14) / 1.6;
    assertThat(value(measures, PhaseFeature.GRADIENT)).isCloseTo(expected, within(0.03));
    assertThat(value(measures, PhaseFeature.TISSUE_SPREAD)).isGreaterThan(0.2);
  }

  @Test
  void of_taller_heightAndVolumeGrowTogether() {
    ScanMeasures small = measure(new DrawnChest(), GRID);
    ScanMeasures tall = measure(new DrawnChest().stretch(1.2), GRID);

    double growth = value(tall, PhaseFeature.VOLUME) - value(small, PhaseFeature.VOLUME);
    assertThat(growth).isCloseTo(Math.log(1.2), within(0.01));
    assertThat(value(tall, PhaseFeature.HEIGHT) - value(small, PhaseFeature.HEIGHT))
        .isCloseTo(Math.log(1.2), within(0.03));
    assertThat(value(tall, PhaseFeature.WIDTH))
        .isCloseTo(value(small, PhaseFeature.WIDTH), within(0.01));
  }

  @Test
  void of_widerGapBetweenTheLungs_showsInTheMediastinum() {
    ScanMeasures narrow = measure(new DrawnChest(), GRID);
    ScanMeasures wide = measure(new DrawnChest().lungXMm(85), GRID);

    assertThat(size(wide, PhaseFeature.MEDIASTINUM))
        .isGreaterThan(size(narrow, PhaseFeature.MEDIASTINUM) + 20.0 / 280 * 0.5);
    assertThat(value(wide, PhaseFeature.MID_DEPTH))
        .isEqualTo(value(narrow, PhaseFeature.MID_DEPTH));
  }

  static Stream<Arguments> orders() {
    return Stream.of(
        Arguments.of(new int[] {0, 1, 2}, new boolean[] {true, false, false}),
        Arguments.of(new int[] {0, 1, 2}, new boolean[] {false, true, true}),
        Arguments.of(new int[] {2, 0, 1}, new boolean[] {false, false, true}),
        Arguments.of(new int[] {1, 2, 0}, new boolean[] {true, true, true}));
  }

  @ParameterizedTest
  @MethodSource("orders")
  void of_sameVoxelsInAnotherOrder_givesTheSameMeasures(int[] axes, boolean[] flipped) {
    DrawnChest chest = new DrawnChest().denserAtTheBackBy(40).tracheaHalfDepthMm(7);
    ScanMeasures usual = measure(chest, GRID);
    ScanMeasures turned = measure(chest, GRID.reordered(axes, flipped));

    for (PhaseFeature feature : PhaseFeature.values()) {
      assertThat(value(turned, feature))
          .as(feature.id())
          .isCloseTo(value(usual, feature), within(1e-4));
    }
  }

  @Test
  void of_anisotropicAndFineGrids_agree() {
    DrawnChest chest = new DrawnChest().denserAtTheBackBy(40);
    ScanMeasures fine = measure(chest, DrawnChest.grid(1.2, 1.3, 1.5));
    ScanMeasures thick = measure(chest, DrawnChest.grid(1.5, 2.2, 5));

    for (PhaseFeature feature : PhaseFeature.values()) {
      assertThat(value(thick, feature))
          .as(feature.id())
          .isCloseTo(value(fine, feature), within(0.12));
    }
  }

  @Test
  void of_obliqueGrid_isMeasuredAlongItsOwnAxes() {
    double c = Math.cos(Math.toRadians(2));
    double s = Math.sin(Math.toRadians(2));
    Affine3D turn = Affine3D.of(c, -s, 0, 0, s, c, 0, 0, 0, 0, 1, 0);
    VolumeGeometry oblique =
        VolumeGeometry.of(
            GRID.size(0),
            GRID.size(1),
            GRID.size(2),
            turn.after(GRID.voxelToRasMm()),
            SpacingOrigin.CALIBRATED);
    assertThat(oblique.isOblique()).isTrue();

    ScanMeasures straight = measure(new DrawnChest(), GRID);
    ScanMeasures turned = measure(new DrawnChest(), oblique);

    assertThat(turned.obstacles()).isEmpty();
    for (PhaseFeature feature : PhaseFeature.values()) {
      assertThat(value(turned, feature))
          .as(feature.id())
          .isCloseTo(value(straight, feature), within(0.06));
    }
  }

  @Test
  void of_greyValues_hasVolumeNoDensityAndSaysWhy() {
    DrawnChest chest = new DrawnChest();
    ScanMeasures measures =
        ScanMeasures.of(chest.ct(GRID, IntensityDomain.GREY), chest.lungs(GRID));

    assertThat(measures.meanDensityHu()).isEmpty();
    assertThat(measures.tissueMassG()).isEmpty();
    assertThat(measures.volumeMl()).isPresent();
    assertThat(measures.obstacles()).anyMatch(text -> text.contains("grey values"));
  }

  @Test
  void of_assumedSpacing_hasDensityNoVolumeAndSaysWhy() {
    VolumeGeometry assumed =
        VolumeGeometry.of(
            GRID.size(0), GRID.size(1), GRID.size(2), GRID.voxelToRasMm(), SpacingOrigin.ASSUMED);
    ScanMeasures measures = measure(new DrawnChest(), assumed);

    assertThat(measures.volumeMl()).isEmpty();
    assertThat(measures.value(PhaseFeature.HEIGHT)).isEmpty();
    assertThat(measures.meanDensityHu()).isPresent();
    assertThat(measures.obstacles()).anyMatch(text -> text.contains("spacing is assumed"));
  }

  @Test
  void of_emptyMask_hasNothing() {
    LungMask none = LungMask.of(new byte[(int) GRID.voxelCount()], GRID);
    ScanMeasures measures = ScanMeasures.of(new DrawnChest().ct(GRID), none);

    assertThat(measures.volumeMl()).isEmpty();
    assertThat(measures.meanDensityHu()).isEmpty();
    assertThat(measures.value(PhaseFeature.TISSUE)).isEmpty();
    assertThat(measures.obstacles()).containsExactly("no lung was found");
  }

  @Test
  void of_oneLungOrStoredWithOffset_isAnObstacle() {
    DrawnChest chest = new DrawnChest();
    byte[] right = chest.lungs(GRID).array().clone();
    for (int at = 0; at < right.length; at++) {
      right[at] = right[at] == 1 ? (byte) 1 : 0;
    }
    CtVolume ct = chest.ct(GRID);
    assertThat(ScanMeasures.of(ct, LungMask.of(right, GRID)).obstacles())
        .anyMatch(text -> text.contains("one lung is missing"));

    short[] shifted = new short[(int) GRID.voxelCount()];
    float[] plane = new float[GRID.size(0) * GRID.size(1)];
    for (int k = 0; k < GRID.size(2); k++) {
      ct.copyPlane(k, plane);
      for (int at = 0; at < plane.length; at++) {
        shifted[k * plane.length + at] = (short) (plane[at] + 1024);
      }
    }
    ScanMeasures offset =
        ScanMeasures.of(
            CtVolume.ofShorts(shifted, GRID, IntensityDomain.HOUNSFIELD), chest.lungs(GRID));
    assertThat(offset.obstacles()).anyMatch(text -> text.contains("no Hounsfield units"));
    assertThat(offset.meanDensityHu()).isEmpty();
  }

  @Test
  void of_lungsThatGoOnBeyondTheScan_areCut() {
    VolumeGeometry half =
        VolumeGeometry.of(
            GRID.size(0),
            GRID.size(1),
            GRID.size(2) / 2,
            GRID.voxelToRasMm(),
            SpacingOrigin.CALIBRATED);
    ScanMeasures measures = measure(new DrawnChest(), half);

    assertThat(measures.isCut()).isTrue();
    assertThat(measures.obstacles()).contains("the scan ends inside the lungs");
  }

  @Test
  void of_valuesThatAreNoNumber_countAsAir() {
    DrawnChest chest = new DrawnChest();
    float[] voxels = new float[(int) GRID.voxelCount()];
    float[] plane = new float[GRID.size(0) * GRID.size(1)];
    CtVolume ct = chest.ct(GRID);
    for (int k = 0; k < GRID.size(2); k++) {
      ct.copyPlane(k, plane);
      System.arraycopy(plane, 0, voxels, k * plane.length, plane.length);
    }
    voxels[0] = Float.NaN;
    voxels[1] = -3024;
    ScanMeasures measures =
        ScanMeasures.of(
            CtVolume.ofFloats(voxels, GRID, IntensityDomain.HOUNSFIELD), chest.lungs(GRID));

    assertThat(measures.obstacles()).isEmpty();
    assertThat(measures.toString()).isEqualTo(measure(chest, GRID).toString());
  }

  @Test
  void of_anotherGrid_isRefused() {
    CtVolume ct = new DrawnChest().ct(GRID);
    LungMask lungs = new DrawnChest().lungs(DrawnChest.grid(2, 2, 4));

    assertThatThrownBy(() -> ScanMeasures.of(ct, lungs))
        .isInstanceOf(UnusableInputException.class)
        .hasMessageContaining("another grid");
  }

  @Test
  void ofMask_knowsTheVolumeOnly() {
    LungMask lungs = new DrawnChest().lungs(GRID);
    ScanMeasures measures = ScanMeasures.ofMask(lungs);

    assertThat(measures.volumeMl()).hasValue(lungs.volumeMl());
    assertThat(measures.meanDensityHu()).isEmpty();
    assertThat(measures.value(PhaseFeature.TRACHEA_AREA)).isEmpty();
    assertThat(measures.obstacles()).anyMatch(text -> text.contains("mask only"));
  }

  private static ScanMeasures measure(DrawnChest chest, VolumeGeometry grid) {
    return ScanMeasures.of(chest.ct(grid), chest.lungs(grid));
  }

  private static double value(ScanMeasures measures, PhaseFeature feature) {
    return measures.value(feature).orElseThrow();
  }

  private static double size(ScanMeasures measures, PhaseFeature feature) {
    return Math.exp(value(measures, feature));
  }
}
