package org.lungseg.engine;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.lungseg.api.LabelSet;
import org.lungseg.api.LungLabels;
import org.lungseg.engine.ModelDescription.Input;
import org.lungseg.engine.ModelDescription.NetworkFile;
import org.lungseg.engine.ModelDescription.NetworkFormat;
import org.lungseg.engine.ModelDescription.Output;
import org.lungseg.engine.ModelDescription.OutputKind;
import org.lungseg.engine.ModelDescription.Range;
import org.lungseg.engine.internal.onnx.OnnxAttribute;
import org.lungseg.engine.internal.onnx.OnnxDim;
import org.lungseg.engine.internal.onnx.OnnxGraph;
import org.lungseg.engine.internal.onnx.OnnxWindow;

/** Small real ONNX networks that find the lungs of {@link SyntheticChest} without training. */
public final class TestNetworks {

  private static final float BODY_FROM = 0.26f; // −600 HU in the window of −1024 to 600

  private static final float DENSE_FROM = 0.729f; // 160 HU in the same window

  private TestNetworks() {}

  /**
   * A network that calls air inside the body lung: values between −960 and −600 HU with body on
   * both sides along the row and the column. Right is where less than half of the row's body lies
   * nearer to the patient's right.
   *
   * @param channels how many channels it takes; the last one is used
   */
  public static byte[] twoLungs(int channels) {
    OnnxGraph g = new OnnxGraph("air-in-body");
    OnnxDim n = OnnxDim.dynamic("batch");
    OnnxDim h = OnnxDim.dynamic("height");
    OnnxDim w = OnnxDim.dynamic("width");
    String all = g.input("image", n, OnnxDim.of(channels), h, w);
    float[] pick = new float[channels];
    pick[channels - 1] = 1;
    String pickWeight = g.floats("pick", new long[] {1, channels, 1, 1}, pick);
    String x = g.conv(all, pickWeight, null, OnnxWindow.same(1));

    String body = clip(g, scaled(g, x, 1000, -1000 * BODY_FROM), 0, 1);
    String before = cumulated(g, body, 3);
    String row = total(g, body, 3);
    String above = cumulated(g, body, 2);
    String column = total(g, body, 2);

    // Enough body on all four sides, in pixels; all differences are positive inside.
    String inside =
        g.node(
            "Min",
            List.of(
                scaled(g, before, 1, -3),
                scaled(g, difference(g, row, before), 1, -3),
                scaled(g, above, 1, -3),
                scaled(g, difference(g, column, above), 1, -3)));
    String density = g.node("Min", List.of(scaled(g, x, 100, -4), scaled(g, x, -100, 26)));
    String lung = clip(g, g.node("Min", List.of(inside, density)), -20, 20);
    String side = clip(g, difference(g, scaled(g, row, 0.5f, 0), before), -8, 8);
    String limit = scaled(g, lung, 4, 0);
    String zero = scaled(g, lung, 0, 0);
    String right = g.add(lung, side);
    String left = difference(g, lung, side);
    // Sides must not lift what is no lung above background.
    String shownRight = g.node("Min", List.of(right, limit));
    String shownLeft = g.node("Min", List.of(left, limit));
    String logits = g.concat(1, zero, shownRight, shownLeft);
    g.output(g.identity(logits, "logits"), n, OnnxDim.of(3), h, w);
    return g.toBytes();
  }

  /**
   * A network for the whole chest: what has 160 HU or more is right lung, of all else it does not
   * know.
   */
  public static byte[] denseRightLung() {
    OnnxGraph g = new OnnxGraph("dense-right-lung");
    OnnxDim d = OnnxDim.dynamic("slices");
    OnnxDim h = OnnxDim.dynamic("height");
    OnnxDim w = OnnxDim.dynamic("width");
    String x = g.input("image", d, OnnxDim.of(1), h, w);
    String volume = g.unsqueeze(g.transpose(x, 1, 0, 2, 3), 0);
    float steep = 200;
    String weight = g.floats("weight", new long[] {3, 1, 1, 1, 1}, 0, steep, 0);
    String bias = g.floats("bias", new long[] {3}, 0, -steep * DENSE_FROM, 0);
    String scores = g.clip(g.conv(volume, weight, bias, OnnxWindow.same(1).ofVolume()), 0, 10);
    String slices = g.transpose(g.squeeze(scores, 0), 1, 0, 2, 3);
    g.output(g.identity(slices, "logits"), d, OnnxDim.of(3), h, w);
    return g.toBytes();
  }

  /** A network for the whole chest, on cubes of 7 mm in multiples of 8. */
  public static ModelDescription.Chest describeChest(double weight) {
    return new ModelDescription.Chest(
        new NetworkFile("chest.onnx", NetworkFormat.ONNX, "0".repeat(64)), 7, 8, weight);
  }

  /** Writes the usual test model with {@link #denseRightLung} for the whole chest. */
  public static Path writeWithChest(Path folder, double weight) {
    ModelPackage.write(
        folder,
        describeTwoLungs(input(4.0, 0.0))
            .withPipeline(new ModelDescription.MillimetreGrid(Optional.of(describeChest(weight)))),
        twoLungs(1),
        denseRightLung(),
        false);
    return folder;
  }

  /** A network of two classes given as probabilities: lung where the value lies in a band. */
  public static byte[] bandProbabilities(float low, float high) {
    OnnxGraph g = new OnnxGraph("band");
    OnnxDim n = OnnxDim.dynamic("batch");
    OnnxDim h = OnnxDim.dynamic("height");
    OnnxDim w = OnnxDim.dynamic("width");
    String x = g.input("image", n, OnnxDim.of(1), h, w);
    String inBand =
        g.node("Min", List.of(scaled(g, x, 50, -50 * low), scaled(g, x, -50, 50 * high)));
    String lung = clip(g, scaled(g, inBand, 1, 0.5f), 0, 1);
    String other = scaled(g, lung, -1, 1);
    g.output(g.identity(g.concat(1, other, lung), "probabilities"), n, OnnxDim.of(2), h, w);
    return g.toBytes();
  }

  /** A network whose second channel of output is no number. */
  public static byte[] notANumber() {
    OnnxGraph g = new OnnxGraph("nan");
    OnnxDim n = OnnxDim.dynamic("batch");
    OnnxDim h = OnnxDim.dynamic("height");
    OnnxDim w = OnnxDim.dynamic("width");
    String x = g.input("image", n, OnnxDim.of(1), h, w);
    String bad = g.add(x, g.floats("nan", new long[] {1}, Float.NaN));
    g.output(g.identity(g.concat(1, x, bad, x), "logits"), n, OnnxDim.of(3), h, w);
    return g.toBytes();
  }

  /** An input as {@link #twoLungs} takes it. */
  public static Input input(double inPlaneSpacingMm, Double... channelOffsetsMm) {
    return new Input(
        inPlaneSpacingMm,
        2.5,
        16,
        List.of(channelOffsetsMm),
        new Range(-1024, 600),
        new Range(0.1, 99.9));
  }

  /** What a network of {@link #twoLungs} is described as. */
  public static ModelDescription describeTwoLungs(Input input) {
    return describe(input, new Output(OutputKind.LOGITS, List.of(0, 1, 2)), LungLabels.RIGHT_LEFT);
  }

  /** A description with these parts. */
  public static ModelDescription describe(Input input, Output output, LabelSet labels) {
    return new ModelDescription(
        "test-net",
        "0.0.1",
        "made by a test",
        new NetworkFile("network.onnx", NetworkFormat.ONNX, "0".repeat(64)),
        input,
        output,
        labels,
        "Apache-2.0",
        List.of(new ModelDescription.TrainingData("none", "CC0-1.0", 0)),
        Map.of("dice", 0.5),
        "tests");
  }

  /** Writes the usual test model, on a coarse grid for speed, into a folder. */
  public static Path writeTwoLungs(Path folder) {
    ModelPackage.write(folder, describeTwoLungs(input(4.0, 0.0)), twoLungs(1), false);
    return folder;
  }

  private static String scaled(OnnxGraph g, String x, float factor, float shift) {
    String name = x + "_s" + Integer.toHexString(Float.hashCode(factor)) + "_" + shift;
    String f = g.floats(name + "_f", new long[] {1}, factor);
    String b = g.floats(name + "_b", new long[] {1}, shift);
    return g.add(g.mul(x, f), b);
  }

  private static String clip(OnnxGraph g, String x, float low, float high) {
    String lowest = g.floats(x + "_low", new long[] {}, low);
    String highest = g.floats(x + "_high", new long[] {}, high);
    return g.node("Clip", List.of(x, lowest, highest));
  }

  private static String difference(OnnxGraph g, String a, String b) {
    return g.node("Sub", List.of(a, b));
  }

  private static String cumulated(OnnxGraph g, String x, int axis) {
    return g.node("CumSum", List.of(x, g.longs(x + "_axis" + axis, new long[] {}, axis)));
  }

  private static String total(OnnxGraph g, String x, int axis) {
    String axes = g.longs(x + "_axes" + axis, new long[] {1}, axis);
    return g.node("ReduceSum", List.of(x, axes), OnnxAttribute.ofInt("keepdims", 1));
  }
}
