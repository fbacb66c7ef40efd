package org.lungseg.engine.internal.anatomy;

import org.lungseg.engine.internal.input.PatientAxes;

/**
 * Where the brightest tissue between the lungs lies, which is mostly bone: the spine, and less of
 * it the sternum. Positions are indices of samples.
 *
 * @param behindTheLungs how far its mean lies behind the lungs' middle, by the lungs' depth; 0 if
 *     there is none
 * @param spineColumn the mean column of what lies behind the lungs' middle; NaN if nothing does
 * @param spineRow its mean row
 */
record Bone(double behindTheLungs, double spineColumn, double spineRow) {

  /** Of the tissue between the lungs this share is taken for bone. */
  private static final double BRIGHT_SHARE = 0.05;

  /** Spine and sternum lie within this in front of the lungs and behind them. */
  private static final double MARGIN_MM = 40;

  /**
   * Looks for bone.
   *
   * @param first the lowest slice with lung
   * @param last the highest slice with lung
   * @param columns the columns to look between, from the middle of one lung to that of the other
   */
  static Bone of(CoarseChest chest, int first, int last, int[] columns) {
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
    int margin = (int) (MARGIN_MM / chest.stepMm(PatientAxes.H));
    int from = Math.max(0, front - margin);
    int to = Math.min(height - 1, back + margin);
    float bright = brightest(chest, first, last, columns, from, to);
    double middle = lungRows / lung;
    double rows = 0;
    long samples = 0;
    double spineColumns = 0;
    double spineRows = 0;
    long spine = 0;
    for (int s = first; s <= last; s++) {
      for (int h = from; h <= to; h++) {
        for (int w = columns[0]; w <= columns[1]; w++) {
          if (!chest.isLung(w, h, s) && chest.value(w, h, s) > bright) {
            rows += h;
            samples++;
            if (h > middle) {
              spineColumns += w;
              spineRows += h;
              spine++;
            }
          }
        }
      }
    }
    double behind = samples == 0 || back == front ? 0 : (rows / samples - middle) / (back - front);
    return new Bone(behind, spineColumns / spine, spineRows / spine);
  }

  /** The value that bone lies above. */
  private static float brightest(
      CoarseChest chest, int first, int last, int[] columns, int from, int to) {
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
    boolean cut = count > 0 && bright == tissue[count - 1]; // all of the bone has one value
    return cut ? Math.nextDown(bright) : bright;
  }
}
