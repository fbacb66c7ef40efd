package org.lungseg.io.internal.dicom;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.lungseg.api.BudgetExceededException;

/** Ends reading where packed bytes unpack to more than so many times their number. */
final class RatioLimit extends FilterInputStream {

  private final String name;
  private final int ratio;
  private final long allowed;
  private long unpacked;

  /**
   * Watches a stream.
   *
   * @param name what errors call it
   * @param packedBytes how many bytes are unpacked, or more
   */
  RatioLimit(InputStream unpacking, String name, long packedBytes, int ratio) {
    super(unpacking);
    this.name = name;
    this.ratio = ratio;
    this.allowed = packedBytes > Long.MAX_VALUE / ratio ? Long.MAX_VALUE : packedBytes * ratio;
  }

  @Override
  public int read() throws IOException {
    int next = super.read();
    claim(next >= 0 ? 1 : 0);
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
    // In steps, so that one long skip cannot run past the limit unnoticed.
    long skipped = super.skip(Math.min(count, 1 << 20));
    claim(skipped);
    return skipped;
  }

  private void claim(long bytes) {
    unpacked += bytes;
    if (unpacked > allowed) {
      throw new BudgetExceededException(
          name
              + ": it unpacks to more than "
              + ratio
              + " times its size; raise ReadLimits if the source can be trusted",
          unpacked,
          allowed);
    }
  }
}
