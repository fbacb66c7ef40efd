package org.lungseg.engine.internal.input;

/**
 * Finds the part of the axial slices that the body fills: the box of the largest connected group of
 * blocks denser than {@value #BODY_HOUNSFIELD} HU, and a margin. Couch and air around the body need
 * not go through the network then.
 */
final class BodyRegion {

  /** Between lung (−900 to −600) and fat (−100): skin, chest wall and all dense disease count. */
  private static final double BODY_HOUNSFIELD = -500;

  /** Room for skin that a block's mean missed, and context at the border for the network. */
  private static final double MARGIN_MM = 15;

  /** A chest is wider and deeper than this even in a small child; less is not the body. */
  private static final double SMALLEST_CHEST_MM = 80;

  private BodyRegion() {}

  /**
   * The body's region, or the whole slices where no group of blocks looks like a chest.
   *
   * @param shift what is added to values to make them Hounsfield units
   */
  static Region find(ImageScan scan, PatientAxes axes, double shift) {
    int nw = scan.blockCount(PatientAxes.W);
    int nh = scan.blockCount(PatientAxes.H);
    int ns = scan.blockCount(PatientAxes.S);
    boolean[] dense = new boolean[nw * nh * ns];
    for (int s = 0, at = 0; s < ns; s++) {
      for (int h = 0; h < nh; h++) {
        for (int w = 0; w < nw; w++, at++) {
          dense[at] = scan.blockMean(w, h, s) + shift > BODY_HOUNSFIELD;
        }
      }
    }
    int[] box = boxOfLargestGroup(dense, nw, nh, ns);
    if (box.length == 0) {
      return Region.whole(axes);
    }
    int[] w = inVoxels(scan, axes, PatientAxes.W, box[0], box[1]);
    int[] h = inVoxels(scan, axes, PatientAxes.H, box[2], box[3]);
    if ((w[1] - w[0]) * axes.spacingMm(PatientAxes.W) < SMALLEST_CHEST_MM
        || (h[1] - h[0]) * axes.spacingMm(PatientAxes.H) < SMALLEST_CHEST_MM) {
      return Region.whole(axes);
    }
    return new Region(w[0], w[1], h[0], h[1]);
  }

  private static int[] inVoxels(ImageScan scan, PatientAxes axes, int axis, int first, int last) {
    int margin = (int) Math.ceil(MARGIN_MM / axes.spacingMm(axis));
    int from = Math.max(0, first * scan.blockVoxels(axis) - margin);
    int to = Math.min(axes.size(axis), (last + 1) * scan.blockVoxels(axis) + margin);
    return new int[] {from, to};
  }

  /** First and last block along W and H, or nothing if no block is dense. Consumes the array. */
  private static int[] boxOfLargestGroup(boolean[] dense, int nw, int nh, int ns) {
    int[] queue = new int[dense.length];
    int largest = 0;
    int[] largestBox = {};
    for (int seed = 0; seed < dense.length; seed++) {
      if (!dense[seed]) {
        continue;
      }
      int[] box = {nw, -1, nh, -1};
      int end = 0;
      dense[seed] = false;
      queue[end++] = seed;
      for (int begin = 0; begin < end; begin++) {
        int at = queue[begin];
        int w = at % nw;
        int h = at / nw % nh;
        int s = at / nw / nh;
        box[0] = Math.min(box[0], w);
        box[1] = Math.max(box[1], w);
        box[2] = Math.min(box[2], h);
        box[3] = Math.max(box[3], h);
        end = visit(w > 0, at - 1, dense, queue, end);
        end = visit(w < nw - 1, at + 1, dense, queue, end);
        end = visit(h > 0, at - nw, dense, queue, end);
        end = visit(h < nh - 1, at + nw, dense, queue, end);
        end = visit(s > 0, at - nw * nh, dense, queue, end);
        end = visit(s < ns - 1, at + nw * nh, dense, queue, end);
      }
      if (end > largest) {
        largest = end;
        largestBox = box;
      }
    }
    return largestBox;
  }

  private static int visit(boolean inside, int at, boolean[] dense, int[] queue, int end) {
    if (!inside || !dense[at]) {
      return end;
    }
    dense[at] = false;
    queue[end] = at;
    return end + 1;
  }
}
