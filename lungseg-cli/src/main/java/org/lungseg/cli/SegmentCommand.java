package org.lungseg.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.lungseg.api.CtVolume;
import org.lungseg.api.OutputRefusedException;
import org.lungseg.api.SegmentationResult;
import org.lungseg.api.Segmenter;
import org.lungseg.cli.spi.CliCommand;
import org.lungseg.cli.spi.CommandContext;
import org.lungseg.cli.spi.ExitCode;
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
      MaskOutput maskOutput =
          MaskOutput.announce(outputs, input, indexOption.readOptions(), output);

      CtVolume ct = Inputs.ct(input, indexOption.readOptions());
      context.cancellation().throwIfCancelled();
      SegmentationResult result;
      try (Segmenter segmenter = modelOptions.load()) {
        result = ModelOptions.segment(segmenter, ct, input, context);
      }
      told = new SegmentationReport(input, ct, result);
      maskOutput.write(result.labelMask(), result.model(), modelOptions.threads());
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
    if (report != null) {
      files.add(report.toString());
    }
    return files;
  }

  private static Path named(OutputSet outputs, Path target, String ending, String what) {
    if (!target.toString().toLowerCase(Locale.ROOT).endsWith(ending)) {
      throw new OutputRefusedException(target + ": the name of " + what + " ends in " + ending);
    }
    return outputs.file(target);
  }
}
