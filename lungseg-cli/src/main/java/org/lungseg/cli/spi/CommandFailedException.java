package org.lungseg.cli.spi;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.lungseg.api.LungsegException;

/** Ends a command with an exit code and one line for the user. */
public final class CommandFailedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final ExitCode exitCode;

  /**
   * Makes the error.
   *
   * @param message one line that names the file and the cause
   */
  public CommandFailedException(ExitCode exitCode, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.exitCode = exitCode;
  }

  /**
   * An error of the library as one about a file: with the exit code of the cause, and the file's
   * name in front of the message unless it stands there already.
   */
  public static CommandFailedException about(Path file, LungsegException cause) {
    return new CommandFailedException(ExitCode.of(cause), named(file, cause), cause);
  }

  /** An error while an output was written, which is {@link ExitCode#OUTPUT_REFUSED}. */
  public static CommandFailedException writing(Path file, Exception cause) {
    return new CommandFailedException(ExitCode.OUTPUT_REFUSED, named(file, cause), cause);
  }

  /** The code to end with. */
  public ExitCode exitCode() {
    return exitCode;
  }

  private static String named(Path file, Exception cause) {
    String message = cause.getMessage() == null ? cause.toString() : cause.getMessage();
    return message.contains(file.toString()) ? message : file + ": " + message;
  }
}
