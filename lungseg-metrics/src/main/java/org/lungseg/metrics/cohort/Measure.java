package org.lungseg.metrics.cohort;

import java.util.Optional;

/** What is measured of a mask. */
public enum Measure {
  /** Dice's coefficient of all lung. */
  DICE("dice", "Dice, both lungs", Unit.RATIO, Better.HIGHER, 0),
  /** Dice's coefficient of the right lung; where the reference has both lungs. */
  DICE_RIGHT("dice-right", "Dice, right lung", Unit.RATIO, Better.HIGHER, 0),
  /** Dice's coefficient of the left lung; where the reference has both lungs. */
  DICE_LEFT("dice-left", "Dice, left lung", Unit.RATIO, Better.HIGHER, 0),
  /** Intersection over union of all lung. */
  IOU("iou", "Intersection over union", Unit.RATIO, Better.HIGHER, 0),
  /** The share of the reference that was found. */
  SENSITIVITY("sensitivity", "Sensitivity", Unit.RATIO, Better.HIGHER, 0),
  /** The share of the mask that is right. */
  PRECISION("precision", "Precision", Unit.RATIO, Better.HIGHER, 0),
  /** The share of infected voxels inside the mask; where there is an infection mask. */
  INFECTED_KEPT("infected-kept", "Infected voxels kept", Unit.RATIO, Better.HIGHER, 0),
  /** The share of both surfaces within 2 mm of the other; where millimetres are known. */
  SURFACE_DICE_2MM("surface-dice-2mm", "Surface Dice at 2 mm", Unit.RATIO, Better.HIGHER, 0),
  /** The 95th percentile of surface distances; where millimetres are known. */
  HAUSDORFF_95_MM(
      "hausdorff-95-mm",
      "Hausdorff distance, 95 %",
      Unit.MILLIMETRES,
      Better.LOWER,
      Double.POSITIVE_INFINITY),
  /** The average symmetric surface distance; where millimetres are known. */
  ASSD_MM(
      "assd-mm",
      "Average surface distance",
      Unit.MILLIMETRES,
      Better.LOWER,
      Double.POSITIVE_INFINITY),
  /** The volume error as a share of the reference; where the reference is not empty. */
  VOLUME_ERROR("volume-error", "Volume error", Unit.SHARE, Better.NEAR_ZERO, -1),
  /** The volume of the reference; where millimetres are known. */
  REFERENCE_ML("reference-ml", "Volume of the reference", Unit.MILLILITRES, Better.NEITHER, 0),
  /** The volume of the mask; where millimetres are known. */
  PREDICTED_ML("predicted-ml", "Volume of the mask", Unit.MILLILITRES, Better.NEITHER, 0),
  /**
   * The model's own score of its mask, 0 to 1, which needs no reference; where it gives one. How
   * well it orders masks is seen beside {@link #DICE}.
   */
  QUALITY("quality", "Quality score of the model", Unit.RATIO, Better.HIGHER, 0),
  /** How long the model took; not for masks that were there already, nor for failures. */
  SECONDS("seconds", "Time", Unit.SECONDS, Better.LOWER, 0),
  /** The most memory the process held meanwhile, as the system counts it; where it can be known. */
  PEAK_MEMORY_MB("peak-memory-mb", "Peak memory", Unit.MEGABYTES, Better.LOWER, 0),
  /** 1 where the model gave no mask, else 0. */
  FAILED("failed", "Failed", Unit.RATIO, Better.LOWER, 1);

  /** What the numbers are. */
  public enum Unit {
    /** From 0 to 1. */
    RATIO,
    /** A share of the reference, with a sign; shown in per cent. */
    SHARE,
    /** Millimetres. */
    MILLIMETRES,
    /** Millilitres. */
    MILLILITRES,
    /** Seconds. */
    SECONDS,
    /** Megabytes of 1000² bytes. */
    MEGABYTES
  }

  /** Which values are good. */
  public enum Better {
    /** The higher, the better. */
    HIGHER,
    /** The lower, the better. */
    LOWER,
    /** The nearer to zero, the better. */
    NEAR_ZERO,
    /** A plain fact. */
    NEITHER
  }

  private final String key;
  private final String title;
  private final Unit unit;
  private final Better better;
  private final double onFailure;

  Measure(String key, String title, Unit unit, Better better, double onFailure) {
    this.key = key;
    this.title = title;
    this.unit = unit;
    this.better = better;
    this.onFailure = onFailure;
  }

  /** The name in files: lower case, with the unit where there is one. */
  public String key() {
    return key;
  }

  /** The name for people. */
  public String title() {
    return title;
  }

  /** What the numbers are. */
  public Unit unit() {
    return unit;
  }

  /** Which values are good. */
  public Better better() {
    return better;
  }

  /** What a case counts on which a model gave no mask: the worst there is. */
  public double onFailure() {
    return onFailure;
  }

  /** How bad a value is: the greater, the worse. Of plain facts the greatest is shown. */
  double badness(double value) {
    return switch (better) {
      case HIGHER -> -value;
      case LOWER, NEITHER -> value;
      case NEAR_ZERO -> Math.abs(value);
    };
  }

  /** The measure of a name in files. */
  public static Optional<Measure> ofKey(String key) {
    for (Measure measure : values()) {
      if (measure.key.equals(key)) {
        return Optional.of(measure);
      }
    }
    return Optional.empty();
  }
}
