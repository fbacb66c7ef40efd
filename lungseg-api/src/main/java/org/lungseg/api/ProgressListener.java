package org.lungseg.api;

/** Hears how far a segmentation has come. Called on the working threads; must return quickly. */
@FunctionalInterface
public interface ProgressListener {

  /** A listener that ignores everything. */
  ProgressListener NONE = (stage, fraction) -> {};

  /**
   * Called as work advances.
   *
   * @param stage what is being done
   * @param fraction how much of the whole segmentation is done, 0 to 1, never falling
   */
  void onProgress(SegmentationStage stage, double fraction);
}
