package org.lungseg.engine.internal.input;

import org.lungseg.api.VolumeGeometry;

/**
 * A grid of voxels seen along the patient's axes as a stack of radiological axial pictures: columns
 * {@code w} from the patient's right to left, rows {@code h} from anterior to posterior, slices
 * {@code s} from the feet to the head. Each of them runs along one voxel axis, the closest one; the
 * voxels are not moved.
 *
 * <p>Immutable and safe for use by many threads.
 */
public final class PatientAxes {

  /** The axis of columns, from the patient's right to left. */
  public static final int W = 0;

  /** The axis of rows, from anterior to posterior. */
  public static final int H = 1;

  /** The axis of slices, from the feet to the head. */
  public static final int S = 2;

  private static final int AXES = 3;

  /** Whether W, H and S grow along their RAS axis (+1) or against it. */
  private static final int[] DIRECTION = {-1, -1, 1};

  private final int[] voxelAxis = new int[AXES];
  private final boolean[] reversed = new boolean[AXES];
  private final int[] size = new int[AXES];
  private final double[] spacingMm = new double[AXES];
  private final int[] stride = new int[AXES];
  private final int origin;

  private PatientAxes(VolumeGeometry geometry) {
    int[] voxelStride = {1, geometry.size(0), geometry.size(0) * geometry.size(1)};
    int start = 0;
    for (int axis = 0; axis < AXES; axis++) {
      int voxel = geometry.voxelAxisOf(axis);
      voxelAxis[axis] = voxel;
      reversed[axis] = geometry.rasDirectionOf(voxel) != DIRECTION[axis];
      size[axis] = geometry.size(voxel);
      spacingMm[axis] = geometry.spacingMm(voxel);
      stride[axis] = reversed[axis] ? -voxelStride[voxel] : voxelStride[voxel];
      if (reversed[axis]) {
        start += (size[axis] - 1) * voxelStride[voxel];
      }
    }
    origin = start;
  }

  /** The axes of a grid of fewer than 2<sup>31</sup> voxels. */
  public static PatientAxes of(VolumeGeometry geometry) {
    return new PatientAxes(geometry);
  }

  /** The number of voxels along {@link #W}, {@link #H} or {@link #S}. */
  public int size(int axis) {
    return size[axis];
  }

  /** The distance of voxel centres along {@link #W}, {@link #H} or {@link #S}. */
  public double spacingMm(int axis) {
    return spacingMm[axis];
  }

  /** The voxel axis (0 for {@code i}) that {@link #W}, {@link #H} or {@link #S} runs along. */
  public int voxelAxis(int axis) {
    return voxelAxis[axis];
  }

  /** Which of {@link #W}, {@link #H} and {@link #S} runs along a voxel axis. */
  public int patientAxis(int voxel) {
    for (int axis = 0; axis < AXES; axis++) {
      if (voxelAxis[axis] == voxel) {
        return axis;
      }
    }
    throw new IndexOutOfBoundsException("voxel axis " + voxel + " of 0, 1, 2");
  }

  /** The index along the voxel axis for an index along {@link #W}, {@link #H} or {@link #S}. */
  public int voxelIndex(int axis, int index) {
    return reversed[axis] ? size[axis] - 1 - index : index;
  }

  /** The step in an array with {@code i} fastest for one step along an axis; may be negative. */
  public int stride(int axis) {
    return stride[axis];
  }

  /** The place of {@code w = h = s = 0} in an array with {@code i} fastest. */
  public int origin() {
    return origin;
  }

  /** The place of a voxel in an array with {@code i} fastest. */
  public int arrayIndex(int w, int h, int s) {
    return origin + w * stride[W] + h * stride[H] + s * stride[S];
  }
}
