package org.lungseg.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.lungseg.api.CtVolume;
import org.lungseg.api.LabelMask;
import org.lungseg.api.LungLabels;
import org.lungseg.api.LungsegException;
import org.lungseg.api.OutputRefusedException;
import org.lungseg.api.UnusableInputException;
import org.lungseg.api.VolumeGeometry;
import org.lungseg.cli.spi.CliCommand;
import org.lungseg.cli.spi.CommandContext;
import org.lungseg.cli.spi.CommandFailedException;
import org.lungseg.cli.spi.ExitCode;
import org.lungseg.io.ByteSource;
import org.lungseg.io.DicomSeries;
import org.lungseg.io.NiftiExtension;
import org.lungseg.io.ReadOptions;
import org.lungseg.io.VolumeIO;
import org.lungseg.io.WriteOption;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code lungseg convert}: the same volume in another format. */
@Command(
    name = "convert",
    description = "Writes a CT or a mask in another format, with the same values on the same grid.",
    footer = {
      "",
      "Examples:",
      "  lungseg convert patient.nii patient.nii.gz",
      "  lungseg convert slices/ patient.nii.gz      (a folder of PNG slices)",
      "  lungseg convert lungs.nii.gz lungs.seg.nrrd (a mask for 3D Slicer)",
      "  lungseg convert dicom/ patient.nii.gz --series 2",
      "  lungseg convert lungs.nii.gz lungs.dcm --source dicom/   (a DICOM segmentation)",
      "  lungseg convert lungs.dcm lungs.nii.gz",
      "  lungseg convert series4d.nii.gz third.nii.gz --index 2"
    })
public final class ConvertCommand implements CliCommand {

  @Parameters(
      index = "0",
      paramLabel = "IN",
      description = "A volume file, a DICOM folder or zip, or a folder of PNG slices.")
  private Path input = Path.of("");

  @Parameters(
      index = "1",
      paramLabel = "OUT",
      description =
          "The new file: .nii, .nii.gz, .nrrd or .mha; for a mask of lungs also .seg.nrrd (3D"
              + " Slicer) and, with --source, .dcm (DICOM SEG).")
  private Path output = Path.of("");

  @Option(
      names = "--source",
      paramLabel = "DICOM",
      description =
          "The DICOM series that the mask IN was made of: OUT gets its whole grid, and as .dcm its"
              + " patient and study. --series then means one of its series.")
  private @Nullable Path source;

  @Option(names = "--overwrite", description = "Replaces an output that exists.")
  private boolean overwrite;

  @Mixin private IndexOption indexOption = new IndexOption();

  /** Made by the service loader. */
  public ConvertCommand() {}

  @Override
  public ExitCode run(CommandContext context) {
    Inputs.requireExists(input);
    VolumeGeometry geometry;
    try (OutputSet outputs =
        new OutputSet(context, OutputSet.Existing.ofOverwrite(overwrite), inputs())) {
      if (!VolumeIO.canWrite(output)) {
        throw new OutputRefusedException(
            output + ": the name of a volume file ends in one of " + VolumeIO.writableEndings());
      }
      if (VolumeIO.needsDicomSource(output) && source == null) {
        throw new OutputRefusedException(
            output
                + ": a DICOM segmentation belongs to the DICOM series that was segmented; name it"
                + " with --source");
      }
      Path staged = outputs.file(output);
      Optional<LabelMask> mask = readMask(context);
      context.cancellation().throwIfCancelled();
      geometry =
          mask.isPresent() ? write(mask.get(), staged) : write(readCt(context), staged, context);
      context.cancellation().throwIfCancelled();
      outputs.commit();
    }
    context.out().println("wrote       " + output + ": " + geometry);
    return ExitCode.DONE;
  }

  /**
   * The input as a mask of the lungs, if the output can hold nothing else, if the series it was
   * made of is named, or if the input says itself which of its voxels are which lung, perhaps by
   * other numbers than ours.
   */
  private Optional<LabelMask> readMask(CommandContext context) {
    if (source != null) {
      DicomSeries series = Inputs.sourceSeries(source, indexOption.readOptions());
      ReadOptions options = indexOption.withoutSeries();
      return Optional.of(Inputs.lungMask(input, options.withGrid(series.geometry().orElseThrow())));
    }
    if (VolumeIO.holdsMasksOnly(output)) {
      return Optional.of(Inputs.lungMask(input, indexOption.readOptions()));
    }
    if (!Inputs.namesStructures(input, indexOption.readOptions())) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          VolumeIO.readMask(
              ByteSource.of(input), LungLabels.RIGHT_LEFT, indexOption.readOptions()));
    } catch (UnusableInputException e) {
      context.err().println("lungseg: " + e.getMessage() + "; the numbers are copied as they are");
      return Optional.empty();
    } catch (LungsegException e) {
      throw CommandFailedException.about(input, e);
    }
  }

  private Path[] inputs() {
    return source == null ? new Path[] {input} : new Path[] {input, source};
  }

  private CtVolume readCt(CommandContext context) {
    CtVolume volume = Inputs.ct(input, indexOption.readOptions());
    context.cancellation().throwIfCancelled();
    return volume;
  }

  private VolumeGeometry write(LabelMask mask, Path staged) {
    List<WriteOption> options = new ArrayList<>(List.of(allThreads()));
    if (source != null) {
      options.add(WriteOption.dicomSource(ByteSource.of(source), indexOption.readOptions()));
    }
    OutputSet.write(
        output,
        staged,
        path -> VolumeIO.writeMask(mask, path, options.toArray(WriteOption[]::new)));
    return mask.geometry();
  }

  private VolumeGeometry write(CtVolume volume, Path staged, CommandContext context) {
    List<NiftiExtension> kept = new ArrayList<>();
    int leftOut = 0;
    for (NiftiExtension extension : Inputs.niftiExtensions(input)) {
      if (extension.mayIdentifyPatient()) {
        leftOut++;
      } else {
        kept.add(extension);
      }
    }
    if (leftOut > 0) {
      context
          .err()
          .println(
              "lungseg: "
                  + input
                  + ": left out "
                  + leftOut
                  + " header extensions that may tell who the patient is");
    }
    OutputSet.write(
        output,
        staged,
        path -> VolumeIO.writeCt(volume, path, allThreads(), WriteOption.niftiExtensions(kept)));
    return volume.geometry();
  }

  private static WriteOption allThreads() {
    return WriteOption.threads(Runtime.getRuntime().availableProcessors());
  }
}
