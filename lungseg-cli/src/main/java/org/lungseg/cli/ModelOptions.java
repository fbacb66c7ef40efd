package org.lungseg.cli;

import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.lungseg.api.BudgetExceededException;
import org.lungseg.api.CtVolume;
import org.lungseg.api.Device;
import org.lungseg.api.DeviceUnavailableException;
import org.lungseg.api.InputPolicy;
import org.lungseg.api.LungsegException;
import org.lungseg.api.MissingProviderException;
import org.lungseg.api.ModelSource;
import org.lungseg.api.SegmentationResult;
import org.lungseg.api.SegmentationWarning.Kind;
import org.lungseg.api.Segmenter;
import org.lungseg.api.SegmenterOptions;
import org.lungseg.api.UnusableInputException;
import org.lungseg.cli.spi.CommandContext;
import org.lungseg.cli.spi.CommandFailedException;
import org.lungseg.cli.spi.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options of commands that run a network. */
final class ModelOptions {

  @Option(
      names = "--model",
      paramLabel = "DIR",
      description = "Folder of a model package; without it, the bundled network.")
  private @Nullable Path model;

  @Mixin private EngineOptions engineOptions = new EngineOptions();

  @Option(
      names = "--device",
      paramLabel = "cpu|gpu:N",
      converter = Converters.DeviceName.class,
      description = "Where the network runs; without it, the processor.")
  private @Nullable Device device;

  @Option(
      names = "--device-fallback",
      description =
          "Use the processor if the device cannot be used, and say so, instead of failing.")
  private boolean deviceFallback;

  @Option(
      names = "--memory-budget",
      paramLabel = "SIZE",
      converter = Converters.ByteCount.class,
      description = "The most memory to take beside the input, such as 2g.")
  private @Nullable Long memoryBudgetBytes;

  @Option(
      names = "--on",
      split = ",",
      paramLabel = "KIND=POLICY",
      converter = {Converters.WarningKind.class, Converters.Policy.class},
      description =
          "What to do about something odd: error, warn or repair; such as"
              + " --on orientation-doubtful=repair,not-a-chest=error. docs/cli.md lists the kinds.")
  private Map<Kind, InputPolicy> policies = new EnumMap<>(Kind.class);

  /** How many threads to use. */
  int threads() {
    return engineOptions.threads();
  }

  /** Loads the network; errors name its folder. */
  Segmenter load() {
    return load(SegmenterOptions.builder());
  }

  /**
   * Loads the network; errors name its folder.
   *
   * @param options what else is wanted
   */
  Segmenter load(SegmenterOptions.Builder options) {
    policies.forEach(
        (kind, policy) -> {
          try {
            options.policy(kind, policy);
          } catch (IllegalArgumentException e) {
            throw new CommandFailedException(
                ExitCode.WRONG_USAGE, "--on: " + Converters.message(kind), e);
          }
        });
    if (model != null) {
      options.model(ModelSource.directory(model));
    }
    engineOptions.applyTo(options);
    if (device != null) {
      options.device(device);
    }
    if (deviceFallback) {
      options.deviceFallback(SegmenterOptions.DeviceFallback.TO_CPU);
    }
    if (memoryBudgetBytes != null) {
      options.memoryBudgetBytes(memoryBudgetBytes);
    }
    try {
      return Segmenter.load(options.build());
    } catch (MissingProviderException | DeviceUnavailableException e) {
      throw e; // no matter of the model
    } catch (LungsegException e) {
      throw model == null ? e : CommandFailedException.about(model, e);
    }
  }

  /**
   * Segments a volume and shows the progress.
   *
   * @param input where the volume comes from, for messages
   */
  static SegmentationResult segment(
      Segmenter segmenter, CtVolume ct, Path input, CommandContext context) {
    try (Progress progress = new Progress(context, String.valueOf(input.getFileName()))) {
      return segmenter.segment(ct, progress, context.cancellation());
    } catch (UnusableInputException | BudgetExceededException e) {
      throw CommandFailedException.about(input, e);
    }
  }
}
