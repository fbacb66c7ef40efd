package org.lungseg.io;

import java.util.List;
import java.util.Optional;
import org.lungseg.api.Affine3D;
import org.lungseg.api.SpacingOrigin;
import org.lungseg.api.UnreadableFormatException;
import org.lungseg.api.VolumeGeometry;

/**
 * The place of a NIfTI volume, by nibabel's rule: the sform if its code is positive, else the qform
 * if its code is positive, else the spacings alone, with {@code i} to the left, {@code j} to the
 * front, {@code k} to the head and the centre of the grid at the origin.
 *
 * <p>Where this goes beyond nibabel: a form whose numbers make no map (not finite, singular, no
 * unit quaternion) is passed over with a warning if the other form is stated, and is an error if
 * not; lengths in metres or micrometres become millimetres; spacings of 0 or NaN count as 1 mm,
 * assumed.
 */
final class NiftiGeometry {

  /** What two forms may differ by at the corners of the grid, in parts of the least spacing. */
  private static final double FORM_TOLERANCE = 0.1;

  /** As in nifti1_io: below this, {@code a²} of the quaternion is rounding and counts as 0. */
  private static final double SMALL_A_SQUARED = 1e-7;

  /** How far the length of {@code (b, c, d)} may exceed 1 and still count as rounding. */
  private static final double QUATERNION_TOLERANCE = 1e-3;

  private static final int UNIT_UNKNOWN = 0;
  private static final int UNIT_METRE = 1;
  private static final int UNIT_MILLIMETRE = 2;
  private static final int UNIT_MICROMETRE = 3;

  private NiftiGeometry() {}

  /**
   * Finds the geometry.
   *
   * @param name what errors call the file
   * @param warnings receives what may be wrong
   * @param notes receives what is common and worth knowing
   * @throws UnreadableFormatException if no stated form is usable
   */
  static VolumeGeometry of(
      NiftiHeader header, String name, List<String> warnings, List<String> notes) {
    SpacingOrigin origin = header.markedAssumed ? SpacingOrigin.ASSUMED : SpacingOrigin.CALIBRATED;
    double unitMm = unitMm(header.spaceUnitCode, warnings, notes);
    Optional<VolumeGeometry> sform =
        header.sformCode > 0 ? geometry(header, header.sform, unitMm, origin) : Optional.empty();
    boolean knownSpacing = hasSpacing(header.pixdim);
    Optional<VolumeGeometry> qform =
        header.qformCode > 0
            ? fromQuaternion(header, unitMm, knownSpacing ? origin : SpacingOrigin.ASSUMED)
            : Optional.empty();
    if (header.sformCode > 0 && sform.isEmpty()) {
      warnings.add("the sform is no invertible map and is passed over");
    }
    if (header.qformCode > 0 && qform.isEmpty()) {
      warnings.add("the qform is no rotation and is passed over");
    }
    if (sform.isPresent() && qform.isPresent()) {
      warnWhereDifferent(sform.get(), qform.get(), warnings);
    }
    if (sform.isPresent()) {
      return sform.get();
    }
    if (!knownSpacing) {
      warnings.add("a voxel spacing is 0 or not a number; 1 mm is assumed");
    }
    if (qform.isPresent()) {
      return qform.get();
    }
    if (header.sformCode > 0 || header.qformCode > 0) {
      throw new UnreadableFormatException(
          name
              + ": the NIfTI header states where the volume lies (sform code "
              + header.sformCode
              + ", qform code "
              + header.qformCode
              + "), but the numbers make no invertible map");
    }
    warnings.add(
        "the orientation is not stated (sform and qform code 0); i to the left, j to the front and"
            + " k to the head are assumed");
    return fromSpacing(header, unitMm, knownSpacing ? origin : SpacingOrigin.ASSUMED, name);
  }

  private static double unitMm(int code, List<String> warnings, List<String> notes) {
    return switch (code) {
      case UNIT_METRE -> 1000;
      case UNIT_MILLIMETRE -> 1;
      case UNIT_MICROMETRE -> 0.001;
      case UNIT_UNKNOWN -> {
        notes.add("the unit of length is not stated; millimetres are taken");
        yield 1;
      }
      default -> {
        warnings.add("the unit of length has the unknown code " + code + "; millimetres are taken");
        yield 1;
      }
    };
  }

  private static void warnWhereDifferent(
      VolumeGeometry sform, VolumeGeometry qform, List<String> warnings) {
    double least = Math.min(sform.spacingMm(0), Math.min(sform.spacingMm(1), sform.spacingMm(2)));
    if (!sform.isSameGrid(qform, FORM_TOLERANCE * least)) {
      warnings.add(
          "qform ("
              + qform.axisCodes()
              + ") and sform ("
              + sform.axisCodes()
              + ") disagree about where the volume lies; the sform is taken");
    }
  }

  private static Optional<VolumeGeometry> fromQuaternion(
      NiftiHeader header, double unitMm, SpacingOrigin origin) {
    double[] q = header.quaternion;
    double[] spacing = spacing(header.pixdim);
    return quaternionToMatrix(q[0], q[1], q[2])
        .flatMap(
            rotation -> {
              double qfac = header.pixdim[0] < 0 ? -1 : 1;
              double[] scale = {spacing[0], spacing[1], spacing[2] * qfac};
              double[] rows = new double[12];
              for (int row = 0; row < 3; row++) {
                for (int column = 0; column < 3; column++) {
                  rows[row * 4 + column] = rotation.get(row, column) * scale[column];
                }
                rows[row * 4 + 3] = q[3 + row];
              }
              return geometry(header, rows, unitMm, origin);
            });
  }

  /** The rotation of a unit quaternion given by its last three parts; the first is not negative. */
  static Optional<Affine3D> quaternionToMatrix(double b, double c, double d) {
    double squares = b * b + c * c + d * d;
    if (!(squares <= (1 + QUATERNION_TOLERANCE) * (1 + QUATERNION_TOLERANCE))) {
      return Optional.empty();
    }
    double a = 0;
    if (1 - squares < SMALL_A_SQUARED) {
      double length = Math.sqrt(squares);
      b /= length;
      c /= length;
      d /= length;
    } else {
      a = Math.sqrt(1 - squares);
    }
    return Optional.of(
        Affine3D.of(
            a * a + b * b - c * c - d * d,
            2 * (b * c - a * d),
            2 * (b * d + a * c),
            0,
            2 * (b * c + a * d),
            a * a + c * c - b * b - d * d,
            2 * (c * d - a * b),
            0,
            2 * (b * d - a * c),
            2 * (c * d + a * b),
            a * a + d * d - b * b - c * c,
            0));
  }

  private static VolumeGeometry fromSpacing(
      NiftiHeader header, double unitMm, SpacingOrigin origin, String name) {
    double[] spacing = spacing(header.pixdim);
    double[] rows = {
      -spacing[0],
      0,
      0,
      spacing[0] * (header.size[0] - 1) / 2,
      0,
      spacing[1],
      0,
      -spacing[1] * (header.size[1] - 1) / 2,
      0,
      0,
      spacing[2],
      -spacing[2] * (header.size[2] - 1) / 2
    };
    return geometry(header, rows, unitMm, origin)
        .orElseThrow(
            () ->
                new UnreadableFormatException(
                    name
                        + ": voxel spacings of "
                        + spacing[0]
                        + ", "
                        + spacing[1]
                        + ", "
                        + spacing[2]
                        + " (pixdim) make no grid"));
  }

  private static boolean hasSpacing(double[] pixdim) {
    for (int axis = 1; axis <= 3; axis++) {
      if (pixdim[axis] == 0 || !Double.isFinite(pixdim[axis])) {
        return false;
      }
    }
    return true;
  }

  private static double[] spacing(double[] pixdim) {
    double[] spacing = new double[3];
    for (int axis = 0; axis < 3; axis++) {
      double stated = Math.abs(pixdim[axis + 1]);
      spacing[axis] = stated > 0 && Double.isFinite(stated) ? stated : 1;
    }
    return spacing;
  }

  /** The geometry of a matrix in the unit of the file, if it is an invertible map. */
  private static Optional<VolumeGeometry> geometry(
      NiftiHeader header, double[] rows, double unitMm, SpacingOrigin origin) {
    double[] rowsMm = new double[rows.length];
    for (int at = 0; at < rows.length; at++) {
      rowsMm[at] = rows[at] * unitMm;
    }
    try {
      return Optional.of(
          VolumeGeometry.of(
              (int) header.size[0],
              (int) header.size[1],
              (int) header.size[2],
              Affine3D.of(rowsMm),
              origin));
    } catch (IllegalArgumentException e) {
      return Optional.empty(); // not finite or singular; the sizes are checked before
    }
  }
}
