package org.lungseg.training.respiration;

import java.util.ArrayList;
import java.util.List;
import org.lungseg.metrics.phase.PairPhase;
import org.lungseg.metrics.phase.PhaseModel;
import org.lungseg.metrics.phase.RespiratoryPhase;
import org.lungseg.metrics.phase.ScanPhase;

/**
 * The answers of the library to every scan and pair of each patient, by coefficients fitted to all
 * other patients.
 *
 * @param scans the answers to single scans
 * @param pairs the answers to pairs
 */
record LeftOutAnswers(List<ScanAnswer> scans, List<PairAnswer> pairs) {

  /** A scan, what is answered, and the probability of inhale, NaN where it is not judged. */
  record ScanAnswer(ScanRow row, ScanPhase answer, double probability) {}

  /** A pair and what is answered. */
  record PairAnswer(ScanPair pair, PairPhase answer) {}

  static LeftOutAnswers of(List<ScanRow> rows) {
    List<ScanAnswer> scans = new ArrayList<>();
    List<PairAnswer> pairs = new ArrayList<>();
    for (String patient : patients(rows)) {
      List<ScanRow> others = rows.stream().filter(row -> !row.patient().equals(patient)).toList();
      List<ScanRow> own = rows.stream().filter(row -> row.patient().equals(patient)).toList();
      RespiratoryPhase phases = RespiratoryPhase.of(fit(others, "all but " + patient));
      for (ScanRow row : own) {
        ScanPhase answer = phases.ofScan(row.measures());
        scans.add(new ScanAnswer(row, answer, answer.probabilityInhale().orElse(Double.NaN)));
      }
      for (ScanPair pair : ScanPair.among(own)) {
        pairs.add(
            new PairAnswer(pair, phases.ofPair(pair.first().measures(), pair.second().measures())));
      }
    }
    return new LeftOutAnswers(List.copyOf(scans), List.copyOf(pairs));
  }

  static PhaseModel fit(List<ScanRow> rows, String origin) {
    return new PhaseModel(
        new ScanRuleFit(List.of(MeasureChoice.SHIPPED)).fit(rows),
        PairRuleFit.fit(ScanPair.among(rows)),
        origin);
  }

  static List<String> patients(List<ScanRow> rows) {
    return rows.stream().map(ScanRow::patient).distinct().toList();
  }
}
