package org.lungseg.api;

import java.time.Duration;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A mask and how it came about.
 *
 * @param labelMask the structures found, on exactly the grid of the input
 * @param model the network that found them
 * @param timings how long each stage took, in order of the stages
 * @param device where the network really ran
 * @param threads how many threads the network was really given
 * @param engine the inference engine and its version
 * @param warnings what the user should know, in the order of discovery
 * @param probability the network's probabilities on the grid of the input, if {@link
 *     SegmenterOptions#probability} asks for them and the model gives them
 * @param quality how far the mask can be trusted, where the segmenter knows
 * @param engineChoice why this engine was used, where there is a choice of engines
 */
public record SegmentationResult(
    LabelMask labelMask,
    ModelInfo model,
    Map<SegmentationStage, Duration> timings,
    Device device,
    int threads,
    String engine,
    List<SegmentationWarning> warnings,
    Optional<ProbabilityMap> probability,
    Optional<QualityScore> quality,
    Optional<EngineChoice> engineChoice) {

  /** Copies the collections. */
  public SegmentationResult {
    EnumMap<SegmentationStage, Duration> ordered = new EnumMap<>(SegmentationStage.class);
    ordered.putAll(timings);
    timings = Collections.unmodifiableMap(ordered);
    warnings = List.copyOf(warnings);
  }

  /** A result without probabilities, quality and choice of engines. */
  public SegmentationResult(
      LabelMask labelMask,
      ModelInfo model,
      Map<SegmentationStage, Duration> timings,
      Device device,
      int threads,
      String engine,
      List<SegmentationWarning> warnings) {
    this(
        labelMask,
        model,
        timings,
        device,
        threads,
        engine,
        warnings,
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  /**
   * The two lungs.
   *
   * @throws IllegalArgumentException if the network finds other structures; see {@link #labelMask}
   */
  public LungMask mask() {
    return LungMask.view(labelMask);
  }

  /** The time of all stages together. */
  public Duration totalTime() {
    return timings.values().stream().reduce(Duration.ZERO, Duration::plus);
  }
}
