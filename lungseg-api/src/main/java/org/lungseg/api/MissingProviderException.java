package org.lungseg.api;

import org.jspecify.annotations.Nullable;

/** Nothing on the class path can segment; the message names the artifact to add. */
public final class MissingProviderException extends LungsegException {

  private static final long serialVersionUID = 1L;

  /** Makes the error from a message that names what was found and what to do. */
  public MissingProviderException(String message) {
    super(message, null);
  }

  /** Makes the error from a message and what led to it. */
  public MissingProviderException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
