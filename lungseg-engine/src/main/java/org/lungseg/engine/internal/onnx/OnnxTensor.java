package org.lungseg.engine.internal.onnx;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A constant of an ONNX network: floats, or whole numbers. Its arrays are copies. */
public final class OnnxTensor {

  private static final int DIMS = 1;
  private static final int TYPE = 2;
  private static final int FLOAT_DATA = 4;
  private static final int INT32_DATA = 5;
  private static final int INT64_DATA = 7;
  private static final int NAME = 8;
  private static final int RAW = 9;
  private static final int LOCATION = 14;

  private static final int TYPE_FLOAT = 1;
  private static final int TYPE_UINT8 = 2;
  private static final int TYPE_INT8 = 3;
  private static final int TYPE_INT32 = 6;
  private static final int TYPE_INT64 = 7;

  private final String name;
  private final int type;
  private final long[] dims;
  private final float[] floats;
  private final long[] longs;

  private OnnxTensor(String name, int type, long[] dims, float[] floats, long[] longs) {
    this.name = name;
    this.type = type;
    this.dims = dims;
    this.floats = floats;
    this.longs = longs;
  }

  /** A constant of floats without a name, last axis fastest; the arrays are not copied. */
  public static OnnxTensor of(long[] dims, float... values) {
    return new OnnxTensor("", TYPE_FLOAT, dims, values, new long[0]);
  }

  static OnnxTensor of(long[] dims, long... values) {
    return new OnnxTensor("", TYPE_INT64, dims, new float[0], values);
  }

  OnnxTensor named(String other) {
    return new OnnxTensor(other, type, dims, floats, longs);
  }

  /** The name that steps take it by. */
  public String name() {
    return name;
  }

  /** The extents; none for a single number. */
  public long[] dims() {
    return dims.clone();
  }

  /**
   * The values, last axis fastest.
   *
   * @throws IllegalArgumentException if they are of another type
   */
  public float[] floats() {
    require(type == TYPE_FLOAT, "floats");
    return floats.clone();
  }

  /**
   * The values, last axis fastest.
   *
   * @throws IllegalArgumentException if they are of another type
   */
  public long[] longs() {
    require(type == TYPE_INT64 || type == TYPE_INT32 || isByte(), "whole numbers");
    return longs.clone();
  }

  /**
   * The least number of its type, where that is one of 8 bits.
   *
   * @throws IllegalArgumentException if the values are of another type
   */
  public int leastByte() {
    require(isByte(), "8-bit whole numbers");
    return type == TYPE_UINT8 ? 0 : Byte.MIN_VALUE;
  }

  private boolean isByte() {
    return type == TYPE_UINT8 || type == TYPE_INT8;
  }

  /** Whether the values are floats. */
  public boolean isFloat() {
    return type == TYPE_FLOAT;
  }

  private void require(boolean holds, String wanted) {
    if (!holds) {
      throw new IllegalArgumentException(
          "constant '" + name + "' has values of type " + type + " of ONNX, expected " + wanted);
    }
  }

  static OnnxTensor read(ProtoReader reader) {
    String name = "";
    int type = 0;
    List<Long> dims = new ArrayList<>();
    byte @Nullable [] raw = null;
    List<float[]> floats = new ArrayList<>();
    List<long[]> longs = new ArrayList<>();
    while (reader.next()) {
      switch (reader.field()) {
        case NAME -> name = reader.text();
        case TYPE -> type = Math.toIntExact(reader.number());
        case DIMS -> Arrays.stream(reader.numbers()).forEach(dims::add);
        case RAW -> raw = reader.bytes();
        case FLOAT_DATA -> floats.add(reader.floats());
        case INT32_DATA, INT64_DATA -> longs.add(reader.numbers());
        case LOCATION -> {
          if (reader.number() != 0) {
            throw new IllegalArgumentException(
                "constant '"
                    + name
                    + "' lies in another file; save the network with its weights"
                    + " inside");
          }
        }
        default -> {}
      }
    }
    long[] extents = dims.stream().mapToLong(Long::longValue).toArray();
    OnnxTensor tensor =
        raw == null
            ? new OnnxTensor(name, type, extents, joinedFloats(floats), joinedLongs(longs))
            : ofRaw(name, type, extents, raw);
    long expected = Arrays.stream(extents).reduce(1, Math::multiplyExact);
    if (tensor.isSupported() && expected != tensor.floats.length + tensor.longs.length) {
      throw new IllegalArgumentException(
          "constant '"
              + name
              + "' of "
              + Arrays.toString(extents)
              + " has another number of values");
    }
    return tensor;
  }

  private boolean isSupported() {
    return type == TYPE_FLOAT || type == TYPE_INT64 || type == TYPE_INT32 || isByte();
  }

  /** Values of types that are not supported stay unread; asking for them is the error. */
  private static OnnxTensor ofRaw(String name, int type, long[] dims, byte[] raw) {
    ByteBuffer bytes = ByteBuffer.wrap(raw).order(ByteOrder.LITTLE_ENDIAN);
    float[] floats = {};
    long[] longs = {};
    switch (type) {
      case TYPE_FLOAT -> {
        floats = new float[raw.length / Float.BYTES];
        bytes.asFloatBuffer().get(floats);
      }
      case TYPE_INT64 -> {
        longs = new long[raw.length / Long.BYTES];
        bytes.asLongBuffer().get(longs);
      }
      case TYPE_UINT8, TYPE_INT8 -> {
        longs = new long[raw.length];
        for (int at = 0; at < longs.length; at++) {
          longs[at] = type == TYPE_UINT8 ? raw[at] & 0xff : raw[at];
        }
      }
      case TYPE_INT32 -> {
        longs = new long[raw.length / Integer.BYTES];
        for (int at = 0; at < longs.length; at++) {
          longs[at] = bytes.getInt();
        }
      }
      default -> {}
    }
    return new OnnxTensor(name, type, dims, floats, longs);
  }

  private static float[] joinedFloats(List<float[]> parts) {
    float[] all = new float[parts.stream().mapToInt(part -> part.length).sum()];
    int at = 0;
    for (float[] part : parts) {
      System.arraycopy(part, 0, all, at, part.length);
      at += part.length;
    }
    return all;
  }

  private static long[] joinedLongs(List<long[]> parts) {
    return parts.stream().flatMapToLong(Arrays::stream).toArray();
  }
}
