package org.lungseg.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.lungseg.api.CtVolume;
import org.lungseg.api.IntensityDomain;
import org.lungseg.api.OutputRefusedException;
import org.lungseg.api.ProbabilityMap;
import org.lungseg.api.SegmentationResult;
import org.lungseg.api.SegmenterOptions;
import org.lungseg.cli.spi.CliCommand;
import org.lungseg.cli.spi.CommandContext;
import org.lungseg.cli.spi.CommandFailedException;
import org.lungseg.cli.spi.ExitCode;
import org.lungseg.io.VolumeIO;
import org.lungseg.io.WriteOption;
import org.lungseg.metrics.picture.MaskPreview;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code lungseg segment}: finds the lungs in one volume. */
@Command(
    name = "segment",
    description = "Finds the lungs in a CT: right 1, left 2, on the grid of the input.",
    footer = {
      "",
      "Examples:",
      "  lungseg segment patient.nii.gz -o lungs.nii.gz",
      "  lungseg segment patient.nii.gz -o lungs.nii.gz --preview lungs.png",
      "  lungseg segment patient.nii.gz -o lungs.nii.gz --on not-a-chest=error",
      "  lungseg segment dicom/ --series 2 -o lungs.nii.gz",
      "  lungseg segment dicom/ -o lungs.dcm      (a DICOM segmentation of the series)",
      "  lungseg segment slices/ -o masks/        (a folder of PNG slices)"
    })
public final class SegmentCommand implements CliCommand {

  @Parameters(
      paramLabel = "INPUT",
      description = "A volume file, a DICOM folder or zip, or a folder of PNG slices.")
  private Path input = Path.of("");

  @Option(
      names = {"-o", "--output"},
      required = true,
      paramLabel = "OUTPUT",
      description =
          "The mask: .nii, .nii.gz, .nrrd, .seg.nrrd (3D Slicer) or .mha; for a DICOM series also"
              + " .dcm (DICOM SEG), for PNG slices a folder, which gets PNGs of the same names.")
  private Path output = Path.of("");

  @Option(
      names = "--preview",
      paramLabel = "FILE.png",
      description = "Also a picture: three planes with the outline of the mask.")
  private @Nullable Path preview;

  @Option(
      names = "--report",
      paramLabel = "FILE.json",
      description = "Also a report: volumes, model, times, warnings.")
  private @Nullable Path report;

  @Option(
      names = "--probability",
      paramLabel = "FILE",
      description =
          "Also the network's probability of lung for each voxel, 0 to 1: .nii, .nii.gz, .nrrd or"
              + " .mha.")
  private @Nullable Path probability;

  @Option(names = "--overwrite", description = "Replaces outputs that exist.")
  private boolean overwrite;

  @Mixin private ModelOptions modelOptions = new ModelOptions();

  @Mixin private IndexOption indexOption = new IndexOption();

  /** Made by the service loader. */
  public SegmentCommand() {}

  @Override
  public ExitCode run(CommandContext context) {
    Inputs.requireExists(input);
    SegmentationReport told;
    try (OutputSet outputs =
        new OutputSet(context, OutputSet.Existing.ofOverwrite(overwrite), input)) {
      // The mask comes last: who sees it can rely on the others being there.
      Path stagedPreview = preview == null ? null : named(outputs, preview, ".png", "a preview");
      Path stagedReport = report == null ? null : named(outputs, report, ".json", "a report");
      Path stagedProbability = probability == null ? null : volume(outputs, probability);
      MaskOutput maskOutput =
          MaskOutput.announce(outputs, input, indexOption.readOptions(), output);

      SegmenterOptions.Builder options = SegmenterOptions.builder();
      if (probability != null) {
        options.withProbability();
      }
      CtVolume ct;
      SegmentationResult result;
      try (LoadingSegmenter segmenter =
          LoadingSegmenter.begin(() -> modelOptions.load(options), modelOptions.threads())) {
        ct = Inputs.ct(input, indexOption.readOptions());
        context.cancellation().throwIfCancelled();
        result = ModelOptions.segment(segmenter.get(), ct, input, context);
      }
      told = new SegmentationReport(input, ct, result);
      maskOutput.write(result.labelMask(), result.model(), modelOptions.threads());
      if (probability != null && stagedProbability != null) {
        write(result, probability, stagedProbability);
      }
      if (preview != null && stagedPreview != null) {
        byte[] png = MaskPreview.toPng(ct, result.labelMask());
        OutputSet.write(preview, stagedPreview, path -> Files.write(path, png));
      }
      if (report != null && stagedReport != null) {
        String json = told.json();
        OutputSet.write(report, stagedReport, path -> Files.writeString(path, json));
      }
      context.cancellation().throwIfCancelled();
      outputs.commit();
    }
    told.print(context.out());
    context.out().println("wrote       " + String.join(", ", written()));
    return ExitCode.DONE;
  }

  private List<String> written() {
    List<String> files = new ArrayList<>();
    files.add(output.toString());
    if (preview != null) {
      files.add(preview.toString());
    }
    if (probability != null) {
      files.add(probability.toString());
    }
    if (report != null) {
      files.add(report.toString());
    }
    return files;
  }

  private void write(SegmentationResult result, Path target, Path staged) {
    ProbabilityMap map =
        result
            .probability()
            .orElseThrow(
                () ->
                    new CommandFailedException(
                        ExitCode.MODEL_UNUSABLE,
                        "model " + result.model().name() + " gives no probabilities",
                        null));
    CtVolume volume = CtVolume.of(map.voxels(), map.geometry(), IntensityDomain.GREY);
    OutputSet.write(
        target,
        staged,
        path -> VolumeIO.writeCt(volume, path, WriteOption.threads(modelOptions.threads())));
  }

  private static Path volume(OutputSet outputs, Path target) {
    if (!VolumeIO.canWrite(target)
        || target.toString().toLowerCase(Locale.ROOT).endsWith(".seg.nrrd")) {
      throw new OutputRefusedException(
          target + ": the name of a probability volume ends in .nii, .nii.gz, .nrrd or .mha");
    }
    return outputs.file(target);
  }

  private static Path named(OutputSet outputs, Path target, String ending, String what) {
    if (!target.toString().toLowerCase(Locale.ROOT).endsWith(ending)) {
      throw new OutputRefusedException(target + ": the name of " + what + " ends in " + ending);
    }
    return outputs.file(target);
  }
}
