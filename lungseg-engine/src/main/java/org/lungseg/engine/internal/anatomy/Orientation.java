package org.lungseg.engine.internal.anatomy;

import java.util.ArrayList;
import java.util.List;
import org.lungseg.api.Affine3D;
import org.lungseg.api.LungSide;
import org.lungseg.api.VolumeGeometry;
import org.lungseg.engine.internal.input.PatientAxes;

/**
 * What the anatomy says of the orientation that an image states. All signs are ratios and ranks, so
 * they hold for grey values and for assumed spacings; a chest that lies on its front is like any
 * other, since the table is not looked at.
 *
 * <ul>
 *   <li><b>Front and back</b>: of the tissue between the lungs the brightest twentieth is mostly
 *       the spine, which lies behind the lungs' middle. In healthy and diseased chests its mean
 *       lies 0.11 to 0.21 of the lungs' depth behind; a flip makes that negative.
 *   <li><b>Head and feet</b>: the chest is a cone. In the upper quarter of the lungs their middles
 *       are closer to each other and their outer width is less than in the lower quarter, and there
 *       is air between them (the trachea). The sum of the logarithms of the three ratios is 0.9 to
 *       1.8 in chests of ten patients; a flip makes that negative.
 *   <li><b>Right and left</b>: the network may know a right lung from a left one by their looks;
 *       one that goes by their place alone notices nothing.
 * </ul>
 *
 * <p>A sign speaks against the orientation only from about half of what an exact flip shows on.
 * Without two lungs over {@value #FEWEST_SLICES} sampled slices and {@value #FEWEST_SAMPLES}
 * samples, nothing is said of the first two.
 *
 * @param frontBack whether front and back seem exchanged
 * @param headFeet whether head and feet seem exchanged
 * @param rightLeft whether right and left seem exchanged
 */
public record Orientation(boolean frontBack, boolean headFeet, boolean rightLeft) {

  private static final double FRONT_BACK_AGAINST = -0.05;

  private static final double HEAD_FEET_AGAINST = -0.5;

  /** Of the tissue between the lungs this share is taken for bone. */
  private static final double BRIGHT_SHARE = 0.05;

  /** Samples between the lungs that are darker than most lung are air. */
  private static final double DARK_LUNG_SHARE = 0.1;

  /** Spine and sternum lie within this in front of the lungs and behind them. */
  private static final double BONE_MARGIN_MM = 40;

  /** Keeps the ratio of air finite: some samples of a quarter by chance. */
  private static final double AIR_BY_CHANCE = 0.003;

  /** Less lung than this on one side, compared with the other, says nothing of the chest's form. */
  private static final double BOTH_SHARE = 0.2;

  private static final int FEWEST_SLICES = 8;

  /** About 100 mL: with fewer the shares above are chance. */
  private static final int FEWEST_SAMPLES = 500;

  /** Whether anything speaks against the orientation that the image states. */
  public boolean isDoubtful() {
    return frontBack || headFeet || rightLeft;
  }

  /** Whether the image must be turned for the network to see the chest as it should. */
  public boolean isTurned() {
    return frontBack || headFeet;
  }

  /** What seems exchanged, for people. */
  public String contradiction() {
    List<String> pairs = new ArrayList<>();
    if (frontBack) {
      pairs.add("front and back");
    }
    if (headFeet) {
      pairs.add("head and feet");
    }
    if (rightLeft) {
      pairs.add("right and left");
    }
    return String.join(", ", pairs);
  }

  /** The geometry with front and back, head and feet as the anatomy shows them. */
  public VolumeGeometry turned(VolumeGeometry geometry) {
    Affine3D flip = Affine3D.scaling(1, frontBack ? -1 : 1, headFeet ? -1 : 1, 0, 0, 0);
    return VolumeGeometry.of(
        geometry.size(0),
        geometry.size(1),
        geometry.size(2),
        flip.after(geometry.voxelToRasMm()),
        geometry.spacingOrigin());
  }

  /**
   * Reads the signs.
   *
   * @param mirrored whether the network sees the right lung on the left
   */
  static Orientation of(CoarseChest chest, boolean mirrored) {
    long right = chest.samples(LungSide.RIGHT);
    long left = chest.samples(LungSide.LEFT);
    int first = 0;
    int last = chest.size(PatientAxes.S) - 1;
    while (first <= last && chest.lungSamples(first) == 0) {
      first++;
    }
    while (last > first && chest.lungSamples(last) == 0) {
      last--;
    }
    if (Math.min(right, left) < BOTH_SHARE * Math.max(right, left)
        || right + left < FEWEST_SAMPLES
        || last - first + 1 < FEWEST_SLICES) {
      return new Orientation(false, false, mirrored);
    }
    return new Orientation(
        frontBackSign(chest, first, last) < FRONT_BACK_AGAINST,
        headFeetSign(chest, first, last) < HEAD_FEET_AGAINST,
        mirrored);
  }

  /** How far the bone between the lungs lies behind their middle, by their depth; 0 if unknown. */
  static double frontBackSign(CoarseChest chest, int first, int last) {
    int[] columns = between(chest, first, last);
    int height = chest.size(PatientAxes.H);
    double lungRows = 0;
    long lung = 0;
    int front = height;
    int back = -1;
    for (int s = first; s <= last; s++) {
      for (int h = 0; h < height; h++) {
        for (int w = 0; w < chest.size(PatientAxes.W); w++) {
          if (chest.isLung(w, h, s)) {
            lungRows += h;
            lung++;
            front = Math.min(front, h);
            back = Math.max(back, h);
          }
        }
      }
    }
    int margin = (int) (BONE_MARGIN_MM / chest.stepMm(PatientAxes.H));
    int from = Math.max(0, front - margin);
    int to = Math.min(height - 1, back + margin);
    float[] tissue =
        new float[(columns[1] - columns[0] + 1) * (to - from + 1) * (last - first + 1)];
    int count = 0;
    for (int s = first; s <= last; s++) {
      for (int h = from; h <= to; h++) {
        for (int w = columns[0]; w <= columns[1]; w++) {
          if (!chest.isLung(w, h, s)) {
            tissue[count++] = chest.value(w, h, s);
          }
        }
      }
    }
    float bright = CoarseChest.quantile(tissue, count, 1 - BRIGHT_SHARE);
    double boneRows = 0;
    long bone = 0;
    for (int s = first; s <= last; s++) {
      for (int h = from; h <= to; h++) {
        for (int w = columns[0]; w <= columns[1]; w++) {
          if (!chest.isLung(w, h, s) && chest.value(w, h, s) > bright) {
            boneRows += h;
            bone++;
          }
        }
      }
    }
    return bone == 0 || back == front ? 0 : (boneRows / bone - lungRows / lung) / (back - front);
  }

  /** How much more the upper end of the lungs looks like their top than the lower; 0 if unknown. */
  static double headFeetSign(CoarseChest chest, int first, int last) {
    int quarter = (last - first + 1) / 4;
    int[] columns = between(chest, first, last);
    float dark = chest.lungQuantile(DARK_LUNG_SHARE);
    Quarter top = Quarter.of(chest, last - quarter + 1, last, columns, dark);
    Quarter bottom = Quarter.of(chest, first, first + quarter - 1, columns, dark);
    if (!(top.apart() > 0) || !(bottom.apart() > 0)) {
      return 0;
    }
    double air = Math.log((top.air() + AIR_BY_CHANCE) / (bottom.air() + AIR_BY_CHANCE));
    return Math.log(bottom.apart() / top.apart())
        + Math.log(bottom.width() / top.width())
        + Math.max(-1, Math.min(1, air));
  }

  /**
   * A quarter of the lungs.
   *
   * @param apart the distance of the middles of the two lungs; NaN if one is not there
   * @param width the mean width of both together
   * @param air the share of dark samples in the box between the lungs
   */
  private record Quarter(double apart, double width, double air) {

    static Quarter of(CoarseChest chest, int first, int last, int[] columns, float dark) {
      double widths = 0;
      int slices = 0;
      long air = 0;
      long box = 0;
      for (int s = first; s <= last; s++) {
        int low = Integer.MAX_VALUE;
        int high = -1;
        for (int h = 0; h < chest.size(PatientAxes.H); h++) {
          for (int w = 0; w < chest.size(PatientAxes.W); w++) {
            if (chest.isLung(w, h, s)) {
              low = Math.min(low, w);
              high = Math.max(high, w);
            }
          }
        }
        if (high >= 0) {
          widths += high - low + 1;
          slices++;
        }
      }
      int[] rows = rows(chest, first, last);
      for (int s = first; s <= last; s++) {
        for (int h = rows[0]; h <= rows[1]; h++) {
          for (int w = columns[0]; w <= columns[1]; w++) {
            box++;
            air += !chest.isLung(w, h, s) && chest.value(w, h, s) < dark ? 1 : 0;
          }
        }
      }
      double apart =
          Math.abs(
              meanColumn(chest, LungSide.LEFT, first, last)
                  - meanColumn(chest, LungSide.RIGHT, first, last));
      return new Quarter(apart, widths / Math.max(1, slices), box == 0 ? 0 : (double) air / box);
    }

    private static int[] rows(CoarseChest chest, int first, int last) {
      int front = chest.size(PatientAxes.H);
      int back = -1;
      for (int s = first; s <= last; s++) {
        for (int h = 0; h < chest.size(PatientAxes.H); h++) {
          for (int w = 0; w < chest.size(PatientAxes.W); w++) {
            if (chest.isLung(w, h, s)) {
              front = Math.min(front, h);
              back = Math.max(back, h);
            }
          }
        }
      }
      return new int[] {front, back};
    }
  }

  /** The columns from the middle of one lung to the middle of the other. */
  private static int[] between(CoarseChest chest, int first, int last) {
    int right = (int) meanColumn(chest, LungSide.RIGHT, first, last);
    int left = (int) meanColumn(chest, LungSide.LEFT, first, last);
    return new int[] {Math.min(right, left), Math.max(right, left)};
  }

  private static double meanColumn(CoarseChest chest, LungSide side, int first, int last) {
    double sum = 0;
    long count = 0;
    for (int s = first; s <= last; s++) {
      for (int h = 0; h < chest.size(PatientAxes.H); h++) {
        for (int w = 0; w < chest.size(PatientAxes.W); w++) {
          if (chest.side(w, h, s) == side.labelValue()) {
            sum += w;
            count++;
          }
        }
      }
    }
    return count == 0 ? Double.NaN : sum / count;
  }
}
