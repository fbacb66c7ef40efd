package org.lungseg.io;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;

/**
 * A buffered stream whose {@code available()} is 0 at the end of the data and nowhere else, which
 * is what {@link GZIPInputStream} needs to find a further gzip member.
 */
final class LookaheadStream extends BufferedInputStream {

  LookaheadStream(InputStream in, int bufferBytes) {
    super(in, bufferBytes);
  }

  @Override
  public synchronized int available() throws IOException {
    if (pos < count) {
      return count - pos;
    }
    mark(1);
    boolean more = read() >= 0;
    reset();
    return more ? 1 : 0;
  }
}
