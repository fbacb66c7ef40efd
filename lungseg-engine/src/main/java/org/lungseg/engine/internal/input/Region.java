package org.lungseg.engine.internal.input;

/**
 * A rectangle of an axial slice, in voxels along {@link PatientAxes#W} and {@link PatientAxes#H}.
 *
 * @param fromW the first column
 * @param toW behind the last column
 * @param fromH the first row
 * @param toH behind the last row
 */
public record Region(int fromW, int toW, int fromH, int toH) {

  /** Checks that it is not empty. */
  public Region {
    if (fromW < 0 || fromH < 0 || toW <= fromW || toH <= fromH) {
      throw new IllegalArgumentException(
          "empty region " + fromW + "-" + toW + ", " + fromH + "-" + toH);
    }
  }

  /** The whole of each slice. */
  public static Region whole(PatientAxes axes) {
    return new Region(0, axes.size(PatientAxes.W), 0, axes.size(PatientAxes.H));
  }
}
