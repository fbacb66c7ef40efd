package org.lungseg.cli;

import org.lungseg.api.OperationCancelledException;
import org.lungseg.cli.spi.CliCommand;
import org.lungseg.cli.spi.CommandContext;
import org.lungseg.cli.spi.CommandFailedException;
import org.lungseg.cli.spi.ExitCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** A command from outside the command line's own jar, which fails as it is told. */
@Command(name = "fail", description = "Fails.")
public final class FailingCommand implements CliCommand {

  /** The ways to end. */
  enum Way {
    DONE,
    INTERNAL,
    OUT_OF_MEMORY,
    ACCEPTANCE,
    CANCELLED
  }

  @Parameters private Way way = Way.DONE;

  /** Made by the service loader. */
  public FailingCommand() {}

  @Override
  public ExitCode run(CommandContext context) {
    switch (way) {
      case DONE -> context.out().println("fine");
      case INTERNAL -> throw new IllegalStateException("two\nlines");
      case OUT_OF_MEMORY -> throw new OutOfMemoryError("Java heap space");
      case ACCEPTANCE ->
          throw new CommandFailedException(
              ExitCode.ACCEPTANCE_NOT_MET, "cohort.csv: mean Dice 0.90, needed 0.95", null);
      case CANCELLED -> throw new OperationCancelledException("cancelled by the caller");
    }
    return ExitCode.DONE;
  }
}
