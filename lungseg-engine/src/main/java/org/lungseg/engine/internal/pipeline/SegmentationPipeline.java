package org.lungseg.engine.internal.pipeline;

import java.util.List;
import org.lungseg.api.CtVolume;
import org.lungseg.api.LabelMask;
import org.lungseg.api.SegmentationWarning;
import org.lungseg.engine.internal.network.NetworkRunner;
import org.lungseg.engine.internal.run.StageTracker;
import org.lungseg.engine.internal.run.Workers;

/**
 * Everything between a volume and the labels of its voxels, network included. Safe for use by many
 * threads; holds the network's native memory until closed.
 */
public interface SegmentationPipeline extends AutoCloseable {

  /**
   * What was found.
   *
   * @param mask the structures, on the grid of the image
   * @param networkThreads how many threads the network was given
   * @param warnings what the user should know, in the order of discovery
   */
  record Found(LabelMask mask, int networkThreads, List<SegmentationWarning> warnings) {}

  /**
   * Segments a volume of fewer than 2<sup>31</sup> voxels.
   *
   * @param budget is asked before anything large is allocated
   * @throws org.lungseg.api.UnusableInputException if the image cannot show lungs
   * @throws org.lungseg.api.OperationCancelledException if the work was cancelled
   */
  Found segment(CtVolume ct, Workers workers, StageTracker tracker, MemoryBudget budget);

  /** The network that results tell of: where it runs, by which engine. */
  NetworkRunner runner();

  /** Frees native memory; a second call does nothing. */
  @Override
  void close();
}
