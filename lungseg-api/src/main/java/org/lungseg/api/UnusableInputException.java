package org.lungseg.api;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The image was read but cannot be used for what was asked: constant, all NaN, not calibrated … */
public final class UnusableInputException extends LungsegException {

  private static final long serialVersionUID = 2L;

  private final SegmentationWarning.@Nullable Kind kind;

  /** Makes the error from a message that names what was found and what to do. */
  public UnusableInputException(String message) {
    this(message, (Throwable) null);
  }

  /** Makes the error from a message and what led to it. */
  public UnusableInputException(String message, @Nullable Throwable cause) {
    super(message, cause);
    this.kind = null;
  }

  /** Makes the error from a finding whose policy is {@link InputPolicy#ERROR}. */
  public UnusableInputException(SegmentationWarning finding) {
    super(finding.message(), null);
    this.kind = finding.kind();
  }

  /** What the image was refused for, where {@link InputPolicy#ERROR} refused it. */
  public Optional<SegmentationWarning.Kind> kind() {
    return Optional.ofNullable(kind);
  }
}
