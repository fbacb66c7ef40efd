package org.lungseg.training.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.jspecify.annotations.Nullable;
import org.lungseg.api.OutputRefusedException;
import org.lungseg.api.UnusableInputException;
import org.lungseg.cli.spi.CliCommand;
import org.lungseg.cli.spi.CommandContext;
import org.lungseg.cli.spi.CommandFailedException;
import org.lungseg.cli.spi.ExitCode;
import org.lungseg.training.data.DatasetManifest;
import org.lungseg.training.respiration.PhaseExperiment;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * {@code lungseg phase-experiment}: simulates breaths, measures how well inhale and exhale are told
 * apart, and fits the shipped coefficients again.
 */
@Command(
    name = "phase-experiment",
    description = {
      "Simulates breaths of real CT, measures how well inhale and exhale are told apart, and fits the",
      "coefficients of 'sort' again. Goes on where a run was stopped."
    },
    footer = {
      "",
      "Example:",
      "  lungseg phase-experiment lungseg-training/recipes/dataset.yaml --data DATA",
      "  lungseg accept --report comparison --report runs/respiratory-phase/figures.json"
    })
public final class PhaseExperimentCommand implements CliCommand {

  private static final String DATA_VARIABLE = "LUNGSEG_DATA";

  @Parameters(paramLabel = "DATASET.yaml", description = "The data set; its Hounsfield CT is used.")
  private Path dataset = Path.of("");

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "The folder that the data set's paths start from; default: $" + DATA_VARIABLE)
  private @Nullable Path data;

  @Option(
      names = "--run",
      paramLabel = "DIR",
      description =
          "Gets the measures of the simulated scans, report.md, respiratory-phase.properties, and"
              + " figures.json for 'accept'; default: ${DEFAULT-VALUE}.")
  private Path run = Path.of("runs", "respiratory-phase");

  @Option(
      names = "--people",
      paramLabel = "N",
      description = "How many people are made for each patient; default: ${DEFAULT-VALUE}.")
  private int people = PhaseExperiment.PEOPLE;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "How many scans are simulated at once; default: ${DEFAULT-VALUE}.")
  private int threads = Runtime.getRuntime().availableProcessors();

  /** Made by the service loader. */
  public PhaseExperimentCommand() {}

  @Override
  public ExitCode run(CommandContext context) {
    if (people < 2 || threads < 1) {
      throw new CommandFailedException(
          ExitCode.WRONG_USAGE, "--people is at least 2, --threads at least 1", null);
    }
    PhaseExperiment experiment =
        new PhaseExperiment(DatasetManifest.read(dataset, dataRoot()), run, people, threads);
    PhaseExperiment.Outcome outcome =
        experiment.run(
            context.cancellation(),
            (patient, person, of) -> {
              context.err().println(patient + ": person " + (person + 1) + " of " + of);
              context.err().flush();
            });
    write(run.resolve("report.md"), outcome.report());
    write(run.resolve("respiratory-phase.properties"), outcome.model().toText());
    write(run.resolve("figures.json"), outcome.figuresJson());
    context.out().print(outcome.report());
    context.out().println();
    context.out().println("wrote       " + run.resolve("report.md"));
    context.out().println("wrote       " + run.resolve("respiratory-phase.properties"));
    context.out().println("wrote       " + run.resolve("figures.json"));
    return ExitCode.DONE;
  }

  private Path dataRoot() {
    if (data != null) {
      return data;
    }
    String variable = System.getenv(DATA_VARIABLE);
    if (variable == null) {
      throw new UnusableInputException("no data folder: give --data DIR or set " + DATA_VARIABLE);
    }
    return Path.of(variable);
  }

  private static void write(Path file, String text) {
    try {
      Path temporary = Files.createTempFile(file.toAbsolutePath().getParent(), "phase", ".tmp");
      Files.writeString(temporary, text);
      Files.move(temporary, file, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new OutputRefusedException(file + ": cannot be written: " + e, e);
    }
  }
}
