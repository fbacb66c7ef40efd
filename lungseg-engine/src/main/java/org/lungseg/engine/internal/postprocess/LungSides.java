package org.lungseg.engine.internal.postprocess;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.lungseg.api.LungSide;

/**
 * Decides which part belongs to which lung. The network's labels vote: the largest part of each
 * label is that lung. Position decides where it can be told: the lung on the patient's right, as
 * the image's geometry states it, is the right one, and smaller parts follow the midline between
 * the two. Where position says nothing, a part takes the label it touches the most.
 */
final class LungSides {

  private static final byte RIGHT = (byte) LungSide.RIGHT.labelValue();
  private static final byte LEFT = (byte) LungSide.LEFT.labelValue();

  /** Both lungs are surely there if the smaller has this share of the larger. */
  private static final double BOTH_SHARE = 0.2;

  /** Middles of lungs lie further apart than this even in a small child; else sides are unclear. */
  private static final double APART_MM = 20;

  /** Less than this share of the other label means that the network did not tell sides apart. */
  private static final double MISSING_SHARE = 0.05;

  /** A second part of this share, far to the side, is the other lung rather than a piece. */
  private static final double SECOND_LUNG_SHARE = 0.15;

  /** Middles of two lungs are 130 to 150 mm apart in adults; pieces of one lung are not. */
  private static final double SECOND_LUNG_MM = 50;

  /** Where lungs do not touch, more than this is between them. */
  private static final double MEDIASTINUM_MM = 15;

  /** Lungs cross the midline in front of the heart and behind it by about this much. */
  private static final double MIDLINE_MARGIN_MM = 10;

  /** Lungs that touch do so with a few hundredths of their surface; islands with far more. */
  private static final double ISLAND_CONTACT_SHARE = 0.1;

  /** Parts below this are islands if they touch the other lung at all. */
  private static final double SPECK_ML = 1;

  /** The largest part of a label may be an island too, if it is this small and enclosed. */
  private static final double FALSE_LUNG_SHARE = 0.1;

  private static final double FALSE_LUNG_CONTACT_SHARE = 0.2;

  private static final double MM3_PER_ML = 1000;

  private final PartGraph graph;
  private final LabelCrop crop;
  private final byte[] label;
  private final Map<Integer, List<PartGraph.Contact>> contactsOf = new HashMap<>();
  private boolean swapped;

  private LungSides(PartGraph graph, LabelCrop crop, byte[] label) {
    this.graph = graph;
    this.crop = crop;
    this.label = label;
    for (PartGraph.Contact contact : graph.contacts()) {
      for (int part : new int[] {contact.a(), contact.b()}) {
        if (label[part] != 0) {
          contactsOf.computeIfAbsent(part, p -> new ArrayList<>()).add(contact);
        }
      }
    }
  }

  /**
   * Decides for all parts that are kept; the others become background.
   *
   * @param keep for each part, whether it is lung
   */
  static LungSides decide(PartGraph graph, LabelCrop crop, boolean[] keep) {
    byte[] label = graph.labels();
    for (int part = 0; part < label.length; part++) {
      if (!keep[part]) {
        label[part] = 0;
      }
    }
    LungSides sides = new LungSides(graph, crop, label);
    sides.decide();
    return sides;
  }

  /** For each part 0, 1 (right) or 2 (left). */
  byte[] labelOfPart() {
    return label;
  }

  /** Whether the network's right lung lies on the patient's left of its left lung. */
  boolean swapped() {
    return swapped;
  }

  /** Whether one label has nearly all of the voxels. */
  boolean isOneLung() {
    long[] voxels = new long[LEFT + 1];
    for (int part = 0; part < label.length; part++) {
      voxels[label[part]] += size(part);
    }
    return Math.min(voxels[RIGHT], voxels[LEFT])
        < MISSING_SHARE * Math.max(voxels[RIGHT], voxels[LEFT]);
  }

  private void decide() {
    int right = largest(RIGHT);
    int left = largest(LEFT);
    if (right < 0 && left < 0) {
      return;
    }
    if (right < 0 || left < 0 || shareOf(right, left) < MISSING_SHARE) {
      int main = left < 0 || (right >= 0 && size(right) >= size(left)) ? right : left;
      int second = secondLung(main);
      if (second >= 0) {
        boolean mainIsRight = graph.meanColumn(main) < graph.meanColumn(second);
        right = mainIsRight ? main : second;
        left = mainIsRight ? second : main;
        label[right] = RIGHT;
        label[left] = LEFT;
      }
    }
    boolean both =
        right >= 0
            && left >= 0
            && shareOf(right, left) >= BOTH_SHARE
            && lateralMm(right, left) >= APART_MM;
    if (both && graph.meanColumn(right) > graph.meanColumn(left)) {
      swapAll();
      int swap = right;
      right = left;
      left = swap;
    }
    assignOthers(right, left, both);
  }

  private void assignOthers(int right, int left, boolean both) {
    int only = right < 0 || (left >= 0 && size(left) > size(right)) ? left : right;
    double midline = both ? (graph.meanColumn(right) + graph.meanColumn(left)) / 2 : 0;
    int[] ascending =
        IntStream.range(0, label.length)
            .filter(part -> label[part] != 0)
            .boxed()
            .sorted(Comparator.<Integer>comparingLong(this::size).thenComparing(part -> part))
            .mapToInt(Integer::intValue)
            .toArray();
    for (int part : ascending) {
      boolean main = part == right || part == left;
      double offsetMm = (graph.meanColumn(part) - midline) * crop.spacingMm(0);
      if (both && main) {
        continue;
      }
      int otherMain = main ? (part == right ? left : right) : -1;
      if (both && Math.abs(offsetMm) > MIDLINE_MARGIN_MM) {
        relabel(part, offsetMm < 0 ? RIGHT : LEFT);
      } else if (!both && !main && isBeyond(part, only)) {
        relabel(part, label[only] == RIGHT ? LEFT : RIGHT);
      } else if (isIsland(part, otherMain)) {
        relabel(part, label[part] == RIGHT ? LEFT : RIGHT);
      }
    }
  }

  /**
   * Whether a part lies where the other lung of the main part is: wholly on its inner side with the
   * mediastinum between. Pieces of one lung lie above, below or in front of each other.
   */
  private boolean isBeyond(int part, int main) {
    int gap =
        label[main] == RIGHT
            ? graph.firstColumn(part) - graph.lastColumn(main)
            : graph.firstColumn(main) - graph.lastColumn(part);
    return gap * crop.spacingMm(0) >= MEDIASTINUM_MM && lateralMm(part, main) >= SECOND_LUNG_MM;
  }

  /** Whether a part is attached to the other lung rather than a piece of its own. */
  private boolean isIsland(int part, int otherMain) {
    double same = 0;
    double other = 0;
    for (PartGraph.Contact contact : contactsOf.getOrDefault(part, List.of())) {
      byte around = label[contact.a() == part ? contact.b() : contact.a()];
      if (around == label[part]) {
        same += contact.areaMm2();
      } else if (around != 0) {
        other += contact.areaMm2();
      }
    }
    double contactShare = other / graph.surfaceMm2(part);
    if (otherMain >= 0) {
      return size(part) < FALSE_LUNG_SHARE * size(otherMain)
          && contactShare > FALSE_LUNG_CONTACT_SHARE;
    }
    boolean speck = size(part) * voxelMm3() < SPECK_ML * MM3_PER_ML;
    return other > same && (speck || contactShare > ISLAND_CONTACT_SHARE);
  }

  private void relabel(int part, byte side) {
    label[part] = side;
  }

  private void swapAll() {
    swapped = true;
    for (int part = 0; part < label.length; part++) {
      if (label[part] != 0) {
        label[part] = label[part] == RIGHT ? LEFT : RIGHT;
      }
    }
  }

  private int largest(byte side) {
    int best = -1;
    for (int part = 0; part < label.length; part++) {
      if (label[part] == side && (best < 0 || size(part) > size(best))) {
        best = part;
      }
    }
    return best;
  }

  /** The largest part with the main part's label that lies far to its side, or −1. */
  private int secondLung(int main) {
    int best = -1;
    for (int part = 0; part < label.length; part++) {
      if (part != main
          && label[part] == label[main]
          && size(part) >= SECOND_LUNG_SHARE * size(main)
          && lateralMm(part, main) >= SECOND_LUNG_MM
          && (best < 0 || size(part) > size(best))) {
        best = part;
      }
    }
    return best;
  }

  private double shareOf(int one, int other) {
    return (double) Math.min(size(one), size(other)) / Math.max(size(one), size(other));
  }

  private double lateralMm(int one, int other) {
    return Math.abs(graph.meanColumn(one) - graph.meanColumn(other)) * crop.spacingMm(0);
  }

  private long size(int part) {
    return graph.voxels(part);
  }

  private double voxelMm3() {
    return crop.spacingMm(0) * crop.spacingMm(1) * crop.spacingMm(2);
  }
}
