package org.lungseg.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.lungseg.api.BudgetExceededException;
import org.lungseg.api.LungLabels;
import org.lungseg.api.LungMask;
import org.lungseg.api.LungsegException;
import org.lungseg.api.UnreadableFormatException;
import org.lungseg.api.UnusableInputException;
import org.lungseg.io.DicomBytes.Syntax;

/** Segmentations as other programs write them, and wrong ones. */
class DicomSegmentationReadingTest {

  private static final int COLUMNS = 8;
  private static final int ROWS = 3;

  @TempDir Path folder;

  /** A frame: the segment, its place along z, and its 24 voxels as bits. */
  private record FrameOf(int segment, double z, int bits) {}

  private static DicomBytes code(DicomBytes data, String scheme, String value) {
    return data.item()
        .text(0x00080100, "SH", value)
        .text(0x00080102, "SH", scheme)
        .text(0x00080104, "LO", "words");
  }

  private static DicomBytes segment(DicomBytes data, int number, String label, DicomBytes type) {
    return data.item()
        .unsignedShort(0x00620004, number)
        .text(0x00620005, "LO", label)
        .sequence(0x0062000F, true, type);
  }

  /** A segmentation with the segments 1, right, and 2, left. */
  private static DicomBytes file(Syntax syntax, FrameOf... frames) {
    DicomBytes data = new DicomBytes(syntax);
    DicomBytes[] groups = new DicomBytes[frames.length];
    byte[] pixels = new byte[(3 * frames.length + 1) / 2 * 2];
    for (int frame = 0; frame < frames.length; frame++) {
      groups[frame] =
          data.item()
              .sequence(
                  0x00209113, true, data.item().decimals(0x00200032, -10, 20, frames[frame].z()))
              .sequence(
                  0x0062000A,
                  false,
                  data.item().unsignedShort(0x0062000B, frames[frame].segment()));
      for (int part = 0; part < 3; part++) {
        pixels[3 * frame + part] = (byte) (frames[frame].bits() >> (8 * part));
      }
    }
    return data.text(0x00080016, "UI", "1.2.840.10008.5.1.4.1.1.66.4")
        .text(0x00080018, "UI", "1.2.3.4")
        .text(0x00080060, "CS", "SEG")
        .text(0x0020000E, "UI", "1.2.3")
        .unsignedShort(0x00280002, 1)
        .text(0x00280008, "IS", Integer.toString(frames.length))
        .unsignedShort(0x00280010, ROWS)
        .unsignedShort(0x00280011, COLUMNS)
        .unsignedShort(0x00280100, 1)
        .text(0x00620001, "CS", "BINARY")
        .sequence(
            0x00620002,
            false,
            segment(data, 1, "right lung", code(data, "SCT", "3341006")),
            segment(data, 2, "left lung", code(data, "SCT", "44029006")))
        .sequence(
            0x52009229,
            true,
            data.item()
                .sequence(0x00209116, true, data.item().decimals(0x00200037, 1, 0, 0, 0, 1, 0))
                .sequence(
                    0x00289110,
                    true,
                    data.item().decimals(0x00280030, 2, 2).decimals(0x00180050, 5)))
        .sequence(0x52009230, true, groups)
        .bytes(0x7FE00010, "OB", pixels);
  }

  private LungMask read(DicomBytes file) {
    return VolumeIO.readLungMask(file.write(folder.resolve("mask.dcm")));
  }

  private AbstractThrowableAssert<?, ?> assertUnusable(DicomBytes file) {
    Path path = file.write(folder.resolve("mask.dcm"));
    return assertThatThrownBy(() -> VolumeIO.readLungMask(path))
        .isInstanceOf(UnusableInputException.class)
        .hasMessageContaining("mask.dcm");
  }

  private AbstractThrowableAssert<?, ?> assertUnreadable(DicomBytes file) {
    Path path = file.write(folder.resolve("mask.dcm"));
    return assertThatThrownBy(() -> VolumeIO.readLungMask(path))
        .isInstanceOf(UnreadableFormatException.class)
        .hasMessageContaining("mask.dcm");
  }

  static DicomBytes three(Syntax syntax) {
    // The frames come from the head to the feet, one slice has none, and the file no distance.
    return file(
        syntax, new FrameOf(1, 20, 0b101), new FrameOf(2, 10, 0x800000), new FrameOf(1, 5, 0x100));
  }

  @ParameterizedTest
  @EnumSource(
      value = Syntax.class,
      names = {"IMPLICIT", "EXPLICIT", "DEFLATED", "BIG_ENDIAN"})
  void readLungMask_framesInAnyOrder_lieWhereTheirPositionsSay(Syntax syntax) {
    LungMask mask = read(three(syntax));
    assertThat(mask.geometry().size(2)).isEqualTo(4);
    assertThat(mask.geometry().spacingMm(2)).isEqualTo(5);
    assertThat(mask.geometry().voxelToLpsMm().apply(0, 0, 0)).containsExactly(-10, 20, 5);
    assertThat(mask.voxelCount()).isEqualTo(4);
    assertThat(mask.valueAt(0, 0, 3)).isEqualTo(1);
    assertThat(mask.valueAt(2, 0, 3)).isEqualTo(1);
    assertThat(mask.valueAt(7, 2, 1)).isEqualTo(2);
    assertThat(mask.valueAt(0, 1, 0)).isEqualTo(1);
  }

  @Test
  void readLungMask_wordsInBigEndian_areSwapped() {
    DicomBytes file = three(Syntax.BIG_ENDIAN);
    byte[] words = {0, 0b101, 0, 0, (byte) 0x80, 0, 1, 0, 0, 0};
    assertThat(read(file.bytes(0x7FE00010, "OW", words)).array())
        .isEqualTo(read(three(Syntax.EXPLICIT)).array());
  }

  @Test
  void readLungMask_olderCodesWithASide_areUnderstood() {
    DicomBytes data = new DicomBytes(Syntax.EXPLICIT);
    DicomBytes left =
        code(data, "SRT", "T-28000").sequence(0x00620011, true, code(data, "SRT", "G-A101"));
    DicomBytes right =
        code(data, "SRT", "T-28000").sequence(0x00620011, true, code(data, "SRT", "G-A100"));
    DicomBytes file =
        file(Syntax.EXPLICIT, new FrameOf(7, 0, 1), new FrameOf(9, 0, 2))
            .sequence(0x00620002, true, segment(data, 7, "a", left), segment(data, 9, "b", right));
    LungMask mask = read(file);
    assertThat(mask.valueAt(0, 0, 0)).isEqualTo(2);
    assertThat(mask.valueAt(1, 0, 0)).isEqualTo(1);
  }

  @Test
  void readLungMask_statedDistance_isBelieved() {
    DicomBytes file = file(Syntax.EXPLICIT, new FrameOf(1, 0, 1), new FrameOf(1, 30, 1));
    assertThat(read(file).geometry().size(2)).isEqualTo(2);
    DicomBytes stated =
        file.sequence(
            0x52009229,
            true,
            file.item()
                .sequence(0x00209116, true, file.item().decimals(0x00200037, 1, 0, 0, 0, 1, 0))
                .sequence(
                    0x00289110,
                    true,
                    file.item().decimals(0x00280030, 2, 2).decimals(0x00180088, 10)));
    assertThat(read(stated).geometry().size(2)).isEqualTo(4);
  }

  @Test
  void info_fewerSlicesThanTheSeries_warns() {
    DicomBytes file = three(Syntax.EXPLICIT);
    List<DicomBytes> instances = new ArrayList<>();
    for (int k = 0; k < 9; k++) {
      instances.add(file.item().text(0x00081155, "UI", "1.2." + k));
    }
    file.sequence(
        0x00081115,
        true,
        file.item().sequence(0x0008114A, true, instances.toArray(DicomBytes[]::new)));
    assertThat(VolumeIO.info(file.write(folder.resolve("a.dcm"))).warnings())
        .singleElement()
        .asString()
        .contains("4 slices", "has 9", "give that series");
  }

  @Test
  void readLungMask_fractional_isRefusedByName() {
    assertUnusable(
            three(Syntax.EXPLICIT)
                .text(0x00620001, "CS", "FRACTIONAL")
                .unsignedShort(0x00280100, 8))
        .hasMessageContainingAll("fractional", "binary");
    assertUnusable(three(Syntax.EXPLICIT).without(0x00620001)).hasMessageContaining("not stated");
    assertUnusable(three(Syntax.EXPLICIT).text(0x00620001, "CS", "LABELMAP"))
        .hasMessageContaining("LABELMAP");
  }

  @Test
  void readLungMask_labelMap_isRefusedByName() {
    assertUnusable(three(Syntax.EXPLICIT).text(0x00080016, "UI", "1.2.840.10008.5.1.4.1.1.66.7"))
        .hasMessageContainingAll("label map segmentation", "binary");
  }

  @Test
  void readLungMask_compressed_isRefusedByName() {
    assertUnusable(three(Syntax.RLE)).hasMessageContainingAll("RLE lossless", "gdcmconv --raw");
    assertUnusable(three(Syntax.JPEG_BASELINE)).hasMessageContaining("JPEG baseline");
  }

  @Test
  void readLungMask_overlap_namesTheVoxel() {
    assertUnusable(file(Syntax.EXPLICIT, new FrameOf(1, 0, 0x300), new FrameOf(2, 0, 0x200)))
        .hasMessageContainingAll("overlap", "(1, 1, 0)", "left lung");
  }

  @Test
  void readLungMask_otherStructures_areRefused() {
    DicomBytes data = new DicomBytes(Syntax.EXPLICIT);
    DicomBytes file =
        three(Syntax.EXPLICIT)
            .sequence(
                0x00620002,
                true,
                segment(data, 1, "heart", code(data, "SCT", "80891009")),
                segment(data, 2, "left lung", code(data, "SCT", "44029006")));
    assertUnusable(file).hasMessageContainingAll("'heart'", "right lung", "is in segment 1");
  }

  @Test
  void readLungMask_codeAndNameThatContradict_areRefused() {
    DicomBytes data = new DicomBytes(Syntax.EXPLICIT);
    DicomBytes file =
        three(Syntax.EXPLICIT)
            .sequence(
                0x00620002,
                true,
                segment(data, 1, "left lung", code(data, "SCT", "3341006")),
                segment(data, 2, "other", code(data, "SCT", "44029006")));
    assertUnusable(file).hasMessageContaining("correct one of the two");
  }

  @Test
  void readLungMask_unevenFrames_areRefused() {
    assertUnusable(
            file(
                Syntax.EXPLICIT,
                new FrameOf(1, 0, 1),
                new FrameOf(1, 5, 1),
                new FrameOf(1, 12.4, 1)))
        .hasMessageContaining("unevenly");
  }

  @Test
  void readLungMask_sameSliceTwice_isRefused() {
    assertUnusable(file(Syntax.EXPLICIT, new FrameOf(1, 0, 1), new FrameOf(1, 0, 2)))
        .hasMessageContainingAll("same slice of segment 1", "frame 2");
  }

  @Test
  void readLungMask_framesWithoutPlaceOrSegment_areRefused() {
    DicomBytes file = three(Syntax.EXPLICIT);
    assertUnreadable(file(Syntax.EXPLICIT, new FrameOf(3, 0, 1)))
        .hasMessageContaining("names no segment");
    assertUnusable(three(Syntax.EXPLICIT).sequence(0x52009229, true, file.item()))
        .hasMessageContaining("no usable orientation");
    assertUnreadable(three(Syntax.EXPLICIT).sequence(0x52009230, true, file.item()))
        .hasMessageContainingAll("3 frames", "describes 1");
  }

  @Test
  void readLungMask_wrongSizes_areRefused() {
    assertUnreadable(three(Syntax.EXPLICIT).bytes(0x7FE00010, "OB", new byte[8]))
        .hasMessageContainingAll("8 bytes", "asks for 9");
    assertUnreadable(three(Syntax.EXPLICIT).bytes(0x7FE00010, "OB", new byte[12]))
        .hasMessageContaining("asks for 9");
    assertUnreadable(three(Syntax.EXPLICIT).unsignedShort(0x00280010, 0))
        .hasMessageContaining("no size");
    assertUnreadable(three(Syntax.EXPLICIT).text(0x00280008, "IS", "-3"))
        .hasMessageContaining("number of frames");
    assertUnreadable(three(Syntax.EXPLICIT).unsignedShort(0x00280100, 16))
        .hasMessageContaining("one bit");
    assertUnreadable(three(Syntax.EXPLICIT).without(0x7FE00010)).hasMessageContaining("cut off");
  }

  @ParameterizedTest
  @EnumSource(
      value = Syntax.class,
      names = {"IMPLICIT", "EXPLICIT"})
  void readLungMask_anyFlippedByte_isATypedErrorOrAMask(Syntax syntax) {
    byte[] whole = three(syntax).file();
    ReadOptions options =
        ReadOptions.defaults().withThreads(1).withLimits(new ReadLimits(1 << 20, 1 << 20));
    int masks = 0;
    for (int at = 0; at < whole.length; at++) {
      byte[] flipped = whole.clone();
      flipped[at] ^= (byte) (1 << at % 8);
      try {
        VolumeIO.readMask(
            ByteSource.ofBytes("flipped " + at, flipped), LungLabels.RIGHT_LEFT, options);
        masks++;
      } catch (LungsegException e) {
        assertThat(e).hasMessageContaining("flipped " + at);
      }
    }
    assertThat(masks).isBetween(whole.length / 4, whole.length - 50);
  }

  @Test
  void readLungMask_framesFarApart_askForNoMoreThanTheLimits() {
    Path path =
        file(Syntax.EXPLICIT, new FrameOf(1, 0, 1), new FrameOf(1, 1, 1), new FrameOf(1, 6e4, 1))
            .write(folder.resolve("far.dcm"));
    ReadOptions options = ReadOptions.defaults().withLimits(new ReadLimits(1_000_000, 1_000_000));
    assertThatThrownBy(() -> VolumeIO.readMask(ByteSource.of(path), LungLabels.RIGHT_LEFT, options))
        .isInstanceOf(BudgetExceededException.class);
    assertUnusable(
            file(
                Syntax.EXPLICIT,
                new FrameOf(1, 0, 1),
                new FrameOf(1, 1, 1),
                new FrameOf(1, 1e9, 1)))
        .hasMessageContaining("unevenly");
  }

  @Test
  void readLungMask_severalSegmentationsInASeries_needOne() {
    three(Syntax.EXPLICIT).write(folder.resolve("a.dcm"));
    three(Syntax.EXPLICIT).text(0x00080018, "UI", "1.2.3.5").write(folder.resolve("b.dcm"));
    assertThatThrownBy(() -> VolumeIO.readLungMask(folder))
        .isInstanceOf(UnusableInputException.class)
        .hasMessageContaining("holds 2 segmentations");
    assertThat(VolumeIO.readLungMask(folder.resolve("b.dcm")).voxelCount()).isEqualTo(4);
  }

  @Test
  void readCt_segmentation_givesTheNumbersOfSegments() {
    Path path = three(Syntax.EXPLICIT).write(folder.resolve("a.dcm"));
    float[] values = Volumes.values(VolumeIO.readCt(path));
    assertThat(values[3 * COLUMNS * ROWS]).isEqualTo(1);
    assertThat(values[2 * COLUMNS * ROWS - 1]).isEqualTo(2);
    assertThat(VolumeIO.namesStructures(ByteSource.of(path), ReadOptions.defaults())).isTrue();
  }
}
