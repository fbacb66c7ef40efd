package org.lungseg.io.internal.dicom;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Tells how many bytes come out of a stream, read and skipped, as they do. */
abstract class CountedInput extends FilterInputStream {

  /** One long skip must not run past a limit unnoticed. */
  private static final int SKIP_STEP = 1 << 20;

  CountedInput(InputStream in) {
    super(in);
  }

  /** Hears of so many further bytes; may throw to end the reading. */
  abstract void passed(long bytes);

  @Override
  public int read() throws IOException {
    int next = super.read();
    passed(next >= 0 ? 1 : 0);
    return next;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    int read = super.read(target, offset, length);
    passed(Math.max(read, 0));
    return read;
  }

  @Override
  public long skip(long count) throws IOException {
    long skipped = super.skip(Math.min(count, SKIP_STEP));
    passed(skipped);
    return skipped;
  }
}
