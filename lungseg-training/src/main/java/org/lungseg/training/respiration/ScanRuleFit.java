package org.lungseg.training.respiration;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.lungseg.metrics.phase.PhaseFeature;
import org.lungseg.metrics.phase.PhaseModel;

/**
 * Fits the rule for a single scan: a ridge-penalised logistic regression on standardised measures.
 * The strength of the penalty, the calibration and the limit of an answer all come from predictions
 * for patients that were left out inside the training set.
 */
final class ScanRuleFit {

  private static final double[] PENALTIES = {1, 3, 10, 30, 100};
  private static final double WANTED_F1 = 0.95;
  private static final double FIRST_LIMIT = 0.80;
  private static final double LAST_LIMIT = 0.99;
  private static final double LIMIT_STEP = 0.01;

  /** A calibration of fewer scans would be noise. */
  private static final double CALIBRATION_PENALTY = 1e-3;

  private final List<Set<PhaseFeature>> choices;

  /**
   * Prepares to fit with one of several sets of measures: the one that predicts best for patients
   * left out inside the training set, the first among equals.
   */
  ScanRuleFit(List<Set<PhaseFeature>> choices) {
    this.choices = List.copyOf(choices);
  }

  /** Fits to the held scans among some, those that can be judged at all. */
  PhaseModel.ScanRule fit(List<ScanRow> rows) {
    List<ScanRow> usable = usable(rows);
    List<String> patients = usable.stream().map(ScanRow::patient).distinct().toList();
    double bestLoss = Double.POSITIVE_INFINITY;
    double bestPenalty = PENALTIES[0];
    Set<PhaseFeature> bestFeatures = choices.get(0);
    double[] bestLogits = new double[usable.size()];
    for (Set<PhaseFeature> features : choices) {
      for (double penalty : PENALTIES) {
        double[] logits = leftOut(usable, patients, features, penalty);
        double loss = logLoss(usable, logits);
        if (loss < bestLoss) {
          bestLoss = loss;
          bestPenalty = penalty;
          bestFeatures = features;
          bestLogits = logits;
        }
      }
    }
    double[] calibration = calibrate(usable, bestLogits);
    PhaseModel.ScanRule raw = plain(usable, bestFeatures, bestPenalty);
    List<PhaseModel.Term> terms = new ArrayList<>();
    for (PhaseModel.Term term : raw.terms()) {
      terms.add(
          new PhaseModel.Term(
              term.feature(), term.mean(), term.deviation(), calibration[0] * term.weight()));
    }
    double limit = limit(usable, bestLogits, calibration);
    return new PhaseModel.ScanRule(terms, calibration[0] * raw.intercept() + calibration[1], limit);
  }

  static List<ScanRow> usable(List<ScanRow> rows) {
    return rows.stream()
        .filter(row -> row.kind().isHeld() && row.measures().obstacles().isEmpty())
        .toList();
  }

  /** The logit of a rule, a missing measure counting as the mean. */
  static double logit(PhaseModel.ScanRule rule, ScanRow row) {
    double logit = rule.intercept();
    for (PhaseModel.Term term : rule.terms()) {
      double value = row.measures().value(term.feature()).orElse(term.mean());
      logit += term.weight() * (value - term.mean()) / term.deviation();
    }
    return logit;
  }

  private static double[] leftOut(
      List<ScanRow> rows, List<String> patients, Set<PhaseFeature> features, double penalty) {
    double[] logits = new double[rows.size()];
    for (String patient : patients) {
      List<ScanRow> others = rows.stream().filter(row -> !row.patient().equals(patient)).toList();
      PhaseModel.ScanRule rule = plain(others, features, penalty);
      for (int at = 0; at < logits.length; at++) {
        if (rows.get(at).patient().equals(patient)) {
          logits[at] = logit(rule, rows.get(at));
        }
      }
    }
    return logits;
  }

  private static PhaseModel.ScanRule plain(
      List<ScanRow> rows, Set<PhaseFeature> features, double penalty) {
    List<PhaseFeature> used = List.copyOf(features);
    double[] mean = new double[used.size()];
    double[] deviation = new double[used.size()];
    for (int at = 0; at < used.size(); at++) {
      PhaseFeature feature = used.get(at);
      double[] values =
          rows.stream()
              .map(row -> row.measures().value(feature))
              .filter(java.util.OptionalDouble::isPresent)
              .mapToDouble(java.util.OptionalDouble::getAsDouble)
              .toArray();
      mean[at] = Scores.mean(values);
      deviation[at] = Math.max(1e-6, Scores.deviation(values));
    }
    double[][] x = new double[rows.size()][used.size() + 1];
    boolean[] inhale = new boolean[rows.size()];
    for (int row = 0; row < x.length; row++) {
      for (int at = 0; at < used.size(); at++) {
        double value = rows.get(row).measures().value(used.get(at)).orElse(mean[at]);
        x[row][at] = (value - mean[at]) / deviation[at];
      }
      x[row][used.size()] = 1;
      inhale[row] = rows.get(row).kind() == ScanKind.INHALE;
    }
    double[] penalties = new double[used.size() + 1];
    java.util.Arrays.fill(penalties, 0, used.size(), penalty);
    double[] weights = LogisticRegression.fit(x, inhale, penalties);
    List<PhaseModel.Term> terms = new ArrayList<>();
    for (int at = 0; at < used.size(); at++) {
      terms.add(new PhaseModel.Term(used.get(at), mean[at], deviation[at], weights[at]));
    }
    return new PhaseModel.ScanRule(terms, weights[used.size()], 0.5);
  }

  /** Slope and intercept that turn logits into calibrated ones (Platt's scaling). */
  private static double[] calibrate(List<ScanRow> rows, double[] logits) {
    double[][] x = new double[logits.length][2];
    boolean[] inhale = new boolean[logits.length];
    for (int at = 0; at < logits.length; at++) {
      x[at][0] = logits[at];
      x[at][1] = 1;
      inhale[at] = rows.get(at).kind() == ScanKind.INHALE;
    }
    return LogisticRegression.fit(
        x, inhale, new double[] {CALIBRATION_PENALTY, CALIBRATION_PENALTY});
  }

  private static double limit(List<ScanRow> rows, double[] logits, double[] calibration) {
    for (double limit = FIRST_LIMIT; limit < LAST_LIMIT; limit += LIMIT_STEP) {
      Scores.Counts counts = new Scores.Counts();
      for (int at = 0; at < logits.length; at++) {
        double p = LogisticRegression.logistic(calibration[0] * logits[at] + calibration[1]);
        boolean inhale = rows.get(at).kind() == ScanKind.INHALE;
        counts.add(inhale, p >= limit, 1 - p >= limit);
      }
      if (counts.f1OfAnswers() >= WANTED_F1) {
        return Math.round(limit / LIMIT_STEP) * LIMIT_STEP;
      }
    }
    return LAST_LIMIT;
  }

  private static double logLoss(List<ScanRow> rows, double[] logits) {
    double sum = 0;
    for (int at = 0; at < logits.length; at++) {
      double signed = rows.get(at).kind() == ScanKind.INHALE ? logits[at] : -logits[at];
      sum += Math.log1p(Math.exp(-signed));
    }
    return sum / logits.length;
  }
}
