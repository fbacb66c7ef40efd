package org.lungseg.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lungseg.api.Label;
import org.lungseg.api.LabelMask;
import org.lungseg.api.LabelSet;
import org.lungseg.api.LungLabels;
import org.lungseg.api.LungMask;
import org.lungseg.api.OutputRefusedException;
import org.lungseg.api.SpacingOrigin;
import org.lungseg.api.UnusableInputException;
import org.lungseg.api.VolumeGeometry;

/** DICOM segmentations of series, written and read back. */
class DicomSegmentationTest {

  private static final int SLICES = 7;
  private static final Pattern UID = Pattern.compile("(0|[1-9]\\d*)(\\.(0|[1-9]\\d*))+");

  @TempDir Path folder;

  private Path series(BiConsumer<Integer, DicomBytes> edit) {
    return DicomSlices.series(folder.resolve("ct"), SLICES, edit);
  }

  private static WriteOption of(Path series) {
    return WriteOption.dicomSource(ByteSource.of(series), ReadOptions.defaults());
  }

  /** Right lung in slices 2 to 4, left lung in slice 3, of which some voxels. */
  private static LungMask lungs(VolumeGeometry geometry) {
    byte[] voxels = new byte[(int) geometry.voxelCount()];
    for (int p = 0; p < DicomSlices.PLANE; p++) {
      for (int k = 2; k <= 4; k++) {
        voxels[k * DicomSlices.PLANE + p] = (byte) (p % 3 == 0 ? 1 : k == 3 && p % 5 == 1 ? 2 : 0);
      }
    }
    return LungMask.of(voxels, geometry);
  }

  private Path written(Path series) {
    Path target = folder.resolve("lungs.dcm");
    VolumeIO.writeMask(lungs(VolumeIO.readCt(series).geometry()), target, of(series));
    return target;
  }

  private static String raw(Path file) throws IOException {
    return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
  }

  private void assertRoundTrip(Path series) {
    VolumeGeometry grid = VolumeIO.readCt(series).geometry();
    LungMask back = VolumeIO.readLungMask(written(series));
    assertThat(back.array()).isEqualTo(lungs(grid).array());
    assertThat(back.geometry()).isEqualTo(grid);
  }

  @Test
  void readLungMask_written_isTheMaskOnTheGridOfItsSeries() {
    assertRoundTrip(series((k, slice) -> {}));
  }

  @Test
  void readLungMask_tiltedGantry_isTheMaskOnTheGridOfItsSeries() {
    assertRoundTrip(
        series((k, slice) -> slice.decimals(0x00200032, -100, -50 + 0.7 * k, 20 + 2.5 * k)));
  }

  @Test
  void readLungMask_obliqueRoundedSlices_isTheMaskOnTheGridOfItsSeries() {
    assertRoundTrip(
        series(
            (k, slice) ->
                slice
                    .decimals(0x00200032, 5.123456789, -3 - 1.2 * k + 0.01 * (k % 2), 7 + 1.6 * k)
                    .decimals(0x00200037, 1, 0, 0, 0, 0.8001, 0.6002)));
  }

  @Test
  void readLungMask_reversedSeries_isTheMaskOnTheGridOfItsSeries() {
    assertRoundTrip(series((k, slice) -> slice.decimals(0x00200037, -1, 0, 0, 0, 1, 0)));
  }

  @Test
  void readLungMask_enhancedCt_isTheMaskOnTheGridOfItsSeries() throws IOException {
    Path file =
        Files.write(
            folder.resolve("enhanced.dcm"),
            DicomEnhanced.file(SLICES, DicomBytes.Syntax.EXPLICIT).file());
    assertRoundTrip(file);
  }

  @Test
  void readLungMask_seriesInAZip_isTheMaskOnTheGridOfItsSeries() throws IOException {
    Path ct = series((k, slice) -> {});
    Path zip = folder.resolve("ct.zip");
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(zip))) {
      for (int k = 0; k < SLICES; k++) {
        out.putNextEntry(new ZipEntry(k + ".dcm"));
        Files.copy(ct.resolve(k + ".dcm"), out);
      }
    }
    assertRoundTrip(zip);
  }

  @Test
  void readLungMask_emptyMask_hasTheWholeGrid() {
    Path ct = series((k, slice) -> {});
    VolumeGeometry grid = VolumeIO.readCt(ct).geometry();
    Path target = folder.resolve("empty.dcm");
    VolumeIO.writeMask(LungMask.of(new byte[(int) grid.voxelCount()], grid), target, of(ct));
    LungMask back = VolumeIO.readLungMask(target);
    assertThat(back.isEmpty()).isTrue();
    assertThat(back.geometry()).isEqualTo(grid);
  }

  @Test
  void readLungMask_singleSlice_isTheMaskOnItsGrid() {
    Path ct = DicomSlices.series(folder.resolve("one"), 1);
    VolumeGeometry grid = VolumeIO.readCt(ct).geometry();
    byte[] voxels = Volumes.labels(grid);
    Path target = folder.resolve("one.dcm");
    VolumeIO.writeMask(LungMask.of(voxels, grid), target, of(ct));
    assertThat(VolumeIO.readLungMask(target).array()).isEqualTo(voxels);
    assertThat(VolumeIO.readLungMask(target).geometry()).isEqualTo(grid);
  }

  @Test
  void readMask_lobes_areFoundByTheirCodes() {
    Path ct = series((k, slice) -> {});
    VolumeGeometry grid = VolumeIO.readCt(ct).geometry();
    byte[] voxels = new byte[(int) grid.voxelCount()];
    for (int at = 0; at < voxels.length; at++) {
      voxels[at] = (byte) (at % 6);
    }
    Path target = folder.resolve("lobes.dcm");
    VolumeIO.writeMask(LabelMask.of(voxels, grid, LungLabels.LOBES), target, of(ct));
    assertThat(VolumeIO.readMask(target, LungLabels.LOBES).array()).isEqualTo(voxels);
    assertThatThrownBy(() -> VolumeIO.readLungMask(target))
        .isInstanceOf(UnusableInputException.class)
        .hasMessageContainingAll("lobes.dcm", "not such a mask", "lobe", "right lung");
  }

  @Test
  void readMask_labelsNumberedOtherwise_areMatchedByCode() {
    Path ct = series((k, slice) -> {});
    Path target = written(ct);
    Label right = LungLabels.RIGHT_LEFT.labels().get(0);
    Label left = LungLabels.RIGHT_LEFT.labels().get(1);
    LabelSet turned =
        LabelSet.of(
            new Label(9, "links", left.snomedCode(), 0),
            new Label(4, "rechts", right.snomedCode(), 0));
    LabelMask mask = VolumeIO.readMask(target, turned);
    assertThat(mask.voxelCount(4)).isEqualTo(VolumeIO.readLungMask(target).voxelCount(1));
    assertThat(mask.voxelCount(9)).isEqualTo(VolumeIO.readLungMask(target).voxelCount(2));
  }

  @Test
  void writeMask_emptySlices_haveNoFrames() {
    VolumeInfo info = VolumeIO.info(written(series((k, slice) -> {})));
    // Right lung in three slices, and the first and the last of all; left lung in one.
    assertThat(frames(folder.resolve("lungs.dcm"))).isEqualTo(6);
    assertThat(info.format()).isEqualTo("DICOM SEG, explicit little endian");
    assertThat(info.notes())
        .containsExactly(
            "segment 1: right lung (SCT 3341006)", "segment 2: left lung (SCT 44029006)");
    assertThat(info.warnings()).isEmpty();
  }

  private static int frames(Path file) {
    try {
      Matcher found = Pattern.compile("\\(\0\b\0IS..(\\d+)").matcher(raw(file));
      assertThat(found.find()).isTrue();
      return Integer.parseInt(found.group(1));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void writeMask_identity_isThatOfTheSeries() throws IOException {
    String raw = raw(written(series((k, slice) -> {})));
    assertThat(raw)
        .contains("SECRETIVE^5", "SECRETIVE6", "19121213") // patient
        .contains("SECRETIVE1", "SECRETIVE3", "SECRETIVE4", "SECRETIVE8") // study
        .contains("19121212", "1.2.826.0.1.3680043.9.777", "1.2.826.0.1.3680043.9.888")
        .contains("ISO_IR 100", DicomSlices.SERIES + ".1", DicomSlices.SERIES + ".7")
        // What is neither patient nor study stays behind: institution, comments, description.
        .doesNotContain("SECRETIVE2", "SECRETIVE7", "SECRETIVE9", "Lung thin");
  }

  @Test
  void writeMask_identifiers_areValidAndNewEachTime() throws IOException {
    Path ct = series((k, slice) -> {});
    LungMask mask = lungs(VolumeIO.readCt(ct).geometry());
    Set<String> seen = new HashSet<>();
    for (int run = 0; run < 2; run++) {
      Path target = folder.resolve(run + ".dcm");
      VolumeIO.writeMask(mask, target, of(ct));
      Matcher found = Pattern.compile("2\\.25\\.\\d+").matcher(raw(target));
      Set<String> here = new HashSet<>();
      while (found.find()) {
        assertThat(found.group()).hasSizeLessThanOrEqualTo(64).matches(UID);
        here.add(found.group());
      }
      // The implementation's own, and those of the instance, the series and the dimensions.
      assertThat(here).hasSize(4);
      seen.addAll(here);
    }
    assertThat(seen).hasSize(7);
  }

  @Test
  void writeMask_algorithm_isStated() throws IOException {
    Path ct = series((k, slice) -> {});
    LungMask mask = lungs(VolumeIO.readCt(ct).geometry());
    Path known = folder.resolve("known.dcm");
    VolumeIO.writeMask(mask, known, of(ct), WriteOption.algorithm("lung-net", "1.2.3"));
    assertThat(raw(known))
        .contains("AUTOMATIC", "lung-net", "1.2.3", "123110") // artificial intelligence
        .doesNotContain("SEMI");
    Path unknown = folder.resolve("unknown.dcm");
    VolumeIO.writeMask(mask, unknown, of(ct));
    assertThat(raw(unknown)).contains("SEMIAUTOMATIC", "unknown");
    assertThatThrownBy(() -> WriteOption.algorithm("", "1"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void writeMask_withoutSource_isRefused() {
    LungMask mask = lungs(VolumeIO.readCt(series((k, slice) -> {})).geometry());
    Path target = folder.resolve("out.dcm");
    assertThatThrownBy(() -> VolumeIO.writeMask(mask, target))
        .isInstanceOf(OutputRefusedException.class)
        .hasMessageContainingAll("out.dcm", "belongs to the DICOM series");
    assertThat(target).doesNotExist();
  }

  @Test
  void writeMask_sourceThatIsNoDicom_isRefused() throws IOException {
    LungMask mask = lungs(VolumeIO.readCt(series((k, slice) -> {})).geometry());
    Path other = Files.writeString(folder.resolve("words.txt"), "words");
    assertThatThrownBy(() -> VolumeIO.writeMask(mask, folder.resolve("out.dcm"), of(other)))
        .isInstanceOf(UnusableInputException.class)
        .hasMessageContainingAll("words.txt", "no DICOM");
  }

  @Test
  void writeMask_otherGrid_isRefused() {
    Path ct = series((k, slice) -> {});
    LungMask mask = lungs(Volumes.axialGeometry(DicomSlices.COLUMNS, DicomSlices.ROWS, SLICES));
    assertThatThrownBy(() -> VolumeIO.writeMask(mask, folder.resolve("out.dcm"), of(ct)))
        .isInstanceOf(UnusableInputException.class)
        .hasMessageContaining("not on the grid of the DICOM series");
    assertThat(folder.resolve("out.dcm")).doesNotExist();
  }

  @Test
  void writeMask_existing_isKeptUnlessAsked() throws IOException {
    Path ct = series((k, slice) -> {});
    LungMask mask = lungs(VolumeIO.readCt(ct).geometry());
    Path target = Files.writeString(folder.resolve("out.dcm"), "old");
    assertThatThrownBy(() -> VolumeIO.writeMask(mask, target, of(ct)))
        .isInstanceOf(OutputRefusedException.class);
    assertThat(target).hasContent("old");
    VolumeIO.writeMask(mask, target, of(ct), WriteOption.OVERWRITE);
    assertThat(VolumeIO.readLungMask(target).array()).isEqualTo(mask.array());
  }

  @Test
  void writeMask_seriesWithoutIdentifiers_isRefused() {
    for (int tag : new int[] {0x0020000D, 0x00200052, 0x00080018}) {
      Path ct = series((k, slice) -> slice.without(tag));
      LungMask mask = lungs(VolumeIO.readCt(ct).geometry());
      assertThatThrownBy(() -> VolumeIO.writeMask(mask, folder.resolve("out.dcm"), of(ct)))
          .isInstanceOf(UnusableInputException.class)
          .hasMessageContainingAll("states no", "UID");
    }
  }

  @Test
  void writeMask_oneOfSeveralSeries_isNamed() {
    Path ct = series((k, slice) -> {});
    DicomSlices.series(
        ct.resolve("other"),
        3,
        (k, slice) ->
            slice
                .text(0x0020000E, "UI", "1.2.3.4")
                .text(0x00080018, "UI", "1.2.3.4." + (k + 1))
                .text(0x00200011, "IS", "9"));
    ReadOptions second = ReadOptions.defaults().withSeries("2");
    VolumeGeometry grid = VolumeIO.readCt(ct, second).geometry();
    LungMask mask = LungMask.of(Volumes.labels(grid), grid);
    Path target = folder.resolve("out.dcm");
    VolumeIO.writeMask(mask, target, WriteOption.dicomSource(ByteSource.of(ct), second));
    assertThat(VolumeIO.readLungMask(target).array()).isEqualTo(mask.array());
    assertThatThrownBy(() -> VolumeIO.writeMask(mask, folder.resolve("x.dcm"), of(ct)))
        .isInstanceOf(UnusableInputException.class)
        .hasMessageContaining("2 series of CT slices");
  }

  @Test
  void writeCt_dcm_isRefused() {
    assertThatThrownBy(
            () ->
                VolumeIO.writeCt(
                    Volumes.ct(Volumes.axialGeometry(3, 3, 3)), folder.resolve("ct.dcm")))
        .isInstanceOf(OutputRefusedException.class)
        .hasMessageContaining("hold masks, not images");
  }

  @Test
  void list_segmentationBesideItsSeries_isNoChoice() {
    Path ct = series((k, slice) -> {});
    LungMask mask = lungs(VolumeIO.readCt(ct).geometry());
    VolumeIO.writeMask(mask, ct.resolve("lungs.dcm"), of(ct));
    assertThat(VolumeIO.readCt(ct).geometry()).isEqualTo(mask.geometry());
    List<DicomSeries> all = DicomSeries.list(ct);
    assertThat(all).hasSize(2);
    DicomSeries segmentation = all.get(1);
    assertThat(segmentation.modality()).isEqualTo("SEG");
    assertThat(segmentation.refusal()).hasValueSatisfying(r -> assertThat(r).contains("mask"));
    assertThat(DicomSeries.choose(ByteSource.of(ct), ReadOptions.defaults()).number()).isEqualTo(1);
    assertThat(
            VolumeIO.readMask(
                    ByteSource.of(ct),
                    LungLabels.RIGHT_LEFT,
                    ReadOptions.defaults().withSeries(segmentation.uid()))
                .array())
        .isEqualTo(mask.array());
  }

  @Test
  void readMask_partOfTheGrid_isPutWhereItBelongs() {
    Path ct = series((k, slice) -> {});
    LungMask whole = lungs(VolumeIO.readCt(ct).geometry());
    // A program that keeps only the slices with voxels, as a segmentation of three slices.
    Path three = folder.resolve("three");
    DicomSlices.series(three, 5);
    three.resolve("0.dcm").toFile().delete();
    three.resolve("1.dcm").toFile().delete();
    VolumeGeometry partGrid = VolumeIO.readCt(three).geometry();
    byte[] part = new byte[3 * DicomSlices.PLANE];
    System.arraycopy(whole.array(), 2 * DicomSlices.PLANE, part, 0, part.length);
    Path target = folder.resolve("part.dcm");
    VolumeIO.writeMask(LungMask.of(part, partGrid), target, of(three));
    assertThat(VolumeIO.readLungMask(target).geometry().size(2)).isEqualTo(3);
    LabelMask put =
        VolumeIO.readMask(
            ByteSource.of(target),
            LungLabels.RIGHT_LEFT,
            ReadOptions.defaults().withGrid(whole.geometry()));
    assertThat(put.array()).isEqualTo(whole.array());
    assertThat(put.geometry()).isEqualTo(whole.geometry());
    assertThatThrownBy(
            () ->
                VolumeIO.readMask(
                    ByteSource.of(target),
                    LungLabels.RIGHT_LEFT,
                    ReadOptions.defaults()
                        .withGrid(
                            VolumeGeometry.axial(9, 9, 9, 1, 1, 1, SpacingOrigin.CALIBRATED))))
        .isInstanceOf(UnusableInputException.class)
        .hasMessageContaining("is no part of the image's");
  }

  @Test
  void readMask_rowsOfOddSize_arePackedWithoutGaps() {
    // 30 voxels a slice are 3 bytes and 6 bits, so frames begin within bytes.
    Path ct = series((k, slice) -> {});
    VolumeGeometry grid = VolumeIO.readCt(ct).geometry();
    List<byte[]> masks = new ArrayList<>();
    byte[] all = new byte[(int) grid.voxelCount()];
    Arrays.fill(all, (byte) 1);
    masks.add(all);
    byte[] corner = new byte[all.length];
    corner[corner.length - 1] = 2;
    corner[0] = 1;
    masks.add(corner);
    masks.add(Volumes.labels(grid));
    for (byte[] voxels : masks) {
      Path target = folder.resolve("odd.dcm");
      VolumeIO.writeMask(LungMask.of(voxels, grid), target, of(ct), WriteOption.OVERWRITE);
      assertThat(VolumeIO.readLungMask(target).array()).isEqualTo(voxels);
    }
  }
}
