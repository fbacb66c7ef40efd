package org.lungseg.engine.internal.network;

import java.util.BitSet;

/**
 * Where in a stack of slices another network finds lung, so that {@link SliceInference} looks there
 * too, whatever its first round finds. Not to be changed once it is handed on.
 */
public final class LikelyLung {

  private final BitSet slices = new BitSet();
  private int fromRow = Integer.MAX_VALUE;
  private int toRow;
  private int fromColumn = Integer.MAX_VALUE;
  private int toColumn;

  /** Nowhere, until something is added. */
  public LikelyLung() {}

  /**
   * Adds a box in one slice.
   *
   * @param firstRow its first row
   * @param endRow behind its last row
   * @param firstColumn its first column
   * @param endColumn behind its last column
   */
  public void add(int slice, int firstRow, int endRow, int firstColumn, int endColumn) {
    slices.set(slice);
    fromRow = Math.min(fromRow, firstRow);
    toRow = Math.max(toRow, endRow);
    fromColumn = Math.min(fromColumn, firstColumn);
    toColumn = Math.max(toColumn, endColumn);
  }

  /** Whether a slice holds some. */
  public boolean isIn(int slice) {
    return slices.get(slice);
  }

  /**
   * A box around all of it: first row, behind the last row, first column, behind the last column.
   * Nothing lies in it where there is none: the first are greater than any row, the last are 0.
   */
  int[] box() {
    return new int[] {fromRow, toRow, fromColumn, toColumn};
  }
}
