package org.lungseg.training.chest;

import java.nio.file.Path;
import org.lungseg.api.CtVolume;
import org.lungseg.api.IntensityDomain;
import org.lungseg.api.LungMask;
import org.lungseg.api.SpacingOrigin;
import org.lungseg.api.VolumeGeometry;
import org.lungseg.training.data.DataSplit;
import org.lungseg.training.data.LabelledCase;
import org.lungseg.training.data.LabelledSlices;

/** A body of soft tissue with two lungs, the right one larger, on voxels of 2 × 2 × 3 mm. */
final class SyntheticVolume {

  static final float LUNG_HU = -840;
  static final float TISSUE_HU = 40;

  private static final int SIDE = 160;
  private static final int SLICES = 90;

  private SyntheticVolume() {}

  static LabelledSlices slices(IntensityDomain domain) {
    VolumeGeometry geometry =
        VolumeGeometry.axial(SIDE, SIDE, SLICES, 2, 2, 3, SpacingOrigin.CALIBRATED);
    short[] ct = new short[SIDE * SIDE * SLICES];
    byte[] mask = new byte[ct.length];
    boolean grey = domain == IntensityDomain.GREY;
    for (int at = 0; at < ct.length; at++) {
      // An axial geometry runs from the patient's right to left, chest to back, feet to head.
      int x = at % SIDE;
      int y = at / SIDE % SIDE;
      int z = at / SIDE / SIDE;
      boolean right = inside(x, y, z, 48, 26);
      boolean left = inside(x, y, z, 112, 22);
      boolean body = Math.hypot((x - 80) / 76.0, (y - 80) / 60.0) < 1;
      mask[at] = (byte) (right ? 1 : left ? 2 : 0);
      float hounsfield = right || left ? LUNG_HU : body ? TISSUE_HU : -1000;
      ct[at] = (short) (grey ? (hounsfield + 1000) / 6 : hounsfield);
    }
    LabelledCase named =
        new LabelledCase("synthetic", Path.of("ct"), Path.of("mask"), DataSplit.TRAIN);
    return LabelledSlices.of(
        named, CtVolume.ofShorts(ct, geometry, domain), LungMask.of(mask, geometry));
  }

  private static boolean inside(double x, double y, double z, double middle, double radius) {
    double dx = (x - middle) / radius;
    double dy = (y - 80) / 40;
    double dz = (z - 45) / 36;
    return dx * dx + dy * dy + dz * dz < 1;
  }
}
