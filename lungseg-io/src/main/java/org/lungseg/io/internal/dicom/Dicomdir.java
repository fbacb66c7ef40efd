package org.lungseg.io.internal.dicom;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.lungseg.api.UnreadableFormatException;
import org.lungseg.io.ReadLimits;

/** The table of contents of a medium (PS3.10, chapter 8; PS3.3, annex F). */
final class Dicomdir {

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.-]{0,63}");
  private static final int MAX_COMPONENTS = 16;

  private Dicomdir() {}

  /**
   * The images that it lists.
   *
   * @throws UnreadableFormatException if it is no table of contents, leads out of its folder, or
   *     lists an image that is not there
   */
  static List<DicomFile> files(Path dicomdir, ReadLimits limits) {
    InflationBudget budget = new InflationBudget(dicomdir.toString(), limits);
    HeaderReader.Found found = HeaderReader.read(DicomFiles.onDisk(dicomdir), budget);
    if (found instanceof HeaderReader.Found.Damaged damaged) {
      throw damaged.error();
    }
    if (!(found instanceof HeaderReader.Found.Directory directory)) {
      throw new UnreadableFormatException(dicomdir + ": no DICOMDIR");
    }
    Path root = Optional.ofNullable(dicomdir.toAbsolutePath().getParent()).orElse(dicomdir);
    Set<Path> paths = new LinkedHashSet<>();
    List<DataSet> records = directory.parsed().data().items(Tag.DIRECTORY_RECORD_SEQUENCE);
    for (int index = 0; index < records.size(); index++) {
      DataSet record = records.get(index);
      List<String> components = record.texts(Tag.REFERENCED_FILE_ID);
      if (components.isEmpty()
          || !record.text(Tag.DIRECTORY_RECORD_TYPE).orElse("").equals("IMAGE")) {
        continue;
      }
      if (paths.size() >= limits.maxFiles()) {
        throw FolderWalk.tooMany(dicomdir.toString(), limits.maxFiles());
      }
      paths.add(resolve(root, components, dicomdir, index));
    }
    List<DicomFile> files = new ArrayList<>();
    paths.stream().sorted().forEach(path -> files.add(DicomFiles.onDisk(path)));
    return files;
  }

  private static Path resolve(Path root, List<String> components, Path dicomdir, int index) {
    Path exact = root;
    Path lower = root;
    for (String component : components) {
      if (!NAME.matcher(component).matches() || components.size() > MAX_COMPONENTS) {
        throw new UnreadableFormatException(
            dicomdir
                + ": record "
                + (index + 1)
                + " names a file (0004,1500) in a form that is not allowed");
      }
      exact = exact.resolve(component);
      lower = lower.resolve(component.toLowerCase(Locale.ROOT));
    }
    if (Files.isRegularFile(exact)) {
      return exact;
    }
    // Names on media are in capitals; copies of them often are not.
    if (Files.isRegularFile(lower)) {
      return lower;
    }
    throw new UnreadableFormatException(
        dicomdir
            + ": lists "
            + root.relativize(exact)
            + ", which is not there; give the folder to read the files that are");
  }
}
