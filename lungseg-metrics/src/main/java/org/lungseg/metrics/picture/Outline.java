package org.lungseg.metrics.picture;

import java.awt.geom.Path2D;

/**
 * The border of one label in a slice as line segments: marching squares (Lorensen and Cline, 1987,
 * in two dimensions) at level one half between voxel centres, so that the line lies where the mask
 * ends and does not show the steps of single voxels at full height.
 */
final class Outline {

  /**
   * For each pattern of the four corners (bits: top left 1, top right 2, bottom right 4, bottom
   * left 8) the pairs of edges that the border joins; edges: 0 top, 1 right, 2 bottom, 3 left. In
   * the two ambiguous patterns the label's parts stay apart.
   */
  private static final int[][] JOINED_EDGES = {
    {},
    {3, 0},
    {0, 1},
    {3, 1},
    {1, 2},
    {3, 0, 1, 2},
    {0, 2},
    {3, 2},
    {2, 3},
    {2, 0},
    {0, 1, 2, 3},
    {2, 1},
    {1, 3},
    {1, 0},
    {0, 3},
    {}
  };

  private static final double[] EDGE_X = {0.5, 1, 0.5, 0};
  private static final double[] EDGE_Y = {0, 0.5, 1, 0.5};

  private Outline() {}

  /**
   * Traces a label.
   *
   * @param scaleX pixels a voxel across; voxel {@code x} covers pixels {@code x·scaleX} to {@code
   *     (x+1)·scaleX}
   * @param scaleY pixels a voxel down
   * @return segments in pixels of the panel's image
   */
  static Path2D trace(Slice slice, int label, double scaleX, double scaleY) {
    Path2D path = new Path2D.Double();
    for (int y = -1; y < slice.height(); y++) {
      for (int x = -1; x < slice.width(); x++) {
        int pattern =
            (slice.labelAt(x, y) == label ? 1 : 0)
                | (slice.labelAt(x + 1, y) == label ? 2 : 0)
                | (slice.labelAt(x + 1, y + 1) == label ? 4 : 0)
                | (slice.labelAt(x, y + 1) == label ? 8 : 0);
        int[] edges = JOINED_EDGES[pattern];
        for (int pair = 0; pair < edges.length; pair += 2) {
          path.moveTo(
              (x + 0.5 + EDGE_X[edges[pair]]) * scaleX, (y + 0.5 + EDGE_Y[edges[pair]]) * scaleY);
          path.lineTo(
              (x + 0.5 + EDGE_X[edges[pair + 1]]) * scaleX,
              (y + 0.5 + EDGE_Y[edges[pair + 1]]) * scaleY);
        }
      }
    }
    return path;
  }
}
