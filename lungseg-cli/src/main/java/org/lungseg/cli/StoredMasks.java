package org.lungseg.cli;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Supplier;
import org.lungseg.api.CtVolume;
import org.lungseg.api.UnusableInputException;
import org.lungseg.api.VolumeIoException;
import org.lungseg.cli.spi.CommandContext;
import org.lungseg.io.ReadOptions;
import org.lungseg.metrics.cohort.CohortManifest;
import org.lungseg.metrics.cohort.CohortModel;

/**
 * Masks that some other program has made: for each case a file named by the case with any ending,
 * or a folder of pictures named by the case.
 */
final class StoredMasks implements CohortCandidate {

  private final String name;
  private final Path folder;

  StoredMasks(String name, Path folder) {
    this.name = name;
    this.folder = folder;
  }

  @Override
  public CohortModel model() {
    return new CohortModel(name, "masks that were there already");
  }

  @Override
  public String fingerprint() {
    return "masks";
  }

  @Override
  public boolean needsCt() {
    return false;
  }

  @Override
  public List<Path> files(CohortManifest.Entry entry) {
    String id = entry.identity().id();
    List<Path> found = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
      for (Path file : files) {
        String fileName = String.valueOf(file.getFileName());
        if (fileName.equals(id) || isNameWithEnding(fileName, id)) {
          found.add(file);
        }
      }
    } catch (IOException e) {
      throw new VolumeIoException("cannot read the folder " + folder + ": " + e, e);
    }
    found.sort(null);
    return found;
  }

  @Override
  public Made make(
      CohortManifest.Entry entry, Supplier<CtVolume> ct, String what, CommandContext context) {
    List<Path> files = files(entry);
    String id = entry.identity().id();
    if (files.isEmpty()) {
      throw new UnusableInputException("there is no mask named " + id + " in the folder");
    }
    if (files.size() > 1) {
      throw new UnusableInputException(
          "there are several masks named "
              + id
              + " in the folder: "
              + files.stream().map(file -> String.valueOf(file.getFileName())).toList());
    }
    return new Made(
        Inputs.lungMask(files.get(0), ReadOptions.defaults()),
        OptionalDouble.empty(),
        OptionalDouble.empty(),
        OptionalDouble.empty());
  }

  @Override
  public void close() {}

  /** Whether what follows the case's name is one ending or two, as in {@code .nii.gz}. */
  private static boolean isNameWithEnding(String fileName, String id) {
    return fileName.startsWith(id + ".")
        && fileName.substring(id.length()).matches("\\.[A-Za-z0-9]{1,5}(\\.[A-Za-z0-9]{1,5})?");
  }
}
