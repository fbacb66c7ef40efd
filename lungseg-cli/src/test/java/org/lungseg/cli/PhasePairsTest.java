package org.lungseg.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.lungseg.api.LungMask;
import org.lungseg.io.VolumeIO;
import org.lungseg.metrics.phase.PairPhase;
import org.lungseg.metrics.phase.Phase;
import org.lungseg.metrics.phase.RespiratoryPhase;
import org.lungseg.metrics.phase.ScanMeasures;
import org.lungseg.testkit.TestData;

/**
 * The two real pairs, masks without CT. The numbers are those of {@code
 * docs/experiments/respiratory-phase.md}.
 */
class PhasePairsTest {

  private static final RespiratoryPhase PHASES = RespiratoryPhase.bundled();

  /** Whether label 1 is the right lung was not verified, so only the sum of both is looked at. */
  @Test
  void n25_byVolumeAlone_theInhaleIsFuller() {
    ScanMeasures inhale = measured("n25_inhale_lungs.nii.gz");
    ScanMeasures exhale = measured("n25_exhale_lungs.nii.gz");

    assertThat(inhale.volumeMl().orElseThrow()).isCloseTo(6668.2, within(0.1));
    assertThat(exhale.volumeMl().orElseThrow()).isCloseTo(5198.3, within(0.1));
    requireFirstIsInhale(inhale, exhale, 0.999);
  }

  /** One label, so there is a volume and no right and left. */
  @Test
  void l2r012_byVolumeAlone_theInhaleIsFuller() {
    ScanMeasures inhale = measured("l2r_012_inhale_lungs.nii.gz");
    ScanMeasures exhale = measured("l2r_012_exhale_lungs.nii.gz");

    assertThat(inhale.volumeMl().orElseThrow()).isCloseTo(5600.7, within(0.1));
    assertThat(exhale.volumeMl().orElseThrow()).isCloseTo(4948.0, within(0.1));
    assertThat(inhale.obstacles()).anyMatch(text -> text.contains("100 % of both"));
    requireFirstIsInhale(inhale, exhale, 0.97);
  }

  private static void requireFirstIsInhale(
      ScanMeasures inhale, ScanMeasures exhale, double leastProbability) {
    PairPhase pair = PHASES.ofPair(inhale, exhale);
    assertThat(pair.answer()).isEqualTo(PairPhase.Answer.FIRST_INHALE);
    assertThat(1 - pair.probabilitySecondInhale()).isGreaterThan(leastProbability);
    assertThat(pair.densityChangeHu()).isEmpty();
    assertThat(pair.warnings()).containsExactly("compared by volume alone");
    assertThat(PHASES.ofPair(exhale, inhale).answer()).isEqualTo(PairPhase.Answer.SECOND_INHALE);
    assertThat(PHASES.ofPair(inhale, inhale).answer()).isEqualTo(PairPhase.Answer.NO_DIFFERENCE);
    assertThat(PHASES.ofScan(inhale).phase()).isEqualTo(Phase.UNCERTAIN);
    assertThat(PHASES.ofScan(inhale).reason()).contains("mask only");
  }

  private static ScanMeasures measured(String file) {
    LungMask lungs = VolumeIO.readLungMask(TestData.data("phase_pairs/" + file));
    return ScanMeasures.ofMask(lungs);
  }
}
