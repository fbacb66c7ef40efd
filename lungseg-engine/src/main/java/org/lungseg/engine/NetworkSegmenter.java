package org.lungseg.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.lungseg.api.BudgetExceededException;
import org.lungseg.api.CancellationToken;
import org.lungseg.api.CtVolume;
import org.lungseg.api.ModelInfo;
import org.lungseg.api.ProgressListener;
import org.lungseg.api.SegmentationResult;
import org.lungseg.api.SegmentationWarning;
import org.lungseg.api.SegmentationWarning.Kind;
import org.lungseg.api.Segmenter;
import org.lungseg.api.SegmenterOptions;
import org.lungseg.api.UnusableInputException;
import org.lungseg.api.VolumeGeometry;
import org.lungseg.engine.internal.network.NetworkRunner;
import org.lungseg.engine.internal.pipeline.MemoryBudget;
import org.lungseg.engine.internal.pipeline.SegmentationPipeline;
import org.lungseg.engine.internal.run.StageTracker;
import org.lungseg.engine.internal.run.Workers;

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
  private final List<SegmentationWarning> loadWarnings;

  private final Object lock = new Object();
  private int running;
  private boolean closed;

  NetworkSegmenter(
      ModelInfo info,
      SegmentationPipeline pipeline,
      SegmenterOptions options,
      List<SegmentationWarning> loadWarnings) {
    this.info = info;
    this.pipeline = pipeline;
    this.options = options;
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
    SegmentationPipeline.Found found =
        pipeline.segment(
            ct, Workers.of(options), tracker, new MemoryBudget(options.memoryBudgetBytes()));
    List<SegmentationWarning> warnings = new ArrayList<>(loadWarnings);
    warnings.addAll(found.warnings());
    if (found.mask().isEmpty() && warnings.stream().noneMatch(w -> w.kind() == Kind.NO_LUNG)) {
      warnings.add(
          new SegmentationWarning(Kind.NO_LUNG, "none of the network's structures was found"));
    }
    NetworkRunner runner = pipeline.runner();
    return new SegmentationResult(
        found.mask(),
        info,
        tracker.end(),
        runner.device(),
        found.networkThreads(),
        runner.engine(),
        warnings);
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
