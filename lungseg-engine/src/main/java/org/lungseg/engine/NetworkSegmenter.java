package org.lungseg.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.lungseg.api.BudgetExceededException;
import org.lungseg.api.CancellationToken;
import org.lungseg.api.CtVolume;
import org.lungseg.api.LabelMask;
import org.lungseg.api.ModelInfo;
import org.lungseg.api.ProgressListener;
import org.lungseg.api.SegmentationResult;
import org.lungseg.api.SegmentationStage;
import org.lungseg.api.SegmentationWarning;
import org.lungseg.api.SegmentationWarning.Kind;
import org.lungseg.api.Segmenter;
import org.lungseg.api.SegmenterOptions;
import org.lungseg.api.UnusableInputException;
import org.lungseg.api.VolumeGeometry;
import org.lungseg.engine.internal.input.InputCheck;
import org.lungseg.engine.internal.input.InputVerdict;
import org.lungseg.engine.internal.input.PatientAxes;
import org.lungseg.engine.internal.network.NetworkRunner;
import org.lungseg.engine.internal.network.SliceInference;
import org.lungseg.engine.internal.postprocess.LungPostProcessor;
import org.lungseg.engine.internal.resample.ImageResampler;
import org.lungseg.engine.internal.resample.ImageStack;
import org.lungseg.engine.internal.resample.LabelRestorer;
import org.lungseg.engine.internal.resample.NetworkGrid;
import org.lungseg.engine.internal.resample.ProbabilityStack;
import org.lungseg.engine.internal.run.StageTracker;
import org.lungseg.engine.internal.run.Workers;

/**
 * Takes a volume through the stages, each in a package of its own. Segmentations that run while the
 * segmenter is closed come to their end; the last one frees the network.
 */
final class NetworkSegmenter implements Segmenter {

  /** One Java array holds a mask, and a mask with its border for cleaning. */
  private static final long MAX_ARRAY = Integer.MAX_VALUE - 16L;

  private final ModelDescription description;
  private final ModelInfo info;
  private final long networkBytes;
  private final NetworkRunner runner;
  private final SegmenterOptions options;
  private final List<SegmentationWarning> loadWarnings;
  private final SliceInference inference;

  private final Object lock = new Object();
  private int running;
  private boolean closed;

  NetworkSegmenter(
      ModelPackage model,
      NetworkRunner runner,
      SegmenterOptions options,
      List<SegmentationWarning> loadWarnings) {
    this.description = model.description();
    this.info = model.info();
    this.networkBytes = model.networkBytes();
    this.runner = runner;
    this.options = options;
    this.loadWarnings = List.copyOf(loadWarnings);
    this.inference = new SliceInference(runner, description);
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
      runner.close();
    }
  }

  private SegmentationResult run(CtVolume ct, StageTracker tracker) {
    VolumeGeometry geometry = ct.geometry();
    requireSize(geometry);
    PatientAxes axes = PatientAxes.of(geometry);
    Workers workers = Workers.of(options);
    MemoryEstimate memory = new MemoryEstimate(axes, workers.threads());
    MemoryEstimate.require(memory.leastBytes(), options.memoryBudgetBytes());

    tracker.begin(SegmentationStage.CHECK, InputCheck.steps(axes));
    InputVerdict verdict = InputCheck.check(ct, axes, description.input(), workers, tracker);
    NetworkGrid grid =
        NetworkGrid.of(axes, verdict.region(), geometry.spacingOrigin(), description.input());
    ImageResampler resampler = new ImageResampler(ct, axes, verdict, grid);
    MemoryEstimate.require(
        memory.bytes(
            grid,
            inference,
            SliceInference.batchSize(runner.device()),
            description.input().channelOffsetsMm().size(),
            networkBytes,
            resampler.slabBytes()),
        options.memoryBudgetBytes());

    tracker.begin(SegmentationStage.RESAMPLE, grid.slices().count());
    ImageStack image = resampler.resample(workers, tracker);

    tracker.begin(SegmentationStage.INFER, inference.steps(grid));
    ProbabilityStack probabilities = inference.infer(image, workers, tracker);

    tracker.begin(SegmentationStage.RESTORE, axes.size(PatientAxes.S));
    byte[] mask = new LabelRestorer(probabilities, axes).restore(workers, tracker);

    List<SegmentationWarning> warnings = new ArrayList<>(loadWarnings);
    warnings.addAll(verdict.warnings());
    tracker.begin(SegmentationStage.POST_PROCESS, LungPostProcessor.steps());
    if (LungPostProcessor.isForLabels(description.labels())) {
      warnings.addAll(LungPostProcessor.clean(mask, axes, workers, tracker));
    }
    LabelMask labels = LabelMask.of(mask, geometry, description.labels());
    if (labels.isEmpty() && warnings.stream().noneMatch(w -> w.kind() == Kind.NO_LUNG)) {
      warnings.add(
          new SegmentationWarning(Kind.NO_LUNG, "none of the network's structures was found"));
    }
    return new SegmentationResult(
        labels, info, tracker.end(), runner.device(), runner.threads(), runner.engine(), warnings);
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
      runner.close();
    }
  }
}
