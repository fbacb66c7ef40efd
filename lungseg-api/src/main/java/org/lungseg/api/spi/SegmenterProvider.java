package org.lungseg.api.spi;

import java.util.Optional;
import org.lungseg.api.EngineChoice;
import org.lungseg.api.MissingProviderException;
import org.lungseg.api.Segmenter;
import org.lungseg.api.SegmenterOptions;

/**
 * Makes segmenters on one inference engine. Implementations have a public constructor without
 * arguments, are named in {@code META-INF/services/org.lungseg.api.spi.SegmenterProvider}, and must
 * be cheap to make: no native library is loaded before {@link #create}.
 */
public interface SegmenterProvider {

  /** The name that {@link SegmenterOptions#engine} chooses by, such as {@code OnnxRuntime}. */
  String name();

  /**
   * The order among several providers when none is asked for by name: the highest is taken. ONNX
   * Runtime has 100, PyTorch 50.
   */
  int preference();

  /**
   * Loads a model.
   *
   * @throws org.lungseg.api.UnusableModelException if the model is missing or does not verify
   * @throws org.lungseg.api.DeviceUnavailableException if the device cannot be used and falling
   *     back is refused
   */
  Segmenter create(SegmenterOptions options);

  /**
   * The Maven coordinates of an artifact without which this engine cannot run and which is not
   * there, such as {@code com.microsoft.onnxruntime:onnxruntime}. An engine that misses something
   * is only taken when it is asked for by name, and then refused with this artifact.
   */
  default Optional<String> missingArtifact() {
    return Optional.empty();
  }

  /**
   * The provider the options ask for, found by their class loader. Where several could be used and
   * none is asked for, the preferred one is taken, and the log says so.
   *
   * @throws MissingProviderException if there is none, or none of that name
   */
  static SegmenterProvider select(SegmenterOptions options) {
    return ProviderSearch.of(options).select();
  }

  /** Why a provider is used, as results tell it. */
  static EngineChoice choice(SegmenterProvider used, SegmenterOptions options) {
    return ProviderSearch.of(options).choice(used);
  }
}
