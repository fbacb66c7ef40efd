package org.lungseg.io;

import java.nio.ByteBuffer;
import java.util.zip.CRC32;
import org.lungseg.api.UnreadableFormatException;

/**
 * Checks that a PNG file is whole: chunks with right check sums up to the end mark. The JDK's
 * reader looks at neither, and so would return pixels of a damaged slice.
 *
 * <p>Source: Portable Network Graphics Specification, section 5.
 */
final class PngChunks {

  private static final int MAGIC_BYTES = 8;

  /** The length, the type and the check sum of a chunk. */
  private static final int FRAME_BYTES = 12;

  private static final int END_TYPE = 0x49454E44; // IEND

  private PngChunks() {}

  /**
   * Does nothing if the file is whole.
   *
   * @throws UnreadableFormatException if it is cut off or damaged
   */
  static void requireWhole(byte[] file, String name) {
    ByteBuffer bytes = ByteBuffer.wrap(file);
    CRC32 sum = new CRC32();
    int at = MAGIC_BYTES;
    while (at <= file.length - FRAME_BYTES) {
      int length = bytes.getInt(at);
      if (length < 0 || length > file.length - FRAME_BYTES - at) {
        break;
      }
      sum.reset();
      sum.update(file, at + 4, length + 4);
      if ((int) sum.getValue() != bytes.getInt(at + 8 + length)) {
        throw new UnreadableFormatException(
            name + ": the PNG picture is damaged: wrong check sum of the chunk at byte " + at);
      }
      if (bytes.getInt(at + 4) == END_TYPE) {
        return;
      }
      at += FRAME_BYTES + length;
    }
    throw new UnreadableFormatException(
        name
            + ": the PNG picture is cut off: the chunk at byte "
            + at
            + " does not end within the file's "
            + file.length
            + " bytes");
  }
}
