package org.lungseg.engine.pytorch.internal;

/** Gives tests of other packages a TorchScript network. */
public final class TorchScriptOfOnnx {

  private TorchScriptOfOnnx() {}

  /** The content of a TorchScript file that computes what an ONNX network does. */
  public static byte[] translate(byte[] onnx) {
    return OnnxTranslation.toTorchScript(onnx);
  }
}
