package org.lungseg.engine.internal.resample;

/** An image on the network's grid: values 0 to 1, and 0 outside the image. */
public final class ImageStack {

  private final NetworkGrid grid;
  private final float[][] slices;

  /**
   * Wraps samples.
   *
   * @param grid where the samples lie
   * @param slices for each slice its samples, columns fastest; not copied
   */
  public ImageStack(NetworkGrid grid, float[][] slices) {
    this.grid = grid;
    this.slices = slices;
  }

  /** Where the samples lie. */
  public NetworkGrid grid() {
    return grid;
  }

  /** The samples of a slice, columns fastest; shared, for reading only. */
  public float[] slice(int slice) {
    return slices[slice];
  }

  /**
   * Copies the picture at a place along the body into an array, between slices by linear
   * interpolation, at the ends of the stack the last slice.
   *
   * @param position the place, in slices
   * @param target receives the samples from {@code at} on
   */
  public void copySlice(double position, float[] target, int at) {
    double held = Math.max(0, Math.min(slices.length - 1.0, position));
    int low = (int) Math.floor(held);
    float share = (float) (held - low);
    float[] below = slices[low];
    // Rounding of millimetres to slices must not blend a neighbour in.
    if (share < 1e-3f) {
      System.arraycopy(below, 0, target, at, below.length);
      return;
    }
    float[] above = slices[low + 1];
    for (int i = 0; i < below.length; i++) {
      target[at + i] = below[i] + share * (above[i] - below[i]);
    }
  }
}
