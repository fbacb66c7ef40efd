package org.lungseg.engine;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.lungseg.api.CtVolume;
import org.lungseg.api.IntensityDomain;
import org.lungseg.api.LabelMask;
import org.lungseg.api.ProbabilityMap;
import org.lungseg.api.QualityScore;
import org.lungseg.api.SegmentationStage;
import org.lungseg.api.SpacingOrigin;
import org.lungseg.engine.internal.border.PictureBorders;
import org.lungseg.engine.internal.chest.ChestFinding;
import org.lungseg.engine.internal.chest.ChestFusion;
import org.lungseg.engine.internal.chest.ChestInference;
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
 * network's probabilities are brought back, and rules in millimetres clean the mask. A second
 * network, which sees the whole chest, may have a say in images in Hounsfield units of known
 * spacing.
 */
final class GridPipeline implements SegmentationPipeline {

  private final ModelDescription description;
  private final long networkBytes;
  private final NetworkRunner runner;
  private final SliceInference inference;
  private final @Nullable WholeChestSight wholeChest;

  /**
   * The second network, with what the pipeline must know of it.
   *
   * @param weight what its word counts
   * @param networkBytes the size of its file
   */
  private record WholeChestSight(ChestInference inference, double weight, long networkBytes) {

    /** What it takes of memory beside the first network. */
    long bytes(NetworkGrid stack, MemoryEstimate memory) {
      return memory.chestBytes(inference.grid(stack), inference.classCount(), networkBytes);
    }
  }

  /** A pipeline of the first network of a package. */
  GridPipeline(ModelPackage model, NetworkRunner runner) {
    this(model, runner, (WholeChestSight) null);
  }

  /**
   * A pipeline of both networks of a package.
   *
   * @param chestRunner the network for the whole chest, which {@link ModelPackage#chest} has
   */
  GridPipeline(ModelPackage model, NetworkRunner runner, NetworkRunner chestRunner) {
    this(model, runner, sight(model, chestRunner));
  }

  private GridPipeline(
      ModelPackage model, NetworkRunner runner, @Nullable WholeChestSight wholeChest) {
    this.description = model.description();
    this.networkBytes = model.networkBytes();
    this.runner = runner;
    this.inference = new SliceInference(runner, description);
    this.wholeChest = wholeChest;
  }

  private static WholeChestSight sight(ModelPackage model, NetworkRunner chestRunner) {
    ModelPackage chest = model.chest().orElseThrow();
    double spacingMm = model.description().input().inPlaneSpacingMm();
    ModelDescription.MillimetreGrid grid =
        (ModelDescription.MillimetreGrid) model.description().pipeline();
    return new WholeChestSight(
        new ChestInference(chestRunner, chest.description(), spacingMm),
        grid.chest().orElseThrow().weight(),
        chest.networkBytes());
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
    boolean lungsOnly = lungs && ct.geometry().spacingOrigin() == SpacingOrigin.CALIBRATED;
    boolean lungDensity = lungsOnly && verdict.domain() == IntensityDomain.HOUNSFIELD;
    boolean chest = ChestInference.isChest(grid);
    WholeChestSight second = lungDensity && chest ? wholeChest : null;
    long besideBytes = mapBytes + (second == null ? 0 : second.bytes(grid, memory));
    int calls = callsAtATime(grid, resampler, memory, besideBytes, workers.threads(), budget);

    tracker.begin(SegmentationStage.RESAMPLE, grid.slices().count());
    ImageStack image = resampler.resample(workers, tracker);
    ProbabilityStack probabilities = infer(image, second, lungsOnly, calls, workers, tracker);

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

  /** What the network finds, and the second one with it where there is one. */
  private ProbabilityStack infer(
      ImageStack image,
      @Nullable WholeChestSight second,
      boolean lungsOnly,
      int calls,
      Workers workers,
      StageTracker tracker) {
    int slices = image.grid().slices().count();
    if (second == null) {
      tracker.begin(SegmentationStage.INFER, slices);
      return inference.infer(image, lungsOnly, workers.atMost(calls), tracker);
    }
    tracker.begin(SegmentationStage.INFER, slices + 1);
    // First, since it may find lung where the search of the other network does not look.
    ChestFinding finding = second.inference().find(image, workers, tracker);
    tracker.step();
    ProbabilityStack probabilities =
        inference.infer(image, lungsOnly, finding.likely(), workers.atMost(calls), tracker);
    new ChestFusion(finding, second.weight(), description.input().inPlaneSpacingMm())
        .addTo(probabilities, image, description.input().hounsfieldWindow(), workers, tracker);
    return probabilities;
  }

  /**
   * How many calls of the network are made at a time: one for each thread, or as many as the budget
   * has room for.
   */
  private int callsAtATime(
      NetworkGrid grid,
      ImageResampler resampler,
      MemoryEstimate memory,
      long besideBytes,
      int threads,
      MemoryBudget budget) {
    for (int calls = inference.callsAtATime(grid, threads); ; calls--) {
      long bytes =
          besideBytes
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
    try {
      runner.close();
    } finally {
      if (wholeChest != null) {
        wholeChest.inference().close();
      }
    }
  }
}
