package org.lungseg.training.augment;

import java.util.Arrays;

/** A small chest: a body ellipse with two lungs, in Hounsfield units. */
public final class SyntheticSlice {

  public static final int SIZE = 96;
  public static final float LUNG_HU = -850;
  public static final float TISSUE_HU = 40;

  private SyntheticSlice() {}

  /** The chest on a canvas of 96×96 pixels. */
  public static Slice chest() {
    float[] values = new float[SIZE * SIZE];
    byte[] labels = new byte[SIZE * SIZE];
    Arrays.fill(values, -1000);
    for (int y = 0; y < SIZE; y++) {
      for (int x = 0; x < SIZE; x++) {
        int at = y * SIZE + x;
        if (inside(x, y, 48, 48, 44, 34)) {
          values[at] = TISSUE_HU;
        }
        if (inside(x, y, 28, 48, 14, 24)) {
          values[at] = LUNG_HU;
          labels[at] = 1;
        }
        if (inside(x, y, 68, 48, 14, 24)) {
          values[at] = LUNG_HU;
          labels[at] = 2;
        }
      }
    }
    return new Slice(SIZE, SIZE, values, labels, true);
  }

  /** The same chest as a source of pixels of 4 mm. */
  public static SliceSource source() {
    Slice chest = chest();
    short[] values = new short[SIZE * SIZE];
    for (int at = 0; at < values.length; at++) {
      values[at] = (short) chest.values()[at];
    }
    return new SliceSource(SIZE, SIZE, values, chest.labels(), 4, 4, 48, 48, true);
  }

  private static boolean inside(int x, int y, int cx, int cy, int rx, int ry) {
    double dx = (x - cx) / (double) rx;
    double dy = (y - cy) / (double) ry;
    return dx * dx + dy * dy < 1;
  }
}
