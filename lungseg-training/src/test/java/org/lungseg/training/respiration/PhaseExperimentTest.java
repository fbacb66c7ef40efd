package org.lungseg.training.respiration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lungseg.api.CancellationToken;
import org.lungseg.api.UnusableInputException;
import org.lungseg.io.VolumeIO;
import org.lungseg.metrics.phase.PhaseFeature;
import org.lungseg.metrics.phase.PhaseModel;
import org.lungseg.metrics.phase.ScanMeasures;
import org.lungseg.training.data.DataSplit;
import org.lungseg.training.data.DatasetManifest;
import org.lungseg.training.data.LabelledCase;

class PhaseExperimentTest {

  @TempDir Path folder;

  @Test
  void line_parsed_isTheSameRow() {
    ScanRow row = rows(1, 1, 3).get(2);

    ScanRow again = ScanRow.parse(row.line());

    assertThat(again.line()).isEqualTo(row.line());
    assertThat(again.measures().volumeMl()).isEqualTo(row.measures().volumeMl());
    assertThat(again.kind()).isEqualTo(ScanKind.TIDAL_LOW);
    assertThat(ScanRow.header().split(",", -1)).hasSameSizeAs(row.line().split(",", -1));
  }

  @Test
  void evaluate_scansThatTellThemselvesApart_scoresHighAndReportsIt() {
    PhaseExperiment.Outcome outcome = PhaseExperiment.evaluate(rows(4, 20, 1));

    assertThat(outcome.report())
        .containsPattern("\\| held scans \\| 160 \\| (0\\.9|1\\.0)")
        .contains("### Pairs", "| chosen by the other patients |");
    assertThat(outcome.figures())
        .hasEntrySatisfying("phase-f1-single", f1 -> assertThat(f1).isGreaterThan(0.9));
    PhaseModel.Term volume =
        outcome.model().scan().terms().stream()
            .filter(term -> term.feature() == PhaseFeature.VOLUME)
            .findFirst()
            .orElseThrow();
    assertThat(volume.weight()).isPositive();
    assertThat(outcome.model().pair().volume()).isPositive();
  }

  @Test
  void evaluate_measuresChosenInEachFold_findTheOnesThatTell() {
    MeasureChoice choice = new MeasureChoice(rows(4, 20, 1));
    Set<PhaseFeature> noise = EnumSet.of(PhaseFeature.SPINE, PhaseFeature.TRACHEA_AREA);
    Set<PhaseFeature> signal = EnumSet.of(PhaseFeature.VOLUME, PhaseFeature.TISSUE);

    MeasureChoice.Result chosen = choice.of(List.of(noise, signal));

    assertThat(chosen.right()).isEqualTo(choice.of(List.of(signal, noise)).right());
    assertThat(chosen.area()).isEqualTo(choice.of(signal).area()).isGreaterThan(0.99);
    assertThat(choice.of(noise).area()).isBetween(0.3, 0.7);
  }

  @Test
  void of_patientJudged_isNotLearntFrom() {
    List<ScanRow> rows = rows(4, 10, 2);
    List<ScanRow> lied = new ArrayList<>();
    for (ScanRow row : rows) {
      lied.add(row.patient().equals("patient-0") && row.kind().isHeld() ? swapped(row) : row);
    }

    List<Double> honest = probabilities(LeftOutAnswers.of(rows));
    List<Double> misled = probabilities(LeftOutAnswers.of(lied));

    assertThat(honest).isNotEmpty();
    assertThat(misled).isEqualTo(honest);
  }

  @Test
  void among_oneOrderOfPairs_doesNotTellTheAnswer() {
    List<ScanPair> pairs = ScanPair.among(rows(2, 14, 5));

    long second =
        pairs.stream().filter(ScanPair::hasAnswer).filter(ScanPair::isSecondFuller).count();
    long all = pairs.stream().filter(ScanPair::hasAnswer).count();
    assertThat(second / (double) all).isCloseTo(0.5, within(0.1));
    assertThat(pairs)
        .filteredOn(pair -> pair.kind() == ScanPair.Kind.SAME)
        .isNotEmpty()
        .noneMatch(ScanPair::hasAnswer);
  }

  @Test
  void run_threeSmallPatients_goesOnFromWhatIsThere() {
    List<LabelledCase> cases = new ArrayList<>();
    for (int patient = 0; patient < 3; patient++) {
      Path ct = folder.resolve("ct-" + patient + ".nii");
      Path mask = folder.resolve("lungs-" + patient + ".nii");
      VolumeIO.writeCt(DrawnChest.ct(), ct);
      VolumeIO.writeMask(DrawnChest.lungs(), mask);
      cases.add(new LabelledCase("drawn-" + patient, ct, mask, DataSplit.TRAIN));
    }
    DatasetManifest manifest = new DatasetManifest(cases, List.of());
    AtomicInteger scanned = new AtomicInteger();
    PhaseExperiment experiment = new PhaseExperiment(manifest, folder.resolve("run"), 2, 2);

    PhaseExperiment.Outcome first =
        experiment.run(
            CancellationToken.create(), (patient, person, of) -> scanned.incrementAndGet());
    assertThat(scanned).hasValue(6);
    PhaseExperiment.Outcome second =
        experiment.run(
            CancellationToken.create(), (patient, person, of) -> scanned.incrementAndGet());

    assertThat(scanned).as("nothing simulated twice").hasValue(6);
    assertThat(second.model()).isEqualTo(first.model());
    assertThat(second.report()).isEqualTo(first.report());
    assertThat(Files.exists(folder.resolve("run/scans-drawn-0-2.csv"))).isTrue();
  }

  @Test
  void run_tooFewPatients_isRefused() {
    DatasetManifest manifest =
        new DatasetManifest(
            List.of(new LabelledCase("a", folder, folder, DataSplit.TRAIN)), List.of());
    PhaseExperiment experiment = new PhaseExperiment(manifest, folder, 2, 1);

    assertThatThrownBy(() -> experiment.run(CancellationToken.create(), (p, n, of) -> {}))
        .isInstanceOf(UnusableInputException.class)
        .hasMessageContaining("0 patients");
  }

  private static List<Double> probabilities(LeftOutAnswers answers) {
    return answers.scans().stream()
        .filter(one -> one.row().patient().equals("patient-0") && one.row().kind().isHeld())
        .map(LeftOutAnswers.ScanAnswer::probability)
        .sorted()
        .toList();
  }

  private static ScanRow swapped(ScanRow row) {
    return row(
        row.patient(),
        row.person(),
        row.kind() == ScanKind.INHALE ? ScanKind.EXHALE : ScanKind.INHALE,
        row.depth(),
        row.gasLitres(),
        row.measures());
  }

  /** Rows of people whose measures follow their gas with some noise. */
  private static List<ScanRow> rows(int patients, int people, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    double[] grades = {0, 0.05, 0.2};
    List<ScanRow> rows = new ArrayList<>();
    for (int patient = 0; patient < patients; patient++) {
      for (int person = 0; person < people; person++) {
        double grade = grades[person % grades.length];
        for (ScanKind kind : ScanKind.values()) {
          double gas =
              switch (kind) {
                case INHALE -> 4.5 + 0.5 * random.nextGaussian();
                case EXHALE -> 2 + 0.3 * random.nextGaussian();
                case TIDAL_LOW -> 2.2;
                case TIDAL_HIGH -> 2.6;
                case GRADED -> 2.2 + grade * 4;
              };
          double depth = kind == ScanKind.GRADED ? grade : 0;
          rows.add(row("patient-" + patient, person, kind, depth, gas, measures(gas, random)));
        }
      }
    }
    return rows;
  }

  private static ScanMeasures measures(double gas, SplittableRandom random) {
    double volume = 1000 * (gas + 0.9) * Math.exp(0.02 * random.nextGaussian());
    double tissue = 0.9 / (gas + 0.9) * Math.exp(0.05 * random.nextGaussian());
    Map<PhaseFeature, Double> features = new EnumMap<>(PhaseFeature.class);
    for (PhaseFeature feature : PhaseFeature.values()) {
      features.put(feature, random.nextGaussian());
    }
    features.put(PhaseFeature.VOLUME, Math.log(volume));
    features.put(PhaseFeature.TISSUE, Math.log(tissue));
    return ScanMeasures.recorded(
        OptionalDouble.of(volume),
        OptionalDouble.of(1000 * tissue - 1000),
        false,
        features,
        List.of());
  }

  private static ScanRow row(
      String patient, int person, ScanKind kind, double depth, double gas, ScanMeasures measures) {
    return new ScanRow(
        patient, person, kind, depth, gas, 1.5, 5.5, false, false, false, 0, 0, measures);
  }
}
