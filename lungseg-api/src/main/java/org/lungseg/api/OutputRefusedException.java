package org.lungseg.api;

import org.jspecify.annotations.Nullable;

/** The output cannot or must not be written: it exists, or its folder is missing or closed. */
public final class OutputRefusedException extends LungsegException {

  private static final long serialVersionUID = 1L;

  /** Makes the error from a message that names what was found and what to do. */
  public OutputRefusedException(String message) {
    super(message, null);
  }

  /** Makes the error from a message and what led to it. */
  public OutputRefusedException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
