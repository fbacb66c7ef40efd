package org.lungseg.engine.pytorch.internal;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BinaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.lungseg.engine.internal.onnx.OnnxNode;
import org.lungseg.engine.internal.onnx.OnnxTensor;

/**
 * The ONNX operators that can be translated, each into an expression of TorchScript; those that
 * convolutional networks over pictures have. What an operator means is taken from <a
 * href="https://onnx.ai/onnx/operators/">ONNX Operators</a>. A setting that has no counterpart is
 * refused, never ignored.
 */
final class Operators {

  private static final int SPATIAL = 2;
  private static final long FLOAT_TYPE = 1;
  private static final int BYTE_STEPS = 255;

  private final OnnxTranslation network;

  Operators(OnnxTranslation network) {
    this.network = network;
  }

  /**
   * The expression that computes the first output of a step.
   *
   * @throws IllegalArgumentException if there is none; the message names operator and setting
   */
  String translate(OnnxNode node) {
    return switch (node.operator()) {
      case "Conv" -> convolution(node);
      case "ConvTranspose" -> transposedConvolution(node);
      case "BatchNormalization" -> batchNormalization(node);
      case "InstanceNormalization" -> instanceNormalization(node);
      case "MaxPool" -> maxPool(node);
      case "AveragePool" -> averagePool(node);
      case "GlobalAveragePool" -> call("mean", x(node), "[2, 3]", "True");
      case "Resize" -> resize(node);
      case "Relu" -> call("relu", x(node));
      case "Sigmoid" -> call("sigmoid", x(node));
      case "Tanh" -> call("tanh", x(node));
      case "Exp" -> call("exp", x(node));
      case "Log" -> call("log", x(node));
      case "Sqrt" -> call("sqrt", x(node));
      case "Abs" -> call("abs", x(node));
      case "Neg" -> call("neg", x(node));
      case "Erf" -> call("erf", x(node));
      case "HardSwish" -> call("hardswish", x(node));
      case "LeakyRelu" -> call("leaky_relu", x(node), number(node.fraction("alpha", 0.01f)));
      case "Elu" -> call("elu", x(node), number(node.fraction("alpha", 1)));
      case "Softmax" -> call("softmax", x(node), axis(node));
      case "LogSoftmax" -> call("log_softmax", x(node), axis(node));
      case "Add" -> pair("add", node);
      case "Sub" -> pair("sub", node);
      case "Mul" -> pair("mul", node);
      case "Div" -> pair("div", node);
      case "Pow" -> pair("pow", node);
      case "Min" -> all("minimum", node);
      case "Max" -> all("maximum", node);
      case "Sum" -> all("add", node);
      case "Clip" -> call("clamp", x(node), limit(node, 1), limit(node, 2));
      case "Concat" -> call("cat", list(node.inputs().stream().map(network::variable)), axis(node));
      case "ReduceSum" -> reduction("sum", node);
      case "ReduceMean" -> reduction("mean", node);
      case "ReduceMax" -> reduction("amax", node);
      case "ReduceMin" -> reduction("amin", node);
      case "CumSum" -> cumulated(node);
      case "Transpose" -> call("permute", x(node), numbers(node, "perm"));
      case "Pad" -> pad(node);
      case "Identity", "Dropout" -> x(node);
      case "Cast" -> castToFloat(node);
      case "QuantizeLinear" -> quantized(node);
      case "DequantizeLinear" -> dequantized(node);
      default ->
          throw new IllegalArgumentException("operator " + node.operator() + " is not known");
    };
  }

  private String convolution(OnnxNode node) {
    return call(
        "conv2d",
        x(node),
        input(node, 1),
        node.input(2).isPresent() ? input(node, 2) : "None",
        pair(node, "strides", 1),
        padding(node),
        pair(node, "dilations", 1),
        Long.toString(node.number("group", 1)));
  }

  private String transposedConvolution(OnnxNode node) {
    require(node, node.numbers("output_shape").isEmpty(), "output_shape");
    return call(
        "conv_transpose2d",
        x(node),
        input(node, 1),
        node.input(2).isPresent() ? input(node, 2) : "None",
        pair(node, "strides", 1),
        padding(node),
        pair(node, "output_padding", 0),
        Long.toString(node.number("group", 1)),
        pair(node, "dilations", 1));
  }

  private String batchNormalization(OnnxNode node) {
    require(node, node.number("training_mode", 0) == 0, "training_mode");
    return call(
        "batch_norm",
        x(node),
        input(node, 1),
        input(node, 2),
        input(node, 3),
        input(node, 4),
        "False", // not training
        "0.1", // momentum, for training only
        number(node.fraction("epsilon", 1e-5f)),
        "False");
  }

  private String instanceNormalization(OnnxNode node) {
    return call(
        "instance_norm",
        x(node),
        input(node, 1),
        input(node, 2),
        "None",
        "None",
        "True", // statistics of the picture itself
        "0.1",
        number(node.fraction("epsilon", 1e-5f)),
        "False");
  }

  private String maxPool(OnnxNode node) {
    return call(
        "max_pool2d",
        x(node),
        numbers(node, "kernel_shape"),
        pair(node, "strides", 1),
        padding(node),
        pair(node, "dilations", 1),
        flag(node, "ceil_mode"));
  }

  private String averagePool(OnnxNode node) {
    require(
        node, Arrays.stream(longs(node, "dilations", 1)).allMatch(step -> step == 1), "dilations");
    return call(
        "avg_pool2d",
        x(node),
        numbers(node, "kernel_shape"),
        pair(node, "strides", 1),
        padding(node),
        flag(node, "ceil_mode"),
        flag(node, "count_include_pad"));
  }

  /** Rows and columns by a factor, which is a constant. */
  private String resize(OnnxNode node) {
    String mode = node.word("mode", "nearest");
    String places = node.word("coordinate_transformation_mode", "half_pixel");
    require(node, node.number("antialias", 0) == 0, "antialias");
    String name =
        node.input(2)
            .orElseThrow(
                () -> new IllegalArgumentException("operator Resize to a size is not known"));
    float[] scales = network.constant(name, node).floats();
    require(node, scales.length == 4 && scales[0] == 1 && scales[1] == 1, "scales");
    String factors = "[" + number(scales[2]) + ", " + number(scales[3]) + "]";
    boolean whole = isWhole(scales[2]) && isWhole(scales[3]);
    if (mode.equals("linear") && places.endsWith("half_pixel")) {
      return call("upsample_bilinear2d", x(node), "None", "False", factors);
    }
    if (mode.equals("linear") && places.equals("align_corners")) {
      return call("upsample_bilinear2d", x(node), "None", "True", factors);
    }
    // By a whole factor each pixel is repeated, however places and rounding are worded.
    boolean floor = node.word("nearest_mode", "round_prefer_floor").equals("floor");
    boolean repeats = places.equals("asymmetric") ? floor : places.endsWith("half_pixel");
    require(node, mode.equals("nearest") && whole && repeats, mode + " with " + places);
    return call("upsample_nearest2d", x(node), "None", factors);
  }

  private static boolean isWhole(float factor) {
    return factor >= 1 && factor == Math.rint(factor);
  }

  private String reduction(String function, OnnxNode node) {
    Optional<String> name = node.input(1);
    long[] axes =
        name.isPresent()
            ? network.constant(name.get(), node).longs()
            : node.numbers("axes").orElse(new long[0]);
    require(node, axes.length > 0, "no axes");
    return call(
        function,
        x(node),
        Arrays.toString(axes),
        node.number("keepdims", 1) == 1 ? "True" : "False");
  }

  private String cumulated(OnnxNode node) {
    require(node, node.number("exclusive", 0) == 0, "exclusive");
    require(node, node.number("reverse", 0) == 0, "reverse");
    String name = node.input(1).orElseThrow();
    return call("cumsum", x(node), Long.toString(network.constant(name, node).longs()[0]));
  }

  private String pad(OnnxNode node) {
    require(node, node.word("mode", "constant").equals("constant"), "mode");
    require(node, node.input(3).isEmpty(), "axes");
    long[] pads = network.constant(node.input(1).orElseThrow(), node).longs();
    int rank = pads.length / 2;
    // ONNX begins with the first axis and has all begins before all ends, PyTorch the last axis.
    long[] reordered = new long[pads.length];
    for (int axis = 0; axis < rank; axis++) {
      reordered[2 * (rank - 1 - axis)] = pads[axis];
      reordered[2 * (rank - 1 - axis) + 1] = pads[rank + axis];
    }
    String value = node.input(2).isPresent() ? limit(node, 2) : "0.";
    return call("constant_pad_nd", x(node), Arrays.toString(reordered), value);
  }

  private String castToFloat(OnnxNode node) {
    require(node, node.number("to", 0) == FLOAT_TYPE, "to another type than float");
    return x(node);
  }

  /** Whole steps, held as floats: the numbers are those of 8-bit integers, the time is not. */
  private String quantized(OnnxNode node) {
    float[] scale = network.constant(node.input(1).orElseThrow(), node).floats();
    require(node, scale.length == 1, "a scale for each channel");
    require(node, node.input(2).isPresent(), "no zero point");
    OnnxTensor zero = network.constant(node.input(2).get(), node);
    String steps = call("round", call("div", x(node), number(scale[0])));
    int least = zero.leastByte();
    return call(
        "clamp",
        call("add", steps, number((float) zero.longs()[0])),
        number(least),
        number(least + BYTE_STEPS));
  }

  private String dequantized(OnnxNode node) {
    float[] scale = network.constant(node.input(1).orElseThrow(), node).floats();
    long[] zero =
        node.input(2).isPresent()
            ? network.constant(node.input(2).get(), node).longs()
            : new long[scale.length];
    Optional<OnnxTensor> steps = network.anyConstant(node.input(0).orElseThrow());
    if (steps.isPresent()) {
      return network.variable(dequantized(steps.get(), scale, zero, (int) node.number("axis", 1)));
    }
    require(node, scale.length == 1, "a scale for each channel of what is computed");
    return call("mul", call("sub", x(node), number((float) zero[0])), number(scale[0]));
  }

  /**
   * The floats that constant steps stand for, with a scale for all or for each place of an axis.
   */
  private static OnnxTensor dequantized(OnnxTensor steps, float[] scale, long[] zero, int axis) {
    long[] dims = steps.dims();
    long[] whole = steps.longs();
    float[] values = new float[whole.length];
    int inner = 1;
    for (int behind = axis + 1; behind < dims.length; behind++) {
      inner *= (int) dims[behind];
    }
    for (int at = 0; at < values.length; at++) {
      int place = at / inner % scale.length;
      values[at] = (float) (whole[at] - zero[place]) * scale[place];
    }
    return OnnxTensor.of(dims, values);
  }

  /** The pixels added at each border, which must be as many before as behind. */
  private static String padding(OnnxNode node) {
    String automatic = node.word("auto_pad", "NOTSET");
    require(node, automatic.equals("NOTSET") || automatic.equals("VALID"), "auto_pad");
    long[] pads = node.numbers("pads").orElse(new long[2 * SPATIAL]);
    require(
        node,
        pads.length == 2 * SPATIAL && pads[0] == pads[2] && pads[1] == pads[3],
        "pads " + Arrays.toString(pads));
    return Arrays.toString(Arrays.copyOf(pads, SPATIAL));
  }

  private static String pair(OnnxNode node, String setting, long otherwise) {
    return Arrays.toString(longs(node, setting, otherwise));
  }

  private static long[] longs(OnnxNode node, String setting, long otherwise) {
    return node.numbers(setting).orElse(new long[] {otherwise, otherwise});
  }

  private static String numbers(OnnxNode node, String setting) {
    Optional<long[]> numbers = node.numbers(setting);
    require(node, numbers.isPresent(), "no " + setting);
    return Arrays.toString(numbers.orElseThrow());
  }

  private static String flag(OnnxNode node, String setting) {
    return node.number(setting, 0) == 0 ? "False" : "True";
  }

  private static String axis(OnnxNode node) {
    return Long.toString(node.number("axis", -1));
  }

  private String x(OnnxNode node) {
    return input(node, 0);
  }

  private String input(OnnxNode node, int index) {
    return network.variable(
        node.input(index)
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "operator " + node.operator() + " has no input " + index)));
  }

  private String pair(String function, OnnxNode node) {
    return call(function, input(node, 0), input(node, 1));
  }

  private String all(String function, OnnxNode node) {
    BinaryOperator<String> joined = (a, b) -> call(function, a, b);
    return node.inputs().stream().map(network::variable).reduce(joined).orElseThrow();
  }

  /** A constant number that is an input, or none. */
  private String limit(OnnxNode node, int index) {
    if (node.input(index).isEmpty()) {
      return "None";
    }
    OnnxTensor constant = network.constant(node.input(index).get(), node);
    float value = constant.isFloat() ? constant.floats()[0] : constant.longs()[0];
    require(node, Float.isFinite(value), "the limit " + value);
    return number(value);
  }

  private static String call(String function, String... arguments) {
    return "torch." + function + "(" + String.join(", ", arguments) + ")";
  }

  private static String list(Stream<String> entries) {
    return "[" + entries.collect(Collectors.joining(", ")) + "]";
  }

  /** A number as text, with all its digits and always as one with a fraction. */
  private static String number(float value) {
    return String.format(Locale.ROOT, "%.9e", value);
  }

  private static void require(OnnxNode node, boolean holds, String setting) {
    if (!holds) {
      throw new IllegalArgumentException(
          "operator " + node.operator() + " is not known with this setting: " + setting);
    }
  }
}
