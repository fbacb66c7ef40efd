package org.lungseg.engine.internal.onnx;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Writes one protobuf message: tagged varints, fixed 32-bit floats and length-delimited fields, as
 * described at <a href="https://protobuf.dev/programming-guides/encoding/">protobuf.dev</a>. Not
 * safe for use by many threads.
 */
final class ProtoWriter {

  private static final int WIRE_VARINT = 0;
  private static final int WIRE_LENGTH_DELIMITED = 2;
  private static final int WIRE_FIXED32 = 5;
  private static final int WIRE_TYPE_BITS = 3;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  ProtoWriter varint(int field, long value) {
    raw(((long) field << WIRE_TYPE_BITS) | WIRE_VARINT);
    raw(value);
    return this;
  }

  ProtoWriter fixed32(int field, float value) {
    raw(((long) field << WIRE_TYPE_BITS) | WIRE_FIXED32);
    int bits = Float.floatToIntBits(value);
    for (int shift = 0; shift < Integer.SIZE; shift += Byte.SIZE) {
      out.write(bits >>> shift);
    }
    return this;
  }

  ProtoWriter string(int field, String value) {
    return bytes(field, value.getBytes(StandardCharsets.UTF_8));
  }

  ProtoWriter message(int field, ProtoWriter message) {
    return bytes(field, message.toBytes());
  }

  ProtoWriter bytes(int field, byte[] value) {
    raw(((long) field << WIRE_TYPE_BITS) | WIRE_LENGTH_DELIMITED);
    raw(value.length);
    out.writeBytes(value);
    return this;
  }

  byte[] toBytes() {
    return out.toByteArray();
  }

  private void raw(long value) {
    long rest = value;
    while ((rest & ~0x7fL) != 0) {
      out.write((int) ((rest & 0x7f) | 0x80));
      rest >>>= 7;
    }
    out.write((int) rest);
  }
}
