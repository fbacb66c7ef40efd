package org.lungseg.cli;

import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.lungseg.api.SegmentationResult;
import org.lungseg.api.Segmenter;
import org.lungseg.cli.spi.CliCommand;
import org.lungseg.cli.spi.CommandContext;
import org.lungseg.cli.spi.ExitCode;
import org.lungseg.io.VolumeIO;
import org.lungseg.metrics.MaskAgreement;
import org.lungseg.metrics.Overlap;
import org.lungseg.metrics.picture.MaskPreview;
import org.lungseg.phantom.ChestPhantom;
import org.lungseg.phantom.Disease;
import org.lungseg.phantom.Phantom;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code lungseg demo}: segments two synthetic chests and compares with what is known of them. */
@Command(
    name = "demo",
    description = "Segments two synthetic chest CT, one healthy and one severely ill.",
    footer = {
      "",
      "Writes for each the CT, the true mask, the mask found, a preview and a report.",
      "",
      "Examples:",
      "  lungseg demo",
      "  lungseg demo -o /tmp/demo --overwrite"
    })
public final class DemoCommand implements CliCommand {

  /** Below these the demo says that the agreement is poor; phantoms are easier than patients. */
  private static final double GOOD_DICE = 0.95;

  private static final double GOOD_DICE_OF_ONE_LUNG = 0.93;

  private static final String CT = "-ct.nii.gz";
  private static final String TRUTH = "-truth.nii.gz";
  private static final String MASK = "-mask.nii.gz";
  private static final String PREVIEW = "-preview.png";
  private static final String REPORT = "-report.json";
  private static final List<String> ENDINGS = List.of(CT, TRUTH, MASK, PREVIEW, REPORT);

  private static final List<Case> CASES =
      List.of(
          new Case("healthy", "a healthy chest", Disease.HEALTHY, 1),
          new Case("severe", "a chest with severe disease", Disease.SEVERE, 2));

  private record Case(String name, String description, Disease disease, long seed) {}

  @Option(
      names = {"-o", "--output"},
      paramLabel = "DIR",
      description = "The folder to make; without it, lungseg-demo.")
  private Path output = Path.of("lungseg-demo");

  @Option(names = "--overwrite", description = "Replaces a folder of an earlier demo.")
  private boolean overwrite;

  @Mixin private ModelOptions modelOptions = new ModelOptions();

  /** Made by the service loader. */
  public DemoCommand() {}

  @Override
  public ExitCode run(CommandContext context) {
    PrintWriter out = context.out();
    boolean poor = false;
    try (OutputSet outputs = new OutputSet(context, OutputSet.Existing.ofOverwrite(overwrite))) {
      Path staged = outputs.folder(output, fileNames());
      OutputSet.write(output, staged, Files::createDirectory);
      try (Segmenter segmenter = modelOptions.load()) {
        for (Case one : CASES) {
          MaskAgreement agreement = runCase(one, segmenter, staged, context);
          out.println();
          poor |= isPoor(agreement);
        }
      }
      context.cancellation().throwIfCancelled();
      outputs.commit();
    }
    if (poor) {
      out.println(
          String.format(
              Locale.ROOT,
              "The agreement is poor: a Dice below %.2f, or %.2f for one lung. Do not rely on this"
                  + " model.",
              GOOD_DICE,
              GOOD_DICE_OF_ONE_LUNG));
    }
    out.println(
        "Look at "
            + output.resolve(CASES.get(0).name() + PREVIEW)
            + " and "
            + output.resolve(CASES.get(1).name() + PREVIEW)
            + "; the volumes and masks beside them open in any NIfTI viewer.");
    return ExitCode.DONE;
  }

  private MaskAgreement runCase(
      Case one, Segmenter segmenter, Path staged, CommandContext context) {
    Phantom phantom =
        ChestPhantom.builder().disease(one.disease()).seed(one.seed()).build().generate();
    context.cancellation().throwIfCancelled();
    Path ctFile = output.resolve(one.name() + CT);
    SegmentationResult result = ModelOptions.segment(segmenter, phantom.ct(), ctFile, context);
    MaskAgreement agreement = MaskAgreement.compare(phantom.lungs(), result.labelMask());
    SegmentationReport report = new SegmentationReport(ctFile, phantom.ct(), result);

    context.out().println(one.description() + ", " + phantom.ct().geometry());
    EvaluateCommand.print(agreement, context.out());
    report.printRun(context.out());

    byte[] png = MaskPreview.toPng(phantom.ct(), result.labelMask());
    OutputSet.write(
        output,
        staged,
        folder -> {
          VolumeIO.writeCt(phantom.ct(), folder.resolve(one.name() + CT));
          VolumeIO.writeMask(phantom.lungs(), folder.resolve(one.name() + TRUTH));
          VolumeIO.writeMask(result.labelMask(), folder.resolve(one.name() + MASK));
          Files.write(folder.resolve(one.name() + PREVIEW), png);
          Files.writeString(folder.resolve(one.name() + REPORT), report.json());
        });
    return agreement;
  }

  private static List<String> fileNames() {
    List<String> names = new ArrayList<>();
    for (Case one : CASES) {
      for (String ending : ENDINGS) {
        names.add(one.name() + ending);
      }
    }
    return names;
  }

  private static boolean isPoor(MaskAgreement agreement) {
    boolean lungPoor =
        agreement.perLabel().values().stream()
            .mapToDouble(Overlap::dice)
            .anyMatch(dice -> dice < GOOD_DICE_OF_ONE_LUNG);
    return lungPoor || agreement.overall().dice() < GOOD_DICE;
  }
}
