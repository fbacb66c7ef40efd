package org.lungseg.io;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/**
 * Gives every reader bytes that nobody would write; {@link ReadingPromise} says what may come of
 * it. In a normal build each target reads its corpus, {@code ReaderFuzzTestInputs}; {@code
 * docs/fuzzing.md} says how to look for more.
 *
 * <p>Where the format packs its voxels, targets take them unpacked and pack them, so that a check
 * sum does not stop every change at the door.
 */
class ReaderFuzzTest {

  private static final int DICOM_PREAMBLE_BYTES = 128;
  private static final int MAX_FILES = 8;

  @TempDir static Path folder;

  /** Folders for the targets on disk, named as {@link ReadingPromise} expects it. */
  @BeforeAll
  static void makeFolders() throws IOException {
    Files.createDirectories(onDisk("png"));
    Files.createDirectories(onDisk("zip"));
    DicomSlices.slice(0).write(Files.createDirectories(onDisk("dicomdir")).resolve("IM0"));
    DicomSlices.slice(1).write(onDisk("dicomdir").resolve("IM1"));
  }

  private static Path onDisk(String target) {
    return folder.resolve(ReadingPromise.NAME).resolve(target);
  }

  @FuzzTest
  void nifti(byte[] file) {
    ReadingPromise.holdsFor(file);
  }

  /** NIfTI in gzip of unknown length, which only the limits bound; or gzip as it comes. */
  @FuzzTest
  void gzip(byte[] content) {
    boolean packed = content.length > 1 && content[0] == 0x1f && content[1] == (byte) 0x8b;
    byte[] file = packed ? content : NiftiBytes.gzip(content);
    ReadingPromise.holdsFor(
        ByteSource.ofStream(ReadingPromise.NAME, () -> new ByteArrayInputStream(file)));
  }

  @FuzzTest
  void nrrd(byte[] file) {
    ReadingPromise.holdsFor(PackedForms.nrrd(file));
  }

  @FuzzTest
  void slicerSegmentation(byte[] file) {
    ByteSource source = ByteSource.ofBytes(ReadingPromise.NAME, PackedForms.nrrd(file));
    ReadingPromise.holdsFor(source);
    ReadingPromise.attempt(source, () -> SlicerSegmentation.read(source, ReadingPromise.OPTIONS));
  }

  @FuzzTest
  void metaImage(byte[] file) {
    ReadingPromise.holdsFor(PackedForms.metaImage(file));
  }

  @FuzzTest
  void png(byte[] picture) throws IOException {
    Files.write(onDisk("png").resolve("0.png"), PackedForms.png(picture));
    ReadingPromise.holdsFor(ByteSource.of(onDisk("png")));
  }

  /** A data set, with pixels in any of the codes, that is all there is. */
  @FuzzTest
  void dicomFile(byte[] file) {
    ByteSource source = ByteSource.ofBytes(ReadingPromise.NAME, file);
    ReadingPromise.holdsFor(source);
    ReadingPromise.attempt(source, () -> DicomSeries.list(source, ReadingPromise.OPTIONS));
  }

  /** Files one after the other, each from its preamble on. */
  @FuzzTest
  void dicomSeries(byte[] files) {
    List<ByteSource> parts = new ArrayList<>();
    int start = 0;
    for (int at = DICOM_PREAMBLE_BYTES + 1; at < files.length && parts.size() < MAX_FILES; at++) {
      boolean isMagic =
          at + 4 <= files.length
              && files[at] == 'D'
              && files[at + 1] == 'I'
              && files[at + 2] == 'C'
              && files[at + 3] == 'M';
      if (isMagic && at - DICOM_PREAMBLE_BYTES > start) {
        parts.add(part(files, start, at - DICOM_PREAMBLE_BYTES));
        start = at - DICOM_PREAMBLE_BYTES;
      }
    }
    parts.add(part(files, start, files.length));
    ByteSource source = ByteSource.ofFiles(ReadingPromise.NAME, parts);
    ReadingPromise.holdsFor(source);
    ReadingPromise.attempt(source, () -> DicomSeries.list(source, ReadingPromise.OPTIONS));
  }

  private static ByteSource part(byte[] files, int start, int end) {
    return ByteSource.ofBytes(
        ReadingPromise.NAME + "/" + start, Arrays.copyOfRange(files, start, end));
  }

  @FuzzTest
  void dicomSegmentation(byte[] file) {
    ReadingPromise.holdsFor(file);
  }

  /** A table of contents beside two slices, {@code IM0} and {@code IM1}. */
  @FuzzTest
  void dicomDirectory(byte[] file) throws IOException {
    ReadingPromise.holdsFor(
        ByteSource.of(Files.write(onDisk("dicomdir").resolve("DICOMDIR"), file)));
  }

  /** From a file, by its table of contents, and from a stream, entry by entry. */
  @FuzzTest
  void zip(byte[] archive) throws IOException {
    ReadingPromise.holdsFor(archive);
    ReadingPromise.holdsFor(ByteSource.of(Files.write(onDisk("zip").resolve("a.zip"), archive)));
  }
}
