package org.lungseg.engine.pytorch.internal;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.lungseg.engine.internal.onnx.OnnxModel;
import org.lungseg.engine.internal.onnx.OnnxNode;
import org.lungseg.engine.internal.onnx.OnnxTensor;

/**
 * Translates an ONNX network of one input and one output into TorchScript, step by step. Constants
 * that only set a step up (scales, axes, limits) become part of its text, all others tensors of the
 * network. {@link Operators} has the operators.
 */
final class OnnxTranslation {

  /** Since 13 softmax means one axis and reductions take their axes as an input. */
  private static final int MIN_OPSET = 13;

  private final OnnxModel model;
  private final Map<String, String> variables = new HashMap<>();
  private final Map<String, OnnxTensor> tensors = new LinkedHashMap<>();
  private final StringBuilder body = new StringBuilder();

  private OnnxTranslation(OnnxModel model) {
    this.model = model;
  }

  /**
   * The content of a TorchScript file that computes the same.
   *
   * @param onnx the content of an ONNX file, with its constants inside
   * @throws IllegalArgumentException if it is none, or has an operator or a setting of one that is
   *     not known; the message names it
   */
  static byte[] toTorchScript(byte[] onnx) {
    return new OnnxTranslation(OnnxModel.parse(onnx)).translate();
  }

  private byte[] translate() {
    if (model.opset() < MIN_OPSET) {
      throw new IllegalArgumentException(
          "it is of ONNX opset " + model.opset() + ", expected " + MIN_OPSET + " or newer");
    }
    if (model.inputs().size() != 1 || model.outputs().isEmpty()) {
      throw new IllegalArgumentException(
          "a network has one input and an output, it has "
              + model.inputs()
              + " and "
              + model.outputs());
    }
    variables.put(model.inputs().get(0), "x");
    Operators operators = new Operators(this);
    for (OnnxNode node : model.nodes()) {
      String value = operators.translate(node);
      if (node.outputs().stream().skip(1).anyMatch(this::isUsed)) {
        throw new IllegalArgumentException(
            "operator " + node.operator() + " with more than one output is not known");
      }
      String variable = "t" + variables.size();
      body.append("    ").append(variable).append(" = ").append(value).append('\n');
      variables.put(node.outputs().get(0), variable);
    }
    String result = variable(model.outputs().get(0));
    return TorchScriptArchive.write(code(result), tensors);
  }

  private boolean isUsed(String output) {
    return !output.isEmpty()
        && (model.outputs().contains(output)
            || model.nodes().stream().anyMatch(node -> node.inputs().contains(output)));
  }

  private String code(String result) {
    StringBuilder code = new StringBuilder();
    code.append("class ").append(TorchScriptArchive.CLASS_NAME).append("(Module):\n");
    code.append("  __parameters__ = []\n  __buffers__ = [");
    tensors.keySet().forEach(name -> code.append('"').append(name).append("\", "));
    code.append("]\n");
    tensors.keySet().forEach(name -> code.append("  ").append(name).append(" : Tensor\n"));
    code.append("  training : bool\n");
    code.append("  def forward(self: __torch__.").append(TorchScriptArchive.CLASS_NAME);
    code.append(",\n    x: Tensor) -> Tensor:\n");
    return code.append(body).append("    return ").append(result).append('\n').toString();
  }

  /** What the code calls a tensor of the network, be it computed or constant. */
  String variable(String name) {
    String known = variables.get(name);
    if (known != null) {
      return known;
    }
    OnnxTensor constant =
        model
            .constant(name)
            .orElseThrow(() -> new IllegalArgumentException("there is no tensor '" + name + "'"));
    String variable = variable(constant);
    variables.put(name, variable);
    return variable;
  }

  /** What the code calls a constant, which becomes a tensor of the network. */
  String variable(OnnxTensor constant) {
    String own = "w" + tensors.size();
    tensors.put(own, constant);
    return "self." + own;
  }

  /** The constant of a name, unless that is of a tensor that is computed. */
  Optional<OnnxTensor> anyConstant(String name) {
    return model.constant(name);
  }

  /** The constant of a name. */
  OnnxTensor constant(String name, OnnxNode node) {
    return model
        .constant(name)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "operator "
                        + node.operator()
                        + " is only known with a constant for its input '"
                        + name
                        + "'"));
  }
}
