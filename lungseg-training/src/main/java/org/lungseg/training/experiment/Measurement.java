package org.lungseg.training.experiment;

import java.util.Locale;
import org.lungseg.api.LungMask;
import org.lungseg.metrics.MaskAgreement;
import org.lungseg.metrics.surface.SurfaceAgreement;

/**
 * How well one network found the lungs of one patient.
 *
 * @param arm the arm's name
 * @param fold the fold that was held out, from 0
 * @param seed of the training
 * @param patient who was segmented
 * @param condition what was done to the scan
 * @param dice of both lungs together
 * @param surfaceDice at 2 mm, of both lungs together; NaN where it was not measured
 */
public record Measurement(
    String arm,
    int fold,
    int seed,
    String patient,
    Condition condition,
    double dice,
    double surfaceDice) {

  static final String HEADER = "arm,fold,seed,patient,condition,dice,surface_dice_2_mm";

  private static final int SURFACE_DICE = 6;

  /** A measurement without surface Dice. */
  public Measurement(
      String arm, int fold, int seed, String patient, Condition condition, double dice) {
    this(arm, fold, seed, patient, condition, dice, Double.NaN);
  }

  /** The same with what a mask is worth; its surface only if that decides and can be measured. */
  Measurement of(LungMask reference, LungMask found, Metric deciding) {
    boolean surface = deciding == Metric.SURFACE_DICE && deciding.isKnown(reference.geometry());
    return new Measurement(
        arm,
        fold,
        seed,
        patient,
        condition,
        MaskAgreement.compare(reference, found).overall().dice(),
        surface
            ? SurfaceAgreement.compare(reference, found).overall().surfaceDice(Metric.TOLERANCE_MM)
            : Double.NaN);
  }

  /** Whether it is of the same network and the same scan, whatever was measured. */
  boolean isOfSameScan(Measurement other) {
    return arm.equals(other.arm)
        && fold == other.fold
        && seed == other.seed
        && patient.equals(other.patient)
        && condition == other.condition;
  }

  String toCsv() {
    String surface =
        Double.isNaN(surfaceDice) ? "" : String.format(Locale.ROOT, "%.5f", surfaceDice);
    return String.format(
        Locale.ROOT,
        "%s,%d,%d,%s,%s,%.5f,%s",
        arm,
        fold,
        seed,
        patient,
        condition.label(),
        dice,
        surface);
  }

  /** Reads a line; those of older tables end with the Dice. */
  static Measurement parse(String line) {
    String[] cells = line.split(",", -1);
    boolean surface = cells.length > SURFACE_DICE && !cells[SURFACE_DICE].isEmpty();
    return new Measurement(
        cells[0],
        Integer.parseInt(cells[1]),
        Integer.parseInt(cells[2]),
        cells[3],
        Condition.valueOf(cells[4].toUpperCase(Locale.ROOT)),
        Double.parseDouble(cells[5]),
        surface ? Double.parseDouble(cells[SURFACE_DICE]) : Double.NaN);
  }
}
