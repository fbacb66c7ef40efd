package org.lungseg.engine;

import java.util.Optional;
import org.lungseg.api.CtVolume;
import org.lungseg.api.IntensityDomain;
import org.lungseg.api.LabelMask;
import org.lungseg.api.ProbabilityMap;
import org.lungseg.api.QualityScore;
import org.lungseg.api.SegmentationStage;
import org.lungseg.api.SpacingOrigin;
import org.lungseg.engine.internal.border.PictureBorders;
import org.lungseg.engine.internal.input.InputCheck;
import org.lungseg.engine.internal.input.InputVerdict;
import org.lungseg.engine.internal.input.PatientAxes;
import org.lungseg.engine.internal.network.SliceInference;
import org.lungseg.engine.internal.pipeline.MemoryBudget;
import org.lungseg.engine.internal.pipeline.SegmentationPipeline;
import org.lungseg.engine.internal.postprocess.FatExclusion;
import org.lungseg.engine.internal.postprocess.LungPostProcessor;
import org.lungseg.engine.internal.quality.MaskQuality;
import org.lungseg.engine.internal.resample.ImageResampler;
import org.lungseg.engine.internal.resample.ImageStack;
import org.lungseg.engine.internal.resample.LabelRestorer;
import org.lungseg.engine.internal.resample.NetworkGrid;
import org.lungseg.engine.internal.resample.ProbabilityStack;
import org.lungseg.engine.internal.run.StageTracker;
import org.lungseg.engine.internal.run.Workers;
import org.lungseg.engine.spi.NetworkRunner;

/**
 * The way of networks that work on a grid of fixed millimetres: the image is resampled to it, the
 * network's probabilities are brought back, and rules in millimetres clean the mask.
 */
final class GridPipeline implements SegmentationPipeline {

  private final ModelDescription description;
  private final long networkBytes;
  private final NetworkRunner runner;
  private final SliceInference inference;

  GridPipeline(ModelPackage model, NetworkRunner runner) {
    this.description = model.description();
    this.networkBytes = model.networkBytes();
    this.runner = runner;
    this.inference = new SliceInference(runner, description);
  }

  @Override
  public Found segment(
      CtVolume ct, Wish wish, Workers workers, StageTracker tracker, MemoryBudget budget) {
    PatientAxes axes = PatientAxes.of(ct.geometry());
    MemoryEstimate memory = new MemoryEstimate(axes, workers.threads());
    boolean lungs = LungPostProcessor.isForLabels(description.labels());
    // One byte a voxel; an array of them fits where the mask does.
    long mapBytes = wish.probability() ? ct.geometry().voxelCount() : 0;
    budget.require(memory.leastBytes() + mapBytes);

    tracker.begin(SegmentationStage.CHECK, InputCheck.steps(axes));
    InputVerdict verdict =
        InputCheck.check(ct, axes, description.input(), wish.findings(), workers, tracker);
    NetworkGrid grid =
        NetworkGrid.of(axes, verdict.region(), ct.geometry().spacingOrigin(), description.input());
    boolean pictures = lungs && verdict.domain() == IntensityDomain.GREY;
    if (pictures) {
      mapBytes = PictureBorders.bytes(axes, workers.threads());
    }
    ImageResampler resampler = new ImageResampler(ct, axes, verdict, grid);
    int calls = callsAtATime(grid, resampler, memory, mapBytes, workers.threads(), budget);

    tracker.begin(SegmentationStage.RESAMPLE, grid.slices().count());
    ImageStack image = resampler.resample(workers, tracker);
    tracker.begin(SegmentationStage.INFER, grid.slices().count());
    boolean lungsOnly = lungs && ct.geometry().spacingOrigin() == SpacingOrigin.CALIBRATED;
    ProbabilityStack probabilities =
        inference.infer(image, lungsOnly, workers.atMost(calls), tracker);

    tracker.begin(SegmentationStage.RESTORE, axes.size(PatientAxes.S));
    if (pictures || lungsOnly) {
      FatExclusion.exclude(
          image, probabilities, verdict.domain(), description.input(), workers, tracker);
    }
    byte[] map = pictures || wish.probability() ? new byte[(int) ct.geometry().voxelCount()] : null;
    byte[] mask = new LabelRestorer(probabilities, axes).restore(map, workers, tracker);
    if (pictures && map != null) {
      PictureBorders.move(ct, axes, verdict, map, mask, workers, tracker);
    }

    boolean mirrored = false;
    Optional<QualityScore> quality = Optional.empty();
    tracker.begin(SegmentationStage.POST_PROCESS, LungPostProcessor.steps());
    if (lungs) {
      LungPostProcessor.Cleaned cleaned = LungPostProcessor.clean(mask, axes, workers, tracker);
      cleaned.warnings().forEach(wish.findings()::add);
      mirrored = cleaned.mirrored();
      quality = Optional.of(MaskQuality.of(probabilities, mask, axes));
    }
    return new Found(
        LabelMask.of(mask, ct.geometry(), description.labels()),
        mirrored,
        calls,
        Optional.ofNullable(wish.probability() ? map : null)
            .map(voxels -> ProbabilityMap.of(voxels, ct.geometry())),
        quality);
  }

  /**
   * How many calls of the network are made at a time: one for each thread, or as many as the budget
   * has room for.
   */
  private int callsAtATime(
      NetworkGrid grid,
      ImageResampler resampler,
      MemoryEstimate memory,
      long mapBytes,
      int threads,
      MemoryBudget budget) {
    for (int calls = inference.callsAtATime(grid, threads); ; calls--) {
      long bytes =
          mapBytes
              + memory.bytes(
                  grid,
                  inference,
                  calls * inference.batchSize(),
                  description.input().channelOffsetsMm().size(),
                  networkBytes,
                  resampler.slabBytes());
      if (calls > 1 && !budget.allows(bytes)) {
        continue;
      }
      budget.require(bytes);
      return calls;
    }
  }

  @Override
  public NetworkRunner runner() {
    return runner;
  }

  @Override
  public void close() {
    runner.close();
  }
}
