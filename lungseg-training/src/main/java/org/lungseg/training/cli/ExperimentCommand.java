package org.lungseg.training.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.lungseg.api.OutputRefusedException;
import org.lungseg.api.VolumeIoException;
import org.lungseg.cli.spi.CliCommand;
import org.lungseg.cli.spi.CommandContext;
import org.lungseg.cli.spi.ExitCode;
import org.lungseg.training.TrainingListener;
import org.lungseg.training.experiment.Comparison;
import org.lungseg.training.experiment.ExperimentReport;
import org.lungseg.training.experiment.ExperimentRunner;
import org.lungseg.training.experiment.ExperimentSpec;
import org.lungseg.training.experiment.Measurement;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code lungseg experiment}: compares ways of training, or goes on where a run was stopped. */
@Command(
    name = "experiment",
    description = "Compares ways of training, or goes on where a run was stopped.",
    footer = {
      "",
      "Example:",
      "  lungseg experiment docs/experiments/0001-painted-disease.yaml --data DATA --report r.md"
    })
public final class ExperimentCommand implements CliCommand {

  @Parameters(paramLabel = "SPEC.yaml", description = "What is asked, and how it will be decided.")
  private Path specFile = Path.of("");

  @Option(names = "--data", paramLabel = "DIR", description = DataFolder.DESCRIPTION)
  private @Nullable Path data;

  @Option(
      names = "--run",
      paramLabel = "DIR",
      description = "Gets results and checkpoints; default: runs/ and the spec's name.")
  private @Nullable Path run;

  @Option(
      names = "--reuse",
      paramLabel = "DIR",
      description = {
        "The run folder of another experiment; may stand several times.",
        "Networks of the same configuration, seed and training images are taken from there."
      })
  private List<Path> reuse = new ArrayList<>();

  @Option(
      names = "--report",
      paramLabel = "FILE.md",
      description = "Also writes the report, and its plot beside it as .svg.")
  private @Nullable Path report;

  @Option(names = "--overwrite", description = "Replaces a report that exists.")
  private boolean overwrite;

  /** Made by the service loader. */
  public ExperimentCommand() {}

  @Override
  public ExitCode run(CommandContext context) {
    if (report != null && !overwrite && Files.exists(report)) {
      throw new OutputRefusedException(report + " exists; give another file or --overwrite");
    }
    ExperimentSpec spec = ExperimentSpec.read(specFile);
    Path folder = run == null ? Path.of("runs").resolve(stem(specFile)) : run;
    ExperimentRunner runner =
        new ExperimentRunner(spec, DataFolder.of(data), folder, reuse, new Report(context));
    List<Measurement> measurements = runner.run(context.cancellation());
    ExperimentReport made = new ExperimentReport(spec, measurements, runner.takenOver());
    for (Comparison one : made.comparisons()) {
      String interval =
          one.interval()
              .map(ends -> String.format(Locale.ROOT, "%+.4f to %+.4f", ends.low(), ends.high()))
              .orElse("no interval");
      context
          .out()
          .println(
              String.format(
                  Locale.ROOT,
                  "%-8s %-24s %+.4f  %s  %s",
                  one.condition().label(),
                  one.arm(),
                  one.meanDifference(),
                  interval,
                  one.verdict().name().toLowerCase(Locale.ROOT)));
    }
    if (report != null) {
      Path plot = report.resolveSibling(stem(report) + ".svg");
      write(plot, made.toSvg());
      write(report, made.toMarkdown(name(plot), name(specFile)));
      context.out().println("report   " + report);
    }
    return ExitCode.DONE;
  }

  private static String name(Path file) {
    return String.valueOf(file.getFileName());
  }

  private static String stem(Path file) {
    return name(file).replaceFirst("\\.[^.]*$", "");
  }

  private static void write(Path file, String text) {
    Path temporary = file.resolveSibling(name(file) + ".tmp");
    try {
      Files.writeString(temporary, text);
      Files.move(temporary, file, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new VolumeIoException("cannot write " + file + ": " + e, e);
    }
  }

  /** A line for every report of the trainers. */
  private record Report(CommandContext context) implements TrainingListener {

    @Override
    public void onProgress(long step, double loss, double secondsPerStep) {
      context
          .err()
          .println(
              String.format(
                  Locale.ROOT, "step %d: loss %.4f, %.2f s a step", step, loss, secondsPerStep));
      context.err().flush();
    }

    @Override
    public void onValidation(long step, Map<String, Double> diceByPatient) {
      // Folds have no validation cases; the held-out patients are measured after training.
    }
  }
}
