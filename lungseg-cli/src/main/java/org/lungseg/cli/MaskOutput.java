package org.lungseg.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.lungseg.api.LabelMask;
import org.lungseg.api.LungsegException;
import org.lungseg.api.ModelInfo;
import org.lungseg.api.OutputRefusedException;
import org.lungseg.cli.spi.CommandFailedException;
import org.lungseg.io.ByteSource;
import org.lungseg.io.PngStack;
import org.lungseg.io.ReadOptions;
import org.lungseg.io.VolumeIO;
import org.lungseg.io.WriteOption;

/**
 * The mask that a command makes: a volume file, a DICOM segmentation of the input, or a folder of
 * pictures named as the input's.
 */
final class MaskOutput {

  private final Path target;
  private final Path staged;
  private final WriteOption source;
  private final List<String> sliceNames;

  private MaskOutput(Path target, Path staged, WriteOption source, List<String> sliceNames) {
    this.target = target;
    this.staged = staged;
    this.source = source;
    this.sliceNames = sliceNames;
  }

  /**
   * Announces the mask of an input.
   *
   * @param options as the input is read
   * @throws OutputRefusedException if it cannot be made
   */
  static MaskOutput announce(OutputSet outputs, Path input, ReadOptions options, Path target) {
    WriteOption source = WriteOption.dicomSource(ByteSource.of(input), options);
    if (VolumeIO.canWrite(target)) {
      if (VolumeIO.needsDicomSource(target) && Inputs.series(input, options).isEmpty()) {
        throw new OutputRefusedException(
            target
                + ": a DICOM segmentation is made of a DICOM series, and "
                + input
                + " is none; give another ending");
      }
      return new MaskOutput(target, outputs.file(target), source, List.of());
    }
    if (!Files.isDirectory(input)) {
      throw new OutputRefusedException(
          target
              + ": the name of a volume file ends in one of "
              + VolumeIO.writableEndings()
              + " (a folder of pictures is made of a folder of pictures only)");
    }
    List<String> names = sliceNames(input);
    return new MaskOutput(target, outputs.folder(target, names), source, names);
  }

  /**
   * Writes the mask; it appears when the outputs are committed.
   *
   * @param model what made it, which a DICOM segmentation states
   * @param threads how many pack it
   */
  void write(LabelMask mask, ModelInfo model, int threads) {
    OutputSet.write(
        target,
        staged,
        path -> {
          if (sliceNames.isEmpty()) {
            VolumeIO.writeMask(
                mask,
                path,
                WriteOption.threads(threads),
                source,
                WriteOption.algorithm(model.name(), model.version()));
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
