package org.lungseg.training.experiment;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.lungseg.metrics.cohort.Interval;
import org.lungseg.metrics.cohort.PatientBootstrap;

/**
 * An arm against the baseline under one condition, patient by patient.
 *
 * @param arm the arm's name
 * @param condition what the scans looked like
 * @param metric what is compared
 * @param baselineValues by patient, the mean over seeds
 * @param armValues the same of the arm, of the same patients
 * @param interval of the mean difference; empty with fewer than two patients
 * @param verdict what the rule of the experiment says
 */
public record Comparison(
    String arm,
    Condition condition,
    Metric metric,
    Map<String, Double> baselineValues,
    Map<String, Double> armValues,
    Optional<Interval> interval,
    Verdict verdict) {

  /** What an interval of the mean difference says. */
  public enum Verdict {
    /** It lies above 0. */
    BETTER,
    /** It lies below 0. */
    WORSE,
    /** It holds 0 and lies within the margin. */
    EQUIVALENT,
    /** It holds 0 and more than the margin: too few patients or too much scatter to say. */
    UNDECIDED
  }

  /** Compares an arm with the baseline on the patients that both were measured on. */
  static Comparison of(
      ExperimentSpec spec,
      Arm arm,
      Condition condition,
      Metric metric,
      List<Measurement> measurements) {
    Map<String, Double> baseline = means(spec.baseline(), condition, metric, measurements);
    Map<String, Double> changed = means(arm, condition, metric, measurements);
    baseline.keySet().retainAll(changed.keySet());
    changed.keySet().retainAll(baseline.keySet());
    List<String> patients = new ArrayList<>(baseline.keySet());
    double[] differences =
        patients.stream()
            .mapToDouble(patient -> value(changed, patient) - value(baseline, patient))
            .toArray();
    Optional<Interval> interval = PatientBootstrap.meanInterval(patients, differences);
    Verdict verdict = interval.map(one -> verdict(one, spec.margin())).orElse(Verdict.UNDECIDED);
    return new Comparison(arm.name(), condition, metric, baseline, changed, interval, verdict);
  }

  /** The mean over patients of the arm's value less the baseline's; NaN without patients. */
  public double meanDifference() {
    return baselineValues.keySet().stream()
        .mapToDouble(patient -> value(armValues, patient) - value(baselineValues, patient))
        .average()
        .orElse(Double.NaN);
  }

  static Verdict verdict(Interval interval, double margin) {
    if (interval.low() > 0) {
      return Verdict.BETTER;
    }
    if (interval.high() < 0) {
      return Verdict.WORSE;
    }
    boolean within = interval.low() > -margin && interval.high() < margin;
    return within ? Verdict.EQUIVALENT : Verdict.UNDECIDED;
  }

  private static Map<String, Double> means(
      Arm arm, Condition condition, Metric metric, List<Measurement> measurements) {
    Map<String, List<Double>> byPatient = new TreeMap<>();
    for (Measurement one : measurements) {
      double value = metric.of(one);
      if (one.arm().equals(arm.name()) && one.condition() == condition && !Double.isNaN(value)) {
        byPatient.computeIfAbsent(one.patient(), p -> new ArrayList<>()).add(value);
      }
    }
    Map<String, Double> means = new TreeMap<>();
    byPatient.forEach(
        (patient, values) ->
            means.put(
                patient, values.stream().mapToDouble(Double::doubleValue).average().orElseThrow()));
    return means;
  }

  private static double value(Map<String, Double> values, String patient) {
    return Objects.requireNonNull(values.get(patient));
  }
}
