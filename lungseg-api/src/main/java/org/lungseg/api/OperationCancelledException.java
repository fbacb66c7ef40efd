package org.lungseg.api;

import org.jspecify.annotations.Nullable;

/** The caller cancelled; nothing was written. */
public final class OperationCancelledException extends LungsegException {

  private static final long serialVersionUID = 1L;

  /** Makes the error from a message that names what was found and what to do. */
  public OperationCancelledException(String message) {
    super(message, null);
  }

  /** Makes the error from a message and what led to it. */
  public OperationCancelledException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
