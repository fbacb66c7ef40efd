package org.lungseg.api;

import org.jspecify.annotations.Nullable;

/** The bytes are not a volume this library can read: unknown, unsupported, truncated or corrupt. */
public final class UnreadableFormatException extends LungsegException {

  private static final long serialVersionUID = 1L;

  /** Makes the error from a message that names what was found and what to do. */
  public UnreadableFormatException(String message) {
    super(message, null);
  }

  /** Makes the error from a message and what led to it. */
  public UnreadableFormatException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
