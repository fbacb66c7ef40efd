package org.lungseg.engine;

import java.util.List;
import java.util.Optional;
import org.lungseg.api.Device;
import org.lungseg.api.DeviceUnavailableException;
import org.lungseg.api.SegmentationWarning;
import org.lungseg.api.Segmenter;
import org.lungseg.api.SegmenterOptions;
import org.lungseg.api.spi.SegmenterProvider;
import org.lungseg.engine.internal.lungmask.LungmaskPipeline;
import org.lungseg.engine.internal.pipeline.SegmentationPipeline;
import org.lungseg.engine.spi.NetworkRunner;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes segmenters that run model packages by one inference library. What is done around the
 * network (checks, resampling, post-processing) and what happens when the device is not there is
 * the same for all libraries; a subclass only says how the network is run.
 *
 * <p>Safe for use by many threads.
 */
public abstract class NetworkSegmenterProvider implements SegmenterProvider {

  private static final Logger LOG = LoggerFactory.getLogger(NetworkSegmenterProvider.class);

  /** For subclasses; loads nothing. */
  protected NetworkSegmenterProvider() {}

  /**
   * Loads a network and makes sure that it takes and gives what its description says.
   *
   * @param model the verified package; its {@link ModelDescription#network} says in which format
   *     the network is
   * @param threads how many threads one call may use on a processor; with one, it runs on the
   *     calling thread and the network has none of its own
   * @throws org.lungseg.api.MissingProviderException if a part of the library is not on the class
   *     path; the message names the artifact
   * @throws DeviceUnavailableException if the device cannot be used
   * @throws org.lungseg.api.UnusableModelException if the library cannot run this network
   */
  protected abstract NetworkRunner load(ModelPackage model, Device device, int threads);

  @Override
  public final Segmenter create(SegmenterOptions options) {
    ModelPackage model = ModelPackage.read(options.model(), options.classLoader());
    NetworkRunner runner;
    List<SegmentationWarning> warnings = List.of();
    try {
      runner = load(model, options.device(), networkThreads(model, options));
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
      runner = load(model, Device.cpu(), networkThreads(model, options));
    }
    LOG.info("{} runs on {} by {}", model, runner.device(), runner.engine());
    return new NetworkSegmenter(
        model.info(),
        pipeline(model, runner, options.threads()),
        options,
        SegmenterProvider.choice(this, options),
        warnings);
  }

  /** How many threads one call of the network has. Slim networks run in several calls at a time. */
  private static int networkThreads(ModelPackage model, SegmenterOptions options) {
    return model.description().pipeline() instanceof ModelDescription.Lungmask
        ? options.threads()
        : 1;
  }

  /** The way that a model asks for. It owns the network from here on. */
  private SegmentationPipeline pipeline(ModelPackage model, NetworkRunner runner, int threads) {
    ModelDescription description = model.description();
    Optional<ModelPackage> second = model.fill().or(model::chest);
    Optional<NetworkRunner> secondRunner = second.map(other -> loadBeside(runner, other, threads));
    if (!(description.pipeline() instanceof ModelDescription.Lungmask)) {
      return secondRunner
          .map(chest -> new GridPipeline(model, runner, chest))
          .orElseGet(() -> new GridPipeline(model, runner));
    }
    return secondRunner
        .map(
            fill ->
                new LungmaskPipeline(
                    description, network(model, runner), network(second.orElseThrow(), fill)))
        .orElseGet(() -> new LungmaskPipeline(description, network(model, runner)));
  }

  private static LungmaskPipeline.Network network(ModelPackage model, NetworkRunner runner) {
    return new LungmaskPipeline.Network(runner, model.description().output(), model.networkBytes());
  }

  /** Loads the second network onto the device of the first, which is closed if that fails. */
  private NetworkRunner loadBeside(NetworkRunner first, ModelPackage second, int threads) {
    try {
      return load(second, first.device(), threads);
    } catch (RuntimeException | Error e) {
      first.close();
      throw e;
    }
  }
}
