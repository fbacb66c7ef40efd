package org.lungseg.training.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lungseg.api.CancellationToken;
import org.lungseg.api.OperationCancelledException;
import org.lungseg.api.UnreadableFormatException;
import org.lungseg.metrics.cohort.Interval;
import org.lungseg.training.SyntheticDataset;
import org.lungseg.training.TrainingListener;
import org.lungseg.training.experiment.Comparison.Verdict;

class ExperimentTest {

  private static final List<String> PATIENTS = List.of("a", "b", "c", "d");

  @TempDir Path folder;

  @Test
  void run_twoArms_measuresEveryPatientOnceByANetworkThatNeverSawThem() throws IOException {
    ExperimentSpec spec = ExperimentSpec.read(spec(""));
    List<Measurement> all = runner(spec).run(CancellationToken.create());
    assertThat(all).hasSize(2 * 2 * PATIENTS.size()); // arms, conditions
    for (Arm arm : spec.arms()) {
      TreeSet<String> measured = new TreeSet<>();
      for (Measurement one : all) {
        if (one.arm().equals(arm.name()) && one.condition() == Condition.PLAIN) {
          measured.add(one.patient());
          assertThat(one.dice()).isBetween(0.0, 1.0);
        }
      }
      assertThat(measured).containsExactlyElementsOf(PATIENTS);
    }
    ExperimentReport report = new ExperimentReport(spec, all, List.of());
    assertThat(report.toMarkdown("plot.svg", "spec.yaml"))
        .contains("Toy question", "| plain | long | 4 |", "| picture | long | 4 |", "plot.svg")
        .contains("95 % interval");
    assertThat(report.toSvg()).startsWith("<svg").contains("<circle").endsWith("</svg>\n");
  }

  @Test
  void run_stoppedAndStartedAgain_doesNothingTwice() throws IOException {
    ExperimentSpec spec = ExperimentSpec.read(spec(""));
    CancellationToken stopped = CancellationToken.create();
    TrainingListener stopAtFirstReport =
        new TrainingListener() {
          @Override
          public void onProgress(long step, double loss, double secondsPerStep) {
            stopped.cancel();
          }

          @Override
          public void onValidation(long step, Map<String, Double> dice) {}
        };
    ExperimentRunner first =
        new ExperimentRunner(spec, folder, folder.resolve("run"), stopAtFirstReport);
    assertThatThrownBy(() -> first.run(stopped)).isInstanceOf(OperationCancelledException.class);
    List<Measurement> all = runner(spec).run(CancellationToken.create());
    assertThat(all).hasSize(16);
    Path table = folder.resolve("run").resolve(ExperimentRunner.MEASUREMENTS);
    String before = Files.readString(table);
    assertThat(runner(spec).run(CancellationToken.create()))
        .containsExactlyInAnyOrderElementsOf(rounded(all));
    assertThat(Files.readString(table)).isEqualTo(before);
  }

  @Test
  void run_storedRowsWithoutWhatDecides_areMeasuredOnceMore() throws IOException {
    Path file = spec("");
    runner(ExperimentSpec.read(file)).run(CancellationToken.create());
    Files.writeString(file, Files.readString(file) + "metric: surface-dice\n");
    ExperimentSpec spec = ExperimentSpec.read(file);
    List<Measurement> all = runner(spec).run(CancellationToken.create());
    assertThat(all).hasSize(16).noneMatch(one -> Double.isNaN(one.surfaceDice()));
    Path table = folder.resolve("run").resolve(ExperimentRunner.MEASUREMENTS);
    String before = Files.readString(table);
    assertThat(runner(spec).run(CancellationToken.create()))
        .containsExactlyInAnyOrderElementsOf(rounded(all));
    assertThat(Files.readString(table)).isEqualTo(before);
  }

  @Test
  void read_armThatChangesNoKnownSetting_isRefusedByName() throws IOException {
    assertThatThrownBy(() -> ExperimentSpec.read(spec("momentum: 1")))
        .isInstanceOf(UnreadableFormatException.class)
        .hasMessageContaining("momentum");
  }

  @Test
  void read_decidingConditionThatIsNotMeasured_isRefused() throws IOException {
    Path file = spec("");
    Files.writeString(file, Files.readString(file).replace("deciding: plain", "deciding: severe"));
    assertThatThrownBy(() -> ExperimentSpec.read(file))
        .isInstanceOf(UnreadableFormatException.class)
        .hasMessageContaining("deciding");
  }

  @Test
  void verdict_ofIntervals_followsTheRule() {
    assertThat(Comparison.verdict(new Interval(0.001, 0.2), 0.005)).isEqualTo(Verdict.BETTER);
    assertThat(Comparison.verdict(new Interval(-0.2, -0.001), 0.005)).isEqualTo(Verdict.WORSE);
    assertThat(Comparison.verdict(new Interval(-0.004, 0.004), 0.005))
        .isEqualTo(Verdict.EQUIVALENT);
    assertThat(Comparison.verdict(new Interval(-0.004, 0.006), 0.005)).isEqualTo(Verdict.UNDECIDED);
  }

  @Test
  void of_measurementsOfSeveralSeeds_comparesTheirMeansByPatient() throws IOException {
    ExperimentSpec spec = ExperimentSpec.read(spec(""));
    List<Measurement> measurements =
        List.of(
            new Measurement("short", 0, 1, "a", Condition.PLAIN, 0.90),
            new Measurement("short", 0, 2, "a", Condition.PLAIN, 0.92),
            new Measurement("short", 0, 1, "b", Condition.PLAIN, 0.80),
            new Measurement("short", 0, 1, "only-baseline", Condition.PLAIN, 0.1),
            new Measurement("long", 0, 1, "a", Condition.PLAIN, 0.95),
            new Measurement("long", 0, 1, "b", Condition.PLAIN, 0.82));
    Comparison made =
        Comparison.of(spec, spec.arms().get(1), Condition.PLAIN, Metric.DICE, measurements);
    assertThat(made.baselineValues()).containsOnlyKeys("a", "b");
    assertThat(made.meanDifference())
        .isEqualTo(0.03, org.assertj.core.api.Assertions.within(1e-12));
    assertThat(made.interval()).get().matches(ends -> ends.low() >= 0.02 - 1e-9);
    assertThat(made.verdict()).isEqualTo(Verdict.BETTER);
  }

  private static List<Measurement> rounded(List<Measurement> all) {
    return all.stream().map(one -> Measurement.parse(one.toCsv())).toList();
  }

  private ExperimentRunner runner(ExperimentSpec spec) {
    return new ExperimentRunner(spec, folder, folder.resolve("run"), TrainingListener.NONE);
  }

  private Path spec(String change) throws IOException {
    SyntheticDataset.write(folder, PATIENTS.subList(0, 2), PATIENTS.subList(2, 4));
    Files.writeString(folder.resolve("recipe.yaml"), SyntheticDataset.recipe(20));
    return Files.writeString(
        folder.resolve("spec.yaml"),
        """
        title: Toy question
        hypothesis: more steps help
        recipe: recipe.yaml
        folds: 2
        seeds: [1]
        conditions: [plain, picture]
        deciding: plain
        margin: 0.005
        arms:
          - {name: short, set: {%s}}
          - {name: long, set: {steps: 21}}
        """
            .formatted(change));
  }
}
