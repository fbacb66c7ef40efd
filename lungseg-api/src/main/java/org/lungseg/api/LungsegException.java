package org.lungseg.api;

import org.jspecify.annotations.Nullable;

/**
 * The root of all errors of the library. There is one sub-type for each thing a caller can do about
 * it; messages say what was found, where, what was expected and what to do, and hold no identifier
 * of the patient.
 */
public abstract sealed class LungsegException extends RuntimeException
    permits BudgetExceededException,
        DeviceUnavailableException,
        MissingProviderException,
        OperationCancelledException,
        OutputRefusedException,
        UnreadableFormatException,
        UnusableInputException,
        UnusableModelException,
        VolumeIoException {

  private static final long serialVersionUID = 1L;

  LungsegException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
