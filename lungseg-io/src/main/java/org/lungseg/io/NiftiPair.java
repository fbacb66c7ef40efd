package org.lungseg.io;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.lungseg.api.UnreadableFormatException;
import org.lungseg.api.VolumeIoException;

/** Finds the other half of a NIfTI volume that lies in two files. */
final class NiftiPair {

  private static final Pattern HEADER = Pattern.compile("(.*)\\.(hdr|HDR)(\\.(?:gz|GZ))?");
  private static final Pattern IMAGE = Pattern.compile("(.*)\\.(img|IMG)(\\.(?:gz|GZ))?");

  private NiftiPair() {}

  /** The header file of an {@code .img}, if the source is the path of one and it is there. */
  static Optional<Path> headerBeside(ByteSource source) {
    return source.path().flatMap(path -> beside(path, IMAGE, "hdr"));
  }

  /**
   * The file with the voxels of a header.
   *
   * @throws UnreadableFormatException if the source has no neighbours
   * @throws VolumeIoException if it is not there
   */
  static Path imageBeside(ByteSource source) {
    Path path =
        source
            .path()
            .orElseThrow(
                () ->
                    new UnreadableFormatException(
                        source.name()
                            + ": a NIfTI header whose voxels lie in another file; give the path of"
                            + " the .hdr file, or one .nii"));
    return beside(path, HEADER, "img")
        .orElseThrow(
            () ->
                new VolumeIoException(
                    path
                        + ": a NIfTI header whose voxels lie in another file, and there is no file"
                        + " of the same name that ends in .img or .img.gz"));
  }

  private static Optional<Path> beside(Path path, Pattern pattern, String otherEnding) {
    Path fileName = path.getFileName();
    Matcher match = pattern.matcher(fileName == null ? "" : fileName.toString());
    if (!match.matches()) {
      return Optional.empty();
    }
    boolean upper = Character.isUpperCase(match.group(2).charAt(0));
    String stem =
        match.group(1) + "." + (upper ? otherEnding.toUpperCase(Locale.ROOT) : otherEnding);
    for (String ending : new String[] {"", ".gz", ".GZ"}) {
      Path other = path.resolveSibling(stem + ending);
      if (Files.isRegularFile(other)) {
        return Optional.of(other);
      }
    }
    return Optional.empty();
  }
}
