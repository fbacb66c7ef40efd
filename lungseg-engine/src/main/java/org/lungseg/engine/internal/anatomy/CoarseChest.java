package org.lungseg.engine.internal.anatomy;

import java.util.Arrays;
import java.util.function.DoublePredicate;
import org.lungseg.api.CtVolume;
import org.lungseg.api.LabelMask;
import org.lungseg.api.LungSide;
import org.lungseg.engine.internal.input.PatientAxes;

/**
 * Every {@value #STEP_MM} mm a voxel of an image and of its mask, along the patient's axes: columns
 * from the patient's right to left, rows from anterior to posterior, slices from the feet to the
 * head. Enough to see the spine, the airways and the shape of the lungs; quick and small.
 */
final class CoarseChest {

  /** Half a vertebra, less than half a trachea. */
  static final double STEP_MM = 6;

  /** Stands for values that are no number. */
  private static final float NO_NUMBER = -32768;

  private final int[] size = new int[3];
  private final int[] step = new int[3];
  private final double[] stepMm = new double[3];
  private final float[] values;
  private final byte[] sides;

  private CoarseChest(PatientAxes axes) {
    for (int axis = 0; axis < 3; axis++) {
      step[axis] = Math.max(1, (int) Math.round(STEP_MM / axes.spacingMm(axis)));
      stepMm[axis] = step[axis] * axes.spacingMm(axis);
      size[axis] = (axes.size(axis) + step[axis] - 1) / step[axis];
    }
    values = new float[size[0] * size[1] * size[2]];
    sides = new byte[values.length];
  }

  /**
   * Samples an image.
   *
   * @param sideOfLabel for each label value 1 for right lung, 2 for left lung, 0 for neither
   */
  static CoarseChest of(CtVolume ct, LabelMask mask, PatientAxes axes, byte[] sideOfLabel) {
    CoarseChest chest = new CoarseChest(axes);
    int slow = axes.patientAxis(2);
    float[] plane = new float[ct.geometry().size(0) * ct.geometry().size(1)];
    int[] at = new int[3];
    for (int p = 0; p < chest.size[slow]; p++) {
      at[slow] = p;
      int index = axes.voxelIndex(slow, p * chest.step[slow]);
      ct.copyPlane(index, plane);
      chest.samplePlane(plane, index * plane.length, mask.array(), sideOfLabel, axes, at, slow);
    }
    return chest;
  }

  private void samplePlane(
      float[] plane,
      int planeStart,
      byte[] mask,
      byte[] sideOfLabel,
      PatientAxes axes,
      int[] at,
      int slow) {
    int one = (slow + 1) % 3;
    int other = (slow + 2) % 3;
    for (at[one] = 0; at[one] < size[one]; at[one]++) {
      for (at[other] = 0; at[other] < size[other]; at[other]++) {
        int source = axes.arrayIndex(at[0] * step[0], at[1] * step[1], at[2] * step[2]);
        float value = plane[source - planeStart];
        int target = index(at[0], at[1], at[2]);
        values[target] = Float.isFinite(value) ? value : NO_NUMBER;
        sides[target] = sideOfLabel[mask[source] & 0xff];
      }
    }
  }

  /** Samples along {@link PatientAxes#W}, {@code H} or {@code S}. */
  int size(int axis) {
    return size[axis];
  }

  /** The distance of samples along an axis. */
  double stepMm(int axis) {
    return stepMm[axis];
  }

  float value(int w, int h, int s) {
    return values[index(w, h, s)];
  }

  /** 1 for right lung, 2 for left lung, 0 for neither. */
  int side(int w, int h, int s) {
    return sides[index(w, h, s)];
  }

  boolean isLung(int w, int h, int s) {
    return side(w, h, s) != 0;
  }

  /** The number of lung samples of a slice. */
  int lungSamples(int s) {
    int count = 0;
    for (int at = index(0, 0, s); at < index(0, 0, s + 1); at++) {
      count += sides[at] != 0 ? 1 : 0;
    }
    return count;
  }

  /** The number of samples of one lung. */
  long samples(LungSide side) {
    long count = 0;
    for (byte one : sides) {
      count += one == side.labelValue() ? 1 : 0;
    }
    return count;
  }

  /** The value that a share of the lung's samples lies below. */
  float lungQuantile(double share) {
    float[] lung = new float[sides.length];
    int count = 0;
    for (int at = 0; at < sides.length; at++) {
      if (sides[at] != 0) {
        lung[count++] = values[at];
      }
    }
    return quantile(lung, count, share);
  }

  /** The value at a share of the sorted first values; sorts them. */
  static float quantile(float[] values, int count, double share) {
    Arrays.sort(values, 0, count);
    return count == 0 ? Float.NaN : values[(int) Math.min(count - 1.0, share * count)];
  }

  /** How many lung samples of a slice plane have a neighbour in it whose value is of a kind. */
  int lungBeside(DoublePredicate kind) {
    int count = 0;
    for (int s = 0; s < size[2]; s++) {
      for (int h = 1; h < size[1] - 1; h++) {
        for (int w = 1; w < size[0] - 1; w++) {
          if (isLung(w, h, s)
              && (kind.test(value(w - 1, h, s))
                  || kind.test(value(w + 1, h, s))
                  || kind.test(value(w, h - 1, s))
                  || kind.test(value(w, h + 1, s)))) {
            count++;
          }
        }
      }
    }
    return count;
  }

  private int index(int w, int h, int s) {
    return (s * size[1] + h) * size[0] + w;
  }
}
