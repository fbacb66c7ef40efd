package org.lungseg.training.chest;

import static org.lungseg.training.chest.Draw.between;
import static org.lungseg.training.chest.Draw.ramp;

import java.util.Arrays;
import java.util.Optional;
import java.util.SplittableRandom;

/** Shapes that dense disease takes in a lung. */
enum ChestPattern {
  /** The whole lung. */
  WHOLE_LUNG(0.05, 0.16) {
    @Override
    Density weigh(Place place, float[] weight, SplittableRandom random) {
      Arrays.fill(weight, 1);
      return Density.FULL;
    }
  },
  /** All that lies beyond a plane with an uneven border; mostly the back and the base. */
  SIDE(0.48, 0.48) {
    @Override
    Density weigh(Place place, float[] weight, SplittableRandom random) {
      double[] normal = {
        0.5 * random.nextGaussian(),
        0.3 + 0.8 * random.nextGaussian(),
        -0.4 + 0.8 * random.nextGaussian()
      };
      double length =
          Math.sqrt(normal[0] * normal[0] + normal[1] * normal[1] + normal[2] * normal[2]);
      double least = Double.POSITIVE_INFINITY;
      double greatest = Double.NEGATIVE_INFINITY;
      for (int corner = 0; corner < 8; corner++) {
        double along = 0;
        for (int axis = 0; axis < 3; axis++) {
          boolean high = (corner >> axis & 1) == 1;
          along += normal[axis] / length * (high ? place.box().high() : place.box().low())[axis];
        }
        least = Math.min(least, along);
        greatest = Math.max(greatest, along);
      }
      float threshold = between(place.severe() ? 0.05 : 0.4, 0.85, random);
      float roughness = between(0.03, 0.3, random);
      float softness = between(0.02, 0.25, random);
      ChestGrid grid = place.box().grid();
      for (int at = 0; at < weight.length; at++) {
        double along =
            (normal[0] * grid.column(at) + normal[1] * grid.row(at) + normal[2] * grid.slice(at))
                / length;
        float share = (float) ((along - least) / (greatest - least));
        weight[at] = ramp(share + roughness * place.noise()[at], threshold, softness);
      }
      return Density.FULL;
    }
  },
  /** Patches at the pleura. */
  PERIPHERAL(0.62, 0.62) {
    @Override
    Density weigh(Place place, float[] weight, SplittableRandom random) {
      float reach = between(1, 5, random);
      float threshold = between(-0.5, 0.4, random);
      for (int at = 0; at < weight.length; at++) {
        float edge = ramp(1 - place.depth()[at] / reach + 0.4f * place.noise()[at], 0.3f, 0.3f);
        weight[at] = edge * ramp(place.noise()[at], threshold, 0.25f);
      }
      return Density.FULL;
    }
  },
  /** Patches anywhere, now and then faint. */
  PATCHES(0.80, 0.80) {
    @Override
    Density weigh(Place place, float[] weight, SplittableRandom random) {
      float threshold = between(place.severe() ? -0.9 : -0.2, 0.5, random);
      for (int at = 0; at < weight.length; at++) {
        weight[at] = ramp(place.noise()[at], threshold, 0.3f);
      }
      boolean faint = random.nextDouble() < 0.3;
      return faint ? new Density(between(0.3, 0.8, random), Optional.empty()) : Density.FULL;
    }
  },
  /** The inner lung, its rim spared. */
  CENTRAL(0.86, 0.86) {
    @Override
    Density weigh(Place place, float[] weight, SplittableRandom random) {
      float reach = between(2, 6, random);
      for (int at = 0; at < weight.length; at++) {
        weight[at] = ramp(place.depth()[at] / reach + 0.5f * place.noise()[at], 0.8f, 0.4f);
      }
      return Density.FULL;
    }
  },
  /** Fluid behind the lung with a level, more of it at the base now and then. */
  EFFUSION(1, 1) {
    @Override
    Density weigh(Place place, float[] weight, SplittableRandom random) {
      float fluidHu = between(0, 35, random);
      float level = between(0.05, 0.85, random);
      float meniscus = between(0, 0.3, random);
      float tilt = between(-0.15, 0.15, random);
      int[] low = place.box().low();
      int[] high = place.box().high();
      double halfWidth = Math.max(1, (high[0] - low[0]) / 2.0);
      double middle = (low[0] + high[0]) / 2.0;
      boolean pools = random.nextDouble() < 0.5;
      ChestGrid grid = place.box().grid();
      for (int at = 0; at < weight.length; at++) {
        double off = (grid.column(at) - middle) / halfWidth;
        double up = (grid.slice(at) - low[2]) / Math.max(1.0, high[2] - low[2]);
        double back = (grid.row(at) - low[1]) / Math.max(1.0, high[1] - low[1]);
        float depth = (float) (back + tilt * (up - 0.5) + (pools ? 0.5 * (0.5 - up) : 0));
        weight[at] = ramp(depth, (float) (level + meniscus * (0.5 - off * off)), 0.08f);
      }
      return new Density(1, Optional.of(fluidHu));
    }
  };

  /**
   * What a pattern needs to know.
   *
   * @param box the lung it is painted into
   * @param depth the distance of each voxel to the border of the lungs, in voxels
   * @param noise a smooth field of about −1 to 1
   * @param severe whether much of the lung should be taken
   */
  @SuppressWarnings("ArrayRecordComponent") // handed on, never compared
  record Place(LungBox box, float[] depth, float[] noise, boolean severe) {}

  /**
   * How dense it is.
   *
   * @param share 1 for tissue
   * @param fluidHu the density of fluid, where it is that
   */
  record Density(float share, Optional<Float> fluidHu) {
    static final Density FULL = new Density(1, Optional.empty());
  }

  /** Cumulated frequencies. */
  private final double until;

  private final double untilWhenSevere;

  ChestPattern(double until, double untilWhenSevere) {
    this.until = until;
    this.untilWhenSevere = untilWhenSevere;
  }

  /** The pattern for a random number of 0 to 1. */
  static ChestPattern choose(boolean severe, double number) {
    for (ChestPattern pattern : values()) {
      if (number < (severe ? pattern.untilWhenSevere : pattern.until)) {
        return pattern;
      }
    }
    return EFFUSION;
  }

  /**
   * Fills the weights.
   *
   * @param weight receives 0 to 1 for each voxel
   */
  abstract Density weigh(Place place, float[] weight, SplittableRandom random);
}
