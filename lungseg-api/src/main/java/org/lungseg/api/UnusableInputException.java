package org.lungseg.api;

import org.jspecify.annotations.Nullable;

/** The image was read but cannot be used for what was asked: constant, all NaN, not calibrated … */
public final class UnusableInputException extends LungsegException {

  private static final long serialVersionUID = 1L;

  /** Makes the error from a message that names what was found and what to do. */
  public UnusableInputException(String message) {
    super(message, null);
  }

  /** Makes the error from a message and what led to it. */
  public UnusableInputException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
