package org.lungseg.training.respiration;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import org.lungseg.api.CancellationToken;
import org.lungseg.api.UnusableInputException;
import org.lungseg.metrics.phase.PhaseModel;
import org.lungseg.training.data.DatasetManifest;
import org.lungseg.training.data.LabelledCase;

/**
 * Simulates breaths of the Hounsfield CT of a data set, evaluates the rules for inhale and exhale
 * by leaving one patient out, and fits the coefficients that the library ships. The protocol is
 * {@code docs/respiratory-phase.md}. A run that was stopped goes on from the patients it has
 * finished.
 */
public final class PhaseExperiment {

  /** The number of people for each patient that the published figures were made with. */
  public static final int PEOPLE = 40;

  private static final int FEWEST_PATIENTS = 3;

  private final DatasetManifest manifest;
  private final Path run;
  private final int people;
  private final int threads;

  /** Told how far the simulation is. Called from several threads. */
  @FunctionalInterface
  public interface Progress {
    /**
     * A person was scanned.
     *
     * @param patient whose CT is used
     * @param person the number of the person, from 0
     * @param of how many there are
     */
    void onPerson(String patient, int person, int of);
  }

  /**
   * What came out.
   *
   * @param model coefficients fitted to all patients
   * @param report the figures, as Markdown
   * @param figures those that a rule of acceptance may name; NaN where nothing was answered
   */
  public record Outcome(PhaseModel model, String report, Map<String, Double> figures) {

    /** Copies the figures. */
    public Outcome {
      figures = Collections.unmodifiableMap(new LinkedHashMap<>(figures));
    }

    /**
     * The figures as {@code lungseg accept --report} reads them. One that is no number is left out,
     * so that a rule about it counts as not measured.
     */
    public String figuresJson() {
      return figures.entrySet().stream()
          .filter(figure -> Double.isFinite(figure.getValue()))
          .map(figure -> "    \"" + figure.getKey() + "\": " + figure.getValue())
          .collect(Collectors.joining(",\n", "{\n  \"figures\": {\n", "\n  }\n}\n"));
    }
  }

  /**
   * Prepares a run.
   *
   * @param manifest the data set; pictures without Hounsfield units are left out
   * @param run a folder that keeps the simulated scans' measures
   * @param people how many are made for each patient
   * @param threads how many scans are simulated at once
   */
  public PhaseExperiment(DatasetManifest manifest, Path run, int people, int threads) {
    this.manifest = manifest;
    this.run = run;
    this.people = people;
    this.threads = threads;
  }

  /**
   * Runs all of it.
   *
   * @throws UnusableInputException if the data set has fewer than three patients with a CT in a
   *     file
   * @throws org.lungseg.api.OperationCancelledException if the token is cancelled
   */
  public Outcome run(CancellationToken cancellation, Progress progress) {
    // Folders are stacks of pictures, which have no Hounsfield units.
    List<LabelledCase> patients =
        manifest.cases().stream().filter(one -> Files.isRegularFile(one.ct())).toList();
    if (patients.size() < FEWEST_PATIENTS) {
      throw new UnusableInputException(
          "the data set has "
              + patients.size()
              + " patients with a CT in Hounsfield units, at least "
              + FEWEST_PATIENTS
              + " are needed");
    }
    Population population = new Population(new SplittableRandom(PopulationScans.SEED));
    PopulationScans scans = new PopulationScans(run, people, threads, cancellation);
    List<ScanRow> rows = new ArrayList<>();
    for (LabelledCase patient : patients) {
      cancellation.throwIfCancelled();
      rows.addAll(scans.of(patient, population, progress));
    }
    return evaluate(rows);
  }

  static Outcome evaluate(List<ScanRow> rows) {
    List<String> patients = LeftOutAnswers.patients(rows);
    String origin =
        String.format(
            Locale.ROOT,
            "%d simulated scans of people made for %d patients, seed %d; docs/respiratory-phase.md",
            rows.size(),
            patients.size(),
            PopulationScans.SEED);
    PhaseModel model = LeftOutAnswers.fit(rows, origin);
    PhaseReport report = new PhaseReport(rows, LeftOutAnswers.of(rows), model);
    return new Outcome(model, report.text(), report.figures());
  }
}
