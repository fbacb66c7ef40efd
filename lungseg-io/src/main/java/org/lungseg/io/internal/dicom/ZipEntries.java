package org.lungseg.io.internal.dicom;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Enumeration;
import java.util.List;
import java.util.OptionalLong;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipInputStream;
import org.lungseg.api.BudgetExceededException;
import org.lungseg.api.UnreadableFormatException;
import org.lungseg.io.ReadLimits;

/**
 * The files in a zip archive. Nothing is ever unpacked to disk, so the names in it lead nowhere;
 * they are only shown. Archives in archives are not opened.
 */
final class ZipEntries {

  private static final int CHUNK_BYTES = 1 << 16;

  private ZipEntries() {}

  /** The files of an archive on disk, which are unpacked each time they are read. */
  static List<DicomFile> of(ZipFile zip, Path archive, ReadLimits limits) {
    if (zip.size() > limits.maxFiles()) {
      throw FolderWalk.tooMany(archive.toString(), limits.maxFiles());
    }
    List<DicomFile> files = new ArrayList<>();
    Enumeration<? extends ZipEntry> entries = zip.entries();
    while (entries.hasMoreElements()) {
      ZipEntry entry = entries.nextElement();
      if (!isSkipped(entry)) {
        // The size that an entry states is not believed, so none is given.
        String name = nameOf(archive.toString(), entry);
        files.add(
            new DicomFile(name, () -> open(zip, entry, name, limits), OptionalLong.empty(), false));
      }
    }
    files.sort(Comparator.comparing(DicomFile::name));
    return files;
  }

  private static InputStream open(ZipFile zip, ZipEntry entry, String name, ReadLimits limits)
      throws IOException {
    InputStream stream = zip.getInputStream(entry);
    if (stream == null) {
      throw new IOException("no such entry in the archive");
    }
    return new RatioLimit(stream, name, entry.getCompressedSize(), limits.maxInflationRatio());
  }

  /** The files of an archive that is read once, held in memory. */
  static List<DicomFile> of(DicomFile archive, ReadLimits limits) {
    List<DicomFile> files = new ArrayList<>();
    InflationBudget budget = new InflationBudget(archive.name(), limits);
    try (ZipTail raw = new ZipTail(new BufferedInputStream(archive.opener().open()));
        ZipInputStream zip = new ZipInputStream(raw)) {
      InputStream limited =
          archive.size().isPresent()
              ? new RatioLimit(
                  zip, archive.name(), archive.size().getAsLong(), limits.maxInflationRatio())
              : zip;
      InputStream counted = budget.count(limited);
      int entries = 0;
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        if (++entries > limits.maxFiles()) {
          throw FolderWalk.tooMany(archive.name(), limits.maxFiles());
        }
        String name = nameOf(archive.name(), entry);
        byte[] head = counted.readNBytes(HeaderReader.HEAD_BYTES);
        if (!isSkipped(entry) && HeaderReader.looksLikeDicom(head)) {
          byte[] content = whole(head, counted, name);
          files.add(
              new DicomFile(
                  name,
                  () -> new ByteArrayInputStream(content),
                  OptionalLong.of(content.length),
                  true));
        } else {
          // Read through, so that the budget counts what closing the entry would unpack unseen.
          byte[] chunk = new byte[CHUNK_BYTES];
          while (counted.read(chunk, 0, chunk.length) >= 0) {}
        }
      }
      raw.requireEntries(entries, archive.name());
    } catch (IOException e) {
      throw ReadErrors.of(archive.name(), 0, e);
    } catch (IllegalArgumentException e) {
      throw new UnreadableFormatException(
          archive.name() + ": the archive holds a name that is no text", e);
    }
    files.sort(Comparator.comparing(DicomFile::name));
    return files;
  }

  private static byte[] whole(byte[] head, InputStream rest, String name) throws IOException {
    try {
      byte[] tail = rest.readAllBytes();
      byte[] content = new byte[head.length + tail.length];
      System.arraycopy(head, 0, content, 0, head.length);
      System.arraycopy(tail, 0, content, head.length, tail.length);
      return content;
    } catch (OutOfMemoryError e) {
      long most = Runtime.getRuntime().maxMemory();
      throw new BudgetExceededException(
          name + ": does not fit the memory; give the archive as a path or raise -Xmx", most, most);
    }
  }

  private static boolean isSkipped(ZipEntry entry) {
    String path = entry.getName();
    String last = path.substring(path.lastIndexOf('/') + 1);
    return entry.isDirectory() || last.startsWith(".") || path.startsWith("__MACOSX/");
  }

  private static String nameOf(String archive, ZipEntry entry) {
    return archive + "!" + Printable.text(entry.getName());
  }
}
