package org.lungseg.api;

/**
 * Lets one thread ask another to stop. Work checks the token often and ends with {@link
 * OperationCancelledException}. Safe for use by many threads.
 */
public final class CancellationToken {

  private volatile boolean cancelled;

  /** A token that nobody has cancelled yet. */
  public static CancellationToken create() {
    return new CancellationToken();
  }

  private CancellationToken() {}

  /** Asks the work to stop; a second call changes nothing. */
  public void cancel() {
    cancelled = true;
  }

  /** Whether {@link #cancel} was called. */
  public boolean isCancelled() {
    return cancelled;
  }

  /**
   * Does nothing until the token is cancelled.
   *
   * @throws OperationCancelledException once it is
   */
  public void throwIfCancelled() {
    if (cancelled) {
      throw new OperationCancelledException("cancelled by the caller");
    }
  }
}
