package org.lungseg.cli.spi;

import java.util.concurrent.CancellationException;
import org.lungseg.api.BudgetExceededException;
import org.lungseg.api.DeviceUnavailableException;
import org.lungseg.api.MissingProviderException;
import org.lungseg.api.OperationCancelledException;
import org.lungseg.api.OutputRefusedException;
import org.lungseg.api.UnreadableFormatException;
import org.lungseg.api.UnusableInputException;
import org.lungseg.api.UnusableModelException;
import org.lungseg.api.VolumeIoException;

/** How {@code lungseg} ends: the exit codes, their meaning and the errors that lead to them. */
public enum ExitCode {
  /** Everything was done; there may have been warnings. */
  DONE(0, "done; there may have been warnings"),
  /** An error of the program itself: anything not listed elsewhere. */
  INTERNAL_ERROR(1, "internal error"),
  /** A command, option or value that does not exist or is missing. */
  WRONG_USAGE(2, "wrong usage"),
  /**
   * An input that cannot be used: missing, truncated, empty, not an image, a single picture,
   * several volumes and no index, all NaN, constant, all air, masks on different grids. {@link
   * UnreadableFormatException}, {@link UnusableInputException} and {@link VolumeIoException}.
   */
  INPUT_UNUSABLE(3, "input unusable"),
  /**
   * A model, engine or device that cannot be used. {@link UnusableModelException}, {@link
   * DeviceUnavailableException} and {@link MissingProviderException}.
   */
  MODEL_UNUSABLE(4, "model, engine or device unusable"),
  /**
   * More memory needed than allowed or there. {@link BudgetExceededException} and {@link
   * OutOfMemoryError}.
   */
  OVER_BUDGET(5, "over the memory budget"),
  /**
   * An output that exists, cannot be written, has no folder, or is the input. {@link
   * OutputRefusedException}, and {@link VolumeIoException} while an output is written, which the
   * command marks by {@link CommandFailedException#writing}.
   */
  OUTPUT_REFUSED(6, "output refused"),
  /** Everything was computed, but the result misses the mark that was asked for. */
  ACCEPTANCE_NOT_MET(7, "acceptance not met"),
  /**
   * The user interrupted; no output was made. {@link OperationCancelledException} and {@link
   * CancellationException}.
   */
  CANCELLED(130, "cancelled");

  private final int code;
  private final String meaning;

  ExitCode(int code, String meaning) {
    this.code = code;
    this.meaning = meaning;
  }

  /** The number that the process ends with. */
  public int code() {
    return code;
  }

  /** What it means, in a few words for the help. */
  public String meaning() {
    return meaning;
  }

  /** The code that an error ends in. */
  public static ExitCode of(Throwable error) {
    if (error instanceof CommandFailedException failure) {
      return failure.exitCode();
    }
    if (error instanceof UnreadableFormatException
        || error instanceof UnusableInputException
        || error instanceof VolumeIoException) {
      return INPUT_UNUSABLE;
    }
    if (error instanceof UnusableModelException
        || error instanceof DeviceUnavailableException
        || error instanceof MissingProviderException) {
      return MODEL_UNUSABLE;
    }
    if (error instanceof BudgetExceededException || error instanceof OutOfMemoryError) {
      return OVER_BUDGET;
    }
    if (error instanceof OutputRefusedException) {
      return OUTPUT_REFUSED;
    }
    if (error instanceof OperationCancelledException || error instanceof CancellationException) {
      return CANCELLED;
    }
    return INTERNAL_ERROR;
  }
}
