package org.lungseg.phantom;

import java.util.Locale;
import java.util.Objects;
import org.lungseg.api.Affine3D;
import org.lungseg.api.CtVolume;
import org.lungseg.api.IntensityDomain;
import org.lungseg.api.LungMask;
import org.lungseg.api.LungSide;
import org.lungseg.api.SpacingOrigin;
import org.lungseg.api.VolumeGeometry;

/**
 * A recipe for a synthetic chest CT with exact lung truth.
 *
 * <pre>{@code
 * Phantom phantom = ChestPhantom.builder().seed(7).disease(Disease.SEVERE).build().generate();
 * }</pre>
 *
 * <p>Anatomy and its compromises: {@link org.lungseg.phantom the package}. The same recipe gives
 * the same phantom; another seed another patient with other disease and noise.
 *
 * <p>Immutable and safe for use by many threads.
 */
public final class ChestPhantom {

  private static final int AXES = 3;

  /** The most voxels a phantom may have: they must fit one Java array with room to spare. */
  private static final long MAX_VOXELS = 1L << 29;

  /** The letters of each RAS axis, its positive end first, as {@link VolumeGeometry#axisCodes}. */
  private static final String[] AXIS_LETTERS = {"RL", "AP", "SI"};

  private final long seed;
  private final Disease disease;
  private final Breath breath;
  private final int[] size;
  private final double[] spacingMm;
  private final int[] sourceAxes;
  private final boolean[] flips;

  private ChestPhantom(Builder builder, int[] sourceAxes, boolean[] flips) {
    this.seed = builder.seed;
    this.disease = builder.disease;
    this.breath = builder.breath;
    this.size = builder.size.clone();
    this.spacingMm = builder.spacingMm.clone();
    this.sourceAxes = sourceAxes;
    this.flips = flips;
  }

  /**
   * Starts a recipe: a healthy adult after breathing in, seed 1, 256×256×120 voxels of 1.6×1.6×2.5
   * mm, axis order LPS.
   */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Makes the scan. One core needs about three seconds for the default grid; memory is about 15
   * bytes a voxel while it works.
   */
  public Phantom generate() {
    Physique physique = Physique.of(seed, breath);
    Canvas canvas = new Canvas(size, spacingMm, physique);
    Scanner.paintTable(canvas);
    float[] distanceMm = new Torso(physique, seed).paint(canvas, disease, seed);
    byte[] labels = labels(canvas, distanceMm);
    short[] voxels = Scanner.acquire(canvas, seed);
    VolumeGeometry painted = paintedGeometry();
    VolumeGeometry geometry = painted.reordered(sourceAxes, flips);
    if (!geometry.equals(painted)) {
      AxisOrder order = new AxisOrder(painted, sourceAxes, flips);
      voxels = order.apply(voxels);
      labels = order.apply(labels);
    }
    return new Phantom(
        CtVolume.ofShorts(voxels, geometry, IntensityDomain.HOUNSFIELD),
        LungMask.of(labels, geometry));
  }

  /** The grid as painted: L, P, S, its middle at the origin, as a scanner would place it. */
  private VolumeGeometry paintedGeometry() {
    return VolumeGeometry.of(
        size[0],
        size[1],
        size[2],
        Affine3D.scaling(
            -spacingMm[0],
            -spacingMm[1],
            spacingMm[2],
            spacingMm[0] * (size[0] - 1) / 2,
            spacingMm[1] * (size[1] - 1) / 2,
            -spacingMm[2] * (size[2] - 1) / 2),
        SpacingOrigin.CALIBRATED);
  }

  private static byte[] labels(Canvas canvas, float[] distanceMm) {
    byte[] labels = new byte[distanceMm.length];
    int at = 0;
    for (int k = 0; k < canvas.size(2); k++) {
      for (int j = 0; j < canvas.size(1); j++) {
        for (int i = 0; i < canvas.size(0); i++, at++) {
          if (distanceMm[at] < 0) {
            int side = LungShape.side(canvas.x(i), canvas.y(j), canvas.z(k));
            labels[at] = (byte) (side < 0 ? LungSide.RIGHT : LungSide.LEFT).labelValue();
          }
        }
      }
    }
    return labels;
  }

  /** Collects the options of a {@link ChestPhantom}; not for use by several threads. */
  public static final class Builder {

    private long seed = 1;
    private Disease disease = Disease.HEALTHY;
    private Breath breath = Breath.INHALE;
    private int[] size = {256, 256, 120};
    private double[] spacingMm = {1.6, 1.6, 2.5};
    private String axisCodes = "LPS";

    private Builder() {}

    /** Chooses the patient, the disease's places and the noise. */
    public Builder seed(long value) {
      seed = value;
      return this;
    }

    /** Chooses how ill the lungs are. */
    public Builder disease(Disease value) {
      disease = Objects.requireNonNull(value);
      return this;
    }

    /** Chooses the moment of breathing. */
    public Builder breath(Breath value) {
      breath = Objects.requireNonNull(value);
      return this;
    }

    /**
     * Sets the number of voxels from the right to the left, from front to back, and from the feet
     * to the head. Together with {@link #spacingMm} it is the field of view, which is centred on
     * the chest; a small one cuts the lungs off.
     *
     * @throws IllegalArgumentException if a number is not positive or there are more than 2<sup>29
     *     </sup> voxels
     */
    public Builder size(int rightToLeft, int frontToBack, int feetToHead) {
      long voxels = Math.max(0L, rightToLeft) * Math.max(0, frontToBack);
      if (rightToLeft < 1
          || frontToBack < 1
          || feetToHead < 1
          || voxels > MAX_VOXELS
          || voxels * feetToHead > MAX_VOXELS) {
        throw new IllegalArgumentException(
            "a phantom has 1 to "
                + MAX_VOXELS
                + " voxels, got "
                + rightToLeft
                + "×"
                + frontToBack
                + "×"
                + feetToHead);
      }
      size = new int[] {rightToLeft, frontToBack, feetToHead};
      return this;
    }

    /**
     * Sets the distance of neighbouring voxels along the same three directions.
     *
     * @throws IllegalArgumentException if one is not positive and finite
     */
    public Builder spacingMm(double rightToLeft, double frontToBack, double feetToHead) {
      double[] values = {rightToLeft, frontToBack, feetToHead};
      for (double value : values) {
        if (!(value > 0) || !Double.isFinite(value)) {
          throw new IllegalArgumentException("a spacing is positive and finite, got " + value);
        }
      }
      spacingMm = values;
      return this;
    }

    /**
     * Sets the order and direction of the axes in memory, as three letters for the directions in
     * which {@code i}, {@code j} and {@code k} grow: {@code LPS} as from a scanner, {@code RAS},
     * {@code SPL} …; the picture is the same, turned.
     *
     * @throws IllegalArgumentException if the letters do not name each of the three axes once
     */
    public Builder axisCodes(String codes) {
      sourceAxes(codes);
      axisCodes = codes;
      return this;
    }

    /** Finishes the recipe. */
    public ChestPhantom build() {
      int[] axes = sourceAxes(axisCodes);
      boolean[] flipped = new boolean[AXES];
      for (int axis = 0; axis < AXES; axis++) {
        flipped[axis] = "LPS".indexOf(axisCodes.charAt(axis)) < 0;
      }
      return new ChestPhantom(this, axes, flipped);
    }

    private static int[] sourceAxes(String codes) {
      int[] axes = new int[AXES];
      int seen = 0;
      for (int at = 0; at < codes.length() && at < AXES; at++) {
        for (int axis = 0; axis < AXES; axis++) {
          if (AXIS_LETTERS[axis].indexOf(codes.charAt(at)) >= 0) {
            axes[at] = axis;
            seen |= 1 << axis;
          }
        }
      }
      if (codes.length() != AXES || seen != 7) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT, "axis codes name R or L, A or P, S or I once each, got '%s'", codes));
      }
      return axes;
    }
  }
}
