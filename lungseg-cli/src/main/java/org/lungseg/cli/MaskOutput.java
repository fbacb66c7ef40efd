package org.lungseg.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.lungseg.api.LabelMask;
import org.lungseg.api.LungsegException;
import org.lungseg.api.OutputRefusedException;
import org.lungseg.cli.spi.CommandFailedException;
import org.lungseg.io.PngStack;
import org.lungseg.io.VolumeIO;

/** The mask that a command makes: a volume file, or a folder of pictures named as the input's. */
final class MaskOutput {

  private final Path target;
  private final Path staged;
  private final List<String> sliceNames;

  private MaskOutput(Path target, Path staged, List<String> sliceNames) {
    this.target = target;
    this.staged = staged;
    this.sliceNames = sliceNames;
  }

  /**
   * Announces the mask of an input.
   *
   * @throws OutputRefusedException if it cannot be made
   */
  static MaskOutput announce(OutputSet outputs, Path input, Path target) {
    if (isVolumeFile(target)) {
      return new MaskOutput(target, outputs.file(target), List.of());
    }
    if (!Files.isDirectory(input)) {
      throw new OutputRefusedException(
          target
              + ": the name of a volume file ends in .nii or .nii.gz (a folder of pictures is"
              + " made of a folder of pictures only)");
    }
    List<String> names = sliceNames(input);
    return new MaskOutput(target, outputs.folder(target, names), names);
  }

  /** Whether a path names a volume file that can be written. */
  static boolean isVolumeFile(Path target) {
    String name = String.valueOf(target.getFileName()).toLowerCase(Locale.ROOT);
    return name.endsWith(".nii") || name.endsWith(".nii.gz");
  }

  /** Writes the mask; it appears when the outputs are committed. */
  void write(LabelMask mask) {
    OutputSet.write(
        target,
        staged,
        path -> {
          if (sliceNames.isEmpty()) {
            VolumeIO.writeMask(mask, path);
          } else {
            PngStack.writeMask(mask, path, sliceNames);
          }
        });
  }

  private static List<String> sliceNames(Path input) {
    try {
      return PngStack.sliceNames(input);
    } catch (LungsegException e) {
      throw CommandFailedException.about(input, e);
    }
  }
}
