package org.lungseg.engine.internal.resample;

/** What a network found, on its own grid. */
public final class ProbabilityStack {

  private final NetworkGrid grid;
  private final int[] labelValues;
  private final float[][] slices;

  /**
   * Wraps probabilities.
   *
   * @param grid where the samples lie
   * @param labelValues the label values that probabilities are for, ascending, without background
   * @param slices for each slice the probabilities of the first label, then of the next, columns
   *     fastest; not copied
   */
  public ProbabilityStack(NetworkGrid grid, int[] labelValues, float[][] slices) {
    this.grid = grid;
    this.labelValues = labelValues.clone();
    this.slices = slices;
  }

  /** Where the samples lie. */
  public NetworkGrid grid() {
    return grid;
  }

  /** How many labels there are probabilities for. */
  public int labelCount() {
    return labelValues.length;
  }

  /** The value of a label. */
  public int labelValue(int label) {
    return labelValues[label];
  }

  /** The probabilities of a slice, label by label, columns fastest; shared, for reading only. */
  public float[] slice(int slice) {
    return slices[slice];
  }

  /**
   * Puts other probabilities in the place of a slice's. Different slices may be replaced by
   * different threads at a time.
   *
   * @param values as {@link #slice} gives them; not copied
   */
  public void replace(int slice, float[] values) {
    slices[slice] = values;
  }

  /**
   * Says that a sample holds no structure. Different slices may be changed by different threads at
   * a time.
   */
  public void exclude(int slice, int sample) {
    float[] values = slices[slice];
    for (int label = 0; label < labelValues.length; label++) {
      values[label * grid.sliceSize() + sample] = 0;
    }
  }
}
