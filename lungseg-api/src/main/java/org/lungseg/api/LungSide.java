package org.lungseg.api;

/** One of the two lungs, by the patient's own side. */
public enum LungSide {
  /** The patient's right lung, voxel value 1. */
  RIGHT(1),
  /** The patient's left lung, voxel value 2. */
  LEFT(2);

  private final int labelValue;

  LungSide(int labelValue) {
    this.labelValue = labelValue;
  }

  /** The voxel value of this lung in a {@link LungMask}. */
  public int labelValue() {
    return labelValue;
  }
}
