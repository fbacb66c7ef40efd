package org.lungseg.api;

import org.jspecify.annotations.Nullable;

/** A model package is incomplete, altered, unsupported, or does not fit its network. */
public final class UnusableModelException extends LungsegException {

  private static final long serialVersionUID = 1L;

  /** Makes the error from a message that names what was found and what to do. */
  public UnusableModelException(String message) {
    super(message, null);
  }

  /** Makes the error from a message and what led to it. */
  public UnusableModelException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
