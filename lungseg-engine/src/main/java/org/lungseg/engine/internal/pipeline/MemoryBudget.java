package org.lungseg.engine.internal.pipeline;

import java.util.Locale;
import java.util.OptionalLong;
import org.lungseg.api.BudgetExceededException;

/** What a segmentation may take beside its input. Immutable and safe for use by many threads. */
public final class MemoryBudget {

  private static final double MB = 1e6;

  private final OptionalLong bytes;

  /** A budget of so many bytes, or none. */
  public MemoryBudget(OptionalLong bytes) {
    this.bytes = bytes;
  }

  /** Whether so much may be taken. */
  public boolean allows(long needed) {
    return bytes.isEmpty() || needed <= bytes.getAsLong();
  }

  /**
   * Says how much is needed, from above, before it is allocated.
   *
   * @throws BudgetExceededException if it is more than allowed
   */
  public void require(long needed) {
    if (!allows(needed)) {
      throw new BudgetExceededException(
          String.format(
              Locale.ROOT,
              "segmenting this image takes about %.0f MB beside the image, %.0f MB are allowed;"
                  + " raise the memory budget, or reduce or crop the image",
              Math.ceil(needed / MB),
              bytes.getAsLong() / MB),
          needed,
          bytes.getAsLong());
    }
  }
}
