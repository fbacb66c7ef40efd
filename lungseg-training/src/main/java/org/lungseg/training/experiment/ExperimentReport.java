package org.lungseg.training.experiment;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.lungseg.training.TrainingConfig;
import org.lungseg.training.experiment.Comparison.Verdict;

/** The report of an experiment: Markdown with tables, and a plot as SVG. */
public final class ExperimentReport {

  private final ExperimentSpec spec;
  private final List<Comparison> comparisons;
  private final List<Measurement> measurements;

  private final List<String> takenOver;

  /**
   * Compares each arm with the baseline under each condition.
   *
   * @param takenOver see {@link ExperimentRunner#takenOver}
   */
  public ExperimentReport(
      ExperimentSpec spec, List<Measurement> measurements, List<String> takenOver) {
    this.spec = spec;
    this.takenOver = List.copyOf(takenOver);
    this.measurements = List.copyOf(measurements);
    this.comparisons = compare(spec.metric());
  }

  private List<Comparison> compare(Metric metric) {
    List<Comparison> made = new ArrayList<>();
    for (Condition condition : spec.conditions()) {
      for (Arm arm : spec.arms().subList(1, spec.arms().size())) {
        made.add(Comparison.of(spec, arm, condition, metric, measurements));
      }
    }
    return made;
  }

  /** All comparisons, by condition and then by arm. */
  public List<Comparison> comparisons() {
    return List.copyOf(comparisons);
  }

  /**
   * The report.
   *
   * @param plotFile the name under which {@link #toSvg()} lies beside it
   * @param specFile the name of the experiment's file beside it
   */
  public String toMarkdown(String plotFile, String specFile) {
    StringBuilder text = new StringBuilder();
    text.append("# ").append(spec.title()).append("\n\n");
    text.append("**Hypothesis.** ").append(spec.hypothesis()).append("\n\n");
    text.append("**Result.**\n\n");
    for (Comparison one : comparisons) {
      if (one.condition() == spec.deciding()) {
        text.append("- ").append(sentence(one)).append('\n');
      }
    }
    text.append("\nStated before it ran in [").append(specFile).append("](").append(specFile);
    text.append("): the ")
        .append(spec.metric().words())
        .append(" of both lungs under the condition `")
        .append(spec.deciding().label());
    text.append("` decides, with a margin of ").append(spec.margin()).append(".\n\n");
    text.append("![Differences by patient](").append(plotFile).append(")\n\n");
    appendSummary(text, comparisons);
    if (spec.metric() != Metric.DICE) {
      text.append("\nDice does not decide; it says:\n\n");
      appendSummary(text, compare(Metric.DICE));
    }
    for (Condition condition : spec.conditions()) {
      appendPatients(text, condition);
    }
    appendMethod(text);
    return text.toString();
  }

  /** The differences of all patients as a dot plot, a row for each comparison. */
  public String toSvg() {
    return DifferencePlot.draw(comparisons, spec.margin());
  }

  private String sentence(Comparison one) {
    String found =
        switch (one.verdict()) {
          case BETTER -> "better than";
          case WORSE -> "worse than";
          case EQUIVALENT -> "equivalent to";
          case UNDECIDED -> "not shown to differ from";
        };
    String interval = one.verdict() == Verdict.UNDECIDED ? " (undecided)" : "";
    return String.format(
        Locale.ROOT,
        "`%s` is %s `%s`%s: mean difference %+.4f, 95 %% interval %s, %d patients.",
        one.arm(),
        found,
        spec.baseline().name(),
        interval,
        one.meanDifference(),
        interval(one),
        one.armValues().size());
  }

  private static String sentence(PseudoLabels pseudo) {
    return "; learns also from the scans of `"
        + pseudo.pool().getFileName()
        + "`, with the masks that the network `"
        + pseudo.teacher()
        + "` of the same fold makes";
  }

  private static void appendSummary(StringBuilder text, List<Comparison> comparisons) {
    text.append("| condition | arm | patients | mean ").append(comparisons.get(0).metric().words());
    text.append(" | baseline | difference | 95 % interval | verdict |\n");
    text.append("| --- | --- | --- | --- | --- | --- | --- | --- |\n");
    for (Comparison one : comparisons) {
      text.append(
          String.format(
              Locale.ROOT,
              "| %s | %s | %d | %.4f | %.4f | %+.4f | %s | %s |%n",
              one.condition().label(),
              one.arm(),
              one.armValues().size(),
              mean(one.armValues()),
              mean(one.baselineValues()),
              one.meanDifference(),
              interval(one),
              one.verdict().name().toLowerCase(Locale.ROOT)));
    }
  }

  private void appendPatients(StringBuilder text, Condition condition) {
    List<Comparison> ofCondition =
        comparisons.stream().filter(one -> one.condition() == condition).toList();
    String metric = spec.metric().words();
    text.append("\n## ").append(metric.substring(0, 1).toUpperCase(Locale.ROOT));
    text.append(metric.substring(1))
        .append(" by patient, ")
        .append(condition.label())
        .append("\n\n");
    text.append("| patient | ").append(spec.baseline().name());
    ofCondition.forEach(one -> text.append(" | ").append(one.arm()));
    text.append(" |\n| --- |").append(" --- |".repeat(ofCondition.size() + 1)).append('\n');
    for (Map.Entry<String, Double> row : ofCondition.get(0).baselineValues().entrySet()) {
      text.append(String.format(Locale.ROOT, "| %s | %.4f", row.getKey(), row.getValue()));
      for (Comparison one : ofCondition) {
        Double dice = one.armValues().get(row.getKey());
        text.append(dice == null ? " | –" : String.format(Locale.ROOT, " | %.4f", dice));
      }
      text.append(" |\n");
    }
  }

  private void appendMethod(StringBuilder text) {
    TrainingConfig config = spec.config(spec.baseline());
    text.append("\n## Method\n\n");
    text.append(
        String.format(
            Locale.ROOT,
            "%d-fold cross-validation by patient, seeds %s. Each network: %d steps of %d slices, "
                + "peak learning rate %s. Arms differ from the recipe in:%n%n",
            spec.folds(),
            spec.seeds(),
            config.steps(),
            config.batchSize(),
            config.learningRate()));
    for (Arm arm : spec.arms()) {
      text.append("- `").append(arm.name()).append("`: ");
      text.append(arm.changes().isEmpty() ? "nothing" : arm.changes());
      arm.pseudoLabels().ifPresent(pseudo -> text.append(sentence(pseudo)));
      arm.refinement()
          .ifPresent(way -> text.append("; borders moved by `").append(way.label()).append('`'));
      text.append('\n');
    }
    if (!takenOver.isEmpty()) {
      text.append("\nTrained once only, since configuration, seed and training images with their ");
      text.append("masks are the same by checksum:\n\n");
      takenOver.forEach(one -> text.append("- ").append(one).append('\n'));
    }
    spec.measuredOn()
        .ifPresent(
            file ->
                text.append("\nPatients of `")
                    .append(file.getFileName())
                    .append("` are measured on the scans it names.\n"));
    text.append(
        "\nThese are screening networks; their Dice says which way is better, not how good");
    text.append(" the shipped network is.\n");
    if (spec.conditions().contains(Condition.SEVERE)) {
      text.append("The disease of the condition `severe` is synthetic.\n");
    }
  }

  private static String interval(Comparison one) {
    return one.interval()
        .map(ends -> String.format(Locale.ROOT, "%+.4f to %+.4f", ends.low(), ends.high()))
        .orElse("none");
  }

  private static double mean(Map<String, Double> dice) {
    return dice.values().stream().mapToDouble(Double::doubleValue).average().orElse(Double.NaN);
  }
}
