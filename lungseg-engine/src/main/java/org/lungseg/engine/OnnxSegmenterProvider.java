package org.lungseg.engine;

import java.util.List;
import org.lungseg.api.Device;
import org.lungseg.api.DeviceUnavailableException;
import org.lungseg.api.LungsegException;
import org.lungseg.api.SegmentationWarning;
import org.lungseg.api.Segmenter;
import org.lungseg.api.SegmenterOptions;
import org.lungseg.api.spi.SegmenterProvider;
import org.lungseg.engine.internal.lungmask.LungmaskPipeline;
import org.lungseg.engine.internal.network.DjlOnnxRunner;
import org.lungseg.engine.internal.network.NetworkRunner;
import org.lungseg.engine.internal.pipeline.SegmentationPipeline;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes segmenters that run ONNX networks by ONNX Runtime. Found by {@link Segmenter#load()}. */
public final class OnnxSegmenterProvider implements SegmenterProvider {

  /** The name to choose this engine by. */
  public static final String NAME = "OnnxRuntime";

  private static final int PREFERENCE = 100;

  private static final Logger LOG = LoggerFactory.getLogger(OnnxSegmenterProvider.class);

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
  public Segmenter create(SegmenterOptions options) {
    ModelPackage model = ModelPackage.read(options.model(), options.classLoader());
    NetworkRunner runner;
    List<SegmentationWarning> warnings = List.of();
    try {
      runner = DjlOnnxRunner.load(model, options.device(), networkThreads(model, options));
    } catch (DeviceUnavailableException e) {
      if (options.device().kind() == Device.Kind.CPU
          || options.deviceFallback() != SegmenterOptions.DeviceFallback.TO_CPU) {
        throw e;
      }
      LOG.warn("{}; the processor is used instead", e.getMessage());
      warnings =
          List.of(
              new SegmentationWarning(
                  SegmentationWarning.Kind.DEVICE_FALLBACK,
                  "the processor was used instead: " + e.getMessage()));
      runner = DjlOnnxRunner.load(model, Device.cpu(), networkThreads(model, options));
    }
    return new NetworkSegmenter(
        model.info(), pipeline(model, runner, options.threads()), options, warnings);
  }

  /** How many threads one call of the network has. Slim networks run in several calls at a time. */
  private static int networkThreads(ModelPackage model, SegmenterOptions options) {
    return model.description().pipeline() instanceof ModelDescription.Lungmask
        ? options.threads()
        : 1;
  }

  /** The way that a model asks for. It owns the network from here on. */
  private static SegmentationPipeline pipeline(
      ModelPackage model, NetworkRunner runner, int threads) {
    ModelDescription description = model.description();
    if (!(description.pipeline() instanceof ModelDescription.Lungmask)) {
      return new GridPipeline(model, runner);
    }
    LungmaskPipeline.Network base =
        new LungmaskPipeline.Network(runner, description.output(), model.networkBytes());
    if (model.fill().isEmpty()) {
      return new LungmaskPipeline(description, base);
    }
    ModelPackage fill = model.fill().get();
    try {
      NetworkRunner fillRunner = DjlOnnxRunner.load(fill, runner.device(), threads);
      return new LungmaskPipeline(
          description,
          base,
          new LungmaskPipeline.Network(
              fillRunner, fill.description().output(), fill.networkBytes()));
    } catch (LungsegException e) {
      runner.close();
      throw e;
    }
  }
}
