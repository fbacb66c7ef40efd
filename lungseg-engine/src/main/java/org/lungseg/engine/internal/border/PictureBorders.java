package org.lungseg.engine.internal.border;

import org.lungseg.api.CtVolume;
import org.lungseg.api.ProbabilityMap;
import org.lungseg.engine.internal.input.InputVerdict;
import org.lungseg.engine.internal.input.PatientAxes;
import org.lungseg.engine.internal.run.StageTracker;
import org.lungseg.engine.internal.run.Workers;

/**
 * Moves the border of a mask to the edges of a picture by a {@link GuidedFilter}. For grey values:
 * references that were drawn on pictures follow their edges; those of images in Hounsfield units do
 * not, and agreement with them falls.
 */
public final class PictureBorders {

  /** For each voxel: the picture, the probability. */
  private static final int BYTES_A_VOXEL = 2;

  /** For each pixel of the slice that a thread works on: some ten floats and a table of sums. */
  private static final int BYTES_A_PIXEL = 60;

  /**
   * From here on a filtered probability is lung. One half gives a little more Dice and less of the
   * disease at the pleura, which is what a mask is for.
   */
  static final float LUNG = 0.45f;

  private static final int WHITE = 255;

  private PictureBorders() {}

  /** What moving takes beside picture and mask, its probabilities included. */
  public static long bytes(PatientAxes axes, int threads) {
    long pixels = (long) axes.size(PatientAxes.W) * axes.size(PatientAxes.H);
    return pixels * axes.size(PatientAxes.S) * BYTES_A_VOXEL + pixels * threads * BYTES_A_PIXEL;
  }

  /**
   * Moves the border.
   *
   * @param verdict which values are black and white
   * @param probability of lung in steps of 1/{@value ProbabilityMap#STEPS}, in the order of voxels
   * @param mask labels in the order of voxels; is changed
   * @param tracker ends the work where it was cancelled
   */
  public static void move(
      CtVolume picture,
      PatientAxes axes,
      InputVerdict verdict,
      byte[] probability,
      byte[] mask,
      Workers workers,
      StageTracker tracker) {
    byte[] grey = grey(picture, verdict, workers, tracker);
    MovedBorder.Rule filter = GuidedFilter.from(LUNG);
    MovedBorder.move(
        axes,
        voxel -> (grey[voxel] & 0xff) / (float) WHITE,
        probability,
        mask,
        (values, likely, lung, window) -> {
          tracker.throwIfCancelled();
          return filter.lung(values, likely, lung, window);
        },
        workers);
  }

  /** The picture in 8 bits. */
  private static byte[] grey(
      CtVolume picture, InputVerdict verdict, Workers workers, StageTracker tracker) {
    int size = picture.geometry().size(0) * picture.geometry().size(1);
    byte[] grey = new byte[Math.multiplyExact(size, picture.geometry().size(2))];
    float scale = WHITE / (verdict.valueOfOne() - verdict.valueOfZero());
    workers.forEach(
        picture.geometry().size(2),
        () -> {
          float[] plane = new float[size];
          return k -> {
            tracker.throwIfCancelled();
            picture.copyPlane(k, plane);
            for (int at = 0; at < size; at++) {
              float value = (plane[at] - verdict.valueOfZero()) * scale;
              grey[k * size + at] = (byte) Math.round(Math.max(0, Math.min(WHITE, value)));
            }
          };
        });
    return grey;
  }
}
