package org.lungseg.engine.internal.postprocess;

import java.util.Arrays;

/**
 * Chooses what of a mask is lung at all: groups of touching parts, of either label, that are large
 * enough and lie where the lungs are.
 */
final class SmallParts {

  /**
   * Smaller groups are bubbles of bowel gas, pieces of airway or specks of noise: a lung's tip cut
   * off by a fissure or by disease is larger.
   */
  static final double MIN_GROUP_ML = 5;

  /**
   * In a thin slab or a single slice a whole lung may have less than {@link #MIN_GROUP_ML}; there
   * the share of the largest group decides.
   */
  static final double MIN_GROUP_SHARE = 0.02;

  /** Groups of this share of the largest one are surely lung and say where the lungs are. */
  private static final double SURE_SHARE = 0.2;

  /** A group that lies wholly this far below or above the sure ones is bowel or outside air. */
  private static final double FAR_MM = 15;

  private static final double MM3_PER_ML = 1000;

  private SmallParts() {}

  /** For each part, whether it is kept; background never is. */
  static boolean[] keep(PartGraph graph, LabelCrop crop) {
    int[] group = groups(graph);
    long[] size = new long[graph.count()];
    int[] first = new int[graph.count()];
    int[] last = new int[graph.count()];
    Arrays.fill(first, Integer.MAX_VALUE);
    long largest = 0;
    for (int part = 0; part < graph.count(); part++) {
      if (graph.label(part) != 0) {
        int g = group[part];
        size[g] += graph.voxels(part);
        first[g] = Math.min(first[g], graph.firstSlice(part));
        last[g] = Math.max(last[g], graph.lastSlice(part));
        largest = Math.max(largest, size[g]);
      }
    }
    int sureFirst = Integer.MAX_VALUE;
    int sureLast = -1;
    for (int g = 0; g < size.length; g++) {
      if (size[g] > 0 && size[g] >= SURE_SHARE * largest) {
        sureFirst = Math.min(sureFirst, first[g]);
        sureLast = Math.max(sureLast, last[g]);
      }
    }
    double sliceMm = crop.spacingMm(2);
    double voxelMl = crop.spacingMm(0) * crop.spacingMm(1) * sliceMm / MM3_PER_ML;
    double leastVoxels = Math.min(MIN_GROUP_ML / voxelMl, MIN_GROUP_SHARE * largest);
    boolean[] keep = new boolean[graph.count()];
    for (int part = 0; part < keep.length; part++) {
      int g = group[part];
      keep[part] =
          graph.label(part) != 0
              && size[g] >= leastVoxels
              && (sureFirst - last[g]) * sliceMm <= FAR_MM
              && (first[g] - sureLast) * sliceMm <= FAR_MM;
    }
    return keep;
  }

  /** For each part, the lowest part of the group of labelled parts that it touches. */
  private static int[] groups(PartGraph graph) {
    int[] parent = new int[graph.count()];
    for (int part = 0; part < parent.length; part++) {
      parent[part] = part;
    }
    for (PartGraph.Contact contact : graph.contacts()) {
      if (graph.label(contact.a()) != 0 && graph.label(contact.b()) != 0) {
        int a = root(parent, contact.a());
        int b = root(parent, contact.b());
        parent[Math.max(a, b)] = Math.min(a, b);
      }
    }
    for (int part = 0; part < parent.length; part++) {
      parent[part] = root(parent, part);
    }
    return parent;
  }

  private static int root(int[] parent, int part) {
    int at = part;
    while (parent[at] != at) {
      parent[at] = parent[parent[at]];
      at = parent[at];
    }
    return at;
  }
}
