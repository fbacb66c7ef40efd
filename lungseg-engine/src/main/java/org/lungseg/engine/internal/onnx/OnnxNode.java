package org.lungseg.engine.internal.onnx;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One step of an ONNX network.
 *
 * @param operator what it does, such as Conv; operators outside ONNX itself have their domain in
 *     front, such as {@code com.microsoft:FusedConv}
 * @param inputs the names of what it takes; an empty one is an optional input left out
 * @param outputs the names of what it gives
 * @param settings its attributes by name: Long, Float, String, long[], float[] or OnnxTensor
 */
public record OnnxNode(
    String operator, List<String> inputs, List<String> outputs, Map<String, Object> settings) {

  private static final int INPUT = 1;
  private static final int OUTPUT = 2;
  private static final int OPERATOR = 4;
  private static final int ATTRIBUTE = 5;
  private static final int DOMAIN = 7;

  private static final int NAME = 1;
  private static final int FLOAT = 2;
  private static final int INT = 3;
  private static final int STRING = 4;
  private static final int TENSOR = 5;
  private static final int FLOATS = 7;
  private static final int INTS = 8;

  /** Copies the collections. */
  public OnnxNode {
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
    settings = Map.copyOf(settings);
  }

  /** The name of an input, if it is given. */
  public Optional<String> input(int index) {
    return index < inputs.size() && !inputs.get(index).isEmpty()
        ? Optional.of(inputs.get(index))
        : Optional.empty();
  }

  /** A whole number. */
  public long number(String name, long otherwise) {
    return settings.get(name) instanceof Long value ? value : otherwise;
  }

  /** A number with a fraction. */
  public float fraction(String name, float otherwise) {
    return settings.get(name) instanceof Float value ? value : otherwise;
  }

  /** A word. */
  public String word(String name, String otherwise) {
    return settings.get(name) instanceof String value ? value : otherwise;
  }

  /** Whole numbers; a copy. */
  public Optional<long[]> numbers(String name) {
    return settings.get(name) instanceof long[] value
        ? Optional.of(value.clone())
        : Optional.empty();
  }

  /** What a Constant gives. */
  OnnxTensor constantValue() {
    for (Object value : settings.values()) {
      if (value instanceof OnnxTensor tensor) {
        return tensor;
      } else if (value instanceof Float one) {
        return OnnxTensor.of(new long[0], one);
      } else if (value instanceof float[] several) {
        return OnnxTensor.of(new long[] {several.length}, several);
      } else if (value instanceof Long one) {
        return OnnxTensor.of(new long[0], one);
      } else if (value instanceof long[] several) {
        return OnnxTensor.of(new long[] {several.length}, several);
      }
    }
    throw new IllegalArgumentException("a constant has a value of a kind that is not supported");
  }

  static OnnxNode read(ProtoReader reader) {
    List<String> inputs = new ArrayList<>();
    List<String> outputs = new ArrayList<>();
    Map<String, Object> settings = new LinkedHashMap<>();
    String operator = "";
    String domain = "";
    while (reader.next()) {
      switch (reader.field()) {
        case INPUT -> inputs.add(reader.text());
        case OUTPUT -> outputs.add(reader.text());
        case OPERATOR -> operator = reader.text();
        case DOMAIN -> domain = reader.text();
        case ATTRIBUTE -> readSetting(reader.message(), settings);
        default -> {}
      }
    }
    boolean own = domain.isEmpty() || domain.equals("ai.onnx");
    return new OnnxNode(own ? operator : domain + ":" + operator, inputs, outputs, settings);
  }

  private static void readSetting(ProtoReader reader, Map<String, Object> settings) {
    String name = "";
    Object value = "";
    float[] floats = {};
    long[] ints = {};
    while (reader.next()) {
      switch (reader.field()) {
        case NAME -> name = reader.text();
        case FLOAT -> value = reader.floatAt(0);
        case INT -> value = reader.number();
        case STRING -> value = reader.text();
        case TENSOR -> value = OnnxTensor.read(reader.message());
        case FLOATS -> {
          floats = joined(floats, reader.floats());
          value = floats;
        }
        case INTS -> {
          ints = joined(ints, reader.numbers());
          value = ints;
        }
        default -> {}
      }
    }
    settings.put(name, value);
  }

  private static float[] joined(float[] first, float[] second) {
    float[] both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }

  private static long[] joined(long[] first, long[] second) {
    long[] both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }
}
