package org.lungseg.metrics.cohort;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import org.junit.jupiter.api.Test;

class QualityRankingTest {

  @Test
  void of_knownRanks_isSpearmansCoefficient() {
    // Two neighbouring ranks are exchanged: 1 − 6·2 / (5·24).
    QualityRanking ranking =
        ranking(new double[] {.9, .8, .95, .7, .6}, new double[] {.97, .96, .98, .90, .95});

    assertThat(ranking.cases()).isEqualTo(5);
    assertThat(ranking.spearman().orElseThrow()).isEqualTo(0.9, within(1e-12));
    assertThat(ranking.looked()).isEqualTo(2);
    assertThat(ranking.worstFound()).isEqualTo(2);
  }

  @Test
  void of_ties_takesTheirMeanRank() {
    // Ranks 0.5 0.5 2 3 against 0 1 2 3: 4.5 / sqrt(4.5 · 5).
    QualityRanking ranking = ranking(new double[] {.5, .5, .8, .9}, new double[] {.1, .2, .3, .4});

    assertThat(ranking.spearman().orElseThrow()).isEqualTo(4.5 / Math.sqrt(22.5), within(1e-12));
  }

  @Test
  void of_reversedScores_findsNoneOfTheWorst() {
    double[] dice = new double[30];
    double[] scores = new double[30];
    for (int at = 0; at < 30; at++) {
      dice[at] = at / 30.0;
      scores[at] = 1 - dice[at];
    }

    QualityRanking ranking = ranking(scores, dice);

    assertThat(ranking.spearman().orElseThrow()).isEqualTo(-1, within(1e-12));
    assertThat(ranking.looked()).isEqualTo(10);
    assertThat(ranking.worstFound()).isZero();
  }

  @Test
  void of_equalScores_hasNoCorrelation() {
    assertThat(ranking(new double[] {.9, .9}, new double[] {.9, .8}).spearman()).isEmpty();
  }

  @Test
  void of_modelWithoutScores_isEmpty() {
    Cohort cohort =
        new Cohorts("a")
            .add("c1", "p1", Map.of())
            .with("a", Measure.DICE, 0.9)
            .add("c2", "p2", Map.of())
            .failed("a", "out of memory", Measure.DICE)
            .build();

    assertThat(QualityRanking.of(cohort, "a")).isEmpty();
  }

  private static QualityRanking ranking(double[] scores, double[] dice) {
    Cohorts cases = new Cohorts("a");
    for (int at = 0; at < scores.length; at++) {
      cases
          .add("c" + at, "p" + at, Map.of())
          .with("a", Map.of(Measure.QUALITY, scores[at], Measure.DICE, dice[at]));
    }
    return QualityRanking.of(cases.build(), "a").orElseThrow();
  }
}
