package org.lungseg.io;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.lungseg.api.CtVolume;
import org.lungseg.api.IntensityDomain;
import org.lungseg.api.LungMask;
import org.lungseg.api.LungSide;
import org.lungseg.api.SpacingOrigin;
import org.lungseg.testkit.TestData;

class RealDataTest {

  @TempDir Path folder;

  @Test
  void readCt_niftiOfAPatient_isHounsfieldOnTheGridOfItsMask() {
    CtVolume ct = VolumeIO.readCt(TestData.data("lctsc/case_002_ct.nii.gz"));
    LungMask mask = VolumeIO.readLungMask(TestData.data("lctsc/case_002_lungs.nii.gz"));
    assertThat(ct.domain()).isEqualTo(IntensityDomain.HOUNSFIELD);
    assertThat(ct.geometry()).isEqualTo(mask.geometry());
    assertThat(mask.volumeMl()).isBetween(1000.0, 9000.0);
    assertThat(meanX(mask, LungSide.RIGHT)).isGreaterThan(meanX(mask, LungSide.LEFT));
    Path copy = folder.resolve("copy.nii.gz");
    VolumeIO.writeMask(mask, copy);
    LungMask back = VolumeIO.readLungMask(copy);
    assertThat(back.geometry()).isEqualTo(mask.geometry());
    assertThat(back.array()).isEqualTo(mask.array());
  }

  @ParameterizedTest
  @ValueSource(strings = {"003", "007", "008"})
  void readCt_pictureStackOfAPatient_liesAsAssumed(String patient) {
    Path slices = TestData.data("coronacases/" + patient + "/ct");
    CtVolume ct = VolumeIO.readCt(slices);
    LungMask mask = VolumeIO.readLungMask(TestData.data("coronacases/" + patient + "/lungs"));
    assertThat(ct.domain()).isEqualTo(IntensityDomain.GREY);
    assertThat(ct.geometry().spacingOrigin()).isEqualTo(SpacingOrigin.ASSUMED);
    assertThat(ct.geometry()).isEqualTo(mask.geometry());
    assertThat(meanX(mask, LungSide.RIGHT)).isGreaterThan(meanX(mask, LungSide.LEFT) + 80);
    Path written = folder.resolve("lungs");
    PngStack.writeMask(mask, written, PngStack.sliceNames(slices));
    assertThat(PngStack.sliceNames(written)).isEqualTo(PngStack.sliceNames(slices));
    assertThat(VolumeIO.readLungMask(written).array()).isEqualTo(mask.array());
  }

  /** The mean position of a lung along the patient's right. */
  private static double meanX(LungMask mask, LungSide side) {
    double sum = 0;
    int sizeI = mask.geometry().size(0);
    int sizeJ = mask.geometry().size(1);
    byte[] voxels = mask.array();
    for (int at = 0; at < voxels.length; at++) {
      if (voxels[at] == side.labelValue()) {
        int i = at % sizeI;
        int j = at / sizeI % sizeJ;
        int k = at / sizeI / sizeJ;
        sum += mask.geometry().voxelToRasMm().apply(i, j, k)[0];
      }
    }
    return sum / mask.voxelCount(side);
  }
}
