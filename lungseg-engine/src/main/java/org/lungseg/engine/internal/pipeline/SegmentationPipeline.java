package org.lungseg.engine.internal.pipeline;

import java.util.Optional;
import org.lungseg.api.CtVolume;
import org.lungseg.api.LabelMask;
import org.lungseg.api.ProbabilityMap;
import org.lungseg.api.QualityScore;
import org.lungseg.engine.internal.input.Findings;
import org.lungseg.engine.internal.run.StageTracker;
import org.lungseg.engine.internal.run.Workers;
import org.lungseg.engine.spi.NetworkRunner;

/**
 * Everything between a volume and the labels of its voxels, network included. Safe for use by many
 * threads; holds the network's native memory until closed.
 */
public interface SegmentationPipeline extends AutoCloseable {

  /**
   * What was found.
   *
   * @param mask the structures, on the grid of the image
   * @param mirrored whether the network saw the right lung on the left; the sides of the mask are
   *     those of the image's geometry nevertheless
   * @param networkThreads how many threads the network was given
   * @param probability the network's probabilities, if they are wanted and there are any
   * @param quality how far the mask can be trusted, where that is known
   */
  record Found(
      LabelMask mask,
      boolean mirrored,
      int networkThreads,
      Optional<ProbabilityMap> probability,
      Optional<QualityScore> quality) {}

  /**
   * What is wanted of one segmentation.
   *
   * @param findings receives what is odd about image and mask, and refuses the image where policies
   *     say so
   * @param probability whether probabilities are wanted
   */
  record Wish(Findings findings, boolean probability) {}

  /**
   * Segments a volume of fewer than 2<sup>31</sup> voxels.
   *
   * @param budget is asked before anything large is allocated
   * @throws org.lungseg.api.UnusableInputException if the image cannot show lungs
   * @throws org.lungseg.api.OperationCancelledException if the work was cancelled
   */
  Found segment(CtVolume ct, Wish wish, Workers workers, StageTracker tracker, MemoryBudget budget);

  /** The network that results tell of: where it runs, by which engine. */
  NetworkRunner runner();

  /** Frees native memory; a second call does nothing. */
  @Override
  void close();
}
