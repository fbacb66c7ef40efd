package org.lungseg.io;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32;

/**
 * Packs what a file holds unpacked although its header says that it is packed, and sets its check
 * sums right. What is packed already stays as it is.
 */
final class PackedForms {

  private static final int PNG_MAGIC_BYTES = 8;
  private static final int PNG_FRAME_BYTES = 12;
  private static final int PNG_DATA = 0x49444154; // IDAT
  private static final int ZLIB_MAGIC = 0x78;
  private static final int GZIP_MAGIC = 0x1f;

  private PackedForms() {}

  static byte[] nrrd(byte[] file) {
    int start = after(file, "\n\n");
    boolean asks = start > 0 && contains(file, start, "encoding: gz");
    return asks && !begins(file, start, GZIP_MAGIC)
        ? joined(file, start, NiftiBytes.gzip(rest(file, start)))
        : file;
  }

  static byte[] metaImage(byte[] file) {
    int start = after(file, "ElementDataFile = LOCAL\n");
    boolean asks = start > 0 && contains(file, start, "CompressedData = True");
    return asks && !begins(file, start, ZLIB_MAGIC)
        ? joined(file, start, zlib(rest(file, start)))
        : file;
  }

  static byte[] png(byte[] file) {
    ByteBuffer bytes = ByteBuffer.wrap(file);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(file, 0, Math.min(PNG_MAGIC_BYTES, file.length));
    int at = PNG_MAGIC_BYTES;
    while (at <= file.length - PNG_FRAME_BYTES) {
      int length = bytes.getInt(at);
      if (length < 0 || length > file.length - PNG_FRAME_BYTES - at) {
        break;
      }
      int type = bytes.getInt(at + 4);
      byte[] content = Arrays.copyOfRange(file, at + 8, at + 8 + length);
      boolean unpacked = type == PNG_DATA && !begins(content, 0, ZLIB_MAGIC);
      out.writeBytes(pngChunk(type, unpacked ? zlib(content) : content));
      at += PNG_FRAME_BYTES + length;
    }
    if (at < file.length) {
      out.write(file, at, file.length - at);
    }
    return out.toByteArray();
  }

  /** A chunk of a PNG file with its length and check sum. */
  static byte[] pngChunk(int type, byte[] content) {
    ByteBuffer chunk = ByteBuffer.allocate(PNG_FRAME_BYTES + content.length);
    chunk.putInt(content.length).putInt(type).put(content);
    CRC32 sum = new CRC32();
    sum.update(chunk.array(), 4, 4 + content.length);
    return chunk.putInt((int) sum.getValue()).array();
  }

  private static byte[] zlib(byte[] plain) {
    try {
      return TextVolume.zlib(plain);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean begins(byte[] file, int start, int with) {
    return start < file.length && file[start] == with;
  }

  private static byte[] rest(byte[] file, int start) {
    return Arrays.copyOfRange(file, start, file.length);
  }

  private static byte[] joined(byte[] file, int headerBytes, byte[] data) {
    byte[] all = Arrays.copyOf(file, headerBytes + data.length);
    System.arraycopy(data, 0, all, headerBytes, data.length);
    return all;
  }

  private static boolean contains(byte[] file, int end, String text) {
    return new String(file, 0, end, StandardCharsets.ISO_8859_1).contains(text);
  }

  /** Where what follows a text begins, 0 if there is no such text. */
  private static int after(byte[] file, String text) {
    int at = new String(file, StandardCharsets.ISO_8859_1).indexOf(text);
    return at < 0 ? 0 : at + text.length();
  }
}
