package org.lungseg.api;

import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;

/**
 * Something about an input or a mask that its user should know.
 *
 * @param kind what it is, for programs
 * @param message what it is, for people: what was found and what follows from it
 * @param repaired whether it was put right before segmenting, so that the mask does not suffer
 */
public record SegmentationWarning(Kind kind, String message, boolean repaired) {

  /** Checks that there is a kind and a message. */
  public SegmentationWarning {
    Objects.requireNonNull(kind);
    Objects.requireNonNull(message);
  }

  /** A warning of something that was left as it is. */
  public SegmentationWarning(Kind kind, String message) {
    this(kind, message, false);
  }

  /**
   * The kinds of warning. For each there is a policy in {@link SegmenterOptions#policy}, which may
   * make it an error; {@link InputPolicy#REPAIR} exists for those that can be put right.
   */
  public enum Kind {
    /**
     * The numbers are grey values, not Hounsfield units. Where the image says that they are
     * Hounsfield units, the repair is to take them for grey values.
     */
    GREY_VALUES(InputPolicy.REPAIR, InputPolicy.WARN),
    /**
     * The numbers look like Hounsfield units with 1024 (or 1000) added. The repair is to subtract
     * 1024.
     */
    HOUNSFIELD_OFFSET(InputPolicy.REPAIR, InputPolicy.WARN),
    /**
     * Voxels outside the scanner's field of view are marked by values below air, or are no numbers.
     * They always count as air.
     */
    PADDING(InputPolicy.REPAIR),
    /** The voxel spacing is a guess. */
    SPACING_ASSUMED(InputPolicy.WARN),
    /** There are too few slices to know where in the chest they lie. */
    FEW_SLICES(InputPolicy.WARN),
    /** The slices are so far apart that small structures are missed. */
    THICK_SLICES(InputPolicy.WARN),
    /** The grid is turned against the patient's axes by a large angle. */
    OBLIQUE(InputPolicy.WARN),
    /**
     * The anatomy contradicts the orientation the file states: left and right, front and back, or
     * head and feet. The repair is to segment the image in the orientation that the anatomy shows;
     * the mask stays on the image's grid, and its sides are those of the anatomy.
     */
    ORIENTATION_DOUBTFUL(InputPolicy.WARN, InputPolicy.REPAIR),
    /** The lungs reach an edge of the image or of the field of view: a part is missing. */
    LUNGS_CUT(InputPolicy.WARN),
    /** The image shows hardly any lung: another part of the body, or lungs that were missed. */
    NOT_A_CHEST(InputPolicy.WARN),
    /** No lung was found. */
    NO_LUNG(InputPolicy.WARN),
    /** Only one lung was found. */
    ONE_LUNG(InputPolicy.WARN),
    /** Another device was used than the one asked for; {@link SegmenterOptions#deviceFallback}. */
    DEVICE_FALLBACK(InputPolicy.WARN);

    private final InputPolicy defaultPolicy;
    private final boolean repairable;
    private final boolean leavable;

    Kind(InputPolicy defaultPolicy, InputPolicy... others) {
      EnumSet<InputPolicy> all = EnumSet.of(defaultPolicy, others);
      this.defaultPolicy = defaultPolicy;
      this.repairable = all.contains(InputPolicy.REPAIR);
      this.leavable = all.contains(InputPolicy.WARN);
    }

    /** What is done about it unless the options say otherwise. */
    public InputPolicy defaultPolicy() {
      return defaultPolicy;
    }

    /** What can be done about it, {@link InputPolicy#ERROR} always; a set of the caller's own. */
    public Set<InputPolicy> policies() {
      EnumSet<InputPolicy> policies = EnumSet.of(InputPolicy.ERROR);
      if (leavable) {
        policies.add(InputPolicy.WARN);
      }
      if (repairable) {
        policies.add(InputPolicy.REPAIR);
      }
      return policies;
    }
  }
}
