package org.lungseg.engine.pytorch.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.lungseg.api.Device;
import org.lungseg.api.Label;
import org.lungseg.api.LabelSet;
import org.lungseg.api.UnusableModelException;
import org.lungseg.engine.ModelDescription;
import org.lungseg.engine.ModelPackage;
import org.lungseg.engine.internal.network.DjlOnnxRunner;
import org.lungseg.engine.internal.onnx.OnnxAttribute;
import org.lungseg.engine.internal.onnx.OnnxDim;
import org.lungseg.engine.internal.onnx.OnnxGraph;
import org.lungseg.engine.internal.onnx.OnnxGraph.Coordinates;
import org.lungseg.engine.internal.onnx.OnnxGraph.ResizeMode;
import org.lungseg.engine.internal.onnx.OnnxWindow;
import org.lungseg.engine.spi.NetworkRunner;

/** Each operator gives the same numbers on ONNX Runtime and, translated, on PyTorch. */
class OnnxTranslationTest {

  private static final int CHANNELS = 3;
  private static final int MULTIPLE = 8;

  private static final OnnxWindow SAME = OnnxWindow.same(3);

  private static int constants;

  /** The steps between input and output, by a name for the test's report. */
  private static final Map<String, Steps> CASES = new TreeMap<>();

  /** Adds steps to a graph; gives the name of a tensor of {@value #CHANNELS} channels. */
  private interface Steps {
    String add(OnnxGraph graph, String input);
  }

  static {
    CASES.put("Conv", (g, x) -> g.conv(x, weight(g, 3, 3, 3), bias(g, 3), OnnxWindow.same(3)));
    CASES.put(
        "Conv without bias", (g, x) -> g.conv(x, weight(g, 3, 3, 1), null, OnnxWindow.same(1)));
    CASES.put(
        "Conv by groups, dilated",
        (g, x) ->
            g.node(
                "Conv",
                List.of(x, weight(g, 3, 1, 3)),
                OnnxAttribute.ofInts("pads", 2, 2, 2, 2),
                OnnxAttribute.ofInts("dilations", 2, 2),
                OnnxAttribute.ofInt("group", 3)));
    CASES.put(
        "Conv with a step, ConvTranspose",
        (g, x) ->
            g.node(
                "ConvTranspose",
                List.of(
                    g.conv(x, weight(g, 4, 3, 3), bias(g, 4), new OnnxWindow(3, 2, 1, 1)),
                    floats(g, 4, 3, 2, 2),
                    bias(g, 3)),
                OnnxAttribute.ofInts("kernel_shape", 2, 2),
                OnnxAttribute.ofInts("strides", 2, 2)));
    CASES.put(
        "BatchNormalization",
        (g, x) -> {
          String positive = g.floats("variance", new long[] {3}, 0.5f, 1, 2);
          return g.batchNormalization(x, bias(g, 3), bias(g, 3), bias(g, 3), positive, 1e-3f);
        });
    CASES.put(
        "InstanceNormalization, LeakyRelu",
        (g, x) ->
            g.node(
                "LeakyRelu",
                List.of(g.node("InstanceNormalization", List.of(x, bias(g, 3), bias(g, 3)))),
                OnnxAttribute.ofFloat("alpha", 0.2f)));
    for (Coordinates places :
        List.of(
            Coordinates.HALF_PIXEL, Coordinates.PYTORCH_HALF_PIXEL, Coordinates.ALIGN_CORNERS)) {
      CASES.put(
          "MaxPool, Resize linear " + places,
          (g, x) -> g.resize(g.maxPool(x, OnnxWindow.pooling(2)), 2, ResizeMode.LINEAR, places));
    }
    for (Coordinates places : List.of(Coordinates.HALF_PIXEL, Coordinates.ASYMMETRIC)) {
      CASES.put(
          "AveragePool, Resize nearest " + places,
          (g, x) ->
              g.resize(g.averagePool(x, OnnxWindow.pooling(2)), 2, ResizeMode.NEAREST, places));
    }
    CASES.put("AveragePool at borders", (g, x) -> g.averagePool(x, new OnnxWindow(3, 1, 1, 1)));
    CASES.put(
        "GlobalAveragePool, Mul", (g, x) -> g.mul(x, g.node("GlobalAveragePool", List.of(x))));
    for (String operator :
        List.of("Relu", "Sigmoid", "Tanh", "Exp", "Abs", "Neg", "Erf", "Identity")) {
      CASES.put(operator, (g, x) -> g.node(operator, List.of(x)));
    }
    CASES.put("Abs, Sqrt", (g, x) -> g.node("Sqrt", List.of(g.node("Abs", List.of(x)))));
    CASES.put("HardSwish", (g, x) -> g.node("HardSwish", List.of(x)));
    CASES.put("Elu", (g, x) -> g.node("Elu", List.of(x), OnnxAttribute.ofFloat("alpha", 0.7f)));
    CASES.put("Softmax", (g, x) -> g.softmax(x, 1));
    CASES.put(
        "LogSoftmax", (g, x) -> g.node("LogSoftmax", List.of(x), OnnxAttribute.ofInt("axis", 1)));
    for (String operator : List.of("Add", "Sub", "Mul", "Div", "Min", "Max")) {
      CASES.put(
          operator + " with a constant",
          (g, x) -> g.node(operator, List.of(x, g.floats("c", new long[] {3, 1, 1}, 0.3f, -2, 1))));
    }
    CASES.put(
        "Max, Sum of three",
        (g, x) -> {
          String c = g.floats("c", new long[] {1}, 0.1f);
          return g.node("Sum", List.of(x, g.node("Max", List.of(x, c, c)), c));
        });
    CASES.put(
        "Clip",
        (g, x) ->
            g.node(
                "Clip",
                List.of(
                    g.node("Clip", List.of(x, "", g.floats("high", new long[] {}, 0.8f))),
                    g.floats("low", new long[] {}, -0.1f))));
    CASES.put(
        "Concat, Conv",
        (g, x) -> g.conv(g.concat(1, x, x), weight(g, 3, 6, 1), null, OnnxWindow.same(1)));
    for (String operator : List.of("ReduceMax", "ReduceMean", "ReduceMin")) {
      CASES.put(
          operator + ", Add",
          (g, x) -> g.add(x, g.node(operator, List.of(x), OnnxAttribute.ofInts("axes", 2, 3))));
    }
    CASES.put(
        "ReduceSum, Sub",
        (g, x) ->
            g.node(
                "Sub",
                List.of(x, g.node("ReduceSum", List.of(x, g.longs("a", new long[] {1}, 1))))));
    CASES.put("CumSum", (g, x) -> g.node("CumSum", List.of(x, g.longs("axis", new long[] {}, 3))));
    CASES.put(
        "Transpose twice",
        (g, x) -> {
          OnnxAttribute there = OnnxAttribute.ofInts("perm", 0, 2, 3, 1);
          OnnxAttribute back = OnnxAttribute.ofInts("perm", 0, 3, 1, 2);
          return g.node("Transpose", List.of(g.node("Transpose", List.of(x), there)), back);
        });
    CASES.put(
        "Pad, Conv",
        (g, x) ->
            g.conv(
                g.node(
                    "Pad",
                    List.of(
                        x,
                        g.longs("pads", new long[] {8}, 0, 0, 1, 0, 0, 0, 1, 2),
                        g.floats("value", new long[] {}, 0.5f))),
                weight(g, 3, 3, 3),
                null,
                new OnnxWindow(3, 1, 0, 1)));
    CASES.put(
        "Constant",
        (g, x) -> g.add(x, g.node("Constant", List.of(), OnnxAttribute.ofFloat("value_float", 3))));
    CASES.put("Cast to float", (g, x) -> g.node("Cast", List.of(x), OnnxAttribute.ofInt("to", 1)));
    CASES.put(
        "QuantizeLinear, DequantizeLinear",
        (g, x) -> {
          String scale = g.floats("scale", new long[] {}, 0.005f);
          String zero = g.bytes("zero", new long[] {}, false, (byte) 90);
          String low = g.bytes("low", new long[] {}, true, (byte) -100);
          String unsigned = g.dequantize(g.quantize(x, scale, zero), scale, zero, 1);
          return g.dequantize(g.quantize(unsigned, scale, low), scale, low, 1);
        });
    CASES.put(
        "DequantizeLinear of weights by channel, Conv",
        (g, x) ->
            g.conv(
                x,
                g.dequantize(
                    g.bytes(
                        "w",
                        new long[] {3, 3, 1, 1},
                        true,
                        new byte[] {1, -9, 30, 4, 5, 6, -7, 8, 90}),
                    g.floats("ws", new long[] {3}, 0.01f, 0.02f, 0.05f),
                    g.bytes("wz", new long[] {3}, true, new byte[] {0, 1, 2}),
                    0),
                g.dequantize(
                    g.ints("b", new long[] {3}, 10, -200, 3000),
                    g.floats("bs", new long[] {3}, 0.01f, 0.02f, 0.001f),
                    g.ints("bz", new long[] {3}, 0, 0, 0),
                    0),
                OnnxWindow.same(1)));
    CASES.put(
        "Unsqueeze, Conv of a volume, Squeeze",
        (g, x) ->
            picture(g, g.conv(volume(g, x), weight3d(g, 3, 3, 3), bias(g, 3), SAME.ofVolume())));
    CASES.put(
        "Conv of a volume with a step, ConvTranspose",
        (g, x) -> {
          OnnxWindow step = new OnnxWindow(2, 2, 0, 1).ofVolume();
          String half = g.conv(volume(g, x), weight3d(g, 4, 3, 2), null, step);
          return picture(
              g,
              g.node(
                  "ConvTranspose",
                  List.of(half, floats(g, 4, 3, 2, 2, 2), bias(g, 3)),
                  OnnxAttribute.ofInts("strides", 2, 2, 2)));
        });
    for (Coordinates places : List.of(Coordinates.HALF_PIXEL, Coordinates.ALIGN_CORNERS)) {
      CASES.put(
          "MaxPool, Resize linear of a volume " + places,
          (g, x) -> {
            String half = g.maxPool(volume(g, x), OnnxWindow.pooling(2).ofVolume());
            return picture(g, g.resizeVolume(half, 2, ResizeMode.LINEAR, places));
          });
    }
    CASES.put(
        "AveragePool, Resize nearest of a volume",
        (g, x) -> {
          String half = g.averagePool(volume(g, x), OnnxWindow.pooling(2).ofVolume());
          return picture(g, g.resizeVolume(half, 2, ResizeMode.NEAREST, Coordinates.ASYMMETRIC));
        });
    CASES.put(
        "Unsqueeze and Squeeze of several axes",
        (g, x) -> {
          String two = g.longs("two", new long[] {2}, 3, 0);
          String last = g.unsqueeze(g.node("Unsqueeze", List.of(x, two)), -1);
          String without = g.squeeze(last, -1);
          return g.node("Squeeze", List.of(without, two));
        });
    CASES.put("Pow", (g, x) -> g.node("Pow", List.of(x, g.floats("two", new long[] {}, 2))));
  }

  static List<String> operators() {
    return List.copyOf(CASES.keySet());
  }

  @ParameterizedTest
  @MethodSource("operators")
  void run_operatorOnBothEngines_givesTheSameNumbers(String operator) {
    Steps steps = Objects.requireNonNull(CASES.get(operator));
    ModelPackage model = model(graph(steps));
    SplittableRandom random = new SplittableRandom(7);
    int height = MULTIPLE * 2;
    int width = MULTIPLE * 3;
    float[] input = new float[2 * CHANNELS * height * width];
    for (int at = 0; at < input.length; at++) {
      input[at] = (float) (random.nextDouble() * 2 - 0.7);
    }
    float[] expected;
    try (NetworkRunner onnxRuntime = DjlOnnxRunner.load(model, Device.cpu(), 1)) {
      expected = onnxRuntime.run(input, 2, height, width);
    }

    float[] found;
    try (NetworkRunner pyTorch = DjlPyTorchRunner.load(model, Device.cpu(), 1)) {
      found = pyTorch.run(input, 2, height, width);
    }

    assertThat(found).hasSameSizeAs(expected);
    assertThat(greatestDifference(found, expected)).isCloseTo(0, within(1e-4));
    assertThat(Arrays.equals(found, new float[found.length])).as("all zero").isFalse();
  }

  @Test
  void load_operatorThatIsNotKnown_isRefusedByName() {
    assertRefused(graph((g, x) -> g.node("Hardmax", List.of(x))), "operator Hardmax is not known");
  }

  @Test
  void load_settingThatHasNoCounterpart_isRefusedByName() {
    OnnxAttribute reverse = OnnxAttribute.ofInt("reverse", 1);
    assertRefused(
        graph((g, x) -> g.node("CumSum", List.of(x, g.longs("axis", new long[] {}, 3)), reverse)),
        "CumSum is not known with this setting: reverse");
    assertRefused(
        graph((g, x) -> g.resize(x, 2, ResizeMode.LINEAR, Coordinates.ASYMMETRIC)),
        "Resize is not known with this setting: linear with asymmetric");
    assertRefused(
        graph((g, x) -> g.node("Squeeze", List.of(g.unsqueeze(x, 0)))),
        "Squeeze is not known with this setting: no axes");
    assertRefused(
        graph((g, x) -> g.node("Unsqueeze", List.of(x, g.longs("two", new long[] {2}, 0, -1)))),
        "Unsqueeze is not known with this setting: axes [-1, 0]");
  }

  @Test
  void load_whatIsNoOnnx_isRefused() {
    assertRefused("no network".getBytes(StandardCharsets.UTF_8), "no");
  }

  private static void assertRefused(byte[] onnx, String reason) {
    assertThatExceptionOfType(UnusableModelException.class)
        .isThrownBy(() -> DjlPyTorchRunner.load(model(onnx), Device.cpu(), 1).close())
        .withMessageContaining("model operators 1")
        .withMessageContaining(reason);
  }

  private static double greatestDifference(float[] a, float[] b) {
    return IntStream.range(0, a.length).mapToDouble(at -> Math.abs(a[at] - b[at])).max().orElse(0);
  }

  private static byte[] graph(Steps steps) {
    OnnxGraph graph = new OnnxGraph("operators");
    OnnxDim[] dims = {
      OnnxDim.dynamic("n"), OnnxDim.of(CHANNELS), OnnxDim.dynamic("h"), OnnxDim.dynamic("w")
    };
    String input = graph.input("input", dims);
    return graph.output(graph.identity(steps.add(graph, input), "output"), dims).toBytes();
  }

  /** A volume of two slices for each picture: the picture, and what of it is positive. */
  private static String volume(OnnxGraph graph, String pictures) {
    String slice = graph.unsqueeze(pictures, 2);
    return graph.concat(2, slice, graph.relu(slice));
  }

  /** The mean of the slices as a picture again. */
  private static String picture(OnnxGraph graph, String volume) {
    OnnxAttribute slices = OnnxAttribute.ofInts("axes", 2);
    return graph.squeeze(graph.node("ReduceMean", List.of(volume), slices), 2);
  }

  private static String weight3d(OnnxGraph graph, int out, int in, int side) {
    return floats(graph, out, in, side, side, side);
  }

  private static String weight(OnnxGraph graph, int out, int in, int side) {
    return floats(graph, out, in, side, side);
  }

  private static String bias(OnnxGraph graph, int length) {
    return floats(graph, length);
  }

  private static String floats(OnnxGraph graph, long... dims) {
    String name = "constant" + constants++;
    int count = (int) Arrays.stream(dims).reduce(1, (a, b) -> a * b);
    SplittableRandom random = new SplittableRandom(count);
    float[] values = new float[count];
    for (int at = 0; at < count; at++) {
      values[at] = (float) (random.nextDouble() - 0.4);
    }
    return graph.floats(name, dims, values);
  }

  private static ModelPackage model(byte[] onnx) {
    return ModelPackage.inMemory(
        new ModelDescription(
            "operators",
            "1",
            "made by a test",
            new ModelDescription.NetworkFile(
                "network.onnx", ModelDescription.NetworkFormat.ONNX, "0".repeat(64)),
            new ModelDescription.Input(
                2,
                2,
                MULTIPLE,
                List.of(-2.0, 0.0, 2.0),
                new ModelDescription.Range(-1024, 600),
                new ModelDescription.Range(0, 100)),
            new ModelDescription.Output(ModelDescription.OutputKind.LOGITS, List.of(0, 1, 2)),
            new LabelSet(List.of(new Label(1, "one", "1", 0), new Label(2, "two", "2", 0))),
            "CC0-1.0",
            List.of(),
            Map.of(),
            "tests"),
        onnx);
  }
}
