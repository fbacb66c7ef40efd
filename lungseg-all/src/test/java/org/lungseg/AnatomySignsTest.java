package org.lungseg;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.lungseg.api.Affine3D;
import org.lungseg.api.CtVolume;
import org.lungseg.api.LungMask;
import org.lungseg.api.VolumeGeometry;
import org.lungseg.engine.internal.anatomy.AnatomyCheck;
import org.lungseg.engine.internal.anatomy.AnatomySigns;
import org.lungseg.engine.internal.anatomy.Orientation;
import org.lungseg.io.VolumeIO;
import org.lungseg.phantom.ChestPhantom;
import org.lungseg.phantom.Phantom;
import org.lungseg.testkit.TestData;

/** The figures of docs/input-checks.md, on a phantom and patients with their reference masks. */
class AnatomySignsTest {

  private static final Orientation AS_STATED = new Orientation(false, false, false);

  @ParameterizedTest
  @ValueSource(strings = {"000", "001", "002", "003", "004", "005", "007", "008", "009", "010"})
  void patientAsStatedAndMirrored_isToldApart(String number) {
    CtVolume ct = VolumeIO.readCt(TestData.data("lctsc/case_" + number + "_ct.nii.gz"));
    LungMask lungs = VolumeIO.readLungMask(TestData.data("lctsc/case_" + number + "_lungs.nii.gz"));

    AnatomySigns signs = assertToldApart(ct, lungs);

    assertThat(signs.frontBack()).isBetween(0.11, 0.21);
    assertThat(signs.headFeet()).isBetween(0.0, 1.64);
    assertThat(signs.liver()).isBetween(0.18, 0.36);
    assertThat(signs.aorta()).isBetween(0.13, 0.54);
  }

  @Test
  void phantomAsStatedAndMirrored_isToldApart() {
    Phantom phantom =
        ChestPhantom.builder().size(130, 110, 68).spacingMm(3.2, 3.2, 6).build().generate();

    assertToldApart(phantom.ct(), phantom.lungs());
  }

  /** Returns the signs of the image as stated. */
  private static AnatomySigns assertToldApart(CtVolume ct, LungMask lungs) {
    AnatomyCheck stated = AnatomyCheck.of(ct, lungs).orElseThrow();

    assertThat(stated.orientation(false)).isEqualTo(AS_STATED);
    assertThat(mirrored(ct, lungs).orientation(false))
        .isEqualTo(new Orientation(false, false, true));
    return stated.signs();
  }

  private static AnatomyCheck mirrored(CtVolume ct, LungMask lungs) {
    VolumeGeometry grid = ct.geometry();
    VolumeGeometry exchanged =
        VolumeGeometry.of(
            grid.size(0),
            grid.size(1),
            grid.size(2),
            Affine3D.scaling(-1, 1, 1, 0, 0, 0).after(grid.voxelToRasMm()),
            grid.spacingOrigin());
    byte[] sides = lungs.array().clone();
    for (int at = 0; at < sides.length; at++) {
      sides[at] = (byte) (sides[at] == 0 ? 0 : 3 - sides[at]);
    }
    return AnatomyCheck.of(ct.withGeometry(exchanged), LungMask.of(sides, exchanged)).orElseThrow();
  }
}
