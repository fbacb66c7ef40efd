package org.lungseg.io.internal.dicom;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.zip.ZipFile;
import org.lungseg.io.ReadLimits;

/**
 * The files among which series are looked for. Closing it closes the archive they lie in; files of
 * a folder are opened one by one when they are read.
 */
public final class DicomFiles implements AutoCloseable {

  private final String name;
  private final List<DicomFile> files;
  private final Closeable archive;

  DicomFiles(String name, List<DicomFile> files, Closeable archive) {
    this.name = name;
    this.files = List.copyOf(files);
    this.archive = archive;
  }

  /**
   * Files that a caller names.
   *
   * @param name what errors call them together
   */
  public static DicomFiles of(String name, List<DicomFile> files) {
    return new DicomFiles(name, files, () -> {});
  }

  /** All files below a folder, without hidden ones; see {@link FolderWalk} for links. */
  public static DicomFiles ofFolder(Path folder, ReadLimits limits) {
    List<DicomFile> files =
        FolderWalk.files(folder, limits.maxFiles()).stream().map(DicomFiles::onDisk).toList();
    return of(folder.toString(), files);
  }

  /** Whether there is any DICOM file below a folder. */
  public static boolean anyBelow(Path folder) {
    return FolderWalk.any(
        folder,
        path -> {
          try (DicomInput input = onDisk(path).open()) {
            return HeaderReader.looksLikeDicom(input.peek(HeaderReader.HEAD_BYTES));
          }
        });
  }

  /** All files of a zip archive; it stays open. */
  public static DicomFiles ofZip(Path archive, ReadLimits limits) {
    try {
      ZipFile zip = new ZipFile(archive.toFile());
      try {
        return new DicomFiles(archive.toString(), ZipEntries.of(zip, archive, limits), zip);
      } catch (RuntimeException e) {
        zip.close();
        throw e;
      }
    } catch (IOException e) {
      throw ReadErrors.of(archive.toString(), 0, e);
    }
  }

  /**
   * All files of a zip archive that can only be read from its start to its end. What looks like
   * DICOM is held in memory, up to the limit of bytes.
   */
  public static DicomFiles ofZip(DicomFile archive, ReadLimits limits) {
    return of(archive.name(), ZipEntries.of(archive, limits));
  }

  /** The images that a DICOMDIR lists; files in no list are not looked at. */
  public static DicomFiles ofDirectory(Path dicomdir, ReadLimits limits) {
    return of(dicomdir.toString(), Dicomdir.files(dicomdir, limits));
  }

  /**
   * Whether a file is a DICOMDIR.
   *
   * @throws org.lungseg.api.BudgetExceededException if its header goes over a limit
   */
  public static boolean isDirectory(DicomFile file, ReadLimits limits) {
    InflationBudget budget = new InflationBudget(file.name(), limits);
    return HeaderReader.read(file, budget) instanceof HeaderReader.Found.Directory;
  }

  /** Whether the first bytes of a file are those of DICOM. */
  public static boolean looksLikeDicom(byte[] head) {
    return HeaderReader.looksLikeDicom(head);
  }

  /** A file on disk. */
  public static DicomFile onDisk(Path path) {
    OptionalLong size;
    try {
      size = Files.isRegularFile(path) ? OptionalLong.of(Files.size(path)) : OptionalLong.empty();
    } catch (IOException e) {
      throw ReadErrors.of(path.toString(), 0, e);
    }
    return new DicomFile(path.toString(), () -> Files.newInputStream(path), size, true);
  }

  /** What errors call the source. */
  public String name() {
    return name;
  }

  List<DicomFile> files() {
    return files;
  }

  @Override
  public void close() {
    try {
      archive.close();
    } catch (IOException e) {
      return; // a failure to close what was only read loses nothing
    }
  }
}
