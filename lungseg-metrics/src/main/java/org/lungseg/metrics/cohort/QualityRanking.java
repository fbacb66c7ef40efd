package org.lungseg.metrics.cohort;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * How well a model's own {@link Measure#QUALITY} orders its masks, seen beside {@link
 * Measure#DICE}: which of the worst masks a reader would meet who looks at the lowest scores first.
 * Cases without a score, failures among them, are left out.
 *
 * @param model whose masks
 * @param cases how many have a score
 * @param spearman the rank correlation of score and Dice, ties at their mean rank; empty where all
 *     scores or all Dice are equal
 * @param looked how many of the lowest scores are looked at: ten, or half of the cases if that is
 *     less
 * @param worstFound how many of as many masks of the lowest Dice are among them; of ties the
 *     earlier case counts as lower
 */
public record QualityRanking(
    String model, int cases, OptionalDouble spearman, int looked, int worstFound) {

  private static final int LOOKED_AT = 10;

  /** The ranking of a model's masks; empty with fewer than two scores. */
  public static Optional<QualityRanking> of(Cohort cohort, String model) {
    List<Double> scores = new ArrayList<>();
    List<Double> dice = new ArrayList<>();
    for (CohortCase one : cohort.cases()) {
      CaseResult result = cohort.result(model, one.id());
      OptionalDouble score = result.value(Measure.QUALITY);
      OptionalDouble truth = result.value(Measure.DICE);
      if (score.isPresent() && truth.isPresent()) {
        scores.add(score.getAsDouble());
        dice.add(truth.getAsDouble());
      }
    }
    int cases = scores.size();
    if (cases < 2) {
      return Optional.empty();
    }
    int looked = Math.min(LOOKED_AT, cases / 2);
    List<Integer> lowest = ascending(scores).subList(0, looked);
    int found = (int) ascending(dice).subList(0, looked).stream().filter(lowest::contains).count();
    return Optional.of(
        new QualityRanking(model, cases, correlation(ranks(scores), ranks(dice)), looked, found));
  }

  /** The places of the values in rising order; equal ones in the order they stand. */
  private static List<Integer> ascending(List<Double> values) {
    List<Integer> order = new ArrayList<>();
    for (int at = 0; at < values.size(); at++) {
      order.add(at);
    }
    order.sort(Comparator.comparing(values::get));
    return order;
  }

  private static double[] ranks(List<Double> values) {
    List<Integer> order = ascending(values);
    double[] ranks = new double[values.size()];
    for (int from = 0, to; from < ranks.length; from = to) {
      to = from + 1;
      while (to < ranks.length && values.get(order.get(to)).equals(values.get(order.get(from)))) {
        to++;
      }
      for (int at = from; at < to; at++) {
        ranks[order.get(at)] = (from + to - 1) / 2.0;
      }
    }
    return ranks;
  }

  private static OptionalDouble correlation(double[] x, double[] y) {
    double mean = (x.length - 1) / 2.0; // of ranks, with or without ties
    double xy = 0;
    double xx = 0;
    double yy = 0;
    for (int at = 0; at < x.length; at++) {
      xy += (x[at] - mean) * (y[at] - mean);
      xx += (x[at] - mean) * (x[at] - mean);
      yy += (y[at] - mean) * (y[at] - mean);
    }
    return xx == 0 || yy == 0 ? OptionalDouble.empty() : OptionalDouble.of(xy / Math.sqrt(xx * yy));
  }
}
