package org.lungseg.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.imglib2.type.numeric.integer.ShortType;
import net.imglib2.type.numeric.integer.UnsignedByteType;
import net.imglib2.type.numeric.real.FloatType;
import org.junit.jupiter.api.Test;
import org.lungseg.api.BudgetExceededException;
import org.lungseg.api.CtVolume;
import org.lungseg.api.IntensityDomain;
import org.lungseg.api.UnusableInputException;

/** What numbers become on the way in: type, scaling, meaning. */
class SampleDecoderTest {

  private static NiftiBytes scaled(double slope, double intercept) {
    return NiftiBytes.small()
        .setFloat(NiftiBytes.SLOPE, slope)
        .setFloat(NiftiBytes.INTERCEPT, intercept);
  }

  private static NiftiBytes ofType(int code, int bytes) {
    return NiftiBytes.small().setShort(NiftiBytes.DATA_TYPE, code).voxelBytes(24 * bytes);
  }

  private static Object typeOf(CtVolume ct) {
    return ct.voxels().getType();
  }

  @Test
  void readCt_int16Unscaled_staysShort() {
    assertThat(typeOf(VolumeIO.readCt(NiftiBytes.small().source()))).isInstanceOf(ShortType.class);
  }

  @Test
  void readCt_slopeZeroOrNotFinite_isUnscaled() {
    for (double slope : new double[] {0, Double.NaN, Double.POSITIVE_INFINITY}) {
      CtVolume ct = VolumeIO.readCt(scaled(slope, 5).source());
      assertThat(Volumes.values(ct)).startsWith(0, 10);
    }
  }

  @Test
  void readCt_wholeShiftThatFits_staysShort() {
    CtVolume ct = VolumeIO.readCt(scaled(1, -1024).source());
    assertThat(typeOf(ct)).isInstanceOf(ShortType.class);
    assertThat(Volumes.values(ct)).startsWith(-1024, -1014).endsWith(-794);
    assertThat(ct.domain()).isEqualTo(IntensityDomain.HOUNSFIELD);
  }

  @Test
  void readCt_wholeShiftThatDoesNotFit_becomesFloat() {
    CtVolume ct = VolumeIO.readCt(scaled(1, 32700).source());
    assertThat(typeOf(ct)).isInstanceOf(FloatType.class);
    assertThat(Volumes.values(ct)).startsWith(32700).endsWith(32930);
  }

  @Test
  void readCt_slopeAndIntercept_becomesFloat() {
    CtVolume ct = VolumeIO.readCt(scaled(0.5, -3.25).source());
    assertThat(typeOf(ct)).isInstanceOf(FloatType.class);
    assertThat(Volumes.values(ct)).startsWith(-3.25f, 1.75f).endsWith(111.75f);
  }

  @Test
  void readCt_uint8_staysUnsignedBytesAndGrey() {
    CtVolume ct = VolumeIO.readCt(ofType(2, 1).setByte(NiftiBytes.HEADER_BYTES + 3, 200).source());
    assertThat(typeOf(ct)).isInstanceOf(UnsignedByteType.class);
    assertThat(Volumes.values(ct)).startsWith(0, 0, 0, 200);
    assertThat(ct.domain()).isEqualTo(IntensityDomain.GREY);
  }

  @Test
  void readCt_uint8WithShift_isShortAndHounsfield() {
    NiftiBytes file =
        ofType(2, 1)
            .setFloat(NiftiBytes.SLOPE, 1)
            .setFloat(NiftiBytes.INTERCEPT, -1000)
            .setByte(NiftiBytes.HEADER_BYTES, 255);
    CtVolume ct = VolumeIO.readCt(file.source());
    assertThat(typeOf(ct)).isInstanceOf(ShortType.class);
    assertThat(Volumes.values(ct)).startsWith(-745, -1000);
    assertThat(ct.domain()).isEqualTo(IntensityDomain.HOUNSFIELD);
  }

  @Test
  void readCt_int8_isSigned() {
    CtVolume ct = VolumeIO.readCt(ofType(256, 1).setByte(NiftiBytes.HEADER_BYTES, 200).source());
    assertThat(Volumes.values(ct)).startsWith(-56, 0);
  }

  @Test
  void readCt_uint16_isUnsignedWhateverTheTypeInMemory() {
    NiftiBytes small = ofType(512, 2).setShort(NiftiBytes.HEADER_BYTES, 30000);
    assertThat(typeOf(VolumeIO.readCt(small.source()))).isInstanceOf(ShortType.class);
    CtVolume large =
        VolumeIO.readCt(ofType(512, 2).setShort(NiftiBytes.HEADER_BYTES, 65000).source());
    assertThat(typeOf(large)).isInstanceOf(FloatType.class);
    assertThat(Volumes.values(large)).startsWith(65000, 0);
    CtVolume shifted =
        VolumeIO.readCt(
            ofType(512, 2)
                .setFloat(NiftiBytes.SLOPE, 1)
                .setFloat(NiftiBytes.INTERCEPT, -32768)
                .setShort(NiftiBytes.HEADER_BYTES, 65000)
                .source());
    assertThat(typeOf(shifted)).isInstanceOf(ShortType.class);
    assertThat(Volumes.values(shifted)).startsWith(32232, -32768);
  }

  @Test
  void readCt_64BitWholeNumbers_areRead() {
    CtVolume signed =
        VolumeIO.readCt(ofType(1024, 8).setLong(NiftiBytes.HEADER_BYTES, -1000).source());
    assertThat(Volumes.values(signed)).startsWith(-1000, 0);
    CtVolume unsigned =
        VolumeIO.readCt(ofType(1280, 8).setLong(NiftiBytes.HEADER_BYTES, -1L).source());
    assertThat(Volumes.values(unsigned)).startsWith(0x1p64f, 0);
  }

  @Test
  void info_floatsWithNan_countsThemApart() {
    NiftiBytes file =
        ofType(16, 4)
            .setFloat(NiftiBytes.HEADER_BYTES, Double.NaN)
            .setFloat(NiftiBytes.HEADER_BYTES + 4, Double.NEGATIVE_INFINITY)
            .setFloat(NiftiBytes.HEADER_BYTES + 8, -1000.5);
    VolumeInfo info = VolumeIO.info(file.source(), ReadOptions.defaults());
    assertThat(info.valueRange()).isEqualTo(new ValueRange(-1000.5, 0, 2));
    assertThat(info.domain()).isEqualTo(IntensityDomain.HOUNSFIELD);
  }

  @Test
  void info_onlyNan_hasNoRange() {
    NiftiBytes file = ofType(64, 8);
    for (int at = 0; at < 24; at++) {
      file.setDouble(NiftiBytes.HEADER_BYTES + 8 * at, Double.NaN);
    }
    ValueRange range = VolumeIO.info(file.source(), ReadOptions.defaults()).valueRange();
    assertThat(range.isPresent()).isFalse();
    assertThat(range.nonFiniteVoxels()).isEqualTo(24);
  }

  @Test
  void readCt_valuesOf0To255_areGrey() {
    NiftiBytes unit = ofType(16, 4).setFloat(NiftiBytes.HEADER_BYTES, 1);
    assertThat(VolumeIO.readCt(unit.source()).domain()).isEqualTo(IntensityDomain.GREY);
    NiftiBytes above = ofType(16, 4).setFloat(NiftiBytes.HEADER_BYTES, 255.5);
    assertThat(VolumeIO.readCt(above.source()).domain()).isEqualTo(IntensityDomain.HOUNSFIELD);
    NiftiBytes below = ofType(16, 4).setFloat(NiftiBytes.HEADER_BYTES, -0.5);
    assertThat(VolumeIO.readCt(below.source()).domain()).isEqualTo(IntensityDomain.HOUNSFIELD);
  }

  @Test
  void readLungMask_floatLabels_areReadIfWhole() {
    NiftiBytes whole = ofType(64, 8).setDouble(NiftiBytes.HEADER_BYTES, 2);
    assertThat(VolumeIO.readLungMask(whole.source()).voxelCount(2)).isEqualTo(1);
    for (double wrong : new double[] {1.5, -1, 300, 3, Double.NaN}) {
      NiftiBytes file = ofType(64, 8).setDouble(NiftiBytes.HEADER_BYTES + 8, wrong);
      assertThatThrownBy(() -> VolumeIO.readLungMask(file.source()))
          .isInstanceOf(UnusableInputException.class)
          .hasMessageContainingAll("(1, 0, 0)", String.valueOf(wrong));
    }
  }

  @Test
  void readCt_wideningBeyondTheLimit_isOverBudget() {
    NiftiBytes file = scaled(1, 32700);
    ReadOptions options = ReadOptions.defaults().withLimits(new ReadLimits(24, 48));
    assertThatThrownBy(() -> VolumeIO.readCt(file.source(), options))
        .isInstanceOf(BudgetExceededException.class);
  }
}
