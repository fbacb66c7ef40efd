package org.lungseg.io.internal.dicom;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.function.Function;
import org.lungseg.api.Affine3D;
import org.lungseg.api.SpacingOrigin;
import org.lungseg.api.VolumeGeometry;

/**
 * Makes a grid of the slices of a series, or says why they are none. The rules:
 *
 * <ul>
 *   <li>All slices have one size, pixel spacing, orientation and frame of reference.
 *   <li>They are ordered along the normal of their orientation (row direction × column direction),
 *       so that {@code k} grows along it; names and instance numbers play no part.
 *   <li>No two lie at the same place.
 *   <li>They lie evenly: each within a tenth of the slice distance (0.1 mm where that is more, but
 *       never a fifth of the distance) of its place between the first and the last.
 *   <li>They may be shifted sideways by the same amount from each to the next, as a tilted gantry
 *       does: then the grid is sheared. Irregular shifts are refused.
 * </ul>
 *
 * @param frames the slices in the order of {@code k}
 * @param geometry their grid
 * @param notes what is worth knowing of it
 */
record SliceStack(List<Frame> frames, VolumeGeometry geometry, List<String> notes) {

  /** How far direction cosines may differ: 0.06 degrees, more than rounding makes. */
  static final double ORIENTATION_TOLERANCE = 1e-3;

  /** By what part pixel spacings may differ. */
  static final double SPACING_TOLERANCE = 1e-4;

  /** Slices nearer than this lie at the same place. */
  static final double SAME_PLACE_MM = 0.01;

  /** Positions are often rounded to a tenth of a millimetre. */
  static final double ROUNDING_MM = 0.1;

  private static final double EVEN_PART = 0.1;
  private static final double MOST_EVEN_PART = 0.2;
  private static final double SIDEWAYS_PIXELS = 0.2;
  private static final double GAP_FACTOR = 1.5;
  private static final double ASSUMED_THICKNESS_MM = 1;
  private static final double NOTED_UNEVENNESS_MM = 0.01;

  SliceStack {
    frames = List.copyOf(frames);
    notes = List.copyOf(notes);
  }

  /**
   * Stacks slices.
   *
   * @param slices at least one; no scout views
   * @throws NoVolumeException if they make no volume
   */
  static SliceStack of(List<Frame> slices) throws NoVolumeException {
    requireAlike(slices);
    Frame.Place any = slices.get(0).place();
    Vec3 normal = any.rowDirection().cross(any.columnDirection());
    normal = normal.times(1 / normal.length());
    Vec3 along = normal;
    List<Frame> sorted = new ArrayList<>(slices);
    sorted.sort(
        Comparator.<Frame>comparingDouble(slice -> along.dot(slice.place().position()))
            .thenComparing(Frame::name));
    double[] distances =
        sorted.stream().mapToDouble(slice -> along.dot(slice.place().position())).toArray();
    List<String> notes = new ArrayList<>();
    requireApart(sorted, distances);
    Vec3 step;
    SpacingOrigin origin = SpacingOrigin.CALIBRATED;
    if (sorted.size() == 1) {
      double thickness = any.thicknessMm();
      notes.add("a single slice; its thickness stands for the distance of slices");
      if (!(thickness > 0)) {
        thickness = ASSUMED_THICKNESS_MM;
        origin = SpacingOrigin.ASSUMED;
      }
      step = normal.times(thickness);
    } else {
      step = requireEven(sorted, distances, notes);
      requireStraight(sorted, normal, step, notes);
      noteThickness(step.dot(normal), any.thicknessMm(), notes);
    }
    try {
      PixelLayout layout = sorted.get(0).image().layout();
      VolumeGeometry grid =
          geometry(
              sorted.get(0).place(), step, layout.columns(), layout.rows(), sorted.size(), origin);
      return new SliceStack(sorted, grid, notes);
    } catch (IllegalArgumentException e) {
      throw NoVolumeException.damaged("its positions and spacings make no grid");
    }
  }

  /**
   * The grid of a stack.
   *
   * @param place where its first slice lies
   * @param step from slice to slice
   * @throws IllegalArgumentException if there is none
   */
  static VolumeGeometry geometry(
      Frame.Place place, Vec3 step, int columns, int rows, int slices, SpacingOrigin origin) {
    Vec3 i = place.rowDirection().times(place.columnSpacingMm());
    Vec3 j = place.columnDirection().times(place.rowSpacingMm());
    Vec3 start = place.position();
    // From DICOM's LPS to RAS: x and y change their sign.
    Affine3D affine =
        Affine3D.of(
            negated(i.x()),
            negated(j.x()),
            negated(step.x()),
            negated(start.x()),
            negated(i.y()),
            negated(j.y()),
            negated(step.y()),
            negated(start.y()),
            i.z(),
            j.z(),
            step.z(),
            start.z());
    return VolumeGeometry.of(columns, rows, slices, affine, origin);
  }

  /** The negative, without a zero that has a sign. */
  private static double negated(double value) {
    return 0 - value;
  }

  private static void requireAlike(List<Frame> slices) throws NoVolumeException {
    Frame first = slices.get(0);
    for (Frame slice : slices) {
      PixelLayout layout = slice.image().layout();
      PixelLayout expected = first.image().layout();
      if (layout.columns() != expected.columns() || layout.rows() != expected.rows()) {
        throw differing("size", slices, slice, SliceStack::describeSize);
      }
      Frame.Place place = slice.place();
      if (isOtherLength(place.columnSpacingMm(), first.place().columnSpacingMm())
          || isOtherLength(place.rowSpacingMm(), first.place().rowSpacingMm())) {
        throw differing("pixel spacing", slices, slice, SliceStack::describeSpacing);
      }
      if (isOtherOrientation(place, first.place())) {
        throw differing("orientation", slices, slice, SliceStack::describeOrientation);
      }
      if (!frameOfReference(slice).equals(frameOfReference(first))) {
        throw NoVolumeException.unusable(
            "its slices are positioned in different frames of reference (0020,0052), such as "
                + first.name()
                + " and "
                + slice.name());
      }
    }
  }

  private static String frameOfReference(Frame slice) {
    return slice.image().parsed().data().text(Tag.FRAME_OF_REFERENCE_UID).orElse("");
  }

  static boolean isOtherOrientation(Frame.Place one, Frame.Place other) {
    return one.rowDirection().maxDifference(other.rowDirection()) > ORIENTATION_TOLERANCE
        || one.columnDirection().maxDifference(other.columnDirection()) > ORIENTATION_TOLERANCE;
  }

  /** How far a slice may lie from its even place along the stack. */
  static double evenToleranceMm(double spacing) {
    return Math.min(MOST_EVEN_PART * spacing, Math.max(EVEN_PART * spacing, ROUNDING_MM));
  }

  /** How far a slice may lie beside the line through the first and the last. */
  static double sidewaysToleranceMm(Frame.Place place) {
    double pixel = Math.min(place.columnSpacingMm(), place.rowSpacingMm());
    return Math.max(SIDEWAYS_PIXELS * pixel, ROUNDING_MM);
  }

  static boolean isOtherLength(double one, double other) {
    return !(Math.abs(one - other) <= SPACING_TOLERANCE * other);
  }

  private static NoVolumeException differing(
      String what, List<Frame> slices, Frame odd, Function<Frame, String> describe) {
    Frame first = slices.get(0);
    return NoVolumeException.unusable(
        "its slices differ in "
            + what
            + ": "
            + describe.apply(first)
            + " in "
            + first.name()
            + ", "
            + describe.apply(odd)
            + " in "
            + odd.name());
  }

  private static String describeSize(Frame slice) {
    return slice.image().layout().columns() + "×" + slice.image().layout().rows();
  }

  private static String describeSpacing(Frame slice) {
    return slice.place().columnSpacingMm() + "×" + slice.place().rowSpacingMm() + " mm";
  }

  private static String describeOrientation(Frame slice) {
    Vec3 row = slice.place().rowDirection();
    Vec3 column = slice.place().columnDirection();
    return String.format(
        Locale.ROOT,
        "(%.4f, %.4f, %.4f; %.4f, %.4f, %.4f)",
        row.x(),
        row.y(),
        row.z(),
        column.x(),
        column.y(),
        column.z());
  }

  private static void requireApart(List<Frame> sorted, double[] distances)
      throws NoVolumeException {
    int shared = 0;
    int example = -1;
    for (int k = 1; k < distances.length; k++) {
      if (!(distances[k] - distances[k - 1] >= SAME_PLACE_MM)) {
        shared++;
        example = example < 0 ? k : example;
      }
    }
    if (shared == 0) {
      return;
    }
    TreeSet<Integer> acquisitions = new TreeSet<>();
    TreeSet<Integer> times = new TreeSet<>();
    for (Frame slice : sorted) {
      acquisitions.add(slice.moment().acquisition());
      times.add(slice.moment().time());
    }
    int several = Math.max(acquisitions.size(), times.size());
    throw NoVolumeException.unusable(
        "it holds "
            + (several > 1
                ? "several volumes (" + several + " acquisitions or points in time): "
                : "different slices at the same place: ")
            + shared
            + " of its "
            + sorted.size()
            + " slices lie where another one does, such as "
            + sorted.get(example - 1).name()
            + " and "
            + sorted.get(example).name()
            + "; give the files of one volume only");
  }

  /** Returns the step from slice to slice. */
  private static Vec3 requireEven(List<Frame> sorted, double[] distances, List<String> notes)
      throws NoVolumeException {
    int last = sorted.size() - 1;
    double spacing = (distances[last] - distances[0]) / last;
    double allowed = evenToleranceMm(spacing);
    double worst = 0;
    for (int k = 0; k <= last; k++) {
      double off = Math.abs(distances[k] - distances[0] - k * spacing);
      if (!(off <= allowed)) {
        throw uneven(distances);
      }
      worst = Math.max(worst, off);
    }
    if (worst > NOTED_UNEVENNESS_MM) {
      notes.add(
          String.format(
              Locale.ROOT,
              "slices lie up to %.3f mm off the even distance of %.3f mm that is used",
              worst,
              spacing));
    }
    return sorted
        .get(last)
        .place()
        .position()
        .minus(sorted.get(0).place().position())
        .dividedBy(last);
  }

  private static NoVolumeException uneven(double[] distances) {
    double[] gaps = new double[distances.length - 1];
    for (int k = 0; k < gaps.length; k++) {
      gaps[k] = distances[k + 1] - distances[k];
    }
    double[] ascending = gaps.clone();
    Arrays.sort(ascending);
    double usual = ascending[(ascending.length - 1) / 2];
    int missing = 0;
    int example = -1;
    boolean whole = true;
    for (int k = 0; k < gaps.length; k++) {
      double times = gaps[k] / usual;
      whole &= Math.abs(times - Math.rint(times)) <= EVEN_PART;
      if (times > GAP_FACTOR) {
        missing += (int) Math.min(Math.rint(times) - 1, Short.MAX_VALUE);
        example = example < 0 ? k : example;
      }
    }
    if (whole && example >= 0) {
      return NoVolumeException.unusable(
          String.format(
              Locale.ROOT,
              "slices are missing: with one every %.3f mm, %d between the first and the last, the"
                  + " first of them between %.3f and %.3f mm along the stack",
              usual,
              missing,
              distances[example],
              distances[example + 1]));
    }
    return NoVolumeException.unusable(
        String.format(
            Locale.ROOT,
            "its slices lie unevenly, %.3f to %.3f mm apart",
            ascending[0],
            ascending[ascending.length - 1]));
  }

  private static void requireStraight(
      List<Frame> sorted, Vec3 normal, Vec3 step, List<String> notes) throws NoVolumeException {
    Frame.Place first = sorted.get(0).place();
    double allowed = sidewaysToleranceMm(first);
    for (int k = 0; k < sorted.size(); k++) {
      Vec3 off = sorted.get(k).place().position().minus(first.position()).minus(step.times(k));
      double sideways = off.minus(normal.times(off.dot(normal))).length();
      if (!(sideways <= allowed)) {
        throw NoVolumeException.unusable(
            String.format(
                Locale.ROOT,
                "its slices are shifted sideways irregularly: %s lies %.3f mm beside the line"
                    + " through the first and the last",
                sorted.get(k).name(),
                sideways));
      }
    }
    double height = step.dot(normal);
    double shift = step.minus(normal.times(height)).length();
    if (shift * (sorted.size() - 1) > allowed) {
      notes.add(
          String.format(
              Locale.ROOT,
              "the stack leans by %.2f degrees, as a tilted gantry makes it; the grid is sheared",
              Math.toDegrees(Math.atan2(shift, height))));
    }
  }

  private static void noteThickness(double spacing, double thickness, List<String> notes) {
    if (thickness > 0 && spacing > GAP_FACTOR * thickness) {
      notes.add(
          String.format(
              Locale.ROOT,
              "slices of %.3f mm lie %.3f mm apart: what is between them was not imaged",
              thickness,
              spacing));
    }
  }
}
