package org.lungseg.api;

/** The work would need more of a resource than the caller allowed; nothing of it was allocated. */
public final class BudgetExceededException extends LungsegException {

  private static final long serialVersionUID = 1L;

  private final long requiredBytes;
  private final long budgetBytes;

  /**
   * Makes the error.
   *
   * @param message what would have been needed, for what, and how to make do with less
   * @param requiredBytes the estimate
   * @param budgetBytes what was allowed
   */
  public BudgetExceededException(String message, long requiredBytes, long budgetBytes) {
    super(message, null);
    this.requiredBytes = requiredBytes;
    this.budgetBytes = budgetBytes;
  }

  /** The estimated need. */
  public long requiredBytes() {
    return requiredBytes;
  }

  /** What was allowed. */
  public long budgetBytes() {
    return budgetBytes;
  }
}
