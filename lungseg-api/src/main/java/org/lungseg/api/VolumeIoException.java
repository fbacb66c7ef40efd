package org.lungseg.api;

import org.jspecify.annotations.Nullable;

/**
 * Reading or writing failed for a reason outside the data: no such file, no permission, disk full.
 */
public final class VolumeIoException extends LungsegException {

  private static final long serialVersionUID = 1L;

  /** Makes the error from a message that names what was found and what to do. */
  public VolumeIoException(String message) {
    super(message, null);
  }

  /** Makes the error from a message and what led to it. */
  public VolumeIoException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
