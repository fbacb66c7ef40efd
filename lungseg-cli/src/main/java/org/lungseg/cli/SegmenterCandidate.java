package org.lungseg.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.function.Supplier;
import org.lungseg.api.CtVolume;
import org.lungseg.api.ModelInfo;
import org.lungseg.api.ProgressListener;
import org.lungseg.api.QualityScore;
import org.lungseg.api.SegmentationResult;
import org.lungseg.api.Segmenter;
import org.lungseg.cli.spi.CommandContext;
import org.lungseg.metrics.cohort.CohortManifest;
import org.lungseg.metrics.cohort.CohortModel;

/** Segments each case. */
final class SegmenterCandidate implements CohortCandidate {

  private static final int CHECKSUM_DIGITS = 12;
  private static final double NANOS_PER_SECOND = 1e9;

  private final String name;
  private final Segmenter segmenter;
  private final String engine;

  /**
   * A network.
   *
   * @param engine the inference library that the user asked for; empty if none was
   */
  SegmenterCandidate(String name, Segmenter segmenter, String engine) {
    this.name = name;
    this.segmenter = segmenter;
    this.engine = engine;
  }

  @Override
  public CohortModel model() {
    ModelInfo info = segmenter.model();
    return new CohortModel(
        name,
        info.name()
            + " "
            + info.version()
            + " (sha256 "
            + info.sha256().substring(0, CHECKSUM_DIGITS)
            + "…)");
  }

  @Override
  public String fingerprint() {
    ModelInfo info = segmenter.model();
    String model = info.name() + " " + info.version() + " " + info.sha256();
    return engine.isEmpty() ? model : model + " on " + engine.toLowerCase(Locale.ROOT);
  }

  @Override
  public boolean needsCt() {
    return true;
  }

  @Override
  public List<Path> files(CohortManifest.Entry entry) {
    return List.of();
  }

  @Override
  public Made make(
      CohortManifest.Entry entry, Supplier<CtVolume> ct, String what, CommandContext context) {
    CtVolume image = ct.get();
    try (Progress progress = new Progress(context, what)) {
      // Lines for each tenth of each case would bury the line that says how it went.
      ProgressListener shown = context.isTerminal() ? progress : ProgressListener.NONE;
      PeakMemory memory = PeakMemory.start();
      long start = System.nanoTime();
      SegmentationResult result = segmenter.segment(image, shown, context.cancellation());
      double seconds = (System.nanoTime() - start) / NANOS_PER_SECOND;
      OptionalDouble quality =
          result.quality().stream().mapToDouble(QualityScore::value).findFirst();
      return new Made(result.labelMask(), quality, OptionalDouble.of(seconds), memory.megabytes());
    }
  }

  @Override
  public void close() {
    segmenter.close();
  }
}
