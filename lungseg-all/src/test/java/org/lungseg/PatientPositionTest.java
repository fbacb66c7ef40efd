package org.lungseg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lungseg.api.Affine3D;
import org.lungseg.api.CtVolume;
import org.lungseg.api.InputPolicy;
import org.lungseg.api.LungMask;
import org.lungseg.api.SegmentationResult;
import org.lungseg.api.SegmentationWarning;
import org.lungseg.api.SegmentationWarning.Kind;
import org.lungseg.api.Segmenter;
import org.lungseg.api.SegmenterOptions;
import org.lungseg.api.UnusableInputException;
import org.lungseg.api.VolumeGeometry;
import org.lungseg.io.VolumeIO;
import org.lungseg.metrics.MaskAgreement;
import org.lungseg.phantom.ChestPhantom;
import org.lungseg.phantom.Phantom;
import org.lungseg.testkit.TestData;

/**
 * Patients who do not lie as the image says, and patients who lie as it says though unusually, with
 * the bundled network.
 */
class PatientPositionTest {

  private static Segmenter warning;
  private static Segmenter repairing;
  private static Phantom phantom;

  @BeforeAll
  static void load() {
    warning = Segmenter.load();
    repairing =
        Segmenter.load(
            SegmenterOptions.builder()
                .policy(Kind.ORIENTATION_DOUBTFUL, InputPolicy.REPAIR)
                .build());
    phantom = ChestPhantom.builder().size(130, 110, 56).spacingMm(3.2, 3.2, 6).build().generate();
  }

  @AfterAll
  static void close() {
    warning.close();
    repairing.close();
  }

  @ParameterizedTest
  @CsvSource({
    "1, -1, 1, front and back",
    "1, 1, -1, head and feet",
    "1, -1, -1, 'front and back, head and feet'"
  })
  void phantomThatLiesOtherwise_isToldAndRepaired(int x, int y, int z, String exchanged) {
    assertToldAndRepaired(phantom.ct(), phantom.lungs(), x, y, z, exchanged);
  }

  @ParameterizedTest
  @CsvSource({"1, -1, 1, front and back", "1, 1, -1, head and feet", "-1, 1, 1, right and left"})
  void patientWhoLiesOtherwise_isToldAndRepaired(int x, int y, int z, String exchanged) {
    CtVolume ct = VolumeIO.readCt(TestData.data("lctsc/case_002_ct.nii.gz"));
    LungMask truth = VolumeIO.readLungMask(TestData.data("lctsc/case_002_lungs.nii.gz"));

    assertToldAndRepaired(ct, truth, x, y, z, exchanged);
  }

  @Test
  void patientWhoIsTurnedAroundTheLongAxis_hasFourSidesExchanged() {
    CtVolume ct = VolumeIO.readCt(TestData.data("lctsc/case_002_ct.nii.gz"));
    LungMask truth = VolumeIO.readLungMask(TestData.data("lctsc/case_002_lungs.nii.gz"));

    SegmentationResult repaired =
        repairing.segment(ct.withGeometry(exchanged(ct.geometry(), -1, -1, 1)));

    assertThat(orientation(repaired).message())
        .contains(": front and back, right and left seem exchanged");
    assertSides(LungMask.of(repaired.mask().array(), ct.geometry()), truth, 0.93);
  }

  @Test
  void patientAsStated_isNotDoubted() {
    assertThat(kinds(warning.segment(phantom.ct()))).doesNotContain(Kind.ORIENTATION_DOUBTFUL);
    for (String name : List.of("lctsc/case_002", "lctsc/case_005")) {
      CtVolume ct = VolumeIO.readCt(TestData.data(name + "_ct.nii.gz"));

      assertThat(kinds(warning.segment(ct))).as(name).isEmpty();
    }
  }

  @Test
  void pronePatient_isLikeAnyOther() {
    // The patient lies on the front: the table is before the chest, and nothing behind.
    short[] voxels = new short[(int) phantom.ct().geometry().voxelCount()];
    float[] plane = new float[130 * 110];
    for (int k = 0; k < 56; k++) {
      phantom.ct().copyPlane(k, plane);
      for (int at = 0; at < plane.length; at++) {
        voxels[k * plane.length + at] = (short) plane[at];
      }
      int back = backOfTheBody(plane);
      Arrays.fill(voxels, k * plane.length + back * 130, (k + 1) * plane.length, (short) -1000);
      for (int j = 1; j < 4; j++) {
        int row = k * plane.length + j * 130;
        Arrays.fill(voxels, row + 20, row + 110, (short) 150);
      }
    }
    CtVolume prone = CtVolume.ofShorts(voxels, phantom.ct().geometry(), phantom.ct().domain());

    SegmentationResult result = warning.segment(prone);

    assertThat(kinds(result)).doesNotContain(Kind.ORIENTATION_DOUBTFUL);
    assertSides(result.mask(), phantom.lungs(), 0.85);
  }

  @Test
  void abdomen_isNoChest() {
    CtVolume abdomen = VolumeIO.readCt(TestData.data("negative/abdomen_ct.nii.gz"));

    assertThat(kinds(warning.segment(abdomen))).contains(Kind.NOT_A_CHEST);

    try (Segmenter strict =
        Segmenter.load(
            SegmenterOptions.builder().policy(Kind.NOT_A_CHEST, InputPolicy.ERROR).build())) {
      assertThatExceptionOfType(UnusableInputException.class)
          .isThrownBy(() -> strict.segment(abdomen))
          .satisfies(e -> assertThat(e.kind()).contains(Kind.NOT_A_CHEST));
    }
  }

  /** The first row behind all of the body, above the table, which is a gap or a straight line. */
  private static int backOfTheBody(float[] plane) {
    int row = 55;
    while (row < 109 && plane[row * 130 + 65] > -700) {
      row++;
    }
    return row;
  }

  private static void assertToldAndRepaired(
      CtVolume ct, LungMask truth, int x, int y, int z, String exchanged) {
    VolumeGeometry stated = ct.geometry();
    VolumeGeometry wrong = exchanged(stated, x, y, z);
    CtVolume lying = ct.withGeometry(wrong);

    SegmentationWarning told = orientation(warning.segment(lying));
    assertThat(told.repaired()).isFalse();
    assertThat(told.message()).contains(exchanged);

    SegmentationResult repaired = repairing.segment(lying);
    assertThat(orientation(repaired).repaired()).isTrue();
    assertThat(orientation(repaired).message()).contains(": " + exchanged + " seem");
    assertThat(repaired.mask().geometry()).isEqualTo(wrong);
    assertSides(LungMask.of(repaired.mask().array(), stated), truth, 0.93);
  }

  /** The geometry of the same voxels with directions exchanged where there is a −1. */
  private static VolumeGeometry exchanged(VolumeGeometry stated, int x, int y, int z) {
    return VolumeGeometry.of(
        stated.size(0),
        stated.size(1),
        stated.size(2),
        Affine3D.scaling(x, y, z, 0, 0, 0).after(stated.voxelToRasMm()),
        stated.spacingOrigin());
  }

  private static void assertSides(LungMask found, LungMask truth, double dice) {
    MaskAgreement agreement = MaskAgreement.compare(truth, found);
    agreement
        .perLabel()
        .forEach(
            (label, overlap) -> assertThat(overlap.dice()).as(label.name()).isGreaterThan(dice));
  }

  private static SegmentationWarning orientation(SegmentationResult result) {
    return result.warnings().stream()
        .filter(one -> one.kind() == Kind.ORIENTATION_DOUBTFUL)
        .findFirst()
        .orElseThrow(() -> new AssertionError("nothing doubtful: " + result.warnings()));
  }

  private static List<Kind> kinds(SegmentationResult result) {
    return result.warnings().stream().map(SegmentationWarning::kind).toList();
  }
}
