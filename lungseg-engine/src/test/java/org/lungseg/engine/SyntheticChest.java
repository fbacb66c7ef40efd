package org.lungseg.engine;

import org.lungseg.api.CtVolume;
import org.lungseg.api.IntensityDomain;
import org.lungseg.api.LungMask;
import org.lungseg.api.LungSide;
import org.lungseg.api.VolumeGeometry;

/**
 * A body (an elliptic cylinder of 20 HU) in air with two ellipsoids of −850 HU for lungs, the
 * patient's right one larger, drawn on any grid: each voxel shows what lies at its centre in RAS
 * millimetres. The middle of the chest is at the middle of the grid.
 */
public final class SyntheticChest {

  /** Half the body along x and y. */
  private static final double BODY_X_MM = 165;

  private static final double BODY_Y_MM = 110;

  private final VolumeGeometry geometry;
  private final short[] hounsfield;
  private final byte[] truth;

  private SyntheticChest(VolumeGeometry geometry) {
    this.geometry = geometry;
    int count = (int) geometry.voxelCount();
    hounsfield = new short[count];
    truth = new byte[count];
    double[] middle =
        geometry
            .voxelToRasMm()
            .apply(
                (geometry.size(0) - 1) / 2.0,
                (geometry.size(1) - 1) / 2.0,
                (geometry.size(2) - 1) / 2.0);
    int at = 0;
    for (int k = 0; k < geometry.size(2); k++) {
      for (int j = 0; j < geometry.size(1); j++) {
        for (int i = 0; i < geometry.size(0); i++, at++) {
          double[] ras = geometry.voxelToRasMm().apply(i, j, k);
          draw(at, ras[0] - middle[0], ras[1] - middle[1], ras[2] - middle[2]);
        }
      }
    }
  }

  /** Draws the chest on a grid. */
  public static SyntheticChest on(VolumeGeometry geometry) {
    return new SyntheticChest(geometry);
  }

  /** The image in Hounsfield units. */
  public CtVolume ct() {
    return CtVolume.ofShorts(hounsfield.clone(), geometry, IntensityDomain.HOUNSFIELD);
  }

  /** The values of the image, to change. */
  public short[] hounsfield() {
    return hounsfield;
  }

  /** The lungs as drawn. */
  public LungMask truth() {
    return LungMask.of(truth, geometry);
  }

  private void draw(int at, double x, double y, double z) {
    if (square(x / BODY_X_MM) + square(y / BODY_Y_MM) > 1) {
      hounsfield[at] = -1000;
      return;
    }
    hounsfield[at] = 20;
    if (square((x - 75) / 55) + square(y / 75) + square((z - 5) / 110) < 1) {
      hounsfield[at] = -850;
      truth[at] = (byte) LungSide.RIGHT.labelValue();
    } else if (square((x + 78) / 48) + square((y + 5) / 70) + square((z - 8) / 100) < 1) {
      hounsfield[at] = -850;
      truth[at] = (byte) LungSide.LEFT.labelValue();
    }
  }

  /** The Dice coefficient of one label in two masks on the same grid. */
  public static double dice(byte[] one, byte[] other, int label) {
    long both = 0;
    long sum = 0;
    for (int at = 0; at < one.length; at++) {
      boolean a = one[at] == label;
      boolean b = other[at] == label;
      both += a && b ? 1 : 0;
      sum += (a ? 1 : 0) + (b ? 1 : 0);
    }
    return sum == 0 ? 1 : 2.0 * both / sum;
  }

  private static double square(double x) {
    return x * x;
  }
}
