package org.lungseg.engine.internal.onnx;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What an ONNX file holds: the steps of a network in their order and its constants. Read without
 * running anything; which operators there are does not matter here. Field numbers are those of <a
 * href="https://github.com/onnx/onnx/blob/main/onnx/onnx.proto">onnx.proto</a>.
 *
 * <p>Immutable but for the arrays of its tensors, which are not copied.
 */
public final class OnnxModel {

  private static final int MODEL_GRAPH = 7;
  private static final int MODEL_OPSET = 8;
  private static final int OPSET_DOMAIN = 1;
  private static final int OPSET_VERSION = 2;
  private static final int GRAPH_NODE = 1;
  private static final int GRAPH_INITIALIZER = 5;
  private static final int GRAPH_INPUT = 11;
  private static final int GRAPH_OUTPUT = 12;
  private static final int GRAPH_SPARSE_INITIALIZER = 15;
  private static final int VALUE_NAME = 1;
  private static final String CONSTANT = "Constant";
  private static final String MAIN_DOMAIN = "ai.onnx";

  private final List<OnnxNode> nodes = new ArrayList<>();
  private final Map<String, OnnxTensor> constants = new HashMap<>();
  private final List<String> inputs = new ArrayList<>();
  private final List<String> outputs = new ArrayList<>();
  private int opset;

  private OnnxModel() {}

  /**
   * Reads a network.
   *
   * @param onnx the content of an ONNX file, with its constants inside
   * @throws IllegalArgumentException if it is none, or has constants in other files
   */
  public static OnnxModel parse(byte[] onnx) {
    OnnxModel model = new OnnxModel();
    boolean graph = false;
    ProtoReader reader = new ProtoReader(onnx);
    while (reader.next()) {
      if (reader.field() == MODEL_GRAPH) {
        graph = true;
        model.readGraph(reader.message());
      } else if (reader.field() == MODEL_OPSET) {
        model.readOpset(reader.message());
      }
    }
    if (!graph) {
      throw new IllegalArgumentException("no ONNX file: it holds no graph");
    }
    model.inputs.removeAll(model.constants.keySet());
    return model;
  }

  /** The version of the operators of ONNX itself; 0 if the file does not say. */
  public int opset() {
    return opset;
  }

  /** The steps, each after those whose outputs it takes. */
  public List<OnnxNode> nodes() {
    return List.copyOf(nodes);
  }

  /** The names of what the network takes; constants are not among them. */
  public List<String> inputs() {
    return List.copyOf(inputs);
  }

  /** The names of what the network gives. */
  public List<String> outputs() {
    return List.copyOf(outputs);
  }

  /** The constant of a name, if that is one. */
  public Optional<OnnxTensor> constant(String name) {
    return Optional.ofNullable(constants.get(name));
  }

  private void readOpset(ProtoReader reader) {
    String domain = "";
    int version = 0;
    while (reader.next()) {
      if (reader.field() == OPSET_DOMAIN) {
        domain = reader.text();
      } else if (reader.field() == OPSET_VERSION) {
        version = Math.toIntExact(reader.number());
      }
    }
    if (domain.isEmpty() || domain.equals(MAIN_DOMAIN)) {
      opset = version;
    }
  }

  private void readGraph(ProtoReader graph) {
    while (graph.next()) {
      switch (graph.field()) {
        case GRAPH_NODE -> add(OnnxNode.read(graph.message()));
        case GRAPH_INITIALIZER -> {
          OnnxTensor tensor = OnnxTensor.read(graph.message());
          constants.put(tensor.name(), tensor);
        }
        case GRAPH_INPUT -> inputs.add(name(graph.message()));
        case GRAPH_OUTPUT -> outputs.add(name(graph.message()));
        case GRAPH_SPARSE_INITIALIZER ->
            throw new IllegalArgumentException("sparse constants are not supported");
        default -> {}
      }
    }
  }

  /** A step that only gives a constant is no step here. */
  private void add(OnnxNode node) {
    if (node.operator().equals(CONSTANT) && node.outputs().size() == 1) {
      String name = node.outputs().get(0);
      constants.put(name, node.constantValue().named(name));
    } else {
      nodes.add(node);
    }
  }

  private static String name(ProtoReader value) {
    String name = "";
    while (value.next()) {
      if (value.field() == VALUE_NAME) {
        name = value.text();
      }
    }
    return name;
  }
}
