package org.lungseg.engine.internal.anatomy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lungseg.api.Affine3D;
import org.lungseg.api.CtVolume;
import org.lungseg.api.IntensityDomain;
import org.lungseg.api.Label;
import org.lungseg.api.LabelMask;
import org.lungseg.api.LabelSet;
import org.lungseg.api.LungMask;
import org.lungseg.api.SegmentationWarning;
import org.lungseg.api.SegmentationWarning.Kind;
import org.lungseg.api.SpacingOrigin;
import org.lungseg.api.VolumeGeometry;
import org.lungseg.engine.SyntheticChest;
import org.lungseg.engine.internal.input.Findings;

class AnatomyCheckTest {

  private static final VolumeGeometry WIDE =
      VolumeGeometry.axial(96, 72, 30, 3.6, 3.4, 8, SpacingOrigin.CALIBRATED);

  @Test
  void report_wholeLungs_tellsNothing() {
    SyntheticChest chest = SyntheticChest.on(WIDE);

    assertThat(report(chest.ct(), chest.truth())).isEmpty();
  }

  @Test
  void report_lungsBeyondTheImage_namesEachEdge() {
    SyntheticChest chest =
        SyntheticChest.on(VolumeGeometry.axial(70, 41, 18, 3, 3, 8, SpacingOrigin.CALIBRATED));

    List<SegmentationWarning> told = report(chest.ct(), chest.truth());

    assertThat(told).extracting(SegmentationWarning::kind).containsExactly(Kind.LUNGS_CUT);
    assertThat(told.get(0).message())
        .startsWith(
            "the lungs reach the end near the feet, the end near the head, the right edge, the left"
                + " edge, the anterior edge, the posterior edge of the image:");
  }

  @Test
  void report_sameImageInAnotherOrder_namesTheSameEdges() {
    VolumeGeometry narrow = VolumeGeometry.axial(55, 72, 30, 4, 3.4, 8, SpacingOrigin.CALIBRATED);
    int[] axes = {2, 0, 1};
    boolean[] flips = {true, false, true};
    SyntheticChest chest = SyntheticChest.on(narrow);
    SyntheticChest other = SyntheticChest.on(narrow.reordered(axes, flips));

    List<SegmentationWarning> told = report(other.ct(), other.truth());

    assertThat(told).isEqualTo(report(chest.ct(), chest.truth())).isNotEmpty();
  }

  @Test
  void report_lungsBeyondTheScannersView_tellsSo() {
    SyntheticChest chest = SyntheticChest.on(WIDE);
    byte[] lungs = chest.truth().array();
    for (int at = 0; at < lungs.length; at++) {
      if (Math.hypot((at % 96 - 47.5) * 3.6, (at / 96 % 72 - 35.5) * 3.4) > 105) {
        chest.hounsfield()[at] = -3024;
        lungs[at] = 0;
      }
    }

    List<SegmentationWarning> told = report(chest.ct(), LungMask.of(lungs, WIDE));

    assertThat(told).extracting(SegmentationWarning::kind).containsExactly(Kind.LUNGS_CUT);
    assertThat(told.get(0).message()).contains("the edge of the scanner's field of view");
  }

  @Test
  void report_paddingFarFromTheLungs_tellsNothing() {
    SyntheticChest chest = SyntheticChest.on(WIDE);
    for (int at = 0; at < chest.hounsfield().length; at++) {
      if (chest.hounsfield()[at] == -1000) {
        chest.hounsfield()[at] = -2000;
      }
    }

    assertThat(report(chest.ct(), chest.truth())).isEmpty();
  }

  @Test
  void report_someMillilitresInALongScan_isNoChest() {
    SyntheticChest chest = SyntheticChest.on(WIDE);
    byte[] little = new byte[chest.truth().array().length];
    int middle = little.length / 2 + 30 * 96 + 20;
    Arrays.fill(little, middle, middle + 40, (byte) 1);

    assertThat(report(chest.ct(), LungMask.of(little, WIDE)))
        .extracting(SegmentationWarning::kind)
        .containsExactly(Kind.NOT_A_CHEST);
  }

  @Test
  void of_structuresWithoutSides_isNotLookedAt() {
    LabelSet labels = LabelSet.of(new Label(1, "lung", "", 0), new Label(2, "vessel", "", 0));
    SyntheticChest chest = SyntheticChest.on(WIDE);

    assertThat(AnatomyCheck.of(chest.ct(), LabelMask.of(chest.truth().array(), WIDE, labels)))
        .isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "1, 1, false, false",
    "-1, 1, true, false",
    "1, -1, false, true",
    "-1, -1, true, true"
  })
  void orientation_ofAConeWithASpine_tellsWhatIsExchanged(
      int y, int z, boolean frontBack, boolean headFeet) {
    Cone cone = new Cone();
    VolumeGeometry stated =
        VolumeGeometry.of(
            80,
            60,
            40,
            Affine3D.scaling(1, y, z, 0, 0, 0).after(cone.geometry.voxelToRasMm()),
            SpacingOrigin.CALIBRATED);

    Orientation seen =
        AnatomyCheck.of(cone.ct().withGeometry(stated), LungMask.of(cone.lungs, stated))
            .orElseThrow()
            .orientation(false);

    assertThat(seen).isEqualTo(new Orientation(frontBack, headFeet, false));
    assertThat(seen.isDoubtful()).isEqualTo(frontBack || headFeet);
    if (seen.isDoubtful()) {
      assertThat(seen.corrected(stated).isSameGrid(cone.geometry)).isTrue();
    }
  }

  @Test
  void orientation_ofOneLung_saysNothing() {
    Cone cone = new Cone();
    for (int at = 0; at < cone.lungs.length; at++) {
      cone.lungs[at] = (byte) (cone.lungs[at] == 1 ? 1 : 0);
    }
    VolumeGeometry upsideDown =
        VolumeGeometry.of(
            80,
            60,
            40,
            Affine3D.scaling(1, 1, -1, 0, 0, 0).after(cone.geometry.voxelToRasMm()),
            SpacingOrigin.CALIBRATED);

    Orientation seen =
        AnatomyCheck.of(cone.ct().withGeometry(upsideDown), LungMask.of(cone.lungs, upsideDown))
            .orElseThrow()
            .orientation(false);

    assertThat(seen.isDoubtful()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "1, 1, false, false",
    "-1, 1, false, true",
    "1, -1, true, false",
    "-1, -1, true, false" // a chest that faces the other way says nothing of its sides
  })
  void orientation_ofAConeWithLiverAndAorta_tellsWhetherItLiesOnTheRight(
      int x, int y, boolean frontBack, boolean rightLeft) {
    Cone cone = new Cone();
    cone.putFatUnderTheLeftLung();
    cone.bringLungToTheSpine(1);

    Orientation seen = cone.seenAs(x, y);

    assertThat(seen).isEqualTo(new Orientation(frontBack, false, rightLeft));
    VolumeGeometry stated = cone.stated(x, y);
    assertThat(seen.corrected(stated).isSameGrid(cone.geometry)).isEqualTo(x == 1 || rightLeft);
  }

  @Test
  void orientation_ofLiverAndAortaThatContradictEachOther_isNotDoubted() {
    Cone cone = new Cone();
    cone.putFatUnderTheLeftLung();
    cone.bringLungToTheSpine(2);

    assertThat(cone.signs(-1, 1).liver()).isLessThan(-0.3);
    assertThat(cone.signs(-1, 1).aorta()).isGreaterThan(0.2);
    assertThat(cone.seenAs(-1, 1).isDoubtful()).isFalse();
  }

  @Test
  void signs_ofAnImageThatEndsWithTheLungs_sayNothingOfTheLiver() {
    Cone cone = new Cone();
    cone.putFatUnderTheLeftLung();
    cone.bringLungToTheSpine(1);
    cone.addLungInTheLowestSlice();

    assertThat(cone.signs(-1, 1).liver()).isZero();
    assertThat(cone.seenAs(-1, 1).rightLeft()).isFalse();
  }

  @Test
  void signs_ofGreyValues_sayNothingOfTheLiver() {
    Cone cone = new Cone();
    cone.putFatUnderTheLeftLung();
    cone.bringLungToTheSpine(1);
    for (int at = 0; at < cone.hounsfield.length; at++) {
      cone.hounsfield[at] = (short) (128 + cone.hounsfield[at] / 8);
    }

    assertThat(cone.signs(-1, 1).liver()).isZero();
    assertThat(cone.seenAs(-1, 1).rightLeft()).isFalse();
  }

  private static List<SegmentationWarning> report(CtVolume ct, LungMask lungs) {
    Findings findings = new Findings(Kind::defaultPolicy);
    AnatomyCheck.of(ct, lungs).orElseThrow().report(findings);
    return findings.warnings();
  }

  /** Two lungs that widen towards the feet, a trachea above between them, a spine behind. */
  private static final class Cone {

    private final VolumeGeometry geometry =
        VolumeGeometry.axial(80, 60, 40, 4, 4, 6, SpacingOrigin.CALIBRATED);
    private final short[] hounsfield = new short[80 * 60 * 40];
    private final byte[] lungs = new byte[hounsfield.length];

    Cone() {
      int at = 0;
      for (int k = 0; k < 40; k++) {
        double half = 42 - 0.5 * k; // mm: half the width of a lung
        double middle = 78 - 0.8 * k;
        for (int j = 0; j < 60; j++) {
          for (int i = 0; i < 80; i++, at++) {
            double x = (i - 39.5) * 4; // to the patient's left
            double y = (j - 29.5) * 4; // to the back
            draw(at, k, x, y, half, middle);
          }
        }
      }
    }

    CtVolume ct() {
      return CtVolume.ofShorts(hounsfield, geometry, IntensityDomain.HOUNSFIELD);
    }

    void putFatUnderTheLeftLung() {
      for (int at = 0; at < 4 * 80 * 60; at++) {
        if (hounsfield[at] == 30 && at % 80 >= 40) {
          hounsfield[at] = -100;
        }
      }
    }

    /** The aorta keeps the other lung away. */
    void bringLungToTheSpine(int side) {
      for (int at = 4 * 80 * 60; at < 36 * 80 * 60; at++) {
        double x = (at % 80 - 39.5) * 4 * (side == 1 ? -1 : 1);
        double y = (at / 80 % 60 - 29.5) * 4;
        if (x > 10 && x < 60 && y > 10 && y < 60 && hounsfield[at] == 30) {
          hounsfield[at] = -850;
          lungs[at] = (byte) side;
        }
      }
    }

    void addLungInTheLowestSlice() {
      for (int at = 0; at < 80 * 60; at++) {
        lungs[at] = lungs[at + 4 * 80 * 60];
      }
    }

    /** The geometry of an image that has right and left (x), front and back (y) exchanged. */
    VolumeGeometry stated(int x, int y) {
      return VolumeGeometry.of(
          80,
          60,
          40,
          Affine3D.scaling(x, y, 1, 0, 0, 0).after(geometry.voxelToRasMm()),
          SpacingOrigin.CALIBRATED);
    }

    /** What is seen when the sides of the lungs are named by the stated geometry. */
    Orientation seenAs(int x, int y) {
      return check(x, y).orientation(false);
    }

    AnatomySigns signs(int x, int y) {
      return check(x, y).signs();
    }

    private AnatomyCheck check(int x, int y) {
      byte[] named = lungs.clone();
      for (int at = 0; at < named.length; at++) {
        named[at] = (byte) (named[at] == 0 || x > 0 ? named[at] : 3 - named[at]);
      }
      VolumeGeometry stated = stated(x, y);
      return AnatomyCheck.of(ct().withGeometry(stated), LungMask.of(named, stated)).orElseThrow();
    }

    private void draw(int at, int k, double x, double y, double half, double middle) {
      boolean inside = k >= 4 && k < 36 && Math.abs(y) < 70;
      if (inside && Math.abs(Math.abs(x) - middle) < half - 8) {
        hounsfield[at] = (short) (-850 + at % 7 * 10);
        lungs[at] = (byte) (x < 0 ? 1 : 2);
      } else if (Math.hypot(x, y - 62) < 16) {
        hounsfield[at] = 350;
      } else if (k > 22 && Math.hypot(x, y) < 9) {
        hounsfield[at] = -1000;
      } else {
        hounsfield[at] = (short) (Math.abs(x) < 140 && Math.abs(y) < 95 ? 30 : -1000);
      }
    }
  }
}
