package org.lungseg.training.data;

/** What a case may be used for. */
public enum DataSplit {
  /** Weights are fitted to it. */
  TRAIN,
  /** Models and thresholds are chosen by it. */
  VALIDATION
}
