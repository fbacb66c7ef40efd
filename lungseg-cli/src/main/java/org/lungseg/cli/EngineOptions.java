package org.lungseg.cli;

import org.jspecify.annotations.Nullable;
import org.lungseg.api.SegmenterOptions;
import picocli.CommandLine.Option;

/** With what a network is run: the inference library and its threads. */
final class EngineOptions {

  @Option(
      names = "--threads",
      paramLabel = "N",
      converter = Converters.Positive.class,
      description = "How many threads to use; without it, one for each core.")
  private @Nullable Integer threads;

  @Option(
      names = "--engine",
      paramLabel = "onnxruntime|pytorch",
      description =
          "Which inference library runs the network; without it, ONNX Runtime. pytorch is built at"
              + " its first use.")
  private @Nullable String engine;

  /** How many threads to use. */
  int threads() {
    return threads == null ? Runtime.getRuntime().availableProcessors() : threads;
  }

  /** The name of the inference library as the user typed it; null where it is left open. */
  @Nullable String engine() {
    return engine;
  }

  /** Passes on what the user chose. */
  void applyTo(SegmenterOptions.Builder options) {
    if (threads != null) {
      options.threads(threads);
    }
    if (engine != null) {
      options.engine(engine);
    }
  }
}
