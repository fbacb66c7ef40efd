package org.lungseg.io.internal.dicom;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.lungseg.api.SpacingOrigin;
import org.lungseg.api.VolumeGeometry;

/**
 * The grid that the frames of a segmentation lie on, of which slices may be left out. Slices are
 * ordered as those of a CT, see {@link SliceStack}; their distance is the stated one if all frames
 * lie at multiples of it, else the least there is. The grid reaches from the first frame to the
 * last.
 *
 * @param geometry the grid
 * @param slices for each frame the slice that it is, from 0
 * @param warnings what may be read wrongly
 */
record SegmentationGrid(VolumeGeometry geometry, List<Integer> slices, List<String> warnings) {

  private static final double ASSUMED_DISTANCE_MM = 1;

  /** Times the stated distance from which no two frames are neighbours. */
  private static final double FAR_APART = 1.5;

  /** The first slice and the last say nothing of the distance of neighbours. */
  private static final int ENDS = 2;

  /** The most slices of a grid, so that a wrong distance is found before memory is asked for. */
  private static final int MAX_SLICES = 0xffff;

  SegmentationGrid {
    slices = List.copyOf(slices);
    warnings = List.copyOf(warnings);
  }

  /**
   * Finds the grid.
   *
   * @param places of the frames, at least one
   * @param statedDistanceMm the distance of slices, if it is stated
   * @throws NoVolumeException if there is none
   */
  static SegmentationGrid of(
      List<Frame.Place> places, int columns, int rows, Optional<Double> statedDistanceMm)
      throws NoVolumeException {
    Frame.Place any = places.get(0);
    for (Frame.Place place : places) {
      if (SliceStack.isOtherOrientation(place, any)
          || SliceStack.isOtherLength(place.columnSpacingMm(), any.columnSpacingMm())
          || SliceStack.isOtherLength(place.rowSpacingMm(), any.rowSpacingMm())) {
        throw NoVolumeException.unusable("its frames differ in orientation or pixel spacing");
      }
    }
    Vec3 across = any.rowDirection().cross(any.columnDirection());
    Vec3 normal = across.dividedBy(across.length());
    double[] distances =
        places.stream().mapToDouble(place -> normal.dot(place.position())).toArray();
    int first = 0;
    int last = 0;
    for (int frame = 1; frame < distances.length; frame++) {
      first = distances[frame] < distances[first] ? frame : first;
      last = distances[frame] > distances[last] ? frame : last;
    }
    double length = distances[last] - distances[first];
    if (!(length >= SliceStack.SAME_PLACE_MM)) {
      return single(any, normal, columns, rows, statedDistanceMm, places.size());
    }
    List<String> warnings = new ArrayList<>();
    double distance = distance(distances, length, statedDistanceMm, warnings);
    int count = (int) Math.rint(length / distance) + 1;
    Vec3 step =
        places.get(last).position().minus(places.get(first).position()).dividedBy(count - 1);
    List<Integer> slices = new ArrayList<>();
    for (int frame = 0; frame < distances.length; frame++) {
      int k = (int) Math.rint((distances[frame] - distances[first]) * (count - 1) / length);
      slices.add(k);
      Vec3 off = places.get(frame).position().minus(places.get(first).position());
      Vec3 rest = off.minus(step.times(k));
      double sideways = rest.minus(normal.times(rest.dot(normal))).length();
      if (!(sideways <= SliceStack.sidewaysToleranceMm(any))) {
        throw NoVolumeException.unusable(
            String.format(
                Locale.ROOT,
                "its frames are shifted sideways irregularly: frame %d by %.3f mm",
                frame + 1,
                sideways));
      }
    }
    try {
      return new SegmentationGrid(
          SliceStack.geometry(
              places.get(first), step, columns, rows, count, SpacingOrigin.CALIBRATED),
          slices,
          warnings);
    } catch (IllegalArgumentException e) {
      throw NoVolumeException.damaged("its positions and spacings make no grid");
    }
  }

  private static SegmentationGrid single(
      Frame.Place place,
      Vec3 normal,
      int columns,
      int rows,
      Optional<Double> statedDistanceMm,
      int frames)
      throws NoVolumeException {
    double distance = statedDistanceMm.orElse(place.thicknessMm());
    boolean known = distance > 0;
    try {
      return new SegmentationGrid(
          SliceStack.geometry(
              place,
              normal.times(known ? distance : ASSUMED_DISTANCE_MM),
              columns,
              rows,
              1,
              known ? SpacingOrigin.CALIBRATED : SpacingOrigin.ASSUMED),
          Collections.nCopies(frames, 0),
          List.of());
    } catch (IllegalArgumentException e) {
      throw NoVolumeException.damaged("its positions and spacings make no grid");
    }
  }

  private static double distance(
      double[] distances, double length, Optional<Double> stated, List<String> warnings)
      throws NoVolumeException {
    double[] ascending = distances.clone();
    Arrays.sort(ascending);
    double least = length;
    int distinct = 1;
    for (int at = 1; at < ascending.length; at++) {
      double gap = ascending[at] - ascending[at - 1];
      if (gap >= SliceStack.SAME_PLACE_MM) {
        least = Math.min(least, gap);
        distinct++;
      }
    }
    if (stated.isPresent() && fits(ascending, length, stated.get())) {
      if (least > stated.get() * FAR_APART && distinct > ENDS) {
        warnings.add(
            String.format(
                Locale.ROOT,
                "no two frames lie at the stated distance of slices, %.3f mm; the nearest are"
                    + " %.3f mm apart",
                stated.get(),
                least));
      }
      return stated.get();
    }
    if (!fits(ascending, length, least)) {
      throw NoVolumeException.unusable(
          String.format(
              Locale.ROOT,
              "its frames lie unevenly: not at multiples of the least distance, %.3f mm",
              least));
    }
    return least;
  }

  /** Whether all frames lie at multiples of a distance. */
  private static boolean fits(double[] ascending, double length, double distance) {
    double count = Math.rint(length / distance);
    if (!(count >= 1 && count < MAX_SLICES)) {
      return false;
    }
    double even = length / count;
    double allowed = SliceStack.evenToleranceMm(even);
    for (double place : ascending) {
      double off = place - ascending[0];
      if (!(Math.abs(off - Math.rint(off / even) * even) <= allowed)) {
        return false;
      }
    }
    return Math.abs(even - distance) <= allowed;
  }
}
