package org.lungseg.training.augment;

import java.util.random.RandomGenerator;

/**
 * The shapes in which dense disease fills a lung on an axial slice. Each gives a weight from 0
 * (healthy) to 1 (fully diseased) for the pixels of one lung; {@link DiseasePainter} turns weights
 * into brightness. Patterns follow the usual radiological descriptions (Hansell et al., Fleischner
 * Society glossary of terms for thoracic imaging, Radiology 2008).
 *
 * <p>Homogeneous disease is as dense as soft tissue (0.94 and more, above −30 HU) and ground glass
 * stays below 0.6 (−300 HU): what lies between is the density of fat, and a network that sees
 * evenly painted lung there takes the fat of heavy patients for lung.
 */
enum DiseasePattern {
  /** Hazy patches with soft edges anywhere in the lung; vessels stay visible through them. */
  GROUND_GLASS(0.2f, 0.6f, false) {
    @Override
    void weigh(LungField lung, int label, float[] weight, RandomGenerator random) {
      float threshold = 0.5f - 1.1f * random.nextFloat();
      float peripheral = random.nextBoolean() ? random.nextFloat() : 0;
      float[] noise = SmoothNoise.field(lung.width, lung.height, between(12, 40, random), random);
      for (int at = 0; at < weight.length; at++) {
        float value = noise[at] + peripheral * (1 - lung.depth[at] / 12);
        weight[at] = ramp(value, threshold, 0.35f);
      }
    }
  },
  /** Dense patches that hug the pleura, as in COVID-19 and organising pneumonia. */
  PERIPHERAL_CONSOLIDATION(0.94f, 1.06f, true) {
    @Override
    void weigh(LungField lung, int label, float[] weight, RandomGenerator random) {
      float reach = between(4, 20, random);
      float threshold = 0.5f * random.nextFloat() - 0.3f;
      float[] noise = SmoothNoise.field(lung.width, lung.height, between(10, 30, random), random);
      for (int at = 0; at < weight.length; at++) {
        float edge = ramp(1 - lung.depth[at] / reach + 0.4f * noise[at], 0.3f, 0.25f);
        weight[at] = edge * ramp(noise[at], threshold, 0.2f);
      }
    }
  },
  /** The lower part of the lung, as the patient lies, filled up to an uneven border. */
  DEPENDENT_CONSOLIDATION(0.94f, 1.06f, true) {
    @Override
    void weigh(LungField lung, int label, float[] weight, RandomGenerator random) {
      float level = 1 - between(0.15f, 0.8f, random);
      float slope = 0.006f * (float) random.nextGaussian();
      float[] noise = SmoothNoise.field(lung.width, lung.height, between(8, 30, random), random);
      float roughness = between(0.05f, 0.3f, random);
      int[] box = lung.box[label - 1];
      float centre = (box[0] + box[2]) / 2f;
      for (int at = 0; at < weight.length; at++) {
        int x = at % lung.width;
        float back = lung.backness(label, at / lung.width) + slope * (x - centre);
        weight[at] = ramp(back + roughness * noise[at], level, 0.06f);
      }
    }
  },
  /** Fluid behind the lung with a smooth meniscus; homogeneous and a little darker than tissue. */
  EFFUSION(0.95f, 0.99f, false) {
    @Override
    void weigh(LungField lung, int label, float[] weight, RandomGenerator random) {
      float level = 1 - between(0.1f, 0.85f, random);
      float meniscus = between(0, 0.25f, random);
      int[] box = lung.box[label - 1];
      float half = Math.max(1, (box[2] - box[0]) / 2f);
      for (int at = 0; at < weight.length; at++) {
        int x = at % lung.width;
        float off = (x - (box[0] + box[2]) / 2f) / half;
        float back = lung.backness(label, at / lung.width);
        weight[at] = ramp(back, level + meniscus * (0.5f - off * off), 0.02f);
      }
    }
  },
  /** The whole lung white, save some air in it now and then. */
  WHOLE_LUNG(0.94f, 1.05f, true) {
    @Override
    void weigh(LungField lung, int label, float[] weight, RandomGenerator random) {
      float air = random.nextFloat() < 0.5f ? between(0, 0.35f, random) : 0;
      float[] noise = SmoothNoise.field(lung.width, lung.height, between(8, 25, random), random);
      for (int at = 0; at < weight.length; at++) {
        weight[at] = air == 0 ? 1 : 1 - ramp(noise[at], 1.2f - 2 * air, 0.2f);
      }
    }
  },
  /** A part of the lung beyond a straight fissure filled, as when a lobe is. */
  LOBE(0.94f, 1.06f, true) {
    @Override
    void weigh(LungField lung, int label, float[] weight, RandomGenerator random) {
      int[] box = lung.box[label - 1];
      double angle = 2 * Math.PI * random.nextDouble();
      float nx = (float) Math.cos(angle);
      float ny = (float) Math.sin(angle);
      float cx = box[0] + random.nextFloat() * (box[2] - box[0]);
      float cy = box[1] + random.nextFloat() * (box[3] - box[1]);
      for (int at = 0; at < weight.length; at++) {
        int row = at / lung.width;
        float side = nx * (at % lung.width - cx) + ny * (row - cy);
        weight[at] = ramp(side, 0, 2);
      }
    }
  },
  /** Bands of scar or plate-like collapse. */
  BANDS(0.7f, 1f, false) {
    @Override
    void weigh(LungField lung, int label, float[] weight, RandomGenerator random) {
      int count = 1 + random.nextInt(5);
      int[] box = lung.box[label - 1];
      for (int band = 0; band < count; band++) {
        double angle = Math.PI * random.nextDouble();
        float nx = (float) Math.cos(angle);
        float ny = (float) Math.sin(angle);
        float cx = box[0] + random.nextFloat() * (box[2] - box[0]);
        float cy = box[1] + random.nextFloat() * (box[3] - box[1]);
        float half = between(0.6f, 3, random);
        float length = between(8, 40, random);
        for (int at = 0; at < weight.length; at++) {
          float dx = at % lung.width - cx;
          int row = at / lung.width;
          float dy = row - cy;
          float across = Math.abs(nx * dx + ny * dy);
          float along = Math.abs(ny * dx - nx * dy);
          float value = ramp(half - across, 0, 1) * ramp(length - along, 0, 4);
          weight[at] = Math.max(weight[at], value);
        }
      }
    }
  },
  /** Round masses, most of them at the pleura, where a mask is lost most easily. */
  MASSES(0.95f, 1.1f, false) {
    @Override
    void weigh(LungField lung, int label, float[] weight, RandomGenerator random) {
      int count = 1 + random.nextInt(4);
      int[] box = lung.box[label - 1];
      float[] noise = SmoothNoise.field(lung.width, lung.height, 8, random);
      for (int mass = 0; mass < count; mass++) {
        float radius = between(2, 18, random);
        int best = -1;
        for (int attempt = 0; attempt < 30; attempt++) {
          int x = box[0] + random.nextInt(box[2] - box[0] + 1);
          int y = box[1] + random.nextInt(box[3] - box[1] + 1);
          int at = y * lung.width + x;
          if (lung.labels[at] == label && (best < 0 || lung.depth[at] < lung.depth[best])) {
            best = at;
          }
          if (best >= 0 && random.nextFloat() < 0.15f) {
            break;
          }
        }
        if (best < 0) {
          continue;
        }
        for (int at = 0; at < weight.length; at++) {
          double distance =
              Math.hypot(at % lung.width - best % lung.width, at / lung.width - best / lung.width);
          float value = ramp(radius * (1 + 0.25f * noise[at]) - (float) distance, 0, 1.2f);
          weight[at] = Math.max(weight[at], value);
        }
      }
    }
  };

  /** The least and the greatest density of the pattern: 0 is healthy lung, 1 is soft tissue. */
  final float minDensity;

  final float maxDensity;

  /** Whether air may stay in it: in consolidated lung, not in fluid or masses. */
  final boolean keepsAir;

  DiseasePattern(float minDensity, float maxDensity, boolean keepsAir) {
    this.minDensity = minDensity;
    this.maxDensity = maxDensity;
    this.keepsAir = keepsAir;
  }

  /**
   * Fills the weights of one lung.
   *
   * @param label 1 or 2; its {@link LungField#box} is not null
   * @param weight receives 0 to 1 for each pixel; zero before
   */
  abstract void weigh(LungField lung, int label, float[] weight, RandomGenerator random);

  private static float ramp(float value, float threshold, float softness) {
    return Math.min(1, Math.max(0, (value - threshold) / softness + 0.5f));
  }

  private static float between(float low, float high, RandomGenerator random) {
    return low + (high - low) * random.nextFloat();
  }
}
