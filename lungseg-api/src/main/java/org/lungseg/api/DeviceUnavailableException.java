package org.lungseg.api;

import org.jspecify.annotations.Nullable;

/** The device that was asked for cannot be used and falling back was not allowed. */
public final class DeviceUnavailableException extends LungsegException {

  private static final long serialVersionUID = 1L;

  /** Makes the error from a message that names what was found and what to do. */
  public DeviceUnavailableException(String message) {
    super(message, null);
  }

  /** Makes the error from a message and what led to it. */
  public DeviceUnavailableException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
