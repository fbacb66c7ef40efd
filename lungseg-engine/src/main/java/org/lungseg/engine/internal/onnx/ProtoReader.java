package org.lungseg.engine.internal.onnx;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Goes through the fields of one protobuf message, the counterpart of {@link ProtoWriter}; see <a
 * href="https://protobuf.dev/programming-guides/encoding/">protobuf.dev</a>. Not safe for use by
 * many threads.
 */
final class ProtoReader {

  private static final int WIRE_VARINT = 0;
  private static final int WIRE_FIXED64 = 1;
  private static final int WIRE_LENGTH_DELIMITED = 2;
  private static final int WIRE_FIXED32 = 5;
  private static final int WIRE_TYPE_BITS = 3;
  private static final int WIRE_TYPE_MASK = 7;
  private static final int VARINT_BITS = 7;

  private final byte[] bytes;
  private final int end;
  private int at;
  private int field;
  private int wireType;
  private long number;
  private int from;
  private int to;

  ProtoReader(byte[] bytes) {
    this(bytes, 0, bytes.length);
  }

  private ProtoReader(byte[] bytes, int from, int end) {
    this.bytes = bytes;
    this.at = from;
    this.end = end;
  }

  /**
   * Goes on to the next field.
   *
   * @return false at the end of the message
   * @throws IllegalArgumentException if the bytes are no message
   */
  boolean next() {
    if (at >= end) {
      return false;
    }
    long tag = varint();
    field = (int) (tag >>> WIRE_TYPE_BITS);
    wireType = (int) (tag & WIRE_TYPE_MASK);
    from = at;
    switch (wireType) {
      case WIRE_VARINT -> number = varint();
      case WIRE_FIXED64 -> skip(Long.BYTES);
      case WIRE_FIXED32 -> skip(Integer.BYTES);
      case WIRE_LENGTH_DELIMITED -> {
        long length = varint();
        from = at;
        skip(length);
      }
      default -> throw broken();
    }
    to = at;
    return true;
  }

  /** The number of the field. */
  int field() {
    return field;
  }

  /** The number in an integer field. */
  long number() {
    if (wireType != WIRE_VARINT) {
      throw broken();
    }
    return number;
  }

  /** The numbers of a repeated integer field: one, or several packed together. */
  long[] numbers() {
    if (wireType == WIRE_VARINT) {
      return new long[] {number};
    }
    ProtoReader packed = message();
    long[] found = new long[to - from];
    int count = 0;
    while (packed.at < packed.end) {
      found[count++] = packed.varint();
    }
    return Arrays.copyOf(found, count);
  }

  /** The numbers of a repeated field of floats: one, or several packed together. */
  float[] floats() {
    float[] found = new float[(to - from) / Float.BYTES];
    for (int index = 0; index < found.length; index++) {
      found[index] = floatAt(index);
    }
    return found;
  }

  /** The bytes of the field. */
  byte[] bytes() {
    if (wireType != WIRE_LENGTH_DELIMITED) {
      throw broken();
    }
    return Arrays.copyOfRange(bytes, from, to);
  }

  /** The text of the field. */
  String text() {
    return new String(bytes, from, to - from, StandardCharsets.UTF_8);
  }

  /** The message in the field. */
  ProtoReader message() {
    if (wireType != WIRE_LENGTH_DELIMITED) {
      throw broken();
    }
    return new ProtoReader(bytes, from, to);
  }

  /** The float at a place of the field's bytes, counted in floats. */
  float floatAt(int index) {
    int place = from + index * Float.BYTES;
    if (place + Float.BYTES > to) {
      throw broken();
    }
    int bits = 0;
    for (int b = Float.BYTES - 1; b >= 0; b--) {
      bits = (bits << Byte.SIZE) | (bytes[place + b] & 0xff);
    }
    return Float.intBitsToFloat(bits);
  }

  private void skip(long length) {
    if (length < 0 || length > end - at) {
      throw broken();
    }
    at += (int) length;
  }

  private long varint() {
    long value = 0;
    for (int shift = 0; shift < Long.SIZE; shift += VARINT_BITS) {
      if (at >= end) {
        throw broken();
      }
      byte next = bytes[at++];
      value |= (long) (next & 0x7f) << shift;
      if (next >= 0) {
        return value;
      }
    }
    throw broken();
  }

  private IllegalArgumentException broken() {
    return new IllegalArgumentException("no protobuf message: broken at byte " + at);
  }
}
