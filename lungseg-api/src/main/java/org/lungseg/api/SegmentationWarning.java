package org.lungseg.api;

/**
 * Something about an input or a mask that its user should know.
 *
 * @param kind what it is, for programs
 * @param message what it is, for people: what was found and what follows from it
 */
public record SegmentationWarning(Kind kind, String message) {

  /** The kinds of warning. */
  public enum Kind {
    /** The numbers are grey values, not Hounsfield units. */
    GREY_VALUES,
    /** The numbers look like Hounsfield units with 1024 (or 1000) added; they were shifted back. */
    HOUNSFIELD_OFFSET,
    /** The voxel spacing is a guess. */
    SPACING_ASSUMED,
    /** There are too few slices to know where in the chest they lie. */
    FEW_SLICES,
    /** The slices are so far apart that small structures are missed. */
    THICK_SLICES,
    /** The grid is turned against the patient's axes by a large angle. */
    OBLIQUE,
    /** The anatomy contradicts the orientation the file states. */
    ORIENTATION_DOUBTFUL,
    /** No lung was found. */
    NO_LUNG,
    /** Only one lung was found. */
    ONE_LUNG,
    /** Another device was used than the one asked for. */
    DEVICE_FALLBACK
  }
}
