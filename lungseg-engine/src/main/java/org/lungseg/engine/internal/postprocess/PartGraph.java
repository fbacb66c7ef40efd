package org.lungseg.engine.internal.postprocess;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What is known of each part of a mask: its label, size, place and surface, and which parts touch.
 * Part 0 is the background outside, because blocks are surrounded by background.
 */
final class PartGraph {

  /**
   * Two parts of different labels that touch.
   *
   * @param a the part of lower number
   * @param b the other
   * @param areaMm2 the area of the faces they share
   */
  record Contact(int a, int b, double areaMm2) {}

  private final byte[] label;
  private final long[] voxels;
  private final double[] sumW;
  private final int[] firstColumn;
  private final int[] lastColumn;
  private final int[] firstSlice;
  private final int[] lastSlice;
  private final double[] surfaceMm2;
  private final List<Contact> contacts = new ArrayList<>();

  private PartGraph(int count) {
    label = new byte[count];
    voxels = new long[count];
    sumW = new double[count];
    firstColumn = new int[count];
    lastColumn = new int[count];
    firstSlice = new int[count];
    lastSlice = new int[count];
    surfaceMm2 = new double[count];
  }

  /** Measures the parts of a crop or of one of its slices. */
  static PartGraph of(Parts parts, LabelCrop crop) {
    PartGraph graph = new PartGraph(parts.count());
    graph.measure(parts);
    double[] faceMm2 = {
      crop.spacingMm(1) * crop.spacingMm(2),
      crop.spacingMm(0) * crop.spacingMm(2),
      crop.spacingMm(0) * crop.spacingMm(1)
    };
    ContactAreas areas = new ContactAreas(parts, faceMm2);
    parts.forEachContact(areas);
    areas.ofPair.forEach(
        (key, area) -> {
          int a = (int) (key >>> Integer.SIZE);
          int b = key.intValue();
          graph.contacts.add(new Contact(a, b, area[0]));
          graph.surfaceMm2[a] += area[0];
          graph.surfaceMm2[b] += area[0];
        });
    return graph;
  }

  /** Sums up the areas of contact of each pair of parts. */
  private static final class ContactAreas implements Parts.ContactListener {

    private static final int RECENT = 64; // a power of two

    private final SortedMap<Long, double[]> ofPair = new TreeMap<>();
    private final Parts parts;
    private final double[] faceMm2;
    // Few pairs make most contacts: each place holds the pair that came last of those that share
    // it.
    private final long[] recentPair = new long[RECENT];
    private final double[][] recentArea = new double[RECENT][];

    ContactAreas(Parts parts, double[] faceMm2) {
      this.parts = parts;
      this.faceMm2 = faceMm2;
      Arrays.fill(recentPair, -1);
    }

    @Override
    public void onContact(int run, int otherRun, int axis, int faces) {
      int one = parts.partOfRun(run);
      int other = parts.partOfRun(otherRun);
      long pair = ((long) Math.min(one, other) << Integer.SIZE) | Math.max(one, other);
      int place = (one + other) & (RECENT - 1);
      if (recentPair[place] != pair) {
        recentPair[place] = pair;
        recentArea[place] = ofPair.computeIfAbsent(pair, absent -> new double[1]);
      }
      recentArea[place][0] += faces * faceMm2[axis];
    }
  }

  int count() {
    return label.length;
  }

  byte label(int part) {
    return label[part];
  }

  /** The labels of all parts, in a new array. */
  byte[] labels() {
    return label.clone();
  }

  long voxels(int part) {
    return voxels[part];
  }

  /** The mean column of a part's voxels: greater is further to the patient's left. */
  double meanColumn(int part) {
    return sumW[part] / voxels[part];
  }

  /** The column of a part that is furthest to the patient's right. */
  int firstColumn(int part) {
    return firstColumn[part];
  }

  /** The column of a part that is furthest to the patient's left. */
  int lastColumn(int part) {
    return lastColumn[part];
  }

  /** The slice of a part that is nearest to the feet. */
  int firstSlice(int part) {
    return firstSlice[part];
  }

  /** The slice of a part that is nearest to the head. */
  int lastSlice(int part) {
    return lastSlice[part];
  }

  double surfaceMm2(int part) {
    return surfaceMm2[part];
  }

  List<Contact> contacts() {
    return contacts;
  }

  /**
   * The labels after each hole that is chosen got the label it shares the most surface with.
   *
   * @param fill for each part, whether it is a hole to fill
   */
  byte[] labelsWithFilled(boolean[] fill) {
    byte[] result = label.clone();
    double[] most = new double[label.length];
    SortedMap<Long, Double> shared = new TreeMap<>();
    for (Contact contact : contacts) {
      collect(contact.a(), contact.b(), contact.areaMm2(), fill, shared);
      collect(contact.b(), contact.a(), contact.areaMm2(), fill, shared);
    }
    shared.forEach(
        (key, areaMm2) -> {
          int hole = (int) (key >>> Byte.SIZE);
          if (areaMm2 > most[hole]) { // of equal areas the lower label, which comes first
            most[hole] = areaMm2;
            result[hole] = key.byteValue();
          }
        });
    return result;
  }

  private void collect(
      int hole, int around, double areaMm2, boolean[] fill, Map<Long, Double> shared) {
    if (fill[hole] && label[around] != 0) {
      shared.merge(((long) hole << Byte.SIZE) | (label[around] & 0xff), areaMm2, Double::sum);
    }
  }

  private void measure(Parts parts) {
    for (int part = 0; part < label.length; part++) {
      firstColumn[part] = Integer.MAX_VALUE;
      lastColumn[part] = -1;
      firstSlice[part] = Integer.MAX_VALUE;
      lastSlice[part] = -1;
    }
    for (int run = 0; run < parts.runCount(); run++) {
      int part = parts.partOfRun(run);
      int start = parts.startOfRun(run);
      int length = parts.endOfRun(run) - start;
      int slice = start / parts.width() / parts.height();
      label[part] = parts.labelOfRun(run);
      voxels[part] += length;
      int column = start % parts.width();
      sumW[part] += length * (column + (length - 1) / 2.0);
      firstColumn[part] = Math.min(firstColumn[part], column);
      lastColumn[part] = Math.max(lastColumn[part], column + length - 1);
      firstSlice[part] = Math.min(firstSlice[part], slice);
      lastSlice[part] = Math.max(lastSlice[part], slice);
    }
  }
}
