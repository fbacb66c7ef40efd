package org.lungseg.engine.internal.onnx;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Builds an ONNX network (opset {@value #OPSET}, IR version {@value #IR_VERSION}) step by step.
 *
 * <p>Tensors go by name. Each operator method adds a node and returns the name of its output, which
 * later operators take. Images are {@code [N, C, H, W]}, volumes {@code [N, C, D, H, W]}. Nodes
 * must be added in an order in which every input exists already, which ONNX requires too.
 *
 * <p>Longer than most classes: it has a method for each operator.
 *
 * <p>Not safe for use by many threads. Field numbers are those of <a
 * href="https://github.com/onnx/onnx/blob/main/onnx/onnx.proto">onnx.proto</a>.
 */
public final class OnnxGraph {

  /** The version of the operators. */
  public static final int OPSET = 17;

  /** The version of the file format. */
  public static final int IR_VERSION = 8;

  private static final int TYPE_FLOAT = 1;
  private static final int TYPE_UINT8 = 2;
  private static final int TYPE_INT8 = 3;
  private static final int TYPE_INT32 = 6;
  private static final int TYPE_INT64 = 7;

  // ModelProto
  private static final int MODEL_IR_VERSION = 1;
  private static final int MODEL_PRODUCER = 2;
  private static final int MODEL_GRAPH = 7;
  private static final int MODEL_OPSET = 8;
  private static final int MODEL_METADATA = 14;
  // GraphProto
  private static final int GRAPH_NODE = 1;
  private static final int GRAPH_NAME = 2;
  private static final int GRAPH_INITIALIZER = 5;
  private static final int GRAPH_INPUT = 11;
  private static final int GRAPH_OUTPUT = 12;
  // NodeProto
  private static final int NODE_INPUT = 1;
  private static final int NODE_OUTPUT = 2;
  private static final int NODE_NAME = 3;
  private static final int NODE_OPERATOR = 4;
  private static final int NODE_ATTRIBUTE = 5;
  // TensorProto
  private static final int TENSOR_DIMS = 1;
  private static final int TENSOR_TYPE = 2;
  private static final int TENSOR_NAME = 8;
  private static final int TENSOR_RAW = 9;

  private final String name;
  private final List<ProtoWriter> nodes = new ArrayList<>();
  private final List<ProtoWriter> initializers = new ArrayList<>();
  private final List<ProtoWriter> inputs = new ArrayList<>();
  private final List<ProtoWriter> outputs = new ArrayList<>();
  private final Map<String, String> metadata = new LinkedHashMap<>();
  private final Set<String> known = new HashSet<>();

  /** Starts an empty network of a name. */
  public OnnxGraph(String name) {
    this.name = name;
  }

  /** Declares an input of floats and returns its name. */
  public String input(String tensor, OnnxDim... dims) {
    declare(tensor);
    inputs.add(valueInfo(tensor, dims));
    return tensor;
  }

  /** Makes an existing tensor an output of the network, with the extents it will have. */
  public OnnxGraph output(String tensor, OnnxDim... dims) {
    require(tensor);
    outputs.add(valueInfo(tensor, dims));
    return this;
  }

  /** Notes a word of text in the file, such as where the weights come from. */
  public OnnxGraph metadata(String key, String value) {
    metadata.put(key, value);
    return this;
  }

  /**
   * Adds constant floats, last axis fastest, and returns their name.
   *
   * @throws IllegalArgumentException if the name is taken or the values do not fill the dimensions
   */
  public String floats(String tensor, long[] dims, float... values) {
    ByteBuffer raw = ByteBuffer.allocate(Math.multiplyExact(values.length, Float.BYTES));
    raw.order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().put(values);
    return constant(tensor, TYPE_FLOAT, dims, values.length, raw.array());
  }

  /**
   * Adds constant 64-bit integers, last axis fastest, and returns their name.
   *
   * @throws IllegalArgumentException if the name is taken or the values do not fill the dimensions
   */
  public String longs(String tensor, long[] dims, long... values) {
    ByteBuffer raw = ByteBuffer.allocate(Math.multiplyExact(values.length, Long.BYTES));
    raw.order(ByteOrder.LITTLE_ENDIAN).asLongBuffer().put(values);
    return constant(tensor, TYPE_INT64, dims, values.length, raw.array());
  }

  /**
   * Adds constant 8-bit integers, last axis fastest, and returns their name.
   *
   * @param signed whether the bytes are −128 to 127 rather than 0 to 255
   * @throws IllegalArgumentException if the name is taken or the values do not fill the dimensions
   */
  public String bytes(String tensor, long[] dims, boolean signed, byte... values) {
    return constant(tensor, signed ? TYPE_INT8 : TYPE_UINT8, dims, values.length, values);
  }

  /**
   * Adds constant 32-bit integers, last axis fastest, and returns their name.
   *
   * @throws IllegalArgumentException if the name is taken or the values do not fill the dimensions
   */
  public String ints(String tensor, long[] dims, int... values) {
    ByteBuffer raw = ByteBuffer.allocate(Math.multiplyExact(values.length, Integer.BYTES));
    raw.order(ByteOrder.LITTLE_ENDIAN).asIntBuffer().put(values);
    return constant(tensor, TYPE_INT32, dims, values.length, raw.array());
  }

  /** Floats become integers of the zero point's type: {@code round(x / scale) + zeroPoint}. */
  public String quantize(String input, String scale, String zeroPoint) {
    return node("QuantizeLinear", List.of(input, scale, zeroPoint));
  }

  /**
   * Integers become floats: {@code (q − zeroPoint) · scale}.
   *
   * @param axis the axis along which scale and zero point differ; ignored where they are scalars
   */
  public String dequantize(String input, String scale, String zeroPoint, int axis) {
    return node(
        "DequantizeLinear", List.of(input, scale, zeroPoint), OnnxAttribute.ofInt("axis", axis));
  }

  /**
   * A convolution over rows and columns, or over slices, rows and columns.
   *
   * @param weight {@code [out, in, kernel, kernel]}, for volumes {@code [out, in, kernel, kernel,
   *     kernel]}
   * @param bias {@code [out]}, or none
   */
  public String conv(String input, String weight, @Nullable String bias, OnnxWindow window) {
    List<String> all = bias == null ? List.of(input, weight) : List.of(input, weight, bias);
    return node("Conv", all, window.attributes(true));
  }

  /** Negative values become zero. */
  public String relu(String input) {
    return node("Relu", List.of(input));
  }

  /** The greatest value of each window. */
  public String maxPool(String input, OnnxWindow window) {
    return node("MaxPool", List.of(input), window.attributes(true));
  }

  /** The mean of each window; padding does not count. */
  public String averagePool(String input, OnnxWindow window) {
    return node("AveragePool", List.of(input), window.attributes(false));
  }

  /** Puts tensors behind each other along an axis (1 for channels). */
  public String concat(int axis, String... tensors) {
    return node("Concat", List.of(tensors), OnnxAttribute.ofInt("axis", axis));
  }

  /**
   * Enlarges or reduces rows and columns by a factor.
   *
   * @param scale the factor, such as 2
   * @param mode linear or nearest
   * @param coordinates how pixel places of input and output correspond
   */
  public String resize(String input, float scale, ResizeMode mode, Coordinates coordinates) {
    return resize(input, new float[] {1, 1, scale, scale}, mode, coordinates);
  }

  /** Enlarges or reduces slices, rows and columns of a volume, as {@link #resize} does. */
  public String resizeVolume(String input, float scale, ResizeMode mode, Coordinates coordinates) {
    return resize(input, new float[] {1, 1, scale, scale, scale}, mode, coordinates);
  }

  private String resize(String input, float[] factors, ResizeMode mode, Coordinates coordinates) {
    String scales = unusedName("scales");
    floats(scales, new long[] {factors.length}, factors);
    List<OnnxAttribute> attributes = new ArrayList<>();
    attributes.add(OnnxAttribute.ofString("mode", mode.word));
    attributes.add(OnnxAttribute.ofString("coordinate_transformation_mode", coordinates.word));
    if (mode == ResizeMode.NEAREST) {
      // With asymmetric places this repeats each pixel, as deep-learning frameworks do.
      String rounding = coordinates == Coordinates.ASYMMETRIC ? "floor" : "round_prefer_floor";
      attributes.add(OnnxAttribute.ofString("nearest_mode", rounding));
    }
    // The empty second input is the region of interest, which these modes do not use.
    return node("Resize", List.of(input, "", scales), attributes.toArray(new OnnxAttribute[0]));
  }

  /**
   * Normalises each channel with stored statistics: {@code (x − mean) / √(variance + epsilon) ·
   * gamma + beta}.
   */
  public String batchNormalization(
      String input, String gamma, String beta, String mean, String variance, float epsilon) {
    return node(
        "BatchNormalization",
        List.of(input, gamma, beta, mean, variance),
        OnnxAttribute.ofFloat("epsilon", epsilon));
  }

  /** The sum of two tensors, the second spread over the first where an extent is 1. */
  public String add(String a, String b) {
    return node("Add", List.of(a, b));
  }

  /** The product of two tensors, element by element, spread as in {@link #add}. */
  public String mul(String a, String b) {
    return node("Mul", List.of(a, b));
  }

  /** The difference of two tensors, element by element, spread as in {@link #add}. */
  public String sub(String a, String b) {
    return node("Sub", List.of(a, b));
  }

  /** Values below a limit become that limit, and those above another one that other. */
  public String clip(String input, float low, float high) {
    String least = floats(unusedName("low"), new long[0], low);
    String most = floats(unusedName("high"), new long[0], high);
    return node("Clip", List.of(input, least, most));
  }

  /** Puts the axes in another order: first the one that is named first. */
  public String transpose(String input, long... axes) {
    return node("Transpose", List.of(input), OnnxAttribute.ofInts("perm", axes));
  }

  /** Puts in an axis of extent 1, which has this number in the output. */
  public String unsqueeze(String input, long axis) {
    return node("Unsqueeze", List.of(input, longs(unusedName("axes"), new long[] {1}, axis)));
  }

  /** Takes out an axis of extent 1. */
  public String squeeze(String input, long axis) {
    return node("Squeeze", List.of(input, longs(unusedName("axes"), new long[] {1}, axis)));
  }

  /** Turns scores along an axis (1 for channels) into probabilities. */
  public String softmax(String input, int axis) {
    return node("Softmax", List.of(input), OnnxAttribute.ofInt("axis", axis));
  }

  /** The same tensor under another name, such as that of an output. */
  public String identity(String input, String outputName) {
    return namedNode("Identity", outputName, List.of(input));
  }

  /** Any operator with one output; returns the output's name. */
  public String node(String operator, List<String> tensors, OnnxAttribute... attributes) {
    return namedNode(operator, unusedName(operator), tensors, attributes);
  }

  /** Any operator with one output, of a name to choose; returns that name. */
  public String namedNode(
      String operator, String outputName, List<String> tensors, OnnxAttribute... attributes) {
    ProtoWriter node = new ProtoWriter();
    for (String tensor : tensors) {
      if (!tensor.isEmpty()) { // an empty name is an optional input left out
        require(tensor);
      }
      node.string(NODE_INPUT, tensor);
    }
    declare(outputName);
    node.string(NODE_OUTPUT, outputName)
        .string(NODE_NAME, outputName + "_node")
        .string(NODE_OPERATOR, operator);
    for (OnnxAttribute attribute : attributes) {
      node.message(NODE_ATTRIBUTE, attribute.message());
    }
    nodes.add(node);
    return outputName;
  }

  /**
   * The network as the content of an {@code .onnx} file; the same steps give the same bytes.
   *
   * @throws IllegalStateException if it has no input or no output
   */
  public byte[] toBytes() {
    if (inputs.isEmpty() || outputs.isEmpty()) {
      throw new IllegalStateException("network '" + name + "' needs an input and an output");
    }
    ProtoWriter graph = new ProtoWriter();
    nodes.forEach(node -> graph.message(GRAPH_NODE, node));
    graph.string(GRAPH_NAME, name);
    initializers.forEach(tensor -> graph.message(GRAPH_INITIALIZER, tensor));
    inputs.forEach(tensor -> graph.message(GRAPH_INPUT, tensor));
    outputs.forEach(tensor -> graph.message(GRAPH_OUTPUT, tensor));
    ProtoWriter model =
        new ProtoWriter()
            .varint(MODEL_IR_VERSION, IR_VERSION)
            .string(MODEL_PRODUCER, "lungseg")
            .message(MODEL_GRAPH, graph)
            .message(MODEL_OPSET, new ProtoWriter().string(1, "").varint(2, OPSET));
    metadata.forEach(
        (key, value) ->
            model.message(MODEL_METADATA, new ProtoWriter().string(1, key).string(2, value)));
    return model.toBytes();
  }

  private String constant(String tensor, int type, long[] dims, int count, byte[] raw) {
    long expected = Arrays.stream(dims).reduce(1, Math::multiplyExact);
    if (expected != count) {
      throw new IllegalArgumentException(
          "tensor '" + tensor + "' of " + Arrays.toString(dims) + " got " + count + " values");
    }
    declare(tensor);
    ProtoWriter message = new ProtoWriter();
    for (long dim : dims) {
      message.varint(TENSOR_DIMS, dim);
    }
    message.varint(TENSOR_TYPE, type).string(TENSOR_NAME, tensor).bytes(TENSOR_RAW, raw);
    initializers.add(message);
    return tensor;
  }

  private static ProtoWriter valueInfo(String tensor, OnnxDim... dims) {
    ProtoWriter shape = new ProtoWriter();
    for (OnnxDim dim : dims) {
      ProtoWriter message = new ProtoWriter();
      if (dim instanceof OnnxDim.Fixed fixed) {
        message.varint(1, fixed.size());
      } else if (dim instanceof OnnxDim.Dynamic dynamic) {
        message.string(2, dynamic.name());
      }
      shape.message(1, message);
    }
    ProtoWriter tensorType = new ProtoWriter().varint(1, TYPE_FLOAT).message(2, shape);
    return new ProtoWriter().string(1, tensor).message(2, new ProtoWriter().message(1, tensorType));
  }

  private String unusedName(String stem) {
    int number = nodes.size();
    while (known.contains(stem + "_" + number)) {
      number++;
    }
    return stem + "_" + number;
  }

  private void declare(String tensor) {
    if (tensor.isBlank() || !known.add(tensor)) {
      throw new IllegalArgumentException("the name '" + tensor + "' is blank or already taken");
    }
  }

  private void require(String tensor) {
    if (!known.contains(tensor)) {
      throw new IllegalArgumentException("there is no tensor '" + tensor + "' yet");
    }
  }

  /** How a pixel between others gets its value. */
  public enum ResizeMode {
    /** Weighted by distance, bilinear. */
    LINEAR("linear"),
    /** That of the nearest pixel. */
    NEAREST("nearest");

    private final String word;

    ResizeMode(String word) {
      this.word = word;
    }
  }

  /** How the places of pixels correspond between the input and the output of a resize. */
  public enum Coordinates {
    /** Pixels are areas: {@code in = (out + 0.5) / scale − 0.5}; PyTorch's alignCorners=false. */
    HALF_PIXEL("half_pixel"),
    /** As HALF_PIXEL, but an extent of one pixel stays at pixel 0; exactly PyTorch's rule. */
    PYTORCH_HALF_PIXEL("pytorch_half_pixel"),
    /** The centres of the corner pixels correspond; PyTorch's alignCorners=true. */
    ALIGN_CORNERS("align_corners"),
    /** {@code in = out / scale}. */
    ASYMMETRIC("asymmetric");

    private final String word;

    Coordinates(String word) {
      this.word = word;
    }
  }
}
