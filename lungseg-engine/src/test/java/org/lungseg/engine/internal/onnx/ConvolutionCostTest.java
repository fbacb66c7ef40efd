package org.lungseg.engine.internal.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ConvolutionCostTest {

  private final OnnxGraph graph = new OnnxGraph("cost");
  private final OnnxDim any = OnnxDim.dynamic("any");
  private final String input = graph.input("image", any, OnnxDim.of(1), any, any);

  @Test
  void perPixel_countsEachConvolutionAtItsSize() {
    String full = graph.relu(convolution("a", input, 1, 4, OnnxWindow.same(3)));
    String half = graph.maxPool(full, OnnxWindow.pooling(2));
    String deep = convolution("b", half, 4, 8, OnnxWindow.same(3));
    String strided = convolution("c", deep, 8, 8, new OnnxWindow(3, 2, 1, 1));
    String enlarged =
        graph.resize(strided, 4, OnnxGraph.ResizeMode.LINEAR, OnnxGraph.Coordinates.HALF_PIXEL);
    String joined = graph.concat(1, full, enlarged);
    output(convolution("d", joined, 12, 2, OnnxWindow.same(1)));

    double expected = 2 * (4 * 9 + 8 * 4 * 9 / 4.0 + 8 * 8 * 9 / 16.0 + 2 * 12);
    assertThat(ConvolutionCost.perPixel(graph.toBytes())).isEqualTo(expected);
  }

  @Test
  void perPixel_ofAVolume_countsEachConvolutionAtItsSize() {
    String volume = graph.unsqueeze(graph.transpose(input, 1, 0, 2, 3), 0);
    String full = convolution("a", volume, 1, 4, OnnxWindow.same(3).ofVolume());
    String half = graph.maxPool(full, OnnxWindow.pooling(2).ofVolume());
    String deep = convolution("b", half, 4, 8, OnnxWindow.same(3).ofVolume());
    String enlarged =
        graph.resizeVolume(deep, 2, OnnxGraph.ResizeMode.LINEAR, OnnxGraph.Coordinates.HALF_PIXEL);
    String scores = convolution("c", enlarged, 8, 2, OnnxWindow.same(1).ofVolume());
    output(graph.transpose(graph.squeeze(scores, 0), 1, 0, 2, 3));

    double expected = 2 * (4 * 27 + 8 * 4 * 27 / 8.0 + 2 * 8);
    assertThat(ConvolutionCost.perPixel(graph.toBytes())).isEqualTo(expected);
  }

  @Test
  void perPixel_fourConstantsOfEightBits_areNoScales() {
    graph.bytes("zeros", new long[] {4}, true, new byte[4]);
    output(convolution("a", input, 1, 2, OnnxWindow.same(1)));

    assertThat(ConvolutionCost.perPixel(graph.toBytes())).isEqualTo(4);
  }

  @Test
  void perPixel_eightBitWeights_countAsFloats() {
    String scale = graph.floats("scale", new long[] {}, 0.1f);
    String zero = graph.bytes("zero", new long[] {}, true, (byte) 0);
    String weight = graph.bytes("weight", new long[] {4, 1, 3, 3}, true, new byte[36]);
    String floats = graph.dequantize(weight, scale, zero, 0);
    output(graph.conv(input, floats, null, OnnxWindow.same(3)));

    assertThat(ConvolutionCost.perPixel(graph.toBytes())).isEqualTo(2 * 36);
  }

  @Test
  void perPixel_ofWhatIsNoNetwork_isRefused() {
    output(convolution("a", input, 1, 2, OnnxWindow.same(1)));
    byte[] whole = graph.toBytes();

    assertThatIllegalArgumentException()
        .isThrownBy(() -> ConvolutionCost.perPixel("no network".getBytes(StandardCharsets.UTF_8)));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ConvolutionCost.perPixel(Arrays.copyOf(whole, whole.length / 2)));
    assertThatIllegalArgumentException().isThrownBy(() -> ConvolutionCost.perPixel(new byte[0]));
  }

  private String convolution(String name, String from, int channels, int filters, OnnxWindow w) {
    long[] shape = new long[2 + w.dimensions()];
    Arrays.fill(shape, w.kernel());
    shape[0] = filters;
    shape[1] = channels;
    int count = (int) Arrays.stream(shape).reduce(1, (a, b) -> a * b);
    return graph.conv(from, graph.floats(name, shape, new float[count]), null, w);
  }

  private void output(String tensor) {
    graph.output(tensor, any, any, any, any);
  }
}
