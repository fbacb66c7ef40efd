package org.lungseg.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.lungseg.cli.spi.CommandContext;
import org.lungseg.cli.spi.CommandFailedException;
import org.lungseg.cli.spi.ExitCode;
import org.lungseg.metrics.cohort.Cohort;
import org.lungseg.metrics.cohort.CohortModel;
import org.lungseg.metrics.cohort.Measure;
import org.lungseg.metrics.cohort.QualityRanking;
import org.lungseg.metrics.cohort.Summary;
import org.lungseg.metrics.cohort.report.CohortCsv;
import org.lungseg.metrics.cohort.report.CohortHtml;
import org.lungseg.metrics.cohort.report.ReportNotes;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code lungseg evaluate --manifest}: models on a cohort, with a report in a folder. */
final class CohortEvaluation {

  /** The table for programs: a line for each model and case. */
  static final String CSV = "cases.csv";

  /** Everything for programs. */
  static final String JSON = "report.json";

  /** The page for people. */
  static final String HTML = "report.html";

  private static final int MOST_PICTURES = 100;

  @Mixin private CohortOptions cohort = new CohortOptions();

  @Option(
      names = "--models",
      split = ",",
      paramLabel = "[NAME=]MODEL",
      description =
          "With --manifest: shipped, classic, the folder of a model package, or a folder of masks"
              + " named by case; without it, shipped.")
  private List<String> models = List.of(CohortModels.SHIPPED);

  @Option(
      names = {"-o", "--output"},
      paramLabel = "DIR",
      description = "With --manifest: the folder for the report (HTML, JSON, CSV).")
  private @Nullable Path output;

  @Option(
      names = "--gallery",
      paramLabel = "N",
      converter = Converters.NonNegative.class,
      description = "With --manifest: how many of each model's worst cases to show; 6 without it.")
  private int gallery = 6;

  @Option(names = "--overwrite", description = "Replaces a report that exists.")
  private boolean overwrite;

  /**
   * Whether a cohort is asked for rather than two masks.
   *
   * @param files the masks that were given, empty paths where they were not
   * @throws CommandFailedException if both or neither are asked for
   */
  boolean isAsked(Path... files) {
    boolean all = true;
    boolean any = false;
    for (Path file : files) {
      all &= !file.toString().isEmpty();
      any |= !file.toString().isEmpty();
    }
    if (cohort.hasManifest() ? any : !all) {
      throw new CommandFailedException(
          ExitCode.WRONG_USAGE,
          "give either REFERENCE and PREDICTED, or --manifest; see lungseg evaluate --help",
          null);
    }
    if (!cohort.hasManifest() && output != null) {
      throw new CommandFailedException(
          ExitCode.WRONG_USAGE, "--output is for --manifest; see lungseg evaluate --help", null);
    }
    return cohort.hasManifest();
  }

  /** How many threads to use. */
  int threads() {
    return cohort.threads();
  }

  /**
   * Runs the models and writes the report.
   *
   * @param json whether to print the report as JSON rather than a table
   */
  ExitCode run(CommandContext context, boolean json) {
    Path folder = output;
    if (folder == null) {
      throw new CommandFailedException(
          ExitCode.WRONG_USAGE, "--manifest needs -o DIR; see lungseg evaluate --help", null);
    }
    if (gallery > MOST_PICTURES) {
      throw new CommandFailedException(
          ExitCode.WRONG_USAGE, "--gallery is at most " + MOST_PICTURES, null);
    }
    Cohort made;
    ObjectNode report;
    try (OutputSet outputs =
        new OutputSet(context, OutputSet.Existing.ofOverwrite(overwrite), cohort.manifestFile())) {
      Path staged = outputs.folder(folder, List.of(CSV, JSON, HTML));
      CohortOptions.Outcome outcome = cohort.run(models, gallery, context);
      made = outcome.cohort();
      report = CohortJson.report(made, cohort.manifestName());
      String text = Json.text(report) + System.lineSeparator();
      String page =
          CohortHtml.page(
              made,
              outcome.gallery(),
              new ReportNotes(cohort.manifestName(), "lungseg " + Version.current()));
      OutputSet.write(
          folder,
          staged,
          path -> {
            Files.createDirectory(path);
            Files.writeString(path.resolve(CSV), CohortCsv.table(made));
            Files.writeString(path.resolve(JSON), text);
            Files.writeString(path.resolve(HTML), page);
          });
      context.cancellation().throwIfCancelled();
      outputs.commit();
    }
    if (json) {
      context.out().println(Json.text(report));
      return ExitCode.DONE;
    }
    print(made, context.out());
    context.out().println("wrote       " + folder.resolve(HTML) + ", " + JSON + ", " + CSV);
    return ExitCode.DONE;
  }

  private static void print(Cohort cohort, PrintWriter out) {
    out.println(
        String.format(
            Locale.ROOT,
            "%-16s %5s %6s %9s %19s %8s %8s  %s",
            "model",
            "cases",
            "failed",
            "mean Dice",
            "95 % interval",
            "median",
            "5th pct",
            "worst"));
    for (CohortModel model : cohort.models()) {
      cohort
          .summary(Measure.DICE, model.name(), Map.of())
          .ifPresent(summary -> print(summary, out));
    }
    for (CohortModel model : cohort.models()) {
      QualityRanking.of(cohort, model.name()).ifPresent(ranking -> print(ranking, out));
    }
  }

  private static void print(QualityRanking ranking, PrintWriter out) {
    out.println(
        String.format(
            Locale.ROOT,
            "quality     %s: rank correlation with Dice %s over %d cases; %d of the %d worst masks"
                + " have one of the %d lowest scores",
            ranking.model(),
            ranking.spearman().isPresent()
                ? String.format(Locale.ROOT, "%.2f", ranking.spearman().getAsDouble())
                : "-",
            ranking.cases(),
            ranking.worstFound(),
            ranking.looked(),
            ranking.looked()));
  }

  private static void print(Summary dice, PrintWriter out) {
    String interval =
        dice.meanInterval()
            .map(i -> String.format(Locale.ROOT, "[%.4f, %.4f]", i.low(), i.high()))
            .orElse("-");
    out.println(
        String.format(
            Locale.ROOT,
            "%-16s %5d %6d %9.4f %19s %8.4f %8.4f  %.4f (%s)",
            dice.model(),
            dice.cases(),
            dice.failures(),
            dice.mean(),
            interval,
            dice.median(),
            dice.tail(),
            dice.worst(),
            dice.worstCase()));
  }
}
