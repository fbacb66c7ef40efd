package org.lungseg.io.internal.dicom;

import java.io.FilterInputStream;
import java.io.IOException;
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
    return new FilterInputStream(inflated) {
      @Override
      public int read() throws IOException {
        int next = super.read();
        if (next >= 0) {
          claim(1);
        }
        return next;
      }

      @Override
      public int read(byte[] target, int offset, int length) throws IOException {
        int read = super.read(target, offset, length);
        claim(Math.max(read, 0));
        return read;
      }

      @Override
      public long skip(long count) throws IOException {
        // In steps, so that one long skip cannot run past the budget unnoticed.
        long skipped = super.skip(Math.min(count, 1 << 20));
        claim(skipped);
        return skipped;
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
