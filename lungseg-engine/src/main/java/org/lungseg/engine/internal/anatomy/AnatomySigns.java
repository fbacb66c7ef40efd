package org.lungseg.engine.internal.anatomy;

import org.lungseg.api.LungSide;
import org.lungseg.engine.internal.input.PatientAxes;

/**
 * What shows how a chest lies in the orientation that its image states. Each sign is positive where
 * it lies as stated, changes its sign when the two are exchanged, and is 0 where it says nothing.
 * Without two lungs over {@value #FEWEST_SLICES} sampled slices and {@value #FEWEST_SAMPLES}
 * samples nothing is said at all. A chest that lies on its front is like any other, since the table
 * is not looked at.
 *
 * <ul>
 *   <li><b>Front and back</b>: of the tissue between the lungs the brightest twentieth is mostly
 *       the spine, which lies behind the lungs' middle. In healthy and diseased chests its mean
 *       lies 0.11 to 0.21 of the lungs' depth behind.
 *   <li><b>Head and feet</b>: the chest is a cone. In the upper quarter of the lungs their middles
 *       are closer to each other and their outer width is less than in the lower quarter, and there
 *       is air between them (the trachea). The sum of the logarithms of the three ratios is 0.6 to
 *       1.6 in nine of ten patients and 0 in one.
 *   <li><b>Right and left</b>: liver and aorta, see {@link SideSigns}. They mean something only
 *       where the first two are as stated.
 * </ul>
 *
 * @param frontBack of front and back
 * @param headFeet of head and feet
 * @param liver of right and left, by what lies under the lungs
 * @param aorta of right and left, by what lies beside the spine
 */
public record AnatomySigns(double frontBack, double headFeet, double liver, double aorta) {

  /** Samples between the lungs that are darker than most lung are air. */
  private static final double DARK_LUNG_SHARE = 0.1;

  /** Keeps the ratio of air finite: some samples of a quarter by chance. */
  private static final double AIR_BY_CHANCE = 0.003;

  /** Less lung than this on one side, compared with the other, says nothing of the chest's form. */
  private static final double BOTH_SHARE = 0.2;

  private static final int FEWEST_SLICES = 8;

  /** About 100 mL: with fewer the shares above are chance. */
  private static final int FEWEST_SAMPLES = 500;

  /** Reads the signs. */
  static AnatomySigns of(CoarseChest chest) {
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
      return new AnatomySigns(0, 0, 0, 0);
    }
    Bone bone = Bone.of(chest, first, last, between(chest, first, last));
    return new AnatomySigns(
        bone.behindTheLungs(),
        headFeetSign(chest, first, last),
        SideSigns.liver(chest, first),
        SideSigns.aorta(
            chest,
            first,
            last,
            meanColumn(chest, LungSide.RIGHT, first, last),
            meanColumn(chest, LungSide.LEFT, first, last)));
  }

  /** How much more the upper end of the lungs looks like their top than the lower; 0 if unknown. */
  private static double headFeetSign(CoarseChest chest, int first, int last) {
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
