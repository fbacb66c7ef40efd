package org.lungseg.training.chest;

import static org.lungseg.training.chest.Draw.between;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Paints dense disease into the lungs of a chest while their shares of the voxels stay, so that a
 * network learns where lung is when its density does not tell.
 *
 * @param probability how often a chest is painted at all
 */
record ChestDisease(double probability) {

  private static final double SEVERE = 0.65;

  /** Chance that a lung of a painted chest stays healthy. */
  private static final double SPARED = 0.3;

  private static final double SPARED_WHEN_SEVERE = 0.1;

  private static final int MOST_PATTERNS = 2;
  private static final int MOST_PATTERNS_WHEN_SEVERE = 4;

  /** A lung of fewer voxels is cut off; there is nothing to paint. */
  private static final int MIN_VOXELS = 30;

  private static final float INSIDE = 0.5f;
  private static final double WHOLLY_INSIDE = 0.95;

  /** Density of healthy lung where too little of it is in view to measure it. */
  private static final float USUAL_LUNG_HU = -820;

  private static final int MIN_MEASURED = 20;
  private static final float DIAGONAL = 1.41f;
  private static final float FAR = 99;

  /** Chance that air stays in dense lung, in branches or small spaces. */
  private static final double AIR_LEFT = 0.45;

  /** Chance that a pattern is less dense than tissue. */
  private static final double FAINT = 0.25;

  /** Paints, or leaves the chest as it is. */
  void paint(ChestSample sample, SplittableRandom random) {
    if (random.nextDouble() >= probability) {
      return;
    }
    float healthyHu = healthyHu(sample);
    boolean severe = random.nextDouble() < SEVERE;
    float[] depth = depth(sample);
    for (int label = 1; label <= 2; label++) {
      if (random.nextDouble() < (severe ? SPARED_WHEN_SEVERE : SPARED)) {
        continue;
      }
      LungBox box = LungBox.of(sample, label);
      if (box.voxels() < MIN_VOXELS) {
        continue;
      }
      int patterns = 1 + random.nextInt(severe ? MOST_PATTERNS_WHEN_SEVERE : MOST_PATTERNS);
      for (int pattern = 0; pattern < patterns; pattern++) {
        paintPattern(sample, box, depth, severe, healthyHu, random);
      }
    }
  }

  private static void paintPattern(
      ChestSample sample,
      LungBox box,
      float[] depth,
      boolean severe,
      float healthyHu,
      SplittableRandom random) {
    ChestGrid grid = sample.grid();
    ChestPattern pattern = ChestPattern.choose(severe, random.nextDouble());
    float targetHu = between(10, 75, random);
    float[] noise = SmoothField.of(grid, between(20, 110, random), random);
    float[] weight = new float[grid.size()];
    ChestPattern.Density density =
        pattern.weigh(new ChestPattern.Place(box, depth, noise, severe), weight, random);
    if (density.fluidHu().isPresent()) {
      targetHu = density.fluidHu().get();
    } else if (random.nextDouble() < AIR_LEFT) {
      leaveAir(weight, grid, random);
    }
    float share = density.share();
    if (random.nextDouble() < FAINT) {
      share = Math.min(share, between(0.25, 0.9, random));
    }
    fill(sample, box.label(), weight, targetHu, share, healthyHu);
  }

  private static void leaveAir(float[] weight, ChestGrid grid, SplittableRandom random) {
    float amount = between(0.2, 0.8, random);
    float[] noise = SmoothField.of(grid, between(10, 30, random), random);
    float threshold = between(0, 0.7, random);
    for (int at = 0; at < weight.length; at++) {
      weight[at] *= 1 - amount * Draw.ramp(noise[at], threshold, 0.3f);
    }
  }

  /**
   * Makes a lung denser. A voxel that is partly lung gains in proportion; none becomes denser than
   * the target.
   *
   * @param weight how much, 0 to 1, for each voxel
   * @param share of the way from healthy lung to the target
   */
  static void fill(
      ChestSample sample, int label, float[] weight, float targetHu, float share, float healthyHu) {
    float[] own = sample.lung(label);
    float[] other = sample.lung(3 - label);
    float[] values = sample.hounsfield();
    for (int at = 0; at < values.length; at++) {
      float paintable = sample.paintable()[at];
      if (paintable <= 0 || weight[at] <= 0) {
        continue;
      }
      float lungs = own[at] + other[at];
      float part = lungs > 0 ? own[at] / lungs : touches(sample, label, at) ? 1 : 0;
      if (part == 0) {
        continue;
      }
      float filled = values[at] + weight[at] * share * paintable * part * (targetHu - healthyHu);
      values[at] = Math.max(values[at], Math.min(filled, targetHu));
    }
  }

  /** Whether a neighbour of a voxel holds some of a lung. */
  private static boolean touches(ChestSample sample, int label, int at) {
    ChestGrid grid = sample.grid();
    float[] lung = sample.lung(label);
    for (int step = -1; step <= 1; step++) {
      int x = grid.column(at) + step;
      int y = grid.row(at) + step;
      int z = grid.slice(at) + step;
      boolean touches = x >= 0 && x < grid.columns() && lung[at + step] > 0;
      touches |= y >= 0 && y < grid.rows() && lung[at + step * grid.columns()] > 0;
      touches |= z >= 0 && z < grid.slices() && lung[at + step * grid.columns() * grid.rows()] > 0;
      if (touches) {
        return true;
      }
    }
    return false;
  }

  /** The median of voxels that are wholly lung. */
  static float healthyHu(ChestSample sample) {
    float[] values = new float[sample.grid().size()];
    int count = 0;
    for (int at = 0; at < values.length; at++) {
      if (sample.lungs(at) > WHOLLY_INSIDE) {
        values[count++] = sample.hounsfield()[at];
      }
    }
    if (count < MIN_MEASURED) {
      return USUAL_LUNG_HU;
    }
    Arrays.sort(values, 0, count);
    return values[count / 2];
  }

  /**
   * The distance of a voxel in the lungs to their border, in voxels, by a chamfer of two passes.
   */
  private static float[] depth(ChestSample sample) {
    ChestGrid grid = sample.grid();
    float[] depth = new float[grid.size()];
    for (int at = 0; at < depth.length; at++) {
      depth[at] = sample.lungs(at) > INSIDE ? FAR : 0;
    }
    for (int at = 0; at < depth.length; at++) {
      relax(depth, grid, at, -1);
    }
    for (int at = depth.length - 1; at >= 0; at--) {
      relax(depth, grid, at, 1);
    }
    return depth;
  }

  private static void relax(float[] depth, ChestGrid grid, int at, int back) {
    if (depth[at] == 0) {
      return;
    }
    int[] place = {grid.column(at), grid.row(at), grid.slice(at)};
    int[] size = {grid.columns(), grid.rows(), grid.slices()};
    int[] step = {1, grid.columns(), grid.columns() * grid.rows()};
    for (int axis = 0; axis < 3; axis++) {
      boolean inside = place[axis] + back >= 0 && place[axis] + back < size[axis];
      if (!inside) {
        continue;
      }
      int before = at + back * step[axis];
      depth[at] = Math.min(depth[at], depth[before] + 1);
      for (int other = axis + 1; other < 3; other++) {
        for (int side = -1; side <= 1; side += 2) {
          if (place[other] + side >= 0 && place[other] + side < size[other]) {
            depth[at] = Math.min(depth[at], depth[before + side * step[other]] + DIAGONAL);
          }
        }
      }
    }
  }
}
