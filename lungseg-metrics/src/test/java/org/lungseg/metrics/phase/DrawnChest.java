package org.lungseg.metrics.phase;

import org.lungseg.api.Affine3D;
import org.lungseg.api.CtVolume;
import org.lungseg.api.IntensityDomain;
import org.lungseg.api.LungMask;
import org.lungseg.api.SpacingOrigin;
import org.lungseg.api.VolumeGeometry;

/**
 * A chest of simple bodies whose measures are known, drawn on any grid. In RAS millimetres: lungs
 * are ellipsoids around (±75, 0, 0), cut off below by a dome; the trachea is an elliptic tube
 * between them at the top; a vertebra and two ribs are bone.
 */
final class DrawnChest {

  static final double TRACHEA_HALF_WIDTH_MM = 10;

  private static final double LUNG_HALF_WIDTH_MM = 55;
  private static final double LUNG_HALF_DEPTH_MM = 80;
  private static final double LUNG_HALF_HEIGHT_MM = 130;
  private static final double EDGE_Z_MM = -90;
  private static final double VERTEBRA_HALF_MM = 18;
  private static final double RIB_X_MM = 142;

  private double lungHu = -800;
  private double tracheaHalfDepthMm = 10;
  private double domeMm = 40;
  private double stretch = 1;
  private double lungXMm = 75;
  private double backHu;

  /** Sets the density of the lungs. */
  DrawnChest lungHu(double value) {
    lungHu = value;
    return this;
  }

  /** Makes the back of the lungs denser than the middle, and the front less dense, by this much. */
  DrawnChest denserAtTheBackBy(double hounsfield) {
    backHu = hounsfield;
    return this;
  }

  /** Sets half the depth of the trachea. */
  DrawnChest tracheaHalfDepthMm(double value) {
    tracheaHalfDepthMm = value;
    return this;
  }

  /** Sets how far the dome of the diaphragm stands above its edge. */
  DrawnChest domeMm(double value) {
    domeMm = value;
    return this;
  }

  /** Sets how far the axis of each lung lies from the middle. */
  DrawnChest lungXMm(double value) {
    lungXMm = value;
    return this;
  }

  /** Stretches everything along the long axis. */
  DrawnChest stretch(double value) {
    stretch = value;
    return this;
  }

  /** A grid in the order of DICOM around the chest. */
  static VolumeGeometry grid(double dx, double dy, double dz) {
    int nx = (int) (330 / dx);
    int ny = (int) (240 / dy);
    int nz = (int) (340 / dz);
    return VolumeGeometry.of(
        nx,
        ny,
        nz,
        Affine3D.scaling(-dx, -dy, dz, nx * dx / 2, ny * dy / 2, -nz * dz / 2),
        SpacingOrigin.CALIBRATED);
  }

  /** The image on a grid. */
  CtVolume ct(VolumeGeometry grid) {
    return ct(grid, IntensityDomain.HOUNSFIELD);
  }

  CtVolume ct(VolumeGeometry grid, IntensityDomain domain) {
    short[] voxels = new short[(int) grid.voxelCount()];
    forEach(grid, (at, x, y, z) -> voxels[at] = (short) Math.round(hounsfield(x, y, z)));
    return CtVolume.ofShorts(voxels, grid, domain);
  }

  /** The lungs on a grid. */
  LungMask lungs(VolumeGeometry grid) {
    byte[] voxels = new byte[(int) grid.voxelCount()];
    forEach(grid, (at, x, y, z) -> voxels[at] = (byte) label(x, y, z));
    return LungMask.of(voxels, grid);
  }

  private double hounsfield(double x, double y, double zStretched) {
    double z = zStretched / stretch;
    if (label(x, y, zStretched) != 0) {
      return lungHu - backHu * y / LUNG_HALF_DEPTH_MM;
    }
    if (z > 20 && square(x / TRACHEA_HALF_WIDTH_MM) + square(y / tracheaHalfDepthMm) < 1) {
      return -1000;
    }
    boolean vertebra = Math.abs(x) < VERTEBRA_HALF_MM && Math.abs(y + 75) < VERTEBRA_HALF_MM;
    boolean rib = Math.abs(Math.abs(x) - RIB_X_MM) < 5 && Math.abs(y) < 40;
    if (vertebra || rib) {
      return 500;
    }
    return square(x / 155) + square(y / 110) < 1 ? 40 : -1000;
  }

  private int label(double x, double y, double zStretched) {
    double z = zStretched / stretch;
    double fromMiddle = Math.abs(x) - lungXMm;
    double r2 = square(fromMiddle / LUNG_HALF_WIDTH_MM) + square(y / LUNG_HALF_DEPTH_MM);
    double floor = EDGE_Z_MM + domeMm * Math.max(0, 1 - r2);
    if (r2 + square(z / LUNG_HALF_HEIGHT_MM) >= 1 || z < floor) {
      return 0;
    }
    return x > 0 ? 1 : 2;
  }

  /** Gets each voxel and its place. */
  interface Placed {
    void at(int index, double x, double y, double z);
  }

  static void forEach(VolumeGeometry grid, Placed placed) {
    for (int k = 0, at = 0; k < grid.size(2); k++) {
      for (int j = 0; j < grid.size(1); j++) {
        for (int i = 0; i < grid.size(0); i++, at++) {
          double[] mm = grid.voxelToRasMm().apply(i, j, k);
          placed.at(at, mm[0], mm[1], mm[2]);
        }
      }
    }
  }

  private static double square(double x) {
    return x * x;
  }
}
