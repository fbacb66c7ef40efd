package org.lungseg.training.respiration;

import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.lungseg.metrics.phase.PhaseFeature;
import org.lungseg.metrics.phase.PhaseModel;

/**
 * What each group of measures is good for in the rule for a single scan: the whole protocol, one
 * patient left out, with some of the measures only. The last figure is for a choice among all of
 * these groups that is made anew inside the patients of each fold, so that it owes nothing to the
 * patient who is judged.
 */
final class MeasureChoice {

  /** The measures of the rule that is shipped. */
  static final Set<PhaseFeature> SHIPPED =
      EnumSet.of(
          PhaseFeature.VOLUME,
          PhaseFeature.TISSUE,
          PhaseFeature.MID_DEPTH,
          PhaseFeature.DOME_TO_TOP,
          PhaseFeature.MEDIASTINUM);

  private static final Set<PhaseFeature> VOLUME = EnumSet.of(PhaseFeature.VOLUME);

  private static final Set<PhaseFeature> DENSITY =
      EnumSet.of(
          PhaseFeature.TISSUE,
          PhaseFeature.TISSUE_LOW,
          PhaseFeature.TISSUE_SPREAD,
          PhaseFeature.GRADIENT);

  private static final Set<PhaseFeature> BODY =
      EnumSet.of(PhaseFeature.RIB_CAGE, PhaseFeature.SPINE);

  private static final Set<PhaseFeature> SHAPE =
      EnumSet.of(PhaseFeature.HEIGHT, PhaseFeature.WIDTH, PhaseFeature.DEPTH, PhaseFeature.DOME);

  private static final Set<PhaseFeature> TRACHEA =
      EnumSet.of(
          PhaseFeature.TRACHEA_AREA, PhaseFeature.TRACHEA_FLATNESS, PhaseFeature.TRACHEA_BACK_WALL);

  private static final double HALF = 0.5;

  private final List<ScanRow> rows;
  private final List<String> patients;

  MeasureChoice(List<ScanRow> rows) {
    this.rows = rows;
    this.patients = LeftOutAnswers.patients(rows);
  }

  /**
   * How well a choice of measures does on held scans of patients it was not fitted to.
   *
   * @param area under the curve, over the scans that can be judged
   * @param right the share of these that is right if everything is answered
   * @param answers the answers from the rule's own limit on, over all held scans
   */
  record Result(double area, double right, Scores.Counts answers) {}

  /** The groups by name, in the order of the report. */
  static Map<String, Set<PhaseFeature>> groups() {
    Map<String, Set<PhaseFeature>> groups = new LinkedHashMap<>();
    groups.put("volume", VOLUME);
    groups.put("volume, body size", union(VOLUME, BODY));
    groups.put("density", DENSITY);
    groups.put("volume, density", union(VOLUME, DENSITY));
    groups.put("volume, density, body size", union(VOLUME, DENSITY, BODY));
    groups.put("volume, density, body size, shape", union(VOLUME, DENSITY, BODY, SHAPE));
    groups.put("trachea", TRACHEA);
    groups.put("all of these", union(VOLUME, DENSITY, BODY, SHAPE, TRACHEA));
    groups.put("shipped", SHIPPED);
    for (PhaseFeature feature : SHIPPED) {
      Set<PhaseFeature> others = EnumSet.copyOf(SHIPPED);
      others.remove(feature);
      groups.put("shipped without `" + feature.id() + "`", others);
    }
    groups.put("shipped, body size", union(SHIPPED, BODY));
    groups.put("everything", EnumSet.allOf(PhaseFeature.class));
    return groups;
  }

  /** The result of one group. */
  Result of(Set<PhaseFeature> features) {
    return of(List.of(features));
  }

  /** The result where each fold chooses among groups by the patients it is fitted to. */
  Result of(List<Set<PhaseFeature>> choices) {
    List<ScanRow> usable = ScanRuleFit.usable(rows);
    double[] logits = new double[usable.size()];
    boolean[] truth = new boolean[usable.size()];
    Scores.Counts answers = new Scores.Counts();
    int right = 0;
    for (String patient : patients) {
      PhaseModel.ScanRule rule =
          new ScanRuleFit(choices)
              .fit(usable.stream().filter(row -> !row.patient().equals(patient)).toList());
      for (int at = 0; at < logits.length; at++) {
        ScanRow row = usable.get(at);
        if (row.patient().equals(patient)) {
          logits[at] = ScanRuleFit.logit(rule, row);
          truth[at] = row.kind() == ScanKind.INHALE;
          double p = LogisticRegression.logistic(logits[at]);
          right += (p > HALF) == truth[at] ? 1 : 0;
          answers.add(truth[at], p >= rule.answerFrom(), 1 - p >= rule.answerFrom());
        }
      }
    }
    for (ScanRow row : rows) {
      if (row.kind().isHeld() && !row.measures().obstacles().isEmpty()) {
        answers.add(row.kind() == ScanKind.INHALE, false, false);
      }
    }
    return new Result(Scores.area(logits, truth), right / (double) logits.length, answers);
  }

  @SafeVarargs
  private static Set<PhaseFeature> union(Set<PhaseFeature>... groups) {
    Set<PhaseFeature> all = EnumSet.noneOf(PhaseFeature.class);
    for (Set<PhaseFeature> group : groups) {
      all.addAll(group);
    }
    return all;
  }
}
