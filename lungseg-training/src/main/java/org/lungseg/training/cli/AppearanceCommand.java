package org.lungseg.training.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.lungseg.api.CtVolume;
import org.lungseg.api.LungMask;
import org.lungseg.api.ModelSource;
import org.lungseg.api.Segmenter;
import org.lungseg.api.SegmenterOptions;
import org.lungseg.api.UnusableInputException;
import org.lungseg.cli.spi.CliCommand;
import org.lungseg.cli.spi.CommandContext;
import org.lungseg.cli.spi.ExitCode;
import org.lungseg.engine.ModelPackage;
import org.lungseg.io.VolumeIO;
import org.lungseg.metrics.MaskAgreement;
import org.lungseg.training.augment.Appearance;
import org.lungseg.training.data.DataSplit;
import org.lungseg.training.data.DatasetManifest;
import org.lungseg.training.data.LabelledCase;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code lungseg appearance}: what it costs that a scan comes as pictures, or the reverse. */
@Command(
    name = "appearance",
    description = "Measures what it costs that a scan comes as 8-bit pictures, or the reverse.",
    footer = {
      "",
      "Segments each validation case as it is and with other numbers: scans in HU as pictures by a",
      "window, by stretching each slice, and by CLAHE after that; pictures as if they were HU.",
      "Prints the Dice of both lungs, and how much less it is than that of the scan as it is.",
      "",
      "Example:",
      "  lungseg appearance lungseg-training/recipes/dataset.yaml --data DATA --models shipped"
    })
public final class AppearanceCommand implements CliCommand {

  private static final String SHIPPED = "shipped";

  @Parameters(
      arity = "1..*",
      paramLabel = "MANIFEST.yaml",
      description = "Data sets, of which the validation cases are taken.")
  private List<Path> manifests = new ArrayList<>();

  @Option(names = "--data", paramLabel = "DIR", description = DataFolder.DESCRIPTION)
  private @Nullable Path data;

  @Option(
      names = "--models",
      paramLabel = "A,B",
      split = ",",
      description = "'shipped' or folders of model packages; without it, shipped.")
  private List<String> models = new ArrayList<>(List.of(SHIPPED));

  /** Made by the service loader. */
  public AppearanceCommand() {}

  @Override
  public ExitCode run(CommandContext context) {
    Path dataRoot = DataFolder.of(data);
    List<LabelledCase> cases = new ArrayList<>();
    for (Path manifest : manifests) {
      cases.addAll(DatasetManifest.read(manifest, dataRoot).of(DataSplit.VALIDATION));
    }
    if (cases.isEmpty()) {
      throw new UnusableInputException(manifests + ": no validation case");
    }
    Map<String, ModelSource> sources = new LinkedHashMap<>();
    for (String model : models) {
      if (sources.put(nameOf(model), source(model)) != null) {
        throw new UnusableInputException(
            "--models names two models '" + nameOf(model) + "', which no row could tell apart");
      }
    }
    context.out().println("| model | case | appearance | Dice | cost |");
    context.out().println("| --- | --- | --- | --- | --- |");
    sources.forEach((name, source) -> measure(name, source, cases, context));
    return ExitCode.DONE;
  }

  private void measure(
      String name, ModelSource source, List<LabelledCase> cases, CommandContext context) {
    Map<Appearance, List<Double>> costs = new EnumMap<>(Appearance.class);
    try (Segmenter segmenter = Segmenter.load(SegmenterOptions.builder().model(source).build())) {
      for (LabelledCase one : cases) {
        CtVolume ct = VolumeIO.readCt(one.ct());
        LungMask reference = VolumeIO.readLungMask(one.mask());
        double plain = 0;
        for (Appearance appearance : Appearance.values()) {
          if (!appearance.fits(ct)) {
            continue;
          }
          context.cancellation().throwIfCancelled();
          LungMask found = segmenter.segment(appearance.of(ct)).mask();
          double dice = MaskAgreement.compare(reference, found).overall().dice();
          plain = appearance == Appearance.AS_IT_IS ? dice : plain;
          costs.computeIfAbsent(appearance, a -> new ArrayList<>()).add(plain - dice);
          row(context, name, caseName(one, ct), appearance, dice, plain - dice);
        }
      }
    }
    costs.remove(Appearance.AS_IT_IS);
    costs.forEach(
        (appearance, all) -> {
          double mean = all.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
          row(context, name, "mean of " + all.size(), appearance, Double.NaN, mean);
        });
  }

  private static void row(
      CommandContext context,
      String model,
      String name,
      Appearance appearance,
      double dice,
      double cost) {
    boolean unchanged = appearance == Appearance.AS_IT_IS;
    context
        .out()
        .println(
            String.format(
                Locale.ROOT,
                "| %s | %s | %s | %s | %s |",
                model,
                name,
                appearance.label(),
                Double.isNaN(dice) ? "" : String.format(Locale.ROOT, "%.4f", dice),
                unchanged ? "" : String.format(Locale.ROOT, "%+.4f", cost)));
    context.out().flush();
  }

  /** The patient, with the size of slices, since a scan may be there at two resolutions. */
  private static String caseName(LabelledCase one, CtVolume ct) {
    return one.patient() + ", " + ct.geometry().size(0) + "×" + ct.geometry().size(1);
  }

  private static String nameOf(String model) {
    return model.equals(SHIPPED) ? SHIPPED : String.valueOf(Path.of(model).getFileName());
  }

  private static ModelSource source(String model) {
    if (model.equals(SHIPPED)) {
      return ModelSource.bundled();
    }
    if (!Files.exists(Path.of(model).resolve(ModelPackage.DESCRIPTION_FILE))) {
      throw new UnusableInputException(model + " is neither 'shipped' nor a model package");
    }
    return ModelSource.directory(Path.of(model));
  }
}
