package org.lungseg.engine.internal.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class OnnxModelTest {

  private static final OnnxDim[] DIMS = {
    OnnxDim.of(1), OnnxDim.of(2), OnnxDim.of(4), OnnxDim.of(4)
  };

  @Test
  void parse_networkOfOurWriter_givesBackItsSteps() {
    OnnxGraph graph = new OnnxGraph("net");
    String input = graph.input("image", DIMS);
    String weight = graph.floats("weight", new long[] {2, 2, 1, 1}, 1, 2, 3, 4.5f);
    String moved = graph.conv(input, weight, null, OnnxWindow.same(1));
    String axes = graph.longs("axes", new long[] {2}, -1, 1L << 40);
    String summed =
        graph.node("ReduceSum", List.of(moved, axes), OnnxAttribute.ofInt("keepdims", 1));
    String soft = graph.node("LeakyRelu", List.of(summed), OnnxAttribute.ofFloat("alpha", 0.25f));
    graph.resize(soft, 2, OnnxGraph.ResizeMode.NEAREST, OnnxGraph.Coordinates.ASYMMETRIC);
    graph.output(soft, DIMS);

    OnnxModel model = OnnxModel.parse(graph.toBytes());

    assertThat(model.opset()).isEqualTo(OnnxGraph.OPSET);
    assertThat(model.inputs()).containsExactly("image");
    assertThat(model.outputs()).containsExactly(soft);
    assertThat(model.nodes())
        .extracting(OnnxNode::operator)
        .containsExactly("Conv", "ReduceSum", "LeakyRelu", "Resize");
    OnnxNode conv = model.nodes().get(0);
    assertThat(conv.inputs()).containsExactly("image", "weight");
    assertThat(conv.input(2)).isEmpty();
    assertThat(conv.numbers("pads").orElseThrow()).containsExactly(0, 0, 0, 0);
    assertThat(model.nodes().get(2).fraction("alpha", 0)).isEqualTo(0.25f);
    OnnxNode resize = model.nodes().get(3);
    assertThat(resize.word("mode", "")).isEqualTo("nearest");
    assertThat(resize.input(1)).as("the region of interest is left out").isEmpty();
    OnnxTensor read = model.constant("weight").orElseThrow();
    assertThat(read.dims()).containsExactly(2, 2, 1, 1);
    assertThat(read.floats()).containsExactly(1, 2, 3, 4.5f);
    assertThat(model.constant("axes").orElseThrow().longs()).containsExactly(-1, 1L << 40);
    assertThat(model.constant("image")).isEmpty();
  }

  @Test
  void parse_constantsAsStepsAndOfFieldsByType_areConstants() {
    OnnxGraph graph = new OnnxGraph("net");
    String input = graph.input("image", DIMS);
    graph.namedNode("Constant", "four", List.of(), OnnxAttribute.ofFloats("value_floats", 4, 5));
    graph.namedNode("Constant", "axis", List.of(), OnnxAttribute.ofInt("value_int", 3));
    graph.output(graph.add(input, "four"), DIMS);

    OnnxModel model = OnnxModel.parse(graph.toBytes());

    assertThat(model.nodes()).extracting(OnnxNode::operator).containsExactly("Add");
    assertThat(model.constant("four").orElseThrow().floats()).containsExactly(4, 5);
    assertThat(model.constant("axis").orElseThrow().longs()).containsExactly(3);
    assertThat(model.constant("axis").orElseThrow().dims()).isEmpty();
  }

  @Test
  void parse_valuesOutsideTheRawField_areRead() {
    // TensorProto with dims 1, data_type 2, float_data 4 (two single ones), name 8.
    ProtoWriter tensor =
        new ProtoWriter()
            .varint(1, 2)
            .varint(2, 1)
            .fixed32(4, 1.5f)
            .fixed32(4, -2)
            .string(8, "half");

    OnnxTensor read = OnnxModel.parse(modelWith(tensor)).constant("half").orElseThrow();

    assertThat(read.floats()).containsExactly(1.5f, -2);
  }

  @Test
  void parse_valuesInAnotherFile_saysSo() {
    ProtoWriter tensor = new ProtoWriter().varint(1, 2).varint(2, 1).string(8, "w").varint(14, 1);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> OnnxModel.parse(modelWith(tensor)))
        .withMessageContaining("'w' lies in another file");
  }

  @Test
  void parse_tooFewValues_namesTheConstant() {
    ProtoWriter tensor = new ProtoWriter().varint(1, 3).varint(2, 1).fixed32(4, 1).string(8, "w");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> OnnxModel.parse(modelWith(tensor)))
        .withMessageContaining("'w'");
  }

  @Test
  void constant_ofAnotherType_isRefusedWhenAskedFor() {
    OnnxGraph graph = new OnnxGraph("net");
    String input = graph.input("image", DIMS);
    graph.bytes("zero", new long[] {1}, false, (byte) 7);
    graph.output(graph.relu(input), DIMS);
    graph.floats("share", new long[] {}, 0.5f);
    OnnxModel model = OnnxModel.parse(graph.toBytes());
    OnnxTensor bytes = model.constant("zero").orElseThrow();
    OnnxTensor share = model.constant("share").orElseThrow();
    assertThatIllegalArgumentException().isThrownBy(bytes::floats).withMessageContaining("'zero'");
    assertThatIllegalArgumentException().isThrownBy(share::longs).withMessageContaining("'share'");
    assertThatIllegalArgumentException()
        .isThrownBy(share::leastByte)
        .withMessageContaining("'share'");
  }

  @Test
  void constant_ofBytes_keepsTheirSign() {
    OnnxGraph graph = new OnnxGraph("net");
    String input = graph.input("image", DIMS);
    graph.bytes("unsigned", new long[] {2}, false, (byte) 7, (byte) -1);
    graph.bytes("signed", new long[] {2}, true, (byte) 7, (byte) -1);
    graph.output(graph.relu(input), DIMS);
    OnnxModel model = OnnxModel.parse(graph.toBytes());
    OnnxTensor unsigned = model.constant("unsigned").orElseThrow();
    OnnxTensor signed = model.constant("signed").orElseThrow();
    assertThat(unsigned.longs()).containsExactly(7, 255);
    assertThat(unsigned.leastByte()).isZero();
    assertThat(signed.longs()).containsExactly(7, -1);
    assertThat(signed.leastByte()).isEqualTo(-128);
  }

  @Test
  void parse_otherBytes_areRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> OnnxModel.parse("no network".getBytes(StandardCharsets.UTF_8)));
    assertThatIllegalArgumentException().isThrownBy(() -> OnnxModel.parse(new byte[0]));
  }

  private static byte[] modelWith(ProtoWriter tensor) {
    ProtoWriter graph = new ProtoWriter().message(5, tensor);
    return new ProtoWriter().varint(1, 8).message(7, graph).toBytes();
  }
}
