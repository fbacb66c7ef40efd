package org.lungseg.api;

import java.util.Arrays;
import java.util.Locale;
import java.util.Objects;

/**
 * A grid of voxels and its place in the patient: sizes along {@code (i, j, k)} and the affine map
 * from voxel indices to RAS millimetres (frames: see {@link org.lungseg.api the package}).
 *
 * <p>Immutable and safe for use by many threads.
 */
public final class VolumeGeometry {

  /** The corner distance within which two grids count as the same: a tenth of a typical voxel. */
  public static final double SAME_GRID_TOLERANCE_MM = 0.05;

  private static final int AXES = 3;

  /** Cosine above which a direction counts as parallel to an axis: about 0.5 degrees. */
  private static final double PARALLEL_COSINE = 0.99996;

  private static final String POSITIVE_CODES = "RAS";
  private static final String NEGATIVE_CODES = "LPI";

  private final int[] size;
  private final Affine3D voxelToRasMm;
  private final SpacingOrigin spacingOrigin;
  private final int[] rasAxisOfVoxelAxis;

  private VolumeGeometry(int[] size, Affine3D voxelToRasMm, SpacingOrigin spacingOrigin) {
    this.size = size;
    this.voxelToRasMm = voxelToRasMm;
    this.spacingOrigin = spacingOrigin;
    this.rasAxisOfVoxelAxis = closestRasAxes(voxelToRasMm);
  }

  /**
   * Makes a geometry.
   *
   * @param sizeI voxels along the fastest axis
   * @param sizeJ voxels along the second axis
   * @param sizeK voxels along the slowest axis
   * @param voxelToRasMm maps the centre of voxel {@code (i, j, k)} to RAS millimetres
   * @param spacingOrigin whether those millimetres are stated or guessed
   * @throws IllegalArgumentException if a size is not positive or the map is singular
   */
  public static VolumeGeometry of(
      int sizeI, int sizeJ, int sizeK, Affine3D voxelToRasMm, SpacingOrigin spacingOrigin) {
    Objects.requireNonNull(spacingOrigin);
    if (sizeI < 1 || sizeJ < 1 || sizeK < 1) {
      throw new IllegalArgumentException(
          "a volume has at least one voxel along each axis, got "
              + sizeI
              + "×"
              + sizeJ
              + "×"
              + sizeK);
    }
    double determinant = voxelToRasMm.determinant();
    if (!Double.isFinite(determinant) || Math.abs(determinant) < Double.MIN_NORMAL) {
      throw new IllegalArgumentException(
          "the map from voxels to millimetres is singular: " + voxelToRasMm);
    }
    return new VolumeGeometry(new int[] {sizeI, sizeJ, sizeK}, voxelToRasMm, spacingOrigin);
  }

  /**
   * A grid whose axes are those of DICOM's standard axial image: {@code i} to the patient's left,
   * {@code j} to the back, {@code k} to the head, with voxel (0, 0, 0) at the origin.
   */
  public static VolumeGeometry axial(
      int sizeI,
      int sizeJ,
      int sizeK,
      double spacingIMm,
      double spacingJMm,
      double spacingKMm,
      SpacingOrigin spacingOrigin) {
    return of(
        sizeI,
        sizeJ,
        sizeK,
        Affine3D.scaling(-spacingIMm, -spacingJMm, spacingKMm, 0, 0, 0),
        spacingOrigin);
  }

  /**
   * The number of voxels along an axis.
   *
   * @param axis 0 for {@code i}, 1 for {@code j}, 2 for {@code k}
   */
  public int size(int axis) {
    return size[axis];
  }

  /** The number of voxels of the grid. */
  public long voxelCount() {
    return (long) size[0] * size[1] * size[2];
  }

  /** The map from voxel indices to RAS millimetres. */
  public Affine3D voxelToRasMm() {
    return voxelToRasMm;
  }

  /** The map from voxel indices to LPS millimetres, the frame of DICOM. */
  public Affine3D voxelToLpsMm() {
    return Affine3D.scaling(-1, -1, 1, 0, 0, 0).after(voxelToRasMm);
  }

  /** Whether the millimetres are stated by the source or guessed. */
  public SpacingOrigin spacingOrigin() {
    return spacingOrigin;
  }

  /** The distance between neighbouring voxel centres along a voxel axis. */
  public double spacingMm(int axis) {
    return Math.sqrt(
        square(voxelToRasMm.get(0, axis))
            + square(voxelToRasMm.get(1, axis))
            + square(voxelToRasMm.get(2, axis)));
  }

  /** The volume of one voxel. */
  public double voxelVolumeMm3() {
    return Math.abs(voxelToRasMm.determinant());
  }

  /**
   * The RAS axis that a voxel axis is closest to: 0 for right–left, 1 for anterior–posterior, 2 for
   * superior–inferior. The three voxel axes get three different answers.
   */
  public int rasAxisOf(int voxelAxis) {
    return rasAxisOfVoxelAxis[voxelAxis];
  }

  /** The voxel axis that runs closest to a RAS axis; the inverse of {@link #rasAxisOf}. */
  public int voxelAxisOf(int rasAxis) {
    for (int axis = 0; axis < AXES; axis++) {
      if (rasAxisOfVoxelAxis[axis] == rasAxis) {
        return axis;
      }
    }
    throw new IndexOutOfBoundsException("RAS axis " + rasAxis + " of 0, 1, 2");
  }

  /**
   * Whether a voxel axis grows along its RAS axis (+1: towards right, anterior or superior) or
   * against it (−1).
   */
  public int rasDirectionOf(int voxelAxis) {
    return voxelToRasMm.get(rasAxisOf(voxelAxis), voxelAxis) < 0 ? -1 : 1;
  }

  /**
   * The anatomical directions in which the voxel axes grow, a letter each, such as {@code LPS} for
   * DICOM's standard axial image. Letters as in nibabel: R or L, A or P, S or I.
   */
  public String axisCodes() {
    StringBuilder codes = new StringBuilder(AXES);
    for (int axis = 0; axis < AXES; axis++) {
      String letters = rasDirectionOf(axis) > 0 ? POSITIVE_CODES : NEGATIVE_CODES;
      codes.append(letters.charAt(rasAxisOf(axis)));
    }
    return codes.toString();
  }

  /** Whether a voxel axis is turned away from the patient's axes by more than half a degree. */
  public boolean isOblique() {
    for (int axis = 0; axis < AXES; axis++) {
      double cosine = Math.abs(voxelToRasMm.get(rasAxisOf(axis), axis)) / spacingMm(axis);
      if (cosine < PARALLEL_COSINE) {
        return true;
      }
    }
    return false;
  }

  /**
   * The geometry of the same voxels stored in another order.
   *
   * @param sourceAxes for each axis of the result, the axis of this grid that it runs along
   * @param flipped for each axis of the result, whether it runs against that axis
   * @throws IllegalArgumentException if {@code sourceAxes} is no permutation of 0, 1, 2
   */
  public VolumeGeometry reordered(int[] sourceAxes, boolean[] flipped) {
    if (sourceAxes.length != AXES
        || flipped.length != AXES
        || Arrays.stream(sourceAxes).distinct().filter(a -> a >= 0 && a < AXES).count() != AXES) {
      throw new IllegalArgumentException(
          "need a permutation of the axes 0, 1, 2 and a flip for each, got "
              + Arrays.toString(sourceAxes)
              + " and "
              + Arrays.toString(flipped));
    }
    double[] toSource = new double[12];
    int[] newSize = new int[AXES];
    for (int axis = 0; axis < AXES; axis++) {
      int source = sourceAxes[axis];
      newSize[axis] = size[source];
      toSource[source * 4 + axis] = flipped[axis] ? -1 : 1;
      toSource[source * 4 + 3] = flipped[axis] ? size[source] - 1 : 0;
    }
    return of(
        newSize[0],
        newSize[1],
        newSize[2],
        voxelToRasMm.after(Affine3D.of(toSource)),
        spacingOrigin);
  }

  /**
   * Whether another grid has the same sizes and each of its corners lies within {@value
   * #SAME_GRID_TOLERANCE_MM} mm of this one's.
   */
  public boolean isSameGrid(VolumeGeometry other) {
    return isSameGrid(other, SAME_GRID_TOLERANCE_MM);
  }

  /**
   * Whether another grid has the same sizes and each of its corners lies near this one's.
   *
   * @param toleranceMm the greatest distance of two corners
   */
  public boolean isSameGrid(VolumeGeometry other, double toleranceMm) {
    if (!Arrays.equals(size, other.size)) {
      return false;
    }
    for (int corner = 0; corner < 8; corner++) {
      double i = (corner & 1) == 0 ? 0 : size[0] - 1.0;
      double j = (corner & 2) == 0 ? 0 : size[1] - 1.0;
      double k = (corner & 4) == 0 ? 0 : size[2] - 1.0;
      double[] here = voxelToRasMm.apply(i, j, k);
      double[] there = other.voxelToRasMm.apply(i, j, k);
      double distance =
          Math.sqrt(
              square(here[0] - there[0]) + square(here[1] - there[1]) + square(here[2] - there[2]));
      if (!(distance <= toleranceMm)) {
        return false;
      }
    }
    return true;
  }

  /** Equal sizes, exactly equal affines, equal origin of the spacing. */
  @Override
  public boolean equals(Object other) {
    return other instanceof VolumeGeometry that
        && Arrays.equals(size, that.size)
        && voxelToRasMm.equals(that.voxelToRasMm)
        && spacingOrigin == that.spacingOrigin;
  }

  @Override
  public int hashCode() {
    return Objects.hash(Arrays.hashCode(size), voxelToRasMm, spacingOrigin);
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%d×%d×%d voxels of %.3f×%.3f×%.3f mm (%s), %s",
        size[0],
        size[1],
        size[2],
        spacingMm(0),
        spacingMm(1),
        spacingMm(2),
        spacingOrigin == SpacingOrigin.ASSUMED ? "assumed" : "calibrated",
        axisCodes());
  }

  /**
   * Assigns a RAS axis to each voxel axis, the most parallel pair first. For grids turned by less
   * than 45 degrees this is nibabel's {@code io_orientation}.
   */
  private static int[] closestRasAxes(Affine3D affine) {
    int[] assigned = {-1, -1, -1};
    boolean[] taken = new boolean[AXES];
    double[] length = new double[AXES];
    for (int axis = 0; axis < AXES; axis++) {
      length[axis] =
          Math.sqrt(
              square(affine.get(0, axis))
                  + square(affine.get(1, axis))
                  + square(affine.get(2, axis)));
    }
    for (int round = 0; round < AXES; round++) {
      double best = -1;
      int bestAxis = 0;
      int bestRas = 0;
      for (int axis = 0; axis < AXES; axis++) {
        for (int ras = 0; assigned[axis] < 0 && ras < AXES; ras++) {
          double cosine = Math.abs(affine.get(ras, axis)) / length[axis];
          if (!taken[ras] && cosine > best) {
            best = cosine;
            bestAxis = axis;
            bestRas = ras;
          }
        }
      }
      assigned[bestAxis] = bestRas;
      taken[bestRas] = true;
    }
    return assigned;
  }

  private static double square(double x) {
    return x * x;
  }
}
