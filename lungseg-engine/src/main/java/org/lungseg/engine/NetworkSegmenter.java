package org.lungseg.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.lungseg.api.BudgetExceededException;
import org.lungseg.api.CancellationToken;
import org.lungseg.api.CtVolume;
import org.lungseg.api.EngineChoice;
import org.lungseg.api.LabelMask;
import org.lungseg.api.ModelInfo;
import org.lungseg.api.ProbabilityMap;
import org.lungseg.api.ProgressListener;
import org.lungseg.api.SegmentationResult;
import org.lungseg.api.SegmentationWarning;
import org.lungseg.api.SegmentationWarning.Kind;
import org.lungseg.api.Segmenter;
import org.lungseg.api.SegmenterOptions;
import org.lungseg.api.UnusableInputException;
import org.lungseg.api.VolumeGeometry;
import org.lungseg.engine.internal.anatomy.AnatomyCheck;
import org.lungseg.engine.internal.anatomy.Orientation;
import org.lungseg.engine.internal.input.Findings;
import org.lungseg.engine.internal.pipeline.MemoryBudget;
import org.lungseg.engine.internal.pipeline.SegmentationPipeline;
import org.lungseg.engine.internal.pipeline.SegmentationPipeline.Found;
import org.lungseg.engine.internal.run.StageTracker;
import org.lungseg.engine.internal.run.Workers;
import org.lungseg.engine.spi.NetworkRunner;

/**
 * Takes volumes through the model's {@link SegmentationPipeline} and makes results of what comes
 * out. Segmentations that run while the segmenter is closed come to their end; the last one frees
 * the network.
 */
final class NetworkSegmenter implements Segmenter {

  /** One Java array holds a mask, and a mask with its border for cleaning. */
  private static final long MAX_ARRAY = Integer.MAX_VALUE - 16L;

  private final ModelInfo info;
  private final SegmentationPipeline pipeline;
  private final SegmenterOptions options;
  private final EngineChoice engineChoice;
  private final List<SegmentationWarning> loadWarnings;

  private final Object lock = new Object();
  private int running;
  private boolean closed;

  NetworkSegmenter(
      ModelInfo info,
      SegmentationPipeline pipeline,
      SegmenterOptions options,
      EngineChoice engineChoice,
      List<SegmentationWarning> loadWarnings) {
    this.info = info;
    this.pipeline = pipeline;
    this.options = options;
    this.engineChoice = engineChoice;
    this.loadWarnings = List.copyOf(loadWarnings);
  }

  @Override
  public SegmentationResult segment(
      CtVolume ct, ProgressListener progress, CancellationToken cancellation) {
    begin();
    try {
      return run(ct, new StageTracker(progress, cancellation));
    } catch (OutOfMemoryError e) {
      long heap = Runtime.getRuntime().maxMemory();
      throw new BudgetExceededException(
          "the Java heap of "
              + heap / 1_000_000
              + " MB is too small for this image ("
              + ct.geometry()
              + "); start Java with a larger -Xmx",
          heap,
          heap);
    } finally {
      end();
    }
  }

  @Override
  public ModelInfo model() {
    return info;
  }

  @Override
  public void close() {
    boolean free;
    synchronized (lock) {
      free = !closed && running == 0;
      closed = true;
    }
    if (free) {
      pipeline.close();
    }
  }

  private SegmentationResult run(CtVolume ct, StageTracker tracker) {
    requireSize(ct.geometry());
    Findings findings = new Findings(options::policy);
    Found found = find(ct, tracker, findings);
    Optional<AnatomyCheck> anatomy = AnatomyCheck.of(ct, found.mask());
    if (anatomy.isPresent()) {
      Orientation seen = anatomy.get().orientation(found.mirrored());
      if (seen.isDoubtful() && findings.repairs(Kind.ORIENTATION_DOUBTFUL)) {
        Look corrected = lookAgain(ct, seen, tracker);
        found = corrected.found();
        findings = corrected.findings();
        anatomy = AnatomyCheck.of(ct, found.mask());
      } else if (seen.isDoubtful()) {
        findings.add(
            Kind.ORIENTATION_DOUBTFUL,
            "the anatomy contradicts the orientation that the image states: %s seem exchanged; the"
                + " sides of the mask follow the image, which should be checked",
            seen.contradiction());
      }
      anatomy.orElseThrow().report(findings);
    }
    if (found.mask().isEmpty()
        && findings.warnings().stream().noneMatch(w -> w.kind() == Kind.NO_LUNG)) {
      findings.add(Kind.NO_LUNG, "none of the network's structures was found");
    }
    List<SegmentationWarning> warnings = new ArrayList<>(loadWarnings);
    warnings.addAll(findings.warnings());
    NetworkRunner runner = pipeline.runner();
    return new SegmentationResult(
        found.mask(),
        info,
        tracker.end(),
        runner.device(),
        found.networkThreads(),
        runner.engine(),
        warnings,
        found.probability(),
        found.quality(),
        Optional.of(engineChoice));
  }

  private Found find(CtVolume ct, StageTracker tracker, Findings findings) {
    return pipeline.segment(
        ct,
        new SegmentationPipeline.Wish(findings, options.probability()),
        Workers.of(options),
        tracker,
        new MemoryBudget(options.memoryBudgetBytes()));
  }

  /** What was found in an image, and what there is to say of it. */
  private record Look(Found found, Findings findings) {}

  /** Segments an image in the orientation that the anatomy shows; the mask is on its own grid. */
  private Look lookAgain(CtVolume ct, Orientation seen, StageTracker tracker) {
    CtVolume corrected = ct.withGeometry(seen.corrected(ct.geometry()));
    Findings findings = new Findings(options::policy); // it finds what the first look found
    Found found = find(corrected, tracker, findings);
    boolean rightLeft =
        AnatomyCheck.of(corrected, found.mask())
            .map(anatomy -> anatomy.orientation(found.mirrored()).rightLeft())
            .orElse(false);
    if (rightLeft && seen.isTurned() && !seen.rightLeft()) {
      return lookAgain(ct, seen.withRightLeft(), tracker); // it shows only in a chest put right
    }
    findings.addRepaired(
        Kind.ORIENTATION_DOUBTFUL,
        "the anatomy contradicts the orientation that the image states: %s seem exchanged; the"
            + " lungs were found, and their sides named, in the orientation that the anatomy shows",
        seen.contradiction());
    Found onItsGrid =
        new Found(
            LabelMask.of(found.mask().array(), ct.geometry(), found.mask().labels()),
            found.mirrored(),
            found.networkThreads(),
            found.probability().map(map -> ProbabilityMap.of(map.array(), ct.geometry())),
            found.quality());
    return new Look(onItsGrid, findings);
  }

  private static void requireSize(VolumeGeometry geometry) {
    double withBorder = 1;
    for (int axis = 0; axis < 3; axis++) {
      withBorder *= geometry.size(axis) + 2.0;
    }
    if (withBorder > MAX_ARRAY) {
      throw new UnusableInputException(
          String.format(
              Locale.ROOT,
              "the image has %d voxels; at most about %d can be segmented, crop or reduce it",
              geometry.voxelCount(),
              MAX_ARRAY));
    }
  }

  private void begin() {
    synchronized (lock) {
      if (closed) {
        throw new IllegalStateException("the segmenter is closed");
      }
      running++;
    }
  }

  private void end() {
    boolean free;
    synchronized (lock) {
      running--;
      free = closed && running == 0;
    }
    if (free) {
      pipeline.close();
    }
  }
}
