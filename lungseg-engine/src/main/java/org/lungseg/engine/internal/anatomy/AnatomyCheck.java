package org.lungseg.engine.internal.anatomy;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.lungseg.api.CtVolume;
import org.lungseg.api.Label;
import org.lungseg.api.LabelMask;
import org.lungseg.api.LabelSet;
import org.lungseg.api.LungSide;
import org.lungseg.api.SegmentationWarning.Kind;
import org.lungseg.api.SpacingOrigin;
import org.lungseg.engine.internal.input.Findings;
import org.lungseg.engine.internal.input.InputCheck;
import org.lungseg.engine.internal.input.PatientAxes;

/**
 * Judges an image by the lungs found in it. For masks whose structures name a side, such as lungs
 * and lobes; others are not looked at.
 */
public final class AnatomyCheck {

  /** Less is no pair of lungs: those of a newborn hold some 80 mL. */
  private static final double LEAST_LUNG_ML = 50;

  /** A scan that is shorter than this need not show much lung. */
  private static final double LONG_SCAN_MM = 100;

  /** A scan that has lung at one of its ends, and in less of its slices, is of the parts beside. */
  private static final double LUNG_SLICES_SHARE = 1 / 3.0;

  /** An end slice with this share of the widest slice's lung cuts more off than a tip. */
  private static final double END_SLICE_SHARE = 0.1;

  /** So much lung at a side of the image is no chance: a square centimetre. */
  private static final double EDGE_MM2 = 100;

  /** So much lung near padding is no chance; here samples of 36 mm² count. */
  private static final double VIEW_MM2 = 1000;

  private static final int VALUES = 256;

  private static final double MM3_PER_ML = 1000;

  private final CtVolume ct;
  private final LabelMask mask;
  private final PatientAxes axes;
  private final CoarseChest chest;

  private AnatomyCheck(CtVolume ct, LabelMask mask, byte[] sideOfLabel) {
    this.ct = ct;
    this.mask = mask;
    this.axes = PatientAxes.of(ct.geometry());
    this.chest = CoarseChest.of(ct, mask, axes, sideOfLabel);
  }

  /**
   * A check of one image; empty where the mask's structures do not name their sides.
   *
   * @param mask what was found, on the image's grid
   */
  public static Optional<AnatomyCheck> of(CtVolume ct, LabelMask mask) {
    byte[] sideOfLabel = sideOfLabel(mask.labels());
    for (LungSide side : LungSide.values()) {
      boolean named = false;
      for (byte one : sideOfLabel) {
        named |= one == side.labelValue();
      }
      if (!named) {
        return Optional.empty();
      }
    }
    return Optional.of(new AnatomyCheck(ct, mask, sideOfLabel));
  }

  /**
   * What the anatomy says of the image's orientation.
   *
   * @param mirrored whether the network sees the right lung on the left
   */
  public Orientation orientation(boolean mirrored) {
    return Orientation.of(signs(), mirrored);
  }

  /** What the orientation is judged by. */
  public AnatomySigns signs() {
    return AnatomySigns.of(chest);
  }

  /** Tells whether the lungs are whole, and whether it is a chest. */
  public void report(Findings findings) {
    int slices = axes.size(PatientAxes.S);
    boolean few = InputCheck.hasFewSlices(ct.geometry(), axes);
    boolean calibrated = ct.geometry().spacingOrigin() == SpacingOrigin.CALIBRATED;
    boolean isLong = calibrated && slices * axes.spacingMm(PatientAxes.S) >= LONG_SCAN_MM;
    double ml = mask.voxelCount() * ct.geometry().voxelVolumeMm3() / MM3_PER_ML;
    if (isLong && ml < LEAST_LUNG_ML) {
      findings.add(
          Kind.NOT_A_CHEST,
          "only %.0f mL of lung over %.0f mm: this looks like another part of the body",
          ml,
          slices * axes.spacingMm(PatientAxes.S));
    }
    if (mask.isEmpty()) {
      return;
    }
    long[] area = new long[slices];
    long[] sideFaces = new long[4];
    count(area, sideFaces);
    long widest = 0;
    int withLung = 0;
    for (long one : area) {
      widest = Math.max(widest, one);
      withLung += one > 0 ? 1 : 0;
    }
    boolean feet = !few && area[0] > END_SLICE_SHARE * widest;
    boolean head = !few && area[slices - 1] > END_SLICE_SHARE * widest;
    if (isLong && ml >= LEAST_LUNG_ML && feet != head && withLung < LUNG_SLICES_SHARE * slices) {
      findings.add(
          Kind.NOT_A_CHEST,
          "there is lung in %d of %d slices only, at the end near the %s: this looks like a scan of"
              + " another part of the body",
          withLung,
          slices,
          head ? "head" : "feet");
    }
    reportCuts(feet, head, sideFaces, findings);
  }

  private void reportCuts(boolean feet, boolean head, long[] sideFaces, Findings findings) {
    List<String> where = new ArrayList<>();
    if (feet) {
      where.add("the end near the feet");
    }
    if (head) {
      where.add("the end near the head");
    }
    String[] sides = {"right", "left", "anterior", "posterior"};
    for (int side = 0; side < sides.length; side++) {
      int along = side < 2 ? PatientAxes.H : PatientAxes.W;
      double faceMm2 = axes.spacingMm(along) * axes.spacingMm(PatientAxes.S);
      if (sideFaces[side] * faceMm2 > EDGE_MM2) {
        where.add("the " + sides[side] + " edge");
      }
    }
    int beside = chest.lungBeside(value -> value < InputCheck.PADDING_BELOW_HOUNSFIELD);
    double sampleMm2 = chest.stepMm(PatientAxes.S) * chest.stepMm(PatientAxes.W);
    if (beside * sampleMm2 > VIEW_MM2) {
      where.add("the edge of the scanner's field of view");
    }
    if (!where.isEmpty()) {
      findings.add(
          Kind.LUNGS_CUT,
          "the lungs reach %s of the image: what lies beyond is missing from mask and volumes",
          String.join(", ", where));
    }
  }

  /** Counts the lung of each slice, and of the outermost columns and rows. */
  private void count(long[] area, long[] sideFaces) {
    byte[] labels = mask.array();
    int lastW = axes.size(PatientAxes.W) - 1;
    int lastH = axes.size(PatientAxes.H) - 1;
    int step = axes.stride(PatientAxes.W);
    for (int s = 0; s < area.length; s++) {
      for (int h = 0; h <= lastH; h++) {
        int at = axes.arrayIndex(0, h, s);
        sideFaces[0] += labels[at] != 0 ? 1 : 0;
        sideFaces[1] += labels[at + lastW * step] != 0 ? 1 : 0;
        for (int w = 0; w <= lastW; w++, at += step) {
          if (labels[at] != 0) {
            area[s]++;
            sideFaces[2] += h == 0 ? 1 : 0;
            sideFaces[3] += h == lastH ? 1 : 0;
          }
        }
      }
    }
  }

  /** For each label value the side that its name begins with, as in {@code right upper lobe}. */
  private static byte[] sideOfLabel(LabelSet labels) {
    byte[] sides = new byte[VALUES];
    for (Label label : labels.labels()) {
      String name = label.name().toLowerCase(Locale.ROOT);
      for (LungSide side : LungSide.values()) {
        if (name.startsWith(side.name().toLowerCase(Locale.ROOT))) {
          sides[label.value()] = (byte) side.labelValue();
        }
      }
    }
    return sides;
  }
}
