package org.lungseg.engine;

import java.util.Optional;
import org.lungseg.api.Device;
import org.lungseg.api.Segmenter;
import org.lungseg.engine.internal.network.DjlOnnxRunner;
import org.lungseg.engine.internal.network.LibraryCheck;
import org.lungseg.engine.spi.NetworkRunner;

/** Makes segmenters that run ONNX networks by ONNX Runtime. Found by {@link Segmenter#load()}. */
public final class OnnxSegmenterProvider extends NetworkSegmenterProvider {

  /** The name to choose this engine by. */
  public static final String NAME = "OnnxRuntime";

  private static final int PREFERENCE = 100;

  /** Made by the service loader; loads nothing. */
  public OnnxSegmenterProvider() {}

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public int preference() {
    return PREFERENCE;
  }

  @Override
  public Optional<String> missingArtifact() {
    // Asked without DjlOnnxRunner, which cannot even be loaded where the library is missing.
    return LibraryCheck.has("ai.onnxruntime.OrtEnvironment")
        ? Optional.empty()
        : Optional.of("com.microsoft.onnxruntime:onnxruntime");
  }

  @Override
  protected NetworkRunner load(ModelPackage model, Device device, int threads) {
    return DjlOnnxRunner.load(model, device, threads);
  }
}
