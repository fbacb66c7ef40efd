package org.lungseg.training.experiment;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.lungseg.api.CancellationToken;
import org.lungseg.api.UnusableInputException;
import org.lungseg.api.VolumeIoException;
import org.lungseg.engine.ModelPackage;
import org.lungseg.training.ModelExporter;
import org.lungseg.training.NetworkTrainer;
import org.lungseg.training.PoolMasks;
import org.lungseg.training.ScanPool;
import org.lungseg.training.TrainingConfig;
import org.lungseg.training.TrainingFingerprint;
import org.lungseg.training.TrainingListener;
import org.lungseg.training.data.LabelledSlices;
import org.lungseg.training.data.SplitGuard;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The networks of an experiment, each in a folder of its own below the run folder. A network is
 * trained once: one of the same {@link TrainingFingerprint}, in this run or in another one that was
 * named, is taken over. For one thread.
 */
final class FoldNetworks {

  private static final Logger LOG = LoggerFactory.getLogger(FoldNetworks.class);

  private static final String MODEL = "model";
  private static final String TAKEN_FROM = "taken-from.txt";
  private static final String PSEUDO = "pseudo-labels";

  private final ExperimentSpec spec;
  private final Path dataRoot;
  private final Path folder;
  private final List<Path> otherRuns;
  private final TrainingListener listener;

  /**
   * Prepares.
   *
   * @param folder the run folder
   * @param otherRuns run folders whose networks may be taken over
   */
  FoldNetworks(
      ExperimentSpec spec,
      Path dataRoot,
      Path folder,
      List<Path> otherRuns,
      TrainingListener listener) {
    this.spec = spec;
    this.dataRoot = dataRoot;
    this.folder = folder;
    this.otherRuns = List.copyOf(otherRuns);
    this.listener = listener;
  }

  /**
   * Checks, before hours of training, that the other runs are there.
   *
   * @throws UnusableInputException if one is not
   */
  void requireOtherRuns() {
    for (Path run : otherRuns) {
      if (!Files.isDirectory(run)) {
        throw new UnusableInputException(run + ", whose networks are to be used, is no run folder");
      }
    }
  }

  /**
   * The folder of a network's package; it is trained if there is none.
   *
   * @throws UnusableInputException if something that is learnt from is also held out, or the run
   *     folder holds a training of another configuration or other images
   */
  Path model(
      FoldTraining training,
      List<LabelledSlices> cases,
      Folds folds,
      CancellationToken cancellation) {
    TrainingConfig config = training.config(spec);
    Path runFolder = folder.resolve(training.folderName());
    List<LabelledSlices> learnt = new ArrayList<>(folds.others(cases, training.fold()));
    if (training.arm().pseudoLabels().isPresent()) {
      PseudoLabels pseudo = training.arm().pseudoLabels().get();
      Path teacher = model(training.of(spec.arm(pseudo.teacher())), cases, folds, cancellation);
      ScanPool pool = ScanPool.read(pseudo.pool(), dataRoot);
      learnt.addAll(PoolMasks.make(pool, teacher, runFolder.resolve(PSEUDO), cancellation));
    }
    SplitGuard.check(learnt, folds.heldOut(cases, training.fold()));
    String fingerprint = TrainingFingerprint.of(config, learnt);
    TrainingFingerprint.claim(runFolder, fingerprint);
    Path model = runFolder.resolve(MODEL);
    if (isFinished(runFolder)) {
      return model;
    }
    Optional<Path> twin = finishedTwin(fingerprint);
    if (twin.isPresent()) {
      takeOver(twin.get(), runFolder);
      return model;
    }
    LOG.info("training {}", training.folderName());
    try (NetworkTrainer trainer =
        new NetworkTrainer(config, learnt, List.of(), runFolder, listener)) {
      trainer.run(cancellation);
    }
    new ModelExporter(config, dataRoot)
        .exportUnvalidated(runFolder.resolve(NetworkTrainer.WEIGHTS), model);
    return model;
  }

  /** Which networks were taken over from where, as sentences for a report. */
  List<String> takenOver() {
    List<String> sentences = new ArrayList<>();
    for (Arm arm : spec.arms()) {
      for (int seed : spec.seeds()) {
        for (int fold = 0; fold < spec.folds(); fold++) {
          String name = new FoldTraining(arm, fold, seed).folderName();
          Path note = folder.resolve(name).resolve(TAKEN_FROM);
          if (Files.exists(note)) {
            sentences.add("`" + name + "` is `" + read(note) + "`");
          }
        }
      }
    }
    return sentences;
  }

  private static boolean isFinished(Path runFolder) {
    return Files.exists(runFolder.resolve(MODEL).resolve(ModelPackage.DESCRIPTION_FILE));
  }

  private Optional<Path> finishedTwin(String fingerprint) {
    List<Path> runs = new ArrayList<>(List.of(folder));
    runs.addAll(otherRuns);
    for (Path run : runs) {
      try (Stream<Path> files = Files.walk(run, 3)) {
        Optional<Path> twin =
            files
                .filter(
                    file ->
                        file.endsWith(TrainingFingerprint.FILE) && read(file).equals(fingerprint))
                .map(Path::getParent)
                .filter(FoldNetworks::isFinished)
                .sorted()
                .findFirst();
        if (twin.isPresent()) {
          return twin;
        }
      } catch (IOException e) {
        throw new VolumeIoException("cannot list the run folder " + run + ": " + e, e);
      }
    }
    return Optional.empty();
  }

  private void takeOver(Path twin, Path runFolder) {
    Path absolute = twin.toAbsolutePath().normalize();
    Path model = runFolder.resolve(MODEL);
    Path draft = runFolder.resolve(MODEL + ".tmp");
    LOG.info("taking over {}", absolute);
    try {
      delete(draft);
      Files.createDirectories(draft);
      try (Stream<Path> files = Files.list(absolute.resolve(MODEL))) {
        for (Path file : files.toList()) {
          Files.copy(
              file,
              draft.resolve(String.valueOf(file.getFileName())),
              StandardCopyOption.REPLACE_EXISTING);
        }
      }
      // The run, the arm and the fold: no path of this machine goes into a report.
      int names = absolute.getNameCount();
      write(runFolder.resolve(TAKEN_FROM), absolute.subpath(names - 3, names).toString());
      if (!isFinished(runFolder)) {
        delete(model); // what an interrupted export left
      }
      Files.move(draft, model);
    } catch (IOException e) {
      throw new VolumeIoException("cannot take over the network of " + absolute + ": " + e, e);
    }
  }

  private static void delete(Path leftOver) throws IOException {
    if (!Files.exists(leftOver)) {
      return;
    }
    try (Stream<Path> files = Files.walk(leftOver)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file).strip();
    } catch (IOException e) {
      throw new VolumeIoException("cannot read " + file + ": " + e, e);
    }
  }

  private static void write(Path file, String text) {
    Path temporary = file.resolveSibling(file.getFileName() + ".tmp");
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      Files.writeString(temporary, text + "\n");
      Files.move(temporary, file, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new VolumeIoException("cannot write " + file + ": " + e, e);
    }
  }
}
