package org.lungseg.training.experiment;

import java.util.Locale;
import org.lungseg.api.VolumeGeometry;
import org.lungseg.metrics.surface.SurfaceAgreement;

/** What is measured of a mask, both lungs taken together. */
public enum Metric {
  /** Dice. */
  DICE("Dice"),

  /**
   * The share of both surfaces that lies within 2 mm of the other one. Not known where the size of
   * voxels is a guess, as of pictures: such scans do not count.
   */
  SURFACE_DICE("surface Dice at 2 mm");

  /** The tolerance of {@link #SURFACE_DICE}. */
  static final double TOLERANCE_MM = 2;

  private final String words;

  Metric(String words) {
    this.words = words;
  }

  /** The name in specs. */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The name in texts. */
  public String words() {
    return words;
  }

  /** Whether it can be measured on a grid. */
  boolean isKnown(VolumeGeometry geometry) {
    return this == DICE || SurfaceAgreement.obstacle(geometry).isEmpty();
  }

  /** The measured value; NaN where it is not known. */
  double of(Measurement measurement) {
    return this == DICE ? measurement.dice() : measurement.surfaceDice();
  }
}
