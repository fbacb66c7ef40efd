package org.lungseg.engine.pytorch.internal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BinaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.lungseg.engine.internal.onnx.OnnxNode;
import org.lungseg.engine.internal.onnx.OnnxTensor;

/**
 * The ONNX operators that can be translated, each into an expression of TorchScript; those that
 * convolutional networks over pictures and volumes have. What an operator means is taken from <a
 * href="https://onnx.ai/onnx/operators/">ONNX Operators</a>. A setting that has no counterpart is
 * refused, never ignored.
 *
 * <p>Longer than most classes, since there are many operators; each has a short method.
 */
final class Operators {

  private static final int PICTURE = 2;
  private static final int VOLUME = 3;

  /** Axes before those of a picture or volume: batch and channels. */
  private static final int OUTER_AXES = 2;

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
      case "Unsqueeze" -> unsqueezed(node);
      case "Squeeze" -> squeezed(node);
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
        "conv" + spatialAxes(node) + "d",
        x(node),
        input(node, 1),
        node.input(2).isPresent() ? input(node, 2) : "None",
        along(node, "strides", 1),
        padding(node),
        along(node, "dilations", 1),
        Long.toString(node.number("group", 1)));
  }

  private String transposedConvolution(OnnxNode node) {
    require(node, node.numbers("output_shape").isEmpty(), "output_shape");
    return call(
        "conv_transpose" + spatialAxes(node) + "d",
        x(node),
        input(node, 1),
        node.input(2).isPresent() ? input(node, 2) : "None",
        along(node, "strides", 1),
        padding(node),
        along(node, "output_padding", 0),
        Long.toString(node.number("group", 1)),
        along(node, "dilations", 1));
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
        "max_pool" + spatialAxes(node) + "d",
        x(node),
        numbers(node, "kernel_shape"),
        along(node, "strides", 1),
        padding(node),
        along(node, "dilations", 1),
        flag(node, "ceil_mode"));
  }

  private String averagePool(OnnxNode node) {
    require(
        node, Arrays.stream(longs(node, "dilations", 1)).allMatch(step -> step == 1), "dilations");
    return call(
        "avg_pool" + spatialAxes(node) + "d",
        x(node),
        numbers(node, "kernel_shape"),
        along(node, "strides", 1),
        padding(node),
        flag(node, "ceil_mode"),
        flag(node, "count_include_pad"));
  }

  /** Rows and columns, and slices of a volume, by factors, which are constants. */
  private String resize(OnnxNode node) {
    String mode = node.word("mode", "nearest");
    String places = node.word("coordinate_transformation_mode", "half_pixel");
    require(node, node.number("antialias", 0) == 0, "antialias");
    String name =
        node.input(2)
            .orElseThrow(
                () -> new IllegalArgumentException("operator Resize to a size is not known"));
    float[] scales = network.constant(name, node).floats();
    int axes = scales.length - OUTER_AXES;
    require(
        node,
        (axes == PICTURE || axes == VOLUME) && scales[0] == 1 && scales[1] == 1,
        "scales " + Arrays.toString(scales));
    boolean whole = true;
    List<String> factors = new ArrayList<>();
    for (int axis = OUTER_AXES; axis < scales.length; axis++) {
      whole &= isWhole(scales[axis]);
      factors.add(number(scales[axis]));
    }
    String linear = axes == PICTURE ? "upsample_bilinear2d" : "upsample_trilinear3d";
    if (mode.equals("linear") && places.endsWith("half_pixel")) {
      return call(linear, x(node), "None", "False", list(factors.stream()));
    }
    if (mode.equals("linear") && places.equals("align_corners")) {
      return call(linear, x(node), "None", "True", list(factors.stream()));
    }
    // By a whole factor each pixel is repeated, however places and rounding are worded.
    boolean floor = node.word("nearest_mode", "round_prefer_floor").equals("floor");
    boolean repeats = places.equals("asymmetric") ? floor : places.endsWith("half_pixel");
    require(node, mode.equals("nearest") && whole && repeats, mode + " with " + places);
    return call("upsample_nearest" + axes + "d", x(node), "None", list(factors.stream()));
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

  /** New axes, in the order of their places in the result: each finds those before it in place. */
  private String unsqueezed(OnnxNode node) {
    String result = x(node);
    for (long axis : placesOfAxes(node)) {
      result = call("unsqueeze", result, Long.toString(axis));
    }
    return result;
  }

  /** Axes taken out, the last one first: those before it stay in their places. */
  private String squeezed(OnnxNode node) {
    String result = x(node);
    long[] axes = placesOfAxes(node);
    for (int at = axes.length - 1; at >= 0; at--) {
      result = call("squeeze", result, Long.toString(axes[at]));
    }
    return result;
  }

  /** Axes by an input, ascending. One may be counted from the end, several may not. */
  private long[] placesOfAxes(OnnxNode node) {
    require(node, node.input(1).isPresent(), "no axes");
    long[] axes = network.constant(node.input(1).orElseThrow(), node).longs();
    Arrays.sort(axes);
    require(node, axes.length == 1 || axes[0] >= 0, "axes " + Arrays.toString(axes));
    return axes;
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
  private String padding(OnnxNode node) {
    String automatic = node.word("auto_pad", "NOTSET");
    require(node, automatic.equals("NOTSET") || automatic.equals("VALID"), "auto_pad");
    int axes = spatialAxes(node);
    long[] pads = node.numbers("pads").orElse(new long[2 * axes]);
    long[] before = Arrays.copyOf(pads, axes);
    require(
        node,
        pads.length == 2 * axes
            && Arrays.equals(before, Arrays.copyOfRange(pads, axes, pads.length)),
        "pads " + Arrays.toString(pads));
    return Arrays.toString(before);
  }

  /** Over how many axes a window moves: 2 for pictures, 3 for volumes. */
  private int spatialAxes(OnnxNode node) {
    int axes =
        node.numbers("kernel_shape")
            .map(kernel -> kernel.length)
            .or(
                () ->
                    node.input(1)
                        .flatMap(network::anyConstant)
                        .map(weight -> weight.dims().length - OUTER_AXES))
            .or(() -> node.numbers("strides").map(strides -> strides.length))
            .orElse(PICTURE);
    require(node, axes == PICTURE || axes == VOLUME, axes + " axes");
    return axes;
  }

  private String along(OnnxNode node, String setting, long otherwise) {
    return Arrays.toString(longs(node, setting, otherwise));
  }

  private long[] longs(OnnxNode node, String setting, long otherwise) {
    return node.numbers(setting)
        .orElseGet(
            () -> {
              long[] all = new long[spatialAxes(node)];
              Arrays.fill(all, otherwise);
              return all;
            });
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
