package org.lungseg.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lungseg.api.BudgetExceededException;
import org.lungseg.api.UnreadableFormatException;
import org.lungseg.api.UnusableInputException;
import org.lungseg.api.VolumeIoException;
import org.lungseg.io.DicomBytes.Syntax;

/** Where the files of a series may lie, and how one of several series is chosen. */
class DicomSourcesTest {

  private static final int SLICES = 3;

  @TempDir Path folder;

  private static void assertDefaultVolume(ByteSource source) {
    assertThat(Volumes.values(VolumeIO.readCt(source))).isEqualTo(DicomSlices.values(SLICES));
  }

  private static byte[] zip(List<String> names, List<byte[]> contents) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(out)) {
      for (int at = 0; at < names.size(); at++) {
        zip.putNextEntry(new ZipEntry(names.get(at)));
        zip.write(contents.get(at));
        zip.closeEntry();
      }
    }
    return out.toByteArray();
  }

  private static byte[] zippedSeries(String prefix) throws IOException {
    List<String> names = new ArrayList<>(List.of("readme.txt", "__MACOSX/._0.dcm", "empty/"));
    List<byte[]> contents = new ArrayList<>(List.of(new byte[300], new byte[9], new byte[0]));
    for (int k = 0; k < SLICES; k++) {
      names.add(prefix + k + ".dcm");
      contents.add(DicomSlices.slice(k).file());
    }
    return zip(names, contents);
  }

  @Test
  void readCt_zipArchive_isReadFromDiskMemoryAndStream() throws IOException {
    byte[] archive = zippedSeries("a/b/");
    assertDefaultVolume(ByteSource.of(Files.write(folder.resolve("patient"), archive)));
    assertDefaultVolume(ByteSource.ofBytes("upload", archive));
    assertDefaultVolume(ByteSource.ofStream("upload", () -> new ByteArrayInputStream(archive)));
  }

  @Test
  void readCt_zipInAnotherFileSystem_isRead() throws IOException {
    Path outer =
        Files.write(folder.resolve("outer.zip"), zip(List.of("in.zip"), List.of(zippedSeries(""))));
    try (FileSystem inside = FileSystems.newFileSystem(outer)) {
      assertDefaultVolume(ByteSource.of(inside.getPath("in.zip")));
    }
  }

  @Test
  void readCt_zipOfAnEnhancedFile_isRead() throws IOException {
    byte[] archive = zip(List.of("x"), List.of(DicomEnhanced.file(SLICES, Syntax.DEFLATED).file()));
    assertDefaultVolume(ByteSource.of(Files.write(folder.resolve("x.zip"), archive)));
    assertDefaultVolume(ByteSource.ofBytes("upload", archive));
  }

  @Test
  void readCt_zipWithNamesThatLeadOut_writesNothing() throws IOException {
    Path inner = Files.createDirectories(folder.resolve("inner"));
    byte[] archive = zippedSeries("../../");
    assertDefaultVolume(ByteSource.of(Files.write(inner.resolve("evil.zip"), archive)));
    assertDefaultVolume(ByteSource.ofBytes("evil", archive));
    try (Stream<Path> all = Files.walk(folder)) {
      assertThat(all.filter(Files::isRegularFile)).containsExactly(inner.resolve("evil.zip"));
    }
  }

  @Test
  void readCt_zipWithoutDicom_isRefused() throws IOException {
    byte[] archive = zip(List.of("a.txt"), List.of(new byte[500]));
    Path file = Files.write(folder.resolve("x.zip"), archive);
    assertThatThrownBy(() -> VolumeIO.readCt(file))
        .isInstanceOf(UnusableInputException.class)
        .hasMessageContaining("no DICOM images");
    assertThat(DicomSeries.list(file)).isEmpty();
  }

  @Test
  void readCt_damagedZip_isUnreadable() throws IOException {
    byte[] archive = zippedSeries("");
    Path file = folder.resolve("x.zip");
    for (int length = 8; length < archive.length; length += 97) {
      byte[] cut = Arrays.copyOf(archive, length);
      Files.write(file, cut);
      assertThatThrownBy(() -> VolumeIO.readCt(file)).isInstanceOf(UnreadableFormatException.class);
      assertThatThrownBy(() -> VolumeIO.readCt(ByteSource.ofBytes("upload", cut)))
          .isInstanceOfAny(UnreadableFormatException.class, UnusableInputException.class);
    }
  }

  @Test
  void readCt_zipThatUnpacksToTooMuch_isRefused() throws IOException {
    byte[] archive =
        zip(List.of("a", "b"), List.of(new byte[2_000_000], DicomSlices.slice(0).file()));
    assertThat(archive).hasSizeLessThan(10_000);
    Path file = Files.write(folder.resolve("bomb.zip"), archive);
    ReadOptions options = ReadOptions.defaults().withLimits(new ReadLimits(1000, 1_000_000));
    assertThatThrownBy(() -> VolumeIO.readCt(ByteSource.ofBytes("bomb", archive), options))
        .isInstanceOf(BudgetExceededException.class)
        .hasMessageContainingAll("bomb", "1000000 bytes");
    // From a file only the first bytes of what is no DICOM are unpacked.
    assertThat(DicomSeries.list(ByteSource.of(file), options)).hasSize(1);
  }

  @Test
  void readCt_deflatedHeaderThatUnpacksToTooMuch_isRefused() throws IOException {
    byte[] bomb =
        DicomSlices.slice(Syntax.DEFLATED, 0).bytes(0x00091010, "OB", new byte[3_000_000]).file();
    assertThat(bomb).hasSizeLessThan(10_000);
    Path file = Files.write(folder.resolve("bomb"), bomb);
    ReadOptions options = ReadOptions.defaults().withLimits(new ReadLimits(1000, 1_000_000));
    assertThatThrownBy(() -> VolumeIO.readCt(file, options))
        .isInstanceOf(BudgetExceededException.class)
        .hasMessageContainingAll("bomb", "1000000 bytes");
  }

  @Test
  void readCt_moreFilesThanAllowed_areRefused() throws IOException {
    DicomSlices.series(folder, SLICES);
    ReadLimits limits = new ReadLimits(1000, 1_000_000, 2);
    ReadOptions options = ReadOptions.defaults().withLimits(limits);
    assertThatThrownBy(() -> VolumeIO.readCt(folder, options))
        .isInstanceOf(BudgetExceededException.class)
        .hasMessageContaining("more than the 2 files");
    byte[] archive = zippedSeries("");
    Path file = Files.write(folder.resolve("x.zip"), archive);
    for (ByteSource source : List.of(ByteSource.of(file), ByteSource.ofBytes("x", archive))) {
      assertThatThrownBy(() -> VolumeIO.readCt(source, options))
          .isInstanceOf(BudgetExceededException.class)
          .hasMessageContaining("more than the 2 files");
    }
  }

  @Test
  void readCt_linksInCircles_areVisitedOnce() throws IOException {
    DicomSlices.series(folder.resolve("a"), SLICES);
    Files.createSymbolicLink(folder.resolve("a/up"), folder);
    Files.createSymbolicLink(folder.resolve("again"), folder.resolve("a"));
    Files.createSymbolicLink(folder.resolve("self"), folder.resolve("self"));
    Files.createSymbolicLink(folder.resolve("nowhere"), Path.of("/no/such/place"));
    assertDefaultVolume(ByteSource.of(folder));
    assertThat(VolumeIO.info(folder).notes()).isEmpty();
  }

  @Test
  void readCt_linksThatMultiply_areVisitedOnce() throws IOException {
    Path below = DicomSlices.series(folder.resolve("slices"), SLICES);
    for (int level = 0; level < 40; level++) {
      Path next = Files.createDirectories(folder.resolve("level" + level));
      Files.createSymbolicLink(next.resolve("a"), below);
      Files.createSymbolicLink(next.resolve("b"), below);
      below = next;
    }
    assertDefaultVolume(ByteSource.of(below));
  }

  private Path dicomdir(String... fileIds) {
    return directory(fileIds).write(folder.resolve("DICOMDIR"));
  }

  /** A DICOMDIR that lists images by the components of their names. */
  static DicomBytes directory(String... fileIds) {
    DicomBytes directory = new DicomBytes(Syntax.EXPLICIT);
    directory.text(0x00080016, "UI", "1.2.840.10008.1.3.10");
    List<DicomBytes> records = new ArrayList<>();
    records.add(directory.item().text(0x00041430, "CS", "PATIENT"));
    for (String id : fileIds) {
      records.add(directory.item().text(0x00041430, "CS", "IMAGE").text(0x00041500, "CS", id));
    }
    // Reports need not be there.
    records.add(
        directory.item().text(0x00041430, "CS", "SR DOCUMENT").text(0x00041500, "CS", "GONE"));
    return directory.sequence(0x00041220, true, records.toArray(DicomBytes[]::new));
  }

  @Test
  void readCt_dicomdir_readsWhatItLists() throws IOException {
    DicomSlices.series(folder.resolve("IMAGES"), SLICES + 2);
    for (int k = 0; k < SLICES; k++) {
      Files.move(folder.resolve("IMAGES/" + k + ".dcm"), folder.resolve("IMAGES/IM" + k));
    }
    Path directory = dicomdir("IMAGES\\IM0", "IMAGES\\IM2", "IMAGES\\IM1");
    assertDefaultVolume(ByteSource.of(directory));
  }

  @Test
  void readCt_dicomdirOfACopyInSmallLetters_isRead() throws IOException {
    DicomSlices.series(folder.resolve("images"), SLICES);
    Files.move(folder.resolve("images/0.dcm"), folder.resolve("images/im0"));
    assertThat(DicomSeries.list(dicomdir("IMAGES\\IM0"))).hasSize(1);
  }

  @Test
  void readCt_dicomdirThatLeadsOut_isRefused() throws IOException {
    Path inner = Files.createDirectories(folder.resolve("inner"));
    DicomSlices.slice(0).write(folder.resolve("OUTSIDE"));
    for (String id : List.of("..\\OUTSIDE", "/OUTSIDE", "A\\..\\..\\OUTSIDE", "", "A\\\\B")) {
      Path directory =
          Files.copy(
              dicomdir("IM0", id), inner.resolve("DICOMDIR"), StandardCopyOption.REPLACE_EXISTING);
      DicomSlices.slice(0).write(inner.resolve("IM0"));
      if (id.isEmpty()) {
        assertThat(DicomSeries.list(directory)).hasSize(1);
      } else {
        assertThatThrownBy(() -> VolumeIO.readCt(directory))
            .isInstanceOf(UnreadableFormatException.class)
            .hasMessageContainingAll("DICOMDIR", "record 3", "not allowed");
      }
    }
  }

  @Test
  void readCt_dicomdirThatListsAMissingImage_isRefused() {
    Path directory = dicomdir("IMAGES\\IM7");
    assertThatThrownBy(() -> VolumeIO.readCt(directory))
        .isInstanceOf(UnreadableFormatException.class)
        .hasMessageContainingAll("IM7", "not there");
  }

  @Test
  void readCt_folderWithADicomdir_readsTheFolder() {
    DicomSlices.series(folder, SLICES);
    dicomdir("IMAGES\\IM7");
    assertDefaultVolume(ByteSource.of(folder));
  }

  private void twoSeries() {
    DicomSlices.series(folder.resolve("one"), SLICES);
    DicomSlices.series(
        folder.resolve("two"),
        2,
        (k, slice) ->
            slice
                .text(0x0020000E, "UI", "1.2.3.4")
                .text(0x00080018, "UI", "1.2.3.4." + k)
                .text(0x00200011, "IS", "1")
                .text(0x00181210, "SH", "SOFT")
                .text(0x0008103E, "LO", "soft tissue"));
    DicomSlices.slice(0)
        .text(0x00080008, "CS", "ORIGINAL\\PRIMARY\\LOCALIZER")
        .text(0x0020000E, "UI", "1.2.3.5")
        .write(folder.resolve("scout"));
    DicomSlices.slice(0)
        .text(0x00080016, "UI", "1.2.840.10008.5.1.4.1.1.7")
        .text(0x0020000E, "UI", "1.2.3.6")
        .write(folder.resolve("screen"));
  }

  @Test
  void readCt_severalSeries_areListedAndNoneIsPicked() {
    twoSeries();
    assertThatThrownBy(() -> VolumeIO.readCt(folder))
        .isInstanceOf(UnusableInputException.class)
        .hasMessageContainingAll(
            "2 series", "1: CT, 2 images, kernel SOFT, 6×5×2", "kernel B60f, 6×5×3", "--series")
        .hasMessageNotContaining("soft tissue");
  }

  @Test
  void readCt_namedSeries_isRead() {
    twoSeries();
    ReadOptions options = ReadOptions.defaults();
    assertThat(VolumeIO.readCt(folder, options.withSeries("1")).geometry().size(2)).isEqualTo(2);
    assertThat(VolumeIO.readCt(folder, options.withSeries("1.2.3.4")).geometry().size(2))
        .isEqualTo(2);
    assertThat(Volumes.values(VolumeIO.readCt(folder, options.withSeries(DicomSlices.SERIES))))
        .isEqualTo(DicomSlices.values(SLICES));
    assertThatThrownBy(() -> VolumeIO.readCt(folder, options.withSeries("9")))
        .isInstanceOf(UnusableInputException.class)
        .hasMessageContainingAll("no series 9", "1: CT");
    assertThatThrownBy(() -> VolumeIO.readCt(folder, options.withSeries("1.2.3.5")))
        .isInstanceOf(UnusableInputException.class)
        .hasMessageContaining("scout view");
  }

  @Test
  void readCt_oneSeriesOfSlicesAmongOthers_isRead() throws IOException {
    twoSeries();
    for (int k = 0; k < 2; k++) {
      Files.delete(folder.resolve("two/" + k + ".dcm"));
    }
    assertDefaultVolume(ByteSource.of(folder));
    assertThat(VolumeIO.info(folder).notes()).contains("2 other series are left out");
  }

  @Test
  void readCt_aWholeAndABrokenSeries_needAChoiceToo() throws IOException {
    twoSeries();
    Files.delete(folder.resolve("one/1.dcm"));
    DicomSlices.slice(3).write(folder.resolve("one/3.dcm"));
    assertThatThrownBy(() -> VolumeIO.readCt(folder))
        .isInstanceOf(UnusableInputException.class)
        .hasMessageContainingAll("2 series", "no volume");
  }

  @Test
  void list_saysWhatEachSeriesIs() {
    twoSeries();
    List<DicomSeries> series = DicomSeries.list(folder);
    assertThat(series).extracting(DicomSeries::number).containsExactly(1, 2, 3, 4);
    DicomSeries soft = series.get(0);
    assertThat(soft.uid()).isEqualTo("1.2.3.4");
    assertThat(soft.description()).isEqualTo("soft tissue");
    assertThat(soft.kernel()).isEqualTo("SOFT");
    assertThat(soft.modality()).isEqualTo("CT");
    assertThat(soft.slices()).isEqualTo(2);
    assertThat(soft.thicknessMm()).hasValue(2.5);
    assertThat(soft.encoding()).isEqualTo("explicit little endian");
    assertThat(soft.geometry()).hasValueSatisfying(grid -> assertThat(grid.size(2)).isEqualTo(2));
    assertThat(soft.refusal()).isEmpty();
    assertThat(series.get(1).refusal()).hasValueSatisfying(r -> assertThat(r).contains("scout"));
    assertThat(series.get(2).refusal()).hasValueSatisfying(r -> assertThat(r).contains("screen"));
    assertThat(series.get(2).geometry()).isEmpty();
  }

  @Test
  void list_damagedFileOfUnknownSeries_standsAgainstAllOfThem() throws IOException {
    twoSeries();
    byte[] whole = DicomSlices.slice(7).file();
    Files.write(folder.resolve("damaged"), Arrays.copyOf(whole, 400));
    assertThat(DicomSeries.list(folder).get(0).refusal())
        .hasValueSatisfying(r -> assertThat(r).contains("damaged", "remove the file"));
    assertThatThrownBy(() -> VolumeIO.readCt(folder, ReadOptions.defaults().withSeries("1")))
        .isInstanceOf(UnreadableFormatException.class)
        .hasMessageContaining("damaged");
  }

  @Test
  void list_noDicom_isEmpty() throws IOException {
    assertThat(DicomSeries.list(folder)).isEmpty();
    assertThat(DicomSeries.list(Files.writeString(folder.resolve("a"), "words"))).isEmpty();
    assertThatThrownBy(() -> DicomSeries.list(folder.resolve("missing")))
        .isInstanceOf(VolumeIoException.class);
  }

  @Test
  void readCt_streamThatFails_isAnIoError() {
    byte[] bytes = DicomEnhanced.file(SLICES, Syntax.EXPLICIT).file();
    ByteSource source =
        ByteSource.ofStream(
            "failing",
            () ->
                new ByteArrayInputStream(bytes) {
                  @Override
                  public synchronized int read(byte[] target, int offset, int length) {
                    if (pos > 1000) {
                      throw new UncheckedIOException(new IOException("unplugged"));
                    }
                    return super.read(target, offset, Math.min(length, 500));
                  }
                });
    assertThatThrownBy(() -> VolumeIO.readCt(source))
        .isInstanceOf(VolumeIoException.class)
        .hasMessageContaining("unplugged");
  }

  @Test
  void ofFiles_isNoSingleStream() {
    ByteSource files = ByteSource.ofFiles("several", List.of(ByteSource.ofBytes("a", new byte[3])));
    assertThatThrownBy(files::open).isInstanceOf(IOException.class);
  }
}
