package org.lungseg.io;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.NoSuchFileException;
import java.util.OptionalLong;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;
import org.lungseg.api.LungsegException;
import org.lungseg.api.UnreadableFormatException;
import org.lungseg.api.VolumeIoException;

/**
 * The bytes of one open source, unpacked if they are gzip, with errors that name the source and the
 * place. As with the program gzip, bytes after the last gzip member are ignored. Not thread-safe.
 */
final class InputBytes implements Closeable {

  /** How many bytes can be looked at before reading; the longest header that formats look for. */
  static final int PEEK_BYTES = 1024;

  private static final int BUFFER_BYTES = 1 << 16;
  private static final int GZIP_MAGIC_0 = 0x1f;
  private static final int GZIP_MAGIC_1 = 0x8b;

  /** The bound of deflate: no stream unpacks to more than this many times its length. */
  private static final long MAX_GZIP_RATIO = 1032;

  private final String name;
  private final InputStream stream;
  private final boolean gzip;
  private final OptionalLong sourceSize;
  private long position;

  private InputBytes(String name, InputStream stream, boolean gzip, OptionalLong sourceSize) {
    this.name = name;
    this.stream = stream;
    this.gzip = gzip;
    this.sourceSize = sourceSize;
  }

  /**
   * Opens a source at its first byte.
   *
   * @throws VolumeIoException if it cannot be reached
   * @throws UnreadableFormatException if it starts like gzip and is none
   */
  static InputBytes open(ByteSource source) {
    InputStream raw = null;
    try {
      OptionalLong size = source.size();
      raw = new LookaheadStream(source.open());
      raw.mark(2);
      boolean gzip = raw.read() == GZIP_MAGIC_0 && raw.read() == GZIP_MAGIC_1;
      raw.reset();
      InputStream plain =
          gzip
              ? new BufferedInputStream(new GZIPInputStream(raw, BUFFER_BYTES), BUFFER_BYTES)
              : raw;
      return new InputBytes(source.name(), plain, gzip, size);
    } catch (IOException | UncheckedIOException e) {
      closeQuietly(raw);
      throw translate(source.name(), 0, e);
    }
  }

  String name() {
    return name;
  }

  boolean isGzip() {
    return gzip;
  }

  /** The exact number of bytes, where it is known without unpacking. */
  OptionalLong exactSize() {
    return gzip ? OptionalLong.empty() : sourceSize;
  }

  /** A number that the bytes cannot exceed, where there is one. */
  OptionalLong greatestSize() {
    if (!gzip || sourceSize.isEmpty()) {
      return sourceSize;
    }
    long size = sourceSize.getAsLong();
    return OptionalLong.of(
        size > Long.MAX_VALUE / MAX_GZIP_RATIO ? Long.MAX_VALUE : size * MAX_GZIP_RATIO);
  }

  /** The first bytes, at most {@link #PEEK_BYTES}, without consuming them. */
  byte[] peek() {
    try {
      stream.mark(PEEK_BYTES);
      byte[] head = stream.readNBytes(PEEK_BYTES);
      stream.reset();
      return head;
    } catch (IOException | UncheckedIOException e) {
      throw translate(name, position, e);
    }
  }

  /**
   * Fills a part of an array.
   *
   * @param what what the bytes are, for the error
   * @throws UnreadableFormatException if the source ends before
   */
  void readFully(byte[] target, int offset, int length, String what) {
    try {
      int read = stream.readNBytes(target, offset, length);
      position += read;
      if (read < length) {
        throw truncated(what);
      }
    } catch (IOException | UncheckedIOException e) {
      throw translate(name, position, e);
    }
  }

  /**
   * Skips bytes.
   *
   * @throws UnreadableFormatException if the source ends before
   */
  void skip(long count, String what) {
    try {
      stream.skipNBytes(count);
      position += count;
    } catch (EOFException e) {
      // Also a cut-off gzip stream: either way there are too few bytes.
      throw new UnreadableFormatException(
          name + ": the file ends before " + what + " at byte " + (position + count), e);
    } catch (IOException | UncheckedIOException e) {
      throw translate(name, position, e);
    }
  }

  /**
   * Checks that nothing follows; for gzip this also verifies the check sum of the whole.
   *
   * @throws UnreadableFormatException if something does or the check sum is wrong
   */
  void requireEnd(String after) {
    try {
      if (stream.read() >= 0) {
        throw new UnreadableFormatException(
            name + ": there are more bytes after " + after + ", which ends at byte " + position);
      }
    } catch (IOException | UncheckedIOException e) {
      throw translate(name, position, e);
    }
  }

  private UnreadableFormatException truncated(String what) {
    return new UnreadableFormatException(
        name + ": the file is cut off: it ends at byte " + position + ", within " + what);
  }

  @Override
  public void close() {
    closeQuietly(stream);
  }

  /** A failure to close what was only read loses nothing. */
  private static void closeQuietly(@Nullable Closeable stream) {
    try {
      if (stream != null) {
        stream.close();
      }
    } catch (IOException e) {
      return;
    }
  }

  /** The library's error for a failure while reading. */
  static LungsegException translate(String name, long position, Exception e) {
    if (e.getCause() instanceof IOException cause
        && (e instanceof UncheckedIOException || e instanceof DirectoryIteratorException)) {
      return translate(name, position, cause);
    }
    if (e instanceof NoSuchFileException) {
      return new VolumeIoException(name + ": no such file", e);
    }
    if (e instanceof AccessDeniedException) {
      return new VolumeIoException(name + ": not allowed to read it", e);
    }
    if (e instanceof ZipException) {
      return new UnreadableFormatException(
          name + ": corrupt gzip data near byte " + position + " of its content: " + e.getMessage(),
          e);
    }
    if (e instanceof EOFException) {
      return new UnreadableFormatException(
          name + ": the gzip data is cut off near byte " + position + " of its content", e);
    }
    return new VolumeIoException(name + ": reading failed near byte " + position + ": " + e, e);
  }

  /**
   * A buffered stream whose {@code available()} is 0 at the end of the data and nowhere else, which
   * is what {@link GZIPInputStream} needs to find a further gzip member.
   */
  private static final class LookaheadStream extends BufferedInputStream {

    LookaheadStream(InputStream in) {
      super(in, BUFFER_BYTES);
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
}
