package org.lungseg.io.internal.dicom;

import java.io.InputStream;
import java.util.concurrent.atomic.AtomicLong;
import org.lungseg.api.BudgetExceededException;
import org.lungseg.io.ReadLimits;

/**
 * Bounds how many bytes may come out of everything compressed in one source while it is looked
 * through, so that a small archive cannot keep the reader busy for hours. Safe for many threads.
 */
final class InflationBudget {

  private final String sourceName;
  private final long allowed;
  private final ReadLimits limits;
  private final AtomicLong used = new AtomicLong();

  InflationBudget(String sourceName, ReadLimits limits) {
    this.sourceName = sourceName;
    this.allowed = limits.maxBytes();
    this.limits = limits;
  }

  /** The limits, of which it counts the bytes. */
  ReadLimits limits() {
    return limits;
  }

  /** Counts what is read from a stream. */
  InputStream count(InputStream inflated) {
    return new CountedInput(inflated) {
      @Override
      void passed(long bytes) {
        claim(bytes);
      }
    };
  }

  private void claim(long bytes) {
    long total = used.addAndGet(bytes);
    if (total > allowed) {
      throw new BudgetExceededException(
          sourceName
              + ": its compressed parts unpack to more than the "
              + allowed
              + " bytes allowed; raise ReadLimits if the source can be trusted",
          total,
          allowed);
    }
  }
}
