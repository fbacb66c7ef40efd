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
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;
import org.lungseg.api.BudgetExceededException;
import org.lungseg.api.LungsegException;
import org.lungseg.api.UnreadableFormatException;
import org.lungseg.api.VolumeIoException;

/**
 * The bytes of one open source, unpacked where they are packed, with errors that name the source
 * and the place. As with the program gzip, bytes after the last gzip member are ignored. Not
 * thread-safe.
 */
final class InputBytes implements Closeable {

  /** How many bytes can be looked at before reading; the longest header that formats look for. */
  static final int PEEK_BYTES = 1024;

  private static final int BUFFER_BYTES = 1 << 16;
  private static final int GZIP_MAGIC_0 = 0x1f;
  private static final int GZIP_MAGIC_1 = 0x8b;

  /** How bytes are packed. */
  enum Packing {
    NONE("", 1),
    GZIP("gzip", ReadLimits.MAX_DEFLATE_RATIO),
    ZLIB("zlib", ReadLimits.MAX_DEFLATE_RATIO);

    private final String label;
    private final long maxRatio;

    Packing(String label, long maxRatio) {
      this.label = label;
      this.maxRatio = maxRatio;
    }
  }

  private final String name;
  private final InputStream stream;
  private final Packing packing;

  /** How many bytes there are before unpacking. */
  private final OptionalLong sourceSize;

  private long position;

  private InputBytes(String name, InputStream stream, Packing packing, OptionalLong sourceSize) {
    this.name = name;
    this.stream = stream;
    this.packing = packing;
    this.sourceSize = sourceSize;
  }

  /**
   * Opens a source at its first byte; a source that starts like gzip is unpacked.
   *
   * @throws VolumeIoException if it cannot be reached
   * @throws UnreadableFormatException if it starts like gzip and is none
   */
  static InputBytes open(ByteSource source) {
    InputBytes plain = openPlain(source);
    return plain.startsLikeGzip() ? plain.unpackedRest(Packing.GZIP) : plain;
  }

  /**
   * Opens a source at its first byte and takes its bytes as they are, also if they look like gzip:
   * a header has said that they are voxels.
   *
   * @throws VolumeIoException if it cannot be reached
   */
  static InputBytes openPlain(ByteSource source) {
    try {
      OptionalLong size = source.size();
      return new InputBytes(
          source.name(), new LookaheadStream(source.open(), BUFFER_BYTES), Packing.NONE, size);
    } catch (IOException | UncheckedIOException e) {
      throw translate(source.name(), 0, e);
    }
  }

  /** Bytes that are made from those of this source; {@code size} is their number, if known. */
  InputBytes derived(InputStream made, OptionalLong size) {
    return new InputBytes(name, made, Packing.NONE, size);
  }

  /** Whether what comes next begins like gzip. Consumes nothing. */
  boolean startsLikeGzip() {
    byte[] two = peek(2);
    return two.length == 2 && (two[0] & 0xff) == GZIP_MAGIC_0 && (two[1] & 0xff) == GZIP_MAGIC_1;
  }

  /**
   * What comes next, unpacked; closing it closes this.
   *
   * @throws UnreadableFormatException if it is not packed so
   */
  InputBytes unpackedRest(Packing how) {
    OptionalLong rest = remaining();
    try {
      InputStream unpacked =
          how == Packing.GZIP
              ? new GZIPInputStream(stream, BUFFER_BYTES)
              : new ZlibStream(stream, BUFFER_BYTES);
      return new InputBytes(name, new BufferedInputStream(unpacked, BUFFER_BYTES), how, rest);
    } catch (IOException | UncheckedIOException e) {
      close();
      throw translate(name, how, 0, e);
    }
  }

  String name() {
    return name;
  }

  boolean isGzip() {
    return packing == Packing.GZIP;
  }

  /** How many bytes have been read. */
  long position() {
    return position;
  }

  /** The exact number of bytes, where it is known without unpacking. */
  OptionalLong exactSize() {
    return packing == Packing.NONE ? sourceSize : OptionalLong.empty();
  }

  /** The exact number of bytes that are still to come, where it is known without unpacking. */
  OptionalLong remaining() {
    OptionalLong size = exactSize();
    return size.isPresent()
        ? OptionalLong.of(Math.max(0, size.getAsLong() - position))
        : OptionalLong.empty();
  }

  /** A number that the bytes cannot exceed, where there is one. */
  OptionalLong greatestSize() {
    if (sourceSize.isEmpty()) {
      return sourceSize;
    }
    long size = sourceSize.getAsLong();
    return OptionalLong.of(
        size > Long.MAX_VALUE / packing.maxRatio ? Long.MAX_VALUE : size * packing.maxRatio);
  }

  /**
   * Compares what a header promises with what there can be, before anything is allocated.
   *
   * @param expected how many bytes must follow from here on, and nothing after them
   * @param asker what asks for them, such as {@code the NIfTI header}
   * @throws UnreadableFormatException if there are fewer or more, or cannot be so many
   */
  void requireRemaining(long expected, String asker) {
    long exact = remaining().orElse(expected);
    if (exact != expected) {
      throw new UnreadableFormatException(
          name
              + (exact < expected ? ": the file is cut off: it" : ": the file")
              + " has "
              + (position + exact)
              + " bytes, "
              + asker
              + " asks for "
              + (position + expected));
    }
    long greatest = greatestSize().orElse(Long.MAX_VALUE);
    if (greatest - position < expected) {
      throw new UnreadableFormatException(
          name
              + ": "
              + asker
              + " asks for "
              + (position + expected)
              + " bytes, more than this "
              + packing.label
              + " data can hold ("
              + greatest
              + ")");
    }
  }

  /**
   * Compares what a header promises with what packed bytes may become.
   *
   * @param expected how many bytes must follow from here on
   * @param asker what asks for them, such as {@code the NIfTI header}
   * @throws BudgetExceededException if there are so few packed bytes that the limit forbids it
   */
  void requireRatio(long expected, String asker, ReadLimits limits) {
    if (packing != Packing.NONE
        && sourceSize.isPresent()
        && (position + expected) / limits.maxInflationRatio() > sourceSize.getAsLong()) {
      throw new BudgetExceededException(
          name
              + ": "
              + asker
              + " asks for more than "
              + limits.maxInflationRatio()
              + " times the bytes of the "
              + packing.label
              + " data; raise ReadLimits if the source can be trusted",
          position + expected,
          sourceSize.getAsLong() * limits.maxInflationRatio());
    }
  }

  /** The first bytes, at most {@link #PEEK_BYTES}, without consuming them. */
  byte[] peek() {
    return peek(PEEK_BYTES);
  }

  private byte[] peek(int count) {
    try {
      stream.mark(count);
      byte[] head = stream.readNBytes(count);
      stream.reset();
      return head;
    } catch (IOException | UncheckedIOException e) {
      throw translate(name, packing, position, e);
    }
  }

  /** The next byte, 0 to 255, or −1 at the end. */
  int read() {
    try {
      int next = stream.read();
      if (next >= 0) {
        position++;
      }
      return next;
    } catch (IOException | UncheckedIOException e) {
      throw translate(name, packing, position, e);
    }
  }

  /** As many of the next bytes as fit or as there are; their number. */
  int readUpTo(byte[] target) {
    try {
      int read = stream.readNBytes(target, 0, target.length);
      position += read;
      return read;
    } catch (IOException | UncheckedIOException e) {
      throw translate(name, packing, position, e);
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
      throw translate(name, packing, position, e);
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
      // Also a cut-off packed stream: either way there are too few bytes.
      throw new UnreadableFormatException(
          name + ": the file ends before " + what + " at byte " + (position + count), e);
    } catch (IOException | UncheckedIOException e) {
      throw translate(name, packing, position, e);
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
      throw translate(name, packing, position, e);
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

  /** The library's error for a failure while reading what is not packed. */
  static LungsegException translate(String name, long position, Exception e) {
    return translate(name, Packing.GZIP, position, e);
  }

  private static LungsegException translate(
      String name, Packing packing, long position, Exception e) {
    if (e.getCause() instanceof IOException cause
        && (e instanceof UncheckedIOException || e instanceof DirectoryIteratorException)) {
      return translate(name, packing, position, cause);
    }
    if (e instanceof NoSuchFileException) {
      return new VolumeIoException(name + ": no such file", e);
    }
    if (e instanceof AccessDeniedException) {
      return new VolumeIoException(name + ": not allowed to read it", e);
    }
    if (e instanceof ZipException) {
      return new UnreadableFormatException(
          name
              + ": corrupt "
              + packing.label
              + " data near byte "
              + position
              + " of its content: "
              + e.getMessage(),
          e);
    }
    if (e instanceof EOFException) {
      return new UnreadableFormatException(
          name
              + ": the "
              + packing.label
              + " data is cut off near byte "
              + position
              + " of its content",
          e);
    }
    return new VolumeIoException(name + ": reading failed near byte " + position + ": " + e, e);
  }

  /** Frees the native memory of its inflater also where the data is damaged. */
  private static final class ZlibStream extends InflaterInputStream {

    ZlibStream(InputStream in, int bufferBytes) {
      super(in, new Inflater(), bufferBytes);
    }

    @Override
    public void close() throws IOException {
      inf.end();
      super.close();
    }
  }
}
