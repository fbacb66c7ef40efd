package org.lungseg.training.chest;

/**
 * A chest on its way through the augmentation: Hounsfield units and shares of lung for each voxel
 * of a grid. Mutable, for one thread.
 */
public final class ChestSample {

  private final ChestGrid grid;
  private float[][] channels;

  /** An empty sample: values 0. */
  ChestSample(ChestGrid grid) {
    this.grid = grid;
    this.channels = new float[ChestVolume.CHANNELS][grid.size()];
  }

  /** Where its voxels lie. */
  public ChestGrid grid() {
    return grid;
  }

  /** Hounsfield units, shared. */
  public float[] hounsfield() {
    return channels[0];
  }

  /** The share of right (1) or left (2) lung in each voxel, 0 to 1, shared. */
  public float[] lung(int label) {
    return channels[label];
  }

  /** The share of each voxel that turns dense when the lung does: the lung and its dark rim. */
  float[] paintable() {
    return channels[3];
  }

  float[][] channels() {
    return channels;
  }

  void replace(float[][] others) {
    channels = others;
  }

  /** The share of both lungs in a voxel. */
  float lungs(int at) {
    return channels[1][at] + channels[2][at];
  }

  /** The voxel becomes air outside the field of view. */
  void cut(int at) {
    channels[0][at] = ChestVolume.AIR_HU;
    channels[1][at] = 0;
    channels[2][at] = 0;
  }

  /**
   * Writes what a network sees.
   *
   * @param target receives {@link ChestWindow#CHANNELS} values for each voxel from {@code offset}
   *     on
   */
  public void writeInput(ChestWindow window, float[] target, int offset) {
    window.write(channels[0], target, offset);
  }

  /**
   * Writes what a network should say: the shares of background, right and left lung.
   *
   * @param target receives them from {@code offset} on
   */
  public void writeTarget(float[] target, int offset) {
    int size = grid.size();
    for (int at = 0; at < size; at++) {
      float right = channels[1][at];
      float left = channels[2][at];
      target[offset + at] = 1 - right - left;
      target[offset + size + at] = right;
      target[offset + 2 * size + at] = left;
    }
  }
}
