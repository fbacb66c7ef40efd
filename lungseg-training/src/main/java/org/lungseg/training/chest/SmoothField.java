package org.lungseg.training.chest;

import java.util.SplittableRandom;

/** Random fields that vary smoothly over a volume, for shapes, patches and textures. */
final class SmoothField {

  private static final float COARSE = 0.67f * 1.8f;
  private static final float FINE = 0.33f * 1.8f;

  private SmoothField() {}

  /**
   * A field of mean 0 and range about −1 to 1: uniform noise on a coarse grid, interpolated with a
   * smooth step, plus half of the same at half the grain.
   *
   * @param grainMm the distance of the coarse grid's nodes
   */
  static float[] of(ChestGrid grid, double grainMm, SplittableRandom random) {
    double grain = grainMm / grid.spacingMm();
    float[] field = new float[grid.size()];
    addOctave(field, grid, grain, COARSE, random);
    addOctave(field, grid, grain / 2, FINE, random);
    return field;
  }

  /** The same with a grain of one voxel: noise. */
  static float[] noise(ChestGrid grid, SplittableRandom random) {
    return of(grid, grid.spacingMm(), random);
  }

  private static void addOctave(
      float[] field, ChestGrid grid, double wanted, float amplitude, SplittableRandom random) {
    double grain = Math.max(1, wanted);
    int nodesX = nodes(grid.columns(), grain);
    int nodesY = nodes(grid.rows(), grain);
    float[] nodes = new float[nodesX * nodesY * nodes(grid.slices(), grain)];
    for (int at = 0; at < nodes.length; at++) {
      nodes[at] = 2 * (float) random.nextDouble() - 1;
    }
    Places columns = new Places(grid.columns(), grain, random.nextDouble());
    Places rows = new Places(grid.rows(), grain, random.nextDouble());
    Places slices = new Places(grid.slices(), grain, random.nextDouble());
    int plane = nodesX * nodesY;
    int at = 0;
    for (int z = 0; z < grid.slices(); z++) {
      for (int y = 0; y < grid.rows(); y++) {
        int node = slices.node[z] * plane + rows.node[y] * nodesX;
        float alongY = rows.share[y];
        for (int x = 0; x < grid.columns(); x++, at++) {
          int first = node + columns.node[x];
          float alongX = columns.share[x];
          float near = bilinear(nodes, first, nodesX, alongX, alongY);
          float far = bilinear(nodes, first + plane, nodesX, alongX, alongY);
          field[at] += amplitude * (near + slices.share[z] * (far - near));
        }
      }
    }
  }

  private static float bilinear(float[] nodes, int first, int nodesX, float alongX, float alongY) {
    float top = nodes[first] + alongX * (nodes[first + 1] - nodes[first]);
    int below = first + nodesX;
    float bottom = nodes[below] + alongX * (nodes[below + 1] - nodes[below]);
    return top + alongY * (bottom - top);
  }

  private static int nodes(int voxels, double grain) {
    return (int) Math.ceil(voxels / grain) + 3;
  }

  /** Between which nodes the voxels of an axis lie. */
  private static final class Places {
    final int[] node;
    final float[] share;

    Places(int voxels, double grain, double offset) {
      node = new int[voxels];
      share = new float[voxels];
      for (int at = 0; at < voxels; at++) {
        double place = at / grain + offset;
        node[at] = (int) place;
        float t = (float) (place - node[at]);
        share[at] = t * t * (3 - 2 * t);
      }
    }
  }
}
