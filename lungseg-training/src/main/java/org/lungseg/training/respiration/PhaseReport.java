package org.lungseg.training.respiration;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import org.lungseg.metrics.phase.PairPhase;
import org.lungseg.metrics.phase.Phase;
import org.lungseg.metrics.phase.PhaseFeature;
import org.lungseg.metrics.phase.PhaseModel;

/** The figures of the experiment as Markdown tables. */
final class PhaseReport {

  private static final int BOOTSTRAPS = 2000;
  private static final double[] DEPTHS = {0, 0.02, 0.05, 0.1, 0.15, 0.2, 0.3, 0.5, 1.1};
  private static final double[] FULLNESS = {-0.2, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.1};
  private static final double[] LIMITS = {0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.95, 0.99};

  private final List<ScanRow> rows;
  private final LeftOutAnswers answers;
  private final PhaseModel model;
  private final List<String> patients;
  private final StringBuilder text = new StringBuilder();

  PhaseReport(List<ScanRow> rows, LeftOutAnswers answers, PhaseModel model) {
    this.rows = rows;
    this.answers = answers;
    this.model = model;
    this.patients = LeftOutAnswers.patients(rows);
  }

  String text() {
    line(
        "%d simulated scans, %d patients, seed %d. Each patient's scans are judged by coefficients"
            + " fitted to the others. Brackets: 95 %% interval, %d bootstrap samples of patients.",
        rows.size(), patients.size(), PopulationScans.SEED, BOOTSTRAPS);
    plausibility();
    pairs();
    singles();
    return text.toString();
  }

  /**
   * The figures that rules of acceptance may name: {@code phase-f1} and {@code phase-f1-tidal} for
   * pairs at a held and at a tidal breath, no answer counting as missed; {@code phase-f1-single}
   * for the answers to single scans, and {@code phase-single-answered}, the share that got one.
   */
  Map<String, Double> figures() {
    Scores.Counts scans = scanCounts(answers.scans(), row -> true);
    Map<String, Double> figures = new LinkedHashMap<>();
    figures.put("phase-f1", f1OfPairs(ScanPair.Kind.HELD));
    figures.put("phase-f1-tidal", f1OfPairs(ScanPair.Kind.TIDAL));
    figures.put("phase-f1-single", scans.f1OfAnswers());
    figures.put("phase-single-answered", scans.coverage());
    return figures;
  }

  private double f1OfPairs(ScanPair.Kind kind) {
    return pairCounts(answers.pairs(), pair -> pair.kind() == kind).f1OfAll();
  }

  // The simulator against the literature.

  private void plausibility() {
    line("%n### What the simulator made%n");
    line("| measure | median | 5th to 95th percentile |%n| --- | --- | --- |");
    spread(
        "lungs at inhale, mL",
        ScanKind.INHALE,
        row -> row.measures().volumeMl().orElse(Double.NaN));
    spread(
        "lungs at exhale, mL",
        ScanKind.EXHALE,
        row -> row.measures().volumeMl().orElse(Double.NaN));
    spread(
        "mean density at inhale, HU",
        ScanKind.INHALE,
        row -> row.measures().meanDensityHu().orElse(Double.NaN));
    spread(
        "mean density at exhale, HU",
        ScanKind.EXHALE,
        row -> row.measures().meanDensityHu().orElse(Double.NaN));
    List<ScanPair> held =
        ScanPair.among(rows).stream().filter(pair -> pair.kind() == ScanPair.Kind.HELD).toList();
    spread(
        "mean density, exhale over inhale, %",
        held,
        pair -> {
          ScanRow full = pair.isSecondFuller() ? pair.second() : pair.first();
          ScanRow empty = pair.isSecondFuller() ? pair.first() : pair.second();
          return 100
              * empty.measures().meanDensityHu().orElse(Double.NaN)
              / full.measures().meanDensityHu().orElse(Double.NaN);
        });
    spread("breath between the two, share of VC", held, ScanPair::vitalShare);
    spread("descent of the dome from the CT to inhale, mm", ScanKind.INHALE, ScanRow::domeMm);
    spread("growth of depth and width from the CT to inhale, mm", ScanKind.INHALE, ScanRow::ribsMm);
    List<ScanPair> tidal =
        ScanPair.among(rows).stream().filter(pair -> pair.kind() == ScanPair.Kind.TIDAL).toList();
    spread("tidal breath, share of VC", tidal, ScanPair::vitalShare);
  }

  private void spread(String name, ScanKind kind, ToDoubleFunction<ScanRow> value) {
    spread(name, rows.stream().filter(row -> row.kind() == kind).toList(), value);
  }

  private <T> void spread(String name, List<T> items, ToDoubleFunction<T> value) {
    double[] values = items.stream().mapToDouble(value).toArray();
    line(
        "| %s | %s | %s to %s |",
        name,
        number(Scores.percentile(values, 50)),
        number(Scores.percentile(values, 5)),
        number(Scores.percentile(values, 95)));
  }

  // Two scans of one person.

  private void pairs() {
    line("%n### Pairs: which is the inhale?%n");
    line(
        "| pairs | n | F1, no answer counts as missed | F1 of the answers | share answered | wrong |%n"
            + "| --- | --- | --- | --- | --- | --- |");
    pairRow("ordinary breath, held (inhale and exhale)", pair -> pair.kind() == ScanPair.Kind.HELD);
    pairRow("ordinary breath, tidal", pair -> pair.kind() == ScanPair.Kind.TIDAL);
    pairRow(
        "held, nothing missing in mask or scan",
        pair -> pair.kind() == ScanPair.Kind.HELD && !isFlawed(pair));
    pairRow(
        "tidal, nothing missing in mask or scan",
        pair -> pair.kind() == ScanPair.Kind.TIDAL && !isFlawed(pair));
    pairRow(
        "tidal, disease painted",
        pair -> pair.kind() == ScanPair.Kind.TIDAL && pair.first().diseased());
    List<LeftOutAnswers.PairAnswer> same =
        answers.pairs().stream().filter(one -> one.pair().kind() == ScanPair.Kind.SAME).toList();
    long alarms =
        same.stream()
            .filter(one -> one.answer().answer() != PairPhase.Answer.NO_DIFFERENCE)
            .count();
    line(
        "%nOf %d pairs of one and the same gas volume, %d got an answer, which is false.",
        same.size(), alarms);
    line("%nDependence on the depth of the breath (all pairs):%n");
    line(
        "| depth, share of VC | n | right | wrong | no difference |%n| --- | --- | --- | --- | --- |");
    for (int at = 0; at + 1 < DEPTHS.length; at++) {
      double from = DEPTHS[at];
      double to = DEPTHS[at + 1];
      Scores.Counts counts =
          pairCounts(answers.pairs(), pair -> pair.vitalShare() >= from && pair.vitalShare() < to);
      if (counts.total() > 0) {
        line(
            "| %.2f to %.2f | %d | %.3f | %.3f | %.3f |",
            from,
            Math.min(1, to),
            counts.total(),
            counts.coverage() * counts.accuracyOfAnswers(),
            counts.wrong() / (double) counts.total(),
            1 - counts.coverage());
      }
    }
    pairCalibration();
    line(
        "%nRule fitted to all patients: logit = %.1f · ln(V₂/V₁) + %.1f · ln(t₁/t₂); volume alone %.1f, density alone %.1f.",
        model.pair().volume(),
        model.pair().tissue(),
        model.pair().volumeOnly(),
        model.pair().tissueOnly());
  }

  private void pairRow(String name, Predicate<ScanPair> filter) {
    Scores.Counts counts = pairCounts(answers.pairs(), filter);
    Function<Scores.Counts, Double> all = Scores.Counts::f1OfAll;
    Function<Scores.Counts, Double> answered = Scores.Counts::f1OfAnswers;
    List<Scores.Counts> byPatient =
        patients.stream()
            .map(
                p ->
                    pairCounts(
                        answers.pairs(), pair -> pair.patient().equals(p) && filter.test(pair)))
            .toList();
    line(
        "| %s | %d | %.3f %s | %.3f %s | %.3f %s | %d |",
        name,
        counts.total(),
        counts.f1OfAll(),
        interval(byPatient, all),
        counts.f1OfAnswers(),
        interval(byPatient, answered),
        counts.coverage(),
        interval(byPatient, Scores.Counts::coverage),
        counts.wrong());
  }

  private static boolean isFlawed(ScanPair pair) {
    return pair.first().flawed() || pair.second().flawed();
  }

  private static Scores.Counts pairCounts(
      List<LeftOutAnswers.PairAnswer> pairs, Predicate<ScanPair> filter) {
    Scores.Counts counts = new Scores.Counts();
    for (LeftOutAnswers.PairAnswer one : pairs) {
      if (one.pair().hasAnswer() && filter.test(one.pair())) {
        counts.add(
            one.pair().isSecondFuller(),
            one.answer().answer() == PairPhase.Answer.SECOND_INHALE,
            one.answer().answer() == PairPhase.Answer.FIRST_INHALE);
      }
    }
    return counts;
  }

  private void pairCalibration() {
    List<LeftOutAnswers.PairAnswer> asked =
        answers.pairs().stream().filter(one -> one.pair().hasAnswer()).toList();
    double[] p =
        asked.stream().mapToDouble(one -> one.answer().probabilitySecondInhale()).toArray();
    boolean[] truth = new boolean[p.length];
    for (int at = 0; at < p.length; at++) {
      truth[at] = asked.get(at).pair().isSecondFuller();
    }
    line(
        "%nCalibration of the probability over all pairs: expected error %.3f, Brier score %.3f.",
        Scores.calibrationError(p, truth), Scores.brier(p, truth));
  }

  // One scan.

  private void singles() {
    line("%n### Single scans%n");
    line(
        "| scans | n | F1 of the answers | share answered | F1, no answer counts as missed | wrong |%n"
            + "| --- | --- | --- | --- | --- | --- |");
    scanRow("held scans", row -> true);
    scanRow("held, nothing missing in mask or scan", row -> !row.flawed());
    scanRow("held, disease painted", ScanRow::diseased);
    scanRow("held, COPD", ScanRow::copd);
    scanRow("held, no COPD", row -> !row.copd());
    line("%nBy patient:%n");
    line("| patient | F1 of the answers | share answered | wrong |%n| --- | --- | --- | --- |");
    for (String patient : patients) {
      Scores.Counts counts = scanCounts(answers.scans(), row -> row.patient().equals(patient));
      line(
          "| %s | %.3f | %.3f | %d of %d |",
          patient, counts.f1OfAnswers(), counts.coverage(), counts.wrong(), counts.answered());
    }
    coverage();
    fullness();
    scanCalibration();
    choice();
    weights();
  }

  private void scanRow(String name, Predicate<ScanRow> filter) {
    Scores.Counts counts = scanCounts(answers.scans(), filter);
    List<Scores.Counts> byPatient =
        patients.stream()
            .map(
                p ->
                    scanCounts(answers.scans(), row -> row.patient().equals(p) && filter.test(row)))
            .toList();
    line(
        "| %s | %d | %.3f %s | %.3f %s | %.3f %s | %d |",
        name,
        counts.total(),
        counts.f1OfAnswers(),
        interval(byPatient, Scores.Counts::f1OfAnswers),
        counts.coverage(),
        interval(byPatient, Scores.Counts::coverage),
        counts.f1OfAll(),
        interval(byPatient, Scores.Counts::f1OfAll),
        counts.wrong());
  }

  private static Scores.Counts scanCounts(
      List<LeftOutAnswers.ScanAnswer> scans, Predicate<ScanRow> filter) {
    Scores.Counts counts = new Scores.Counts();
    for (LeftOutAnswers.ScanAnswer one : scans) {
      if (one.row().kind().isHeld() && filter.test(one.row())) {
        counts.add(
            one.row().kind() == ScanKind.INHALE,
            one.answer().phase() == Phase.INHALE,
            one.answer().phase() == Phase.EXHALE);
      }
    }
    return counts;
  }

  private void coverage() {
    line("%nAnswering from another probability on (held scans):%n");
    line("| from | share answered | F1 of the answers |%n| --- | --- | --- |");
    for (double limit : LIMITS) {
      Scores.Counts counts = new Scores.Counts();
      for (LeftOutAnswers.ScanAnswer one : answers.scans()) {
        if (one.row().kind().isHeld()) {
          counts.add(
              one.row().kind() == ScanKind.INHALE,
              one.probability() >= limit,
              1 - one.probability() > limit);
        }
      }
      line("| %.2f | %.3f | %.3f |", limit, counts.coverage(), counts.f1OfAnswers());
    }
  }

  private void fullness() {
    line("%nAnswers by how full the lungs were (all scans, tidal and graded too):%n");
    line(
        "| gas over RV, share of VC | n | inhale | exhale | uncertain |%n| --- | --- | --- | --- | --- |");
    for (int at = 0; at + 1 < FULLNESS.length; at++) {
      double from = FULLNESS[at];
      double to = FULLNESS[at + 1];
      List<LeftOutAnswers.ScanAnswer> inside =
          answers.scans().stream()
              .filter(one -> one.row().vitalShare() >= from && one.row().vitalShare() < to)
              .toList();
      if (!inside.isEmpty()) {
        line(
            "| %.1f to %.1f | %d | %.3f | %.3f | %.3f |",
            Math.max(0, from),
            Math.min(1, to),
            inside.size(),
            share(inside, Phase.INHALE),
            share(inside, Phase.EXHALE),
            share(inside, Phase.UNCERTAIN));
      }
    }
  }

  private static double share(List<LeftOutAnswers.ScanAnswer> scans, Phase phase) {
    return scans.stream().filter(one -> one.answer().phase() == phase).count()
        / (double) scans.size();
  }

  private void scanCalibration() {
    List<LeftOutAnswers.ScanAnswer> judged =
        answers.scans().stream()
            .filter(one -> one.row().kind().isHeld() && Double.isFinite(one.probability()))
            .toList();
    double[] p = judged.stream().mapToDouble(LeftOutAnswers.ScanAnswer::probability).toArray();
    boolean[] truth = new boolean[p.length];
    for (int at = 0; at < p.length; at++) {
      truth[at] = judged.get(at).row().kind() == ScanKind.INHALE;
    }
    line(
        "%nCalibration of the probability over the %d held scans that are judged: expected error %.3f,"
            + " Brier score %.3f, area under the curve %.3f.",
        p.length, Scores.calibrationError(p, truth), Scores.brier(p, truth), Scores.area(p, truth));
    line("%n| probability of inhale | n | inhale |%n| --- | --- | --- |");
    for (int bin = 0; bin < 10; bin++) {
      int from = bin;
      List<LeftOutAnswers.ScanAnswer> inside =
          judged.stream()
              .filter(one -> Math.min(9, (int) (10 * one.probability())) == from)
              .toList();
      if (!inside.isEmpty()) {
        line(
            "| %.1f to %.1f | %d | %.3f |",
            bin / 10.0,
            (bin + 1) / 10.0,
            inside.size(),
            inside.stream().filter(one -> one.row().kind() == ScanKind.INHALE).count()
                / (double) inside.size());
      }
    }
  }

  private void choice() {
    line("%nWith some of the measures only (held scans), and chosen anew inside each fold:%n");
    line(
        "| measures | area under the curve | right if all are answered | F1 of the answers | share answered |%n"
            + "| --- | --- | --- | --- | --- |");
    MeasureChoice choice = new MeasureChoice(rows);
    Map<String, Set<PhaseFeature>> groups = MeasureChoice.groups();
    groups.forEach((name, features) -> choiceRow(name, choice.of(features)));
    choiceRow("chosen by the other patients", choice.of(List.copyOf(groups.values())));
  }

  private void choiceRow(String name, MeasureChoice.Result result) {
    line(
        "| %s | %.3f | %.3f | %.3f | %.3f |",
        name,
        result.area(),
        result.right(),
        result.answers().f1OfAnswers(),
        result.answers().coverage());
  }

  private void weights() {
    line(
        "%nRule fitted to all patients, which the library ships (intercept %.3f, answers from %.2f on):%n",
        model.scan().intercept(), model.scan().answerFrom());
    line("| measure | mean | deviation | weight of a deviation |%n| --- | --- | --- | --- |");
    for (PhaseModel.Term term : model.scan().terms()) {
      line(
          "| `%s` | %.3f | %.3f | %+.3f |",
          term.feature().id(), term.mean(), term.deviation(), term.weight());
    }
  }

  // Bootstrap and text.

  private static String interval(
      List<Scores.Counts> byPatient, Function<Scores.Counts, Double> figure) {
    SplittableRandom random = new SplittableRandom(PopulationScans.SEED);
    List<Double> values = new ArrayList<>();
    for (int sample = 0; sample < BOOTSTRAPS; sample++) {
      Scores.Counts counts = new Scores.Counts();
      for (int draw = 0; draw < byPatient.size(); draw++) {
        counts.addAll(byPatient.get(random.nextInt(byPatient.size())));
      }
      values.add(figure.apply(counts));
    }
    double[] numbers = values.stream().mapToDouble(Double::doubleValue).toArray();
    return String.format(
        Locale.ROOT,
        "[%.3f, %.3f]",
        Scores.percentile(numbers, 2.5),
        Scores.percentile(numbers, 97.5));
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, Math.abs(value) < 10 ? "%.2f" : "%.0f", value);
  }

  private void line(String format, Object... arguments) {
    text.append(String.format(Locale.ROOT, format, arguments)).append('\n');
  }
}
