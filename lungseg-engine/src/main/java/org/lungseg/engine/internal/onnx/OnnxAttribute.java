package org.lungseg.engine.internal.onnx;

/**
 * A constant setting of an ONNX operator, such as a kernel size. Immutable; serialised when made.
 */
public final class OnnxAttribute {

  // Field numbers and type codes of AttributeProto in onnx.proto.
  private static final int FIELD_NAME = 1;
  private static final int FIELD_F = 2;
  private static final int FIELD_I = 3;
  private static final int FIELD_S = 4;
  private static final int FIELD_FLOATS = 7;
  private static final int FIELD_INTS = 8;
  private static final int FIELD_STRINGS = 9;
  private static final int FIELD_TYPE = 20;
  private static final int TYPE_FLOAT = 1;
  private static final int TYPE_INT = 2;
  private static final int TYPE_STRING = 3;
  private static final int TYPE_FLOATS = 6;
  private static final int TYPE_INTS = 7;
  private static final int TYPE_STRINGS = 8;

  private final ProtoWriter message;

  private OnnxAttribute(ProtoWriter message) {
    this.message = message;
  }

  /** One number with a fraction. */
  public static OnnxAttribute ofFloat(String name, float value) {
    return new OnnxAttribute(start(name, TYPE_FLOAT).fixed32(FIELD_F, value));
  }

  /** One whole number. */
  public static OnnxAttribute ofInt(String name, long value) {
    return new OnnxAttribute(start(name, TYPE_INT).varint(FIELD_I, value));
  }

  /** A word. */
  public static OnnxAttribute ofString(String name, String value) {
    return new OnnxAttribute(start(name, TYPE_STRING).string(FIELD_S, value));
  }

  /** Several numbers with a fraction. */
  public static OnnxAttribute ofFloats(String name, float... values) {
    ProtoWriter message = start(name, TYPE_FLOATS);
    for (float value : values) {
      message.fixed32(FIELD_FLOATS, value);
    }
    return new OnnxAttribute(message);
  }

  /** Several whole numbers. */
  public static OnnxAttribute ofInts(String name, long... values) {
    ProtoWriter message = start(name, TYPE_INTS);
    for (long value : values) {
      message.varint(FIELD_INTS, value);
    }
    return new OnnxAttribute(message);
  }

  /** Several words. */
  public static OnnxAttribute ofStrings(String name, String... values) {
    ProtoWriter message = start(name, TYPE_STRINGS);
    for (String value : values) {
      message.string(FIELD_STRINGS, value);
    }
    return new OnnxAttribute(message);
  }

  ProtoWriter message() {
    return message;
  }

  private static ProtoWriter start(String name, int type) {
    return new ProtoWriter().string(FIELD_NAME, name).varint(FIELD_TYPE, type);
  }
}
