package org.lungseg.training.experiment;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.lungseg.api.CancellationToken;
import org.lungseg.api.CtVolume;
import org.lungseg.api.LungMask;
import org.lungseg.api.ModelSource;
import org.lungseg.api.SegmentationResult;
import org.lungseg.api.Segmenter;
import org.lungseg.api.SegmenterOptions;
import org.lungseg.api.UnreadableFormatException;
import org.lungseg.api.VolumeIoException;
import org.lungseg.io.VolumeIO;
import org.lungseg.training.TrainingConfig;
import org.lungseg.training.TrainingListener;
import org.lungseg.training.data.DatasetManifest;
import org.lungseg.training.data.LabelledCase;
import org.lungseg.training.data.LabelledSlices;

/**
 * Trains all arms of an experiment on all folds and segments the held-out patients. Every result is
 * appended to {@code measurements.csv} as soon as it is known, and trainings keep checkpoints: run
 * again in the same folder, an experiment goes on where it stopped. For one thread.
 */
public final class ExperimentRunner {

  /** The file with the results. */
  public static final String MEASUREMENTS = "measurements.csv";

  private final ExperimentSpec spec;
  private final Path dataRoot;
  private final Path folder;
  private final FoldNetworks networks;

  /**
   * Prepares an experiment.
   *
   * @param dataRoot the folder the manifests' paths start from
   * @param folder gets results and checkpoints; made if missing
   * @param listener hears how the trainings go
   */
  public ExperimentRunner(
      ExperimentSpec spec, Path dataRoot, Path folder, TrainingListener listener) {
    this(spec, dataRoot, folder, List.of(), listener);
  }

  /**
   * The same with networks of earlier experiments at hand.
   *
   * @param otherRuns run folders of experiments; a network of theirs is taken over, not trained
   *     again, where its {@link org.lungseg.training.TrainingFingerprint} is the same
   */
  public ExperimentRunner(
      ExperimentSpec spec,
      Path dataRoot,
      Path folder,
      List<Path> otherRuns,
      TrainingListener listener) {
    this.spec = spec;
    this.dataRoot = dataRoot;
    this.folder = folder;
    this.networks = new FoldNetworks(spec, dataRoot, folder, otherRuns, listener);
  }

  /**
   * Runs what has not been run yet.
   *
   * @return all measurements, earlier ones included
   * @throws org.lungseg.api.OperationCancelledException if the token was cancelled; what was done
   *     is kept
   * @throws org.lungseg.api.UnusableInputException if another run that was named is not there
   */
  public List<Measurement> run(CancellationToken cancellation) {
    networks.requireOtherRuns();
    createFolder();
    List<Measurement> all = new ArrayList<>(earlier());
    Map<Path, List<LabelledSlices>> casesOfManifest = new LinkedHashMap<>();
    for (Arm arm : spec.arms()) {
      TrainingConfig config = spec.config(arm);
      List<LabelledSlices> cases =
          casesOfManifest.computeIfAbsent(config.manifest(), this::readCases);
      Folds folds = new Folds(cases, spec.folds());
      for (int seed : spec.seeds()) {
        for (int fold = 0; fold < spec.folds(); fold++) {
          cancellation.throwIfCancelled();
          FoldTraining training = new FoldTraining(arm, fold, seed);
          List<Measurement> wanted = missing(training, cases, folds.heldOut(cases, fold), all);
          if (!wanted.isEmpty()) {
            Path model = networks.model(training, cases, folds, cancellation);
            all.removeIf(one -> wanted.stream().anyMatch(one::isOfSameScan));
            all.addAll(
                measure(model, arm, wanted, patient -> scanOf(patient, cases), cancellation));
          }
        }
      }
    }
    return all;
  }

  /**
   * Which networks were not trained in this run but taken over, and from where; after {@link #run}.
   */
  public List<String> takenOver() {
    return networks.takenOver();
  }

  /**
   * The measurements of a training that are not there yet, or lack what decides although it can be
   * measured; without their Dice.
   */
  private List<Measurement> missing(
      FoldTraining training,
      List<LabelledSlices> cases,
      List<LabelledSlices> heldOut,
      List<Measurement> done) {
    List<Measurement> wanted = new ArrayList<>();
    for (LabelledSlices one : heldOut) {
      for (Condition condition : spec.conditions()) {
        String patient = one.labelledCase().patient();
        boolean possible = condition == Condition.PLAIN || one.hounsfield();
        Measurement open =
            new Measurement(
                training.arm().name(),
                training.fold(),
                training.seed(),
                patient,
                condition,
                Double.NaN);
        if (possible
            && done.stream()
                .noneMatch(other -> other.isOfSameScan(open) && isWhole(other, cases))) {
          wanted.add(open);
        }
      }
    }
    return wanted;
  }

  /** Whether a measurement holds what decides, as far as it can be measured. */
  private boolean isWhole(Measurement done, List<LabelledSlices> cases) {
    return !Double.isNaN(spec.metric().of(done))
        || !spec.metric()
            .isKnown(VolumeIO.readLungMask(scanOf(done.patient(), cases).mask()).geometry());
  }

  private List<Measurement> measure(
      Path model,
      Arm arm,
      List<Measurement> wanted,
      Function<String, LabelledCase> scanOf,
      CancellationToken cancellation) {
    List<Measurement> measured = new ArrayList<>();
    SegmenterOptions.Builder options =
        SegmenterOptions.builder().model(ModelSource.directory(model));
    arm.refinement().ifPresent(way -> options.withProbability());
    try (Segmenter segmenter = Segmenter.load(options.build())) {
      for (Measurement one : wanted) {
        cancellation.throwIfCancelled();
        LabelledCase labelled = scanOf.apply(one.patient());
        LungMask reference = VolumeIO.readLungMask(labelled.mask());
        CtVolume ct = VolumeIO.readCt(labelled.ct());
        CtVolume changed = HeldOutScan.under(one.condition(), ct, reference, cancellation);
        Measurement done = one.of(reference, segment(segmenter, arm, changed), spec.metric());
        append(done);
        measured.add(done);
      }
    }
    return measured;
  }

  private static LungMask segment(Segmenter segmenter, Arm arm, CtVolume ct) {
    SegmentationResult found = segmenter.segment(ct);
    return arm.refinement()
        .map(way -> way.refine(ct, found.probability().orElseThrow(), found.mask()))
        .orElse(found.mask());
  }

  /** The scan that a patient is measured on. */
  private LabelledCase scanOf(String patient, List<LabelledSlices> cases) {
    return spec.measuredOn().stream()
        .flatMap(file -> DatasetManifest.read(file, dataRoot).cases().stream())
        .filter(one -> one.patient().equals(patient))
        .findFirst()
        .orElseGet(() -> ofPatient(cases, patient).labelledCase());
  }

  private static LabelledSlices ofPatient(List<LabelledSlices> cases, String patient) {
    return cases.stream()
        .filter(one -> one.labelledCase().patient().equals(patient))
        .findFirst()
        .orElseThrow();
  }

  private List<LabelledSlices> readCases(Path manifest) {
    return DatasetManifest.read(manifest, dataRoot).cases().stream()
        .map(LabelledSlices::read)
        .toList();
  }

  private List<Measurement> earlier() {
    Path file = folder.resolve(MEASUREMENTS);
    if (!Files.exists(file)) {
      return List.of();
    }
    try {
      List<Measurement> all = new ArrayList<>();
      for (String line : Files.readAllLines(file).stream().skip(1).toList()) {
        Measurement one = Measurement.parse(line);
        all.removeIf(one::isOfSameScan); // measured once more, since what decides was missing
        all.add(one);
      }
      return all;
    } catch (IOException e) {
      throw new VolumeIoException("cannot read " + file + ": " + e, e);
    } catch (RuntimeException e) {
      throw new UnreadableFormatException(
          file + " is no table of measurements; move it away to start anew", e);
    }
  }

  private void append(Measurement measurement) {
    Path file = folder.resolve(MEASUREMENTS);
    try {
      String header = Files.exists(file) ? "" : Measurement.HEADER + "\n";
      Files.writeString(
          file,
          header + measurement.toCsv() + "\n",
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new VolumeIoException("cannot write " + file + ": " + e, e);
    }
  }

  private void createFolder() {
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new VolumeIoException("cannot make the folder " + folder + ": " + e, e);
    }
  }
}
