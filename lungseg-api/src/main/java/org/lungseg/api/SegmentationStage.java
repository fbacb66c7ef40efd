package org.lungseg.api;

/** The steps of a segmentation, in order. */
public enum SegmentationStage {
  /** Checking the input and choosing the region to look at. */
  CHECK,
  /** Bringing the image onto the network's grid. */
  RESAMPLE,
  /** Running the network. */
  INFER,
  /** Bringing probabilities back onto the image's own grid, as labels. */
  RESTORE,
  /** Cleaning the mask: components, holes, sides. */
  POST_PROCESS
}
