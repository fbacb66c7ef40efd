package org.lungseg.engine.internal.border;

import java.util.function.IntConsumer;
import org.lungseg.api.ProbabilityMap;
import org.lungseg.engine.internal.input.PatientAxes;
import org.lungseg.engine.internal.run.Workers;

/**
 * Moves the border of a mask by an image, axial slice by axial slice. Only voxels that the network
 * doubts (a probability of {@value #SURE} to 1 − {@value #SURE}) and that lie within {@value
 * #REACH_MM} mm of the border, along rows or columns, can change; what becomes lung gets the label
 * of the nearest lung of the slice. In empty slices and in full ones nothing changes.
 */
public final class MovedBorder {

  /** How far the border can move along rows and columns. */
  public static final double REACH_MM = 4;

  /** Nearer to 0 or 1 a probability is certain. */
  public static final float SURE = 0.05f;

  /** An image of densities. */
  public interface Image {

    /** The density of a voxel, 0 to 1; called by many threads. */
    float at(int voxel);
  }

  /** Says which pixels of a slice are lung; called by many threads. */
  public interface Rule {

    /**
     * Which pixels of a slice are lung.
     *
     * @param grey densities, 0 to 1
     * @param probability of lung, 0 to 1
     * @param lung what the mask says
     * @param window reaches as far as the border can move
     */
    boolean[] lung(float[] grey, float[] probability, boolean[] lung, Window window);
  }

  private final PatientAxes axes;
  private final Image image;
  private final byte[] probability;
  private final byte[] mask;
  private final Rule rule;
  private final Window window;

  private MovedBorder(PatientAxes axes, Image image, byte[] probability, byte[] mask, Rule rule) {
    this.axes = axes;
    this.image = image;
    this.probability = probability;
    this.mask = mask;
    this.rule = rule;
    this.window = Window.of(axes, REACH_MM);
  }

  /**
   * Moves the border.
   *
   * @param probability of lung in steps of 1/{@value ProbabilityMap#STEPS}, in the order of voxels
   * @param mask labels in the order of voxels; is changed
   */
  public static void move(
      PatientAxes axes, Image image, byte[] probability, byte[] mask, Rule rule, Workers workers) {
    MovedBorder border = new MovedBorder(axes, image, probability, mask, rule);
    workers.forEach(axes.size(PatientAxes.S), () -> border.new SliceTask());
  }

  /** Works on one slice at a time with its own buffers. */
  private final class SliceTask implements IntConsumer {

    private final float[] values = new float[window.width() * window.height()];
    private final float[] likely = new float[values.length];
    private final float[] inside = new float[values.length];
    private final boolean[] lung = new boolean[values.length];
    private final byte[] labels = new byte[values.length];

    @Override
    public void accept(int s) {
      if (!read(s)) {
        return;
      }
      float[] share = window.mean(inside);
      boolean[] wanted = rule.lung(values, likely, lung, window);
      for (int at = 0; at < labels.length; at++) {
        boolean doubtful = likely[at] >= SURE && likely[at] <= 1 - SURE;
        boolean nearBorder = share[at] > 0 && share[at] < 1;
        if (doubtful && nearBorder && wanted[at] != lung[at]) {
          int voxel = axes.arrayIndex(at % window.width(), at / window.width(), s);
          mask[voxel] = wanted[at] ? window.nearest(labels, at) : 0;
        }
      }
    }

    /** Reads a slice; whether there is lung in it. */
    private boolean read(int s) {
      boolean any = false;
      for (int h = 0, at = 0; h < window.height(); h++) {
        int voxel = axes.arrayIndex(0, h, s);
        for (int w = 0; w < window.width(); w++, at++, voxel += axes.stride(PatientAxes.W)) {
          values[at] = image.at(voxel);
          likely[at] = (probability[voxel] & 0xff) / (float) ProbabilityMap.STEPS;
          labels[at] = mask[voxel];
          lung[at] = labels[at] != 0;
          inside[at] = lung[at] ? 1 : 0;
          any |= lung[at];
        }
      }
      return any;
    }
  }
}
