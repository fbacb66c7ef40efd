package org.lungseg.io.internal.dicom;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Collects the elements of a data set, or of an item of a sequence, and writes them in explicit
 * little endian, in the order of their numbers (PS3.5, 7.1). Lengths are always stated.
 *
 * <p>Text is written in ASCII, which is a part of every character set; other characters become
 * question marks.
 */
final class DataSetWriter {

  private static final Set<String> LONG_FORM = Set.of("OB", "OW", "SQ", "UN", "UT");
  private static final int MAX_SHORT_LENGTH = 0xfffe;
  private static final int MAX_LO = 64;
  private static final int MAX_SH = 16;

  @SuppressWarnings("ArrayRecordComponent") // bytes on their way to a file; never compared
  private record Element(String vr, byte[] value) {}

  private final Map<Integer, Element> elements = new TreeMap<>(Integer::compareUnsigned);

  /** Text; what is longer than its type allows is cut, what would end a value is replaced. */
  DataSetWriter text(int tag, String vr, String text) {
    int most = vr.equals("LO") ? MAX_LO : vr.equals("SH") ? MAX_SH : Integer.MAX_VALUE;
    boolean free = vr.equals("LO") || vr.equals("SH");
    StringBuilder clean = new StringBuilder();
    for (int at = 0; at < text.length() && clean.length() < most; at++) {
      char c = text.charAt(at);
      clean.append(c < ' ' || c > '~' ? '?' : free && c == '\\' ? '/' : c);
    }
    return bytes(tag, vr, clean.toString().getBytes(StandardCharsets.US_ASCII));
  }

  /** Decimal numbers of at most 16 characters each; see {@link DecimalString}. */
  DataSetWriter decimals(int tag, double... values) {
    return text(
        tag, "DS", String.join("\\", Arrays.stream(values).mapToObj(DecimalString::of).toList()));
  }

  /** 16-bit numbers. */
  DataSetWriter unsignedShorts(int tag, int... values) {
    byte[] bytes = new byte[values.length * Short.BYTES];
    ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    for (int value : values) {
      buffer.putShort((short) value);
    }
    return bytes(tag, "US", bytes);
  }

  /** 32-bit numbers. */
  DataSetWriter unsignedInts(int tag, int... values) {
    byte[] bytes = new byte[values.length * Integer.BYTES];
    ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    for (int value : values) {
      buffer.putInt(value);
    }
    return bytes(tag, "UL", bytes);
  }

  /** The number of another element. */
  DataSetWriter tag(int tag, int value) {
    return bytes(
        tag,
        "AT",
        littleEndian(Integer.BYTES)
            .putShort((short) (value >>> Short.SIZE))
            .putShort((short) value)
            .array());
  }

  /** Items of a sequence. */
  DataSetWriter sequence(int tag, List<DataSetWriter> items) {
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    for (DataSetWriter item : items) {
      byte[] bytes = item.toBytes();
      header(content, Tag.ITEM);
      content.writeBytes(littleEndian(Integer.BYTES).putInt(bytes.length).array());
      content.writeBytes(bytes);
    }
    return bytes(tag, "SQ", content.toByteArray());
  }

  /** A sequence of one item. */
  DataSetWriter item(int tag, DataSetWriter item) {
    return sequence(tag, List.of(item));
  }

  /** A value as it stands in the file; one of odd length is padded. */
  DataSetWriter bytes(int tag, String vr, byte[] value) {
    byte[] even = Arrays.copyOf(value, value.length + value.length % 2);
    if (even.length > value.length) {
      even[value.length] = (byte) (vr.equals("UI") || vr.equals("OB") ? 0 : ' ');
    }
    elements.put(tag, new Element(vr, even));
    return this;
  }

  /** All elements. */
  byte[] toBytes() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    elements.forEach(
        (tag, element) -> {
          header(out, tag, element.vr(), element.value().length);
          out.writeBytes(element.value());
        });
    return out.toByteArray();
  }

  /** What stands before a value: its number, type and length. */
  static void header(ByteArrayOutputStream out, int tag, String vr, long length) {
    header(out, tag);
    out.writeBytes(vr.getBytes(StandardCharsets.US_ASCII));
    if (LONG_FORM.contains(vr)) {
      out.writeBytes(
          littleEndian(Short.BYTES + Integer.BYTES)
              .putShort((short) 0)
              .putInt((int) length)
              .array());
    } else if (length > MAX_SHORT_LENGTH) {
      throw new IllegalArgumentException(
          Tag.text(tag) + " has " + length + " bytes, more than its type allows");
    } else {
      out.writeBytes(littleEndian(Short.BYTES).putShort((short) length).array());
    }
  }

  private static void header(ByteArrayOutputStream out, int tag) {
    out.writeBytes(
        littleEndian(Integer.BYTES)
            .putShort((short) (tag >>> Short.SIZE))
            .putShort((short) tag)
            .array());
  }

  private static ByteBuffer littleEndian(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}
