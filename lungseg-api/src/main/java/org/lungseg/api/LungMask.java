package org.lungseg.api;

/** A mask of the two lungs: the patient's right is 1, the left 2. */
public final class LungMask extends LabelMask {

  private LungMask(byte[] voxels, VolumeGeometry geometry) {
    super(voxels, geometry, LungLabels.RIGHT_LEFT);
  }

  private LungMask(LabelMask mask) {
    super(mask, LungLabels.RIGHT_LEFT);
  }

  /**
   * Wraps an array of 0, 1 (right) and 2 (left).
   *
   * @param voxels label values, {@code i} fastest; not copied
   * @throws IllegalArgumentException if the array does not fit the geometry or holds another value
   */
  public static LungMask of(byte[] voxels, VolumeGeometry geometry) {
    return new LungMask(voxels, geometry);
  }

  /**
   * Sees a mask with labels 1 (right) and 2 (left) as a lung mask, sharing its voxels.
   *
   * @throws IllegalArgumentException if it holds other labels
   */
  public static LungMask view(LabelMask mask) {
    if (mask instanceof LungMask lungs) {
      return lungs;
    }
    for (Label label : mask.labels().labels()) {
      if (LungLabels.RIGHT_LEFT.find(label.value()).isEmpty()
          && mask.voxelCount(label.value()) > 0) {
        throw new IllegalArgumentException("not a mask of two lungs: it holds " + label);
      }
    }
    return new LungMask(mask);
  }

  /** The number of voxels of one lung. */
  public long voxelCount(LungSide side) {
    return voxelCount(side.labelValue());
  }

  /**
   * The volume of one lung.
   *
   * @throws UnusableInputException if the voxel spacing is assumed, not known
   */
  public double volumeMl(LungSide side) {
    return volumeMl(side.labelValue());
  }
}
