package org.lungseg.engine.internal.network;

import java.util.function.IntPredicate;
import org.lungseg.engine.internal.resample.NetworkGrid;

/**
 * The part of each slice of a grid that goes through the network.
 *
 * @param fromRow the first row
 * @param rows how many rows
 * @param fromColumn the first column
 * @param columns how many columns
 * @param gridColumns how many columns the grid has
 */
record SliceWindow(int fromRow, int rows, int fromColumn, int columns, int gridColumns) {

  /** Whole slices. */
  static SliceWindow whole(NetworkGrid grid) {
    int columns = grid.columns().count();
    return new SliceWindow(0, grid.rows().count(), 0, columns, columns);
  }

  /**
   * A window over a box and a margin around it, as far as the grid reaches.
   *
   * @param box first row, behind the last row, first column, behind the last column
   * @param margin samples on each side
   * @param multiple rows and columns are multiples of this, which those of the grid are, too
   */
  static SliceWindow around(int[] box, int margin, int multiple, NetworkGrid grid) {
    int[] rows = span(box[0] - margin, box[1] + margin, multiple, grid.rows().count());
    int[] columns = span(box[2] - margin, box[3] + margin, multiple, grid.columns().count());
    return new SliceWindow(rows[0], rows[1], columns[0], columns[1], grid.columns().count());
  }

  /** Where a span begins that is long enough and lies within the axis, and its length. */
  private static int[] span(int from, int to, int multiple, int count) {
    int first = Math.max(0, from);
    int needed = Math.min(count, to) - first;
    int length = Math.min(count, (needed + multiple - 1) / multiple * multiple);
    int spare = length - needed;
    return new int[] {Math.max(0, Math.min(count - length, first - spare / 2)), length};
  }

  int size() {
    return rows * columns;
  }

  /** The place in a slice of the grid where a row of the window begins. */
  int startOfRow(int row) {
    return (fromRow + row) * gridColumns + fromColumn;
  }

  /**
   * Whether something in a slice may go on beyond the window.
   *
   * @param there whether a sample of the grid's slice belongs to it
   */
  boolean cuts(IntPredicate there, NetworkGrid grid) {
    for (int row = 0; row < rows; row++) {
      boolean end = row == 0 && fromRow > 0;
      end |= row == rows - 1 && fromRow + rows < grid.rows().count();
      int first = startOfRow(row);
      int last = first + columns - 1;
      boolean cut = fromColumn > 0 && there.test(first);
      cut |= fromColumn + columns < gridColumns && there.test(last);
      for (int at = first; end && !cut && at <= last; at++) {
        cut = there.test(at);
      }
      if (cut) {
        return true;
      }
    }
    return false;
  }
}
