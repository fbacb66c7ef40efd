package org.lungseg.engine.pytorch;

import org.lungseg.api.Device;
import org.lungseg.api.Segmenter;
import org.lungseg.engine.ModelPackage;
import org.lungseg.engine.NetworkSegmenterProvider;
import org.lungseg.engine.pytorch.internal.DjlPyTorchRunner;
import org.lungseg.engine.spi.NetworkRunner;

/**
 * Makes segmenters that run networks by PyTorch: ONNX, whose operators are translated, and
 * TorchScript. Found by {@link Segmenter#load()}; where ONNX Runtime is on the class path too, only
 * if the options ask for it by {@value #NAME}.
 */
public final class PyTorchSegmenterProvider extends NetworkSegmenterProvider {

  /** The name to choose this engine by. */
  public static final String NAME = "PyTorch";

  private static final int PREFERENCE = 50;

  /** Made by the service loader; loads nothing. */
  public PyTorchSegmenterProvider() {}

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public int preference() {
    return PREFERENCE;
  }

  @Override
  protected NetworkRunner load(ModelPackage model, Device device, int threads) {
    return DjlPyTorchRunner.load(model, device, threads);
  }
}
