package org.lungseg.cli;

import java.util.Random;
import java.util.SplittableRandom;
import org.lungseg.api.CtVolume;
import org.lungseg.api.IntensityDomain;
import org.lungseg.api.SpacingOrigin;
import org.lungseg.api.VolumeGeometry;
import org.lungseg.phantom.ChestPhantom;

/**
 * Synthetic CT of the size of real ones: a phantom on a coarse grid, enlarged, with noise. Slices
 * lie {@value #SLICE_MM} mm apart whatever their number, so 100 are the middle of the chest, 300
 * the lungs, and 1000 a body from the hips to above the head.
 */
final class BenchVolume {

  static final int SIDE = 512;
  static final double PIXEL_MM = 0.8;
  static final double SLICE_MM = 1;

  private static final int COARSE_SIDE = 256;
  private static final double COARSE_SLICE_MM = 2.5;

  /** Of a standard chest protocol with a soft kernel; noise also decides how well files pack. */
  private static final double NOISE_HU = 15;

  /** Noise is drawn once and used over and over, from a place that changes with each row. */
  private static final int NOISE_VALUES = 1 << 16;

  private BenchVolume() {}

  /** A volume of 512 × 512 × so many voxels. */
  static CtVolume ofSlices(int slices) {
    int coarseSlices = (int) Math.ceil(slices * SLICE_MM / COARSE_SLICE_MM) + 1;
    double coarsePixelMm = PIXEL_MM * SIDE / COARSE_SIDE;
    CtVolume coarse =
        ChestPhantom.builder()
            .size(COARSE_SIDE, COARSE_SIDE, coarseSlices)
            .spacingMm(coarsePixelMm, coarsePixelMm, COARSE_SLICE_MM)
            .build()
            .generate()
            .ct();
    short[] voxels = new short[Math.multiplyExact(SIDE * SIDE, slices)];
    short[] noise = noise();
    SplittableRandom random = new SplittableRandom(3);
    float[] below = new float[COARSE_SIDE * COARSE_SIDE];
    float[] above = new float[COARSE_SIDE * COARSE_SIDE];
    for (int k = 0; k < slices; k++) {
      double place = k * SLICE_MM / COARSE_SLICE_MM;
      int low = (int) place;
      coarse.copyPlane(low, below);
      coarse.copyPlane(Math.min(coarseSlices - 1, low + 1), above);
      float share = (float) (place - low);
      for (int at = 0; at < below.length; at++) {
        below[at] += share * (above[at] - below[at]);
      }
      enlarge(below, noise, random, voxels, k * SIDE * SIDE);
    }
    return CtVolume.ofShorts(voxels, geometry(slices), IntensityDomain.HOUNSFIELD);
  }

  private static VolumeGeometry geometry(int slices) {
    return VolumeGeometry.axial(
        SIDE, SIDE, slices, PIXEL_MM, PIXEL_MM, SLICE_MM, SpacingOrigin.CALIBRATED);
  }

  private static short[] noise() {
    Random random = new Random(2);
    short[] noise = new short[NOISE_VALUES];
    for (int at = 0; at < noise.length; at++) {
      noise[at] = (short) Math.round(NOISE_HU * random.nextGaussian());
    }
    return noise;
  }

  /** Doubles a slice linearly and adds noise. */
  private static void enlarge(
      float[] coarse, short[] noise, SplittableRandom random, short[] voxels, int start) {
    for (int y = 0, to = start; y < SIDE; y++) {
      int at = random.nextInt(NOISE_VALUES - SIDE);
      for (int x = 0; x < SIDE; x++, to++) {
        float value = sample(coarse, (x - 0.5f) / 2, (y - 0.5f) / 2);
        voxels[to] = (short) Math.max(-1024, Math.round(value) + noise[at + x]);
      }
    }
  }

  private static float sample(float[] slice, float x, float y) {
    float heldX = Math.max(0, Math.min(COARSE_SIDE - 1.001f, x));
    float heldY = Math.max(0, Math.min(COARSE_SIDE - 1.001f, y));
    int left = (int) heldX;
    int top = (int) heldY;
    int at = top * COARSE_SIDE + left;
    float shareX = heldX - left;
    float upper = slice[at] + shareX * (slice[at + 1] - slice[at]);
    float lower =
        slice[at + COARSE_SIDE] + shareX * (slice[at + COARSE_SIDE + 1] - slice[at + COARSE_SIDE]);
    return upper + (heldY - top) * (lower - upper);
  }
}
