package org.lungseg.cli.spi;

/**
 * A command of {@code lungseg}. Implementations are annotated with picocli's {@code @Command},
 * which gives the name, and declare their options as picocli fields. They have a public constructor
 * without arguments that does next to nothing: all commands on the class path are made at each
 * start. An instance runs once, on one thread.
 */
public interface CliCommand {

  /**
   * Does the work.
   *
   * @param context where to write, and whether to stop
   * @return how it ended; {@link ExitCode#DONE} where warnings were all there was to say
   * @throws CommandFailedException with the exit code it carries
   * @throws org.lungseg.api.LungsegException with the exit code that {@link ExitCode#of} gives
   */
  ExitCode run(CommandContext context);
}
