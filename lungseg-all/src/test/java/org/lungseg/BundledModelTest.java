package org.lungseg;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lungseg.api.CtVolume;
import org.lungseg.api.LungLabels;
import org.lungseg.api.LungMask;
import org.lungseg.api.LungSide;
import org.lungseg.api.SegmentationResult;
import org.lungseg.api.SegmentationWarning;
import org.lungseg.api.Segmenter;
import org.lungseg.io.VolumeIO;
import org.lungseg.metrics.MaskAgreement;
import org.lungseg.metrics.Overlap;
import org.lungseg.testkit.TestData;

/**
 * What the bundled network must reach on the validation cases, through the public API alone. Each
 * line is a floor that no later network may fall below.
 */
class BundledModelTest {

  private static Segmenter segmenter;

  @TempDir Path folder;

  @BeforeAll
  static void load() {
    segmenter = Segmenter.load();
  }

  @AfterAll
  static void close() {
    segmenter.close();
  }

  @Test
  void segment_fullResolutionCt_agreesWithTheReferenceOnExactlyItsGrid() {
    Path file = TestData.data("lctsc_full/case_002_ct.nii.gz");
    CtVolume ct = VolumeIO.readCt(file);
    LungMask mask = segmenter.segment(ct).mask();
    VolumeIO.writeMask(mask, folder.resolve("mask.nii.gz"));
    LungMask written = VolumeIO.readLungMask(folder.resolve("mask.nii.gz"));
    assertThat(written.geometry()).isEqualTo(ct.geometry());
    MaskAgreement agreement = agreement("lctsc_full/case_002_lungs.nii.gz", written);
    assertThat(agreement.overall().dice()).isGreaterThanOrEqualTo(0.985);
    assertThat(dice(agreement, LungSide.RIGHT)).isGreaterThanOrEqualTo(0.965);
    assertThat(dice(agreement, LungSide.LEFT)).isGreaterThanOrEqualTo(0.965);
  }

  @ParameterizedTest
  @CsvSource({
    "lctsc/case_005_ct.nii.gz, lctsc/case_005_lungs.nii.gz, 0.955",
    "coronacases/003/ct, coronacases/003/lungs, 0.976",
    "coronacases/007/ct, coronacases/007/lungs, 0.9845",
    "coronacases/008/ct, coronacases/008/lungs, 0.986"
  })
  void segment_validationCase_reachesItsFloorWithSidesRight(
      String ct, String reference, double floor) {
    LungMask mask = segmenter.segment(VolumeIO.readCt(TestData.data(ct))).mask();
    MaskAgreement agreement = agreement(reference, mask);
    assertThat(agreement.overall().dice()).isGreaterThanOrEqualTo(floor);
    // Exchanged sides would give nearly 0 here.
    assertThat(dice(agreement, LungSide.RIGHT)).isGreaterThan(0.9);
    assertThat(dice(agreement, LungSide.LEFT)).isGreaterThan(0.9);
  }

  @Test
  void segment_abdomen_findsHardlyAnyLung() {
    CtVolume ct = VolumeIO.readCt(TestData.data("negative/abdomen_ct.nii.gz"));
    SegmentationResult result = segmenter.segment(ct);
    // The lowest tips of the lungs are in the picture; a whole lung is not.
    assertThat(result.mask().volumeMl()).isLessThan(700);
  }

  @Test
  void segment_pictures_saysThatValuesAndSpacingAreGuesses() {
    CtVolume ct = VolumeIO.readCt(TestData.data("coronacases/007/ct"));
    assertThat(segmenter.segment(ct).warnings())
        .extracting(SegmentationWarning::kind)
        .contains(SegmentationWarning.Kind.GREY_VALUES, SegmentationWarning.Kind.SPACING_ASSUMED);
  }

  @Test
  void model_bundled_saysWhatItIs() {
    assertThat(segmenter.model().name()).startsWith("lungseg-");
    assertThat(segmenter.model().sha256()).matches("[0-9a-f]{64}");
    assertThat(segmenter.model().labels()).isEqualTo(LungLabels.RIGHT_LEFT);
  }

  private static MaskAgreement agreement(String reference, LungMask mask) {
    return MaskAgreement.compare(VolumeIO.readLungMask(TestData.data(reference)), mask);
  }

  private static double dice(MaskAgreement agreement, LungSide side) {
    Overlap overlap =
        agreement.perLabel().get(LungLabels.RIGHT_LEFT.find(side.labelValue()).orElseThrow());
    return overlap.dice();
  }
}
