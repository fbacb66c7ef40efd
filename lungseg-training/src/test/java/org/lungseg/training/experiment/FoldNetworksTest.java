package org.lungseg.training.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lungseg.api.CancellationToken;
import org.lungseg.api.LungMask;
import org.lungseg.api.ModelSource;
import org.lungseg.api.Segmenter;
import org.lungseg.api.SegmenterOptions;
import org.lungseg.api.UnreadableFormatException;
import org.lungseg.api.UnusableInputException;
import org.lungseg.io.VolumeIO;
import org.lungseg.training.SyntheticDataset;
import org.lungseg.training.TrainingListener;

/** Trains very small networks on synthetic chests, for real. */
class FoldNetworksTest {

  private static final String PSEUDO =
      "- {name: pupil, set: {}, pseudoLabels: {teacher: base, pool: pool.yaml}}";

  @TempDir Path folder;

  /** Counts reports of trainers, of which there is one each 20 steps: one for each training. */
  private int trainings;

  private final TrainingListener counting =
      new TrainingListener() {
        @Override
        public void onProgress(long step, double loss, double secondsPerStep) {
          trainings++;
        }

        @Override
        public void onValidation(long step, Map<String, Double> diceByPatient) {}
      };

  @BeforeEach
  void makeData() throws IOException {
    // The second call replaces the manifest: the pool's patient is in none.
    SyntheticDataset.write(folder, List.of("pooled"), List.of());
    SyntheticDataset.write(folder, List.of("a", "b"), List.of("c", "d"));
    Files.writeString(folder.resolve("recipe.yaml"), SyntheticDataset.recipe(20));
  }

  @Test
  void run_pseudoLabels_comeFromTheNetworkOfTheSameFold() throws IOException {
    pool("pooled", "pooled");
    ExperimentRunner runner = runner(PSEUDO, "run");
    assertThat(runner.run(CancellationToken.create())).hasSize(8);
    assertThat(trainings).isEqualTo(4);
    for (int fold = 0; fold < 2; fold++) {
      Path run = folder.resolve("run");
      Path made = onlyFile(run.resolve("pupil/fold-" + fold + "-seed-1/pseudo-labels"));
      assertThat(made.getFileName().toString()).matches("pooled-[0-9a-f]{16}_lungs\\.nii\\.gz");
      Path teacher = run.resolve("base/fold-" + fold + "-seed-1/model");
      assertThat(VolumeIO.readLungMask(made).array()).isEqualTo(segment(teacher).array());
    }
  }

  @Test
  void run_anotherScanOfThePatient_getsAMaskOfItsOwn() throws IOException {
    pool("pooled", "pooled");
    runner(PSEUDO, "run").run(CancellationToken.create());
    Path pupil = folder.resolve("run/pupil/fold-0-seed-1");
    Path before = onlyFile(pupil.resolve("pseudo-labels"));
    Files.delete(folder.resolve("run").resolve(ExperimentRunner.MEASUREMENTS));
    SyntheticDataset.write(folder.resolve("run"), List.of("x", "another"), List.of());
    Files.copy(
        folder.resolve("run/another_ct.nii"),
        folder.resolve("pooled_ct.nii"),
        StandardCopyOption.REPLACE_EXISTING);
    assertThatThrownBy(() -> runner(PSEUDO, "run").run(CancellationToken.create()))
        .isInstanceOf(UnusableInputException.class)
        .hasMessageContaining(pupil.toString());
    try (Stream<Path> masks = Files.list(pupil.resolve("pseudo-labels"))) {
      assertThat(masks).hasSize(2).contains(before);
    }
  }

  @Test
  void run_poolHoldsALabelledPatient_isRefused() throws IOException {
    pool("a", "pooled");
    ExperimentRunner runner = runner(PSEUDO, "run");
    assertThatThrownBy(() -> runner.run(CancellationToken.create()))
        .isInstanceOf(UnusableInputException.class)
        .hasMessageContaining("'a' is both learnt from and held out");
  }

  @Test
  void run_poolHoldsALabelledImageUnderAnotherName_isRefused() throws IOException {
    pool("stranger", "c");
    ExperimentRunner runner = runner(PSEUDO, "run");
    assertThatThrownBy(() -> runner.run(CancellationToken.create()))
        .isInstanceOf(UnusableInputException.class)
        .hasMessageContaining("'stranger'");
  }

  @Test
  void run_poolThatIsNone_isRefused() throws IOException {
    Files.writeString(
        folder.resolve("pool.yaml"),
        "scans:\n  - {patient: p, ct: pooled_ct.nii}\n  - {patient: p, ct: a_ct.nii}\n");
    assertThatThrownBy(() -> runner(PSEUDO, "run").run(CancellationToken.create()))
        .isInstanceOf(UnusableInputException.class)
        .hasMessageContaining("one scan of each patient");
    pool("p", "missing");
    assertThatThrownBy(() -> runner(PSEUDO, "run").run(CancellationToken.create()))
        .isInstanceOf(UnusableInputException.class)
        .hasMessageContaining("missing_ct.nii");
  }

  @Test
  void read_teacherThatComesLater_isRefused() {
    assertThatThrownBy(() -> runner(PSEUDO.replace("base", "pupil"), "run"))
        .isInstanceOf(UnreadableFormatException.class)
        .hasMessageContaining("teacher");
  }

  @Test
  void run_armsOfTheSameConfiguration_areTrainedOnceAndSaySo() throws IOException {
    String named = "- {name: same, set: {modelName: other-name, steps: 20}}";
    ExperimentRunner runner = runner(named, "run");
    List<Measurement> all = runner.run(CancellationToken.create());
    assertThat(trainings).isEqualTo(2);
    assertThat(dice(all, "same")).isEqualTo(dice(all, "base"));
    assertThat(runner.takenOver())
        .containsExactly(
            "`same/fold-0-seed-1` is `run/base/fold-0-seed-1`",
            "`same/fold-1-seed-1` is `run/base/fold-1-seed-1`");
    assertThat(new ExperimentReport(spec(named), all, runner.takenOver()).toMarkdown("p", "s"))
        .contains("Trained once only", "`run/base/fold-1-seed-1`");
  }

  @Test
  void run_anotherRunWithTheSameTraining_isTakenOver() throws IOException {
    String longer = "- {name: longer, set: {steps: 21}}";
    List<Measurement> first = runner(longer, "first").run(CancellationToken.create());
    assertThat(trainings).isEqualTo(4);
    // What an interrupted export may leave: a folder without a description.
    Path leftOver = folder.resolve("second/base/fold-0-seed-1/model");
    Files.writeString(Files.createDirectories(leftOver).resolve("network.onnx.tmp"), "half");
    ExperimentRunner second =
        new ExperimentRunner(
            spec("- {name: slim, set: {baseWidth: 2}}"),
            folder,
            folder.resolve("second"),
            List.of(folder.resolve("first")),
            counting);
    List<Measurement> all = second.run(CancellationToken.create());
    assertThat(trainings).isEqualTo(4 + 2);
    assertThat(dice(all, "base")).isEqualTo(dice(first, "base"));
    assertThat(second.takenOver())
        .containsExactly(
            "`base/fold-0-seed-1` is `first/base/fold-0-seed-1`",
            "`base/fold-1-seed-1` is `first/base/fold-1-seed-1`");
  }

  @Test
  void run_refinedBorders_useTheSameNetworksAndScansOfTheOtherDataSet() throws IOException {
    SyntheticDataset.write(Files.createDirectory(folder.resolve("other")), List.of("a"), List.of());
    Files.delete(folder.resolve("other/a_mask.nii"));
    Files.copy(folder.resolve("b_mask.nii"), folder.resolve("other/a_mask.nii"));
    Files.writeString(
        folder.resolve("measured.yaml"),
        "cases:\n  - {patient: a, ct: other/a_ct.nii, mask: other/a_mask.nii, split: train}\n");
    Path file = specFile("- {name: filtered, set: {}, refinement: guided-filter}");
    Files.writeString(
        file, Files.readString(file) + "metric: surface-dice\nmeasuredOn: measured.yaml\n");
    ExperimentSpec spec = ExperimentSpec.read(file);
    Path run = folder.resolve("run");
    List<Measurement> all =
        new ExperimentRunner(spec, folder, run, counting).run(CancellationToken.create());
    assertThat(trainings).isEqualTo(2);
    assertThat(all).hasSize(8).allMatch(one -> one.surfaceDice() >= 0 && one.surfaceDice() <= 1);
    List<Measurement> elsewhere =
        runner("- {name: x, set: {steps: 21}}", "plain-run").run(CancellationToken.create());
    assertThat(diceOf(all, "a")).isNotEqualTo(diceOf(elsewhere, "a"));
    assertThat(diceOf(all, "c")).isEqualTo(diceOf(elsewhere, "c"));
    assertThat(new ExperimentReport(spec, all, List.of()).toMarkdown("p", "s"))
        .contains(
            "## Surface Dice at 2 mm by patient",
            "Dice does not decide",
            "`guided-filter`",
            "measured.yaml");
  }

  @Test
  void read_refinementThatIsNone_isRefusedWithThoseThereAre() {
    assertThatThrownBy(() -> spec("- {name: x, set: {}, refinement: magic}"))
        .isInstanceOf(UnreadableFormatException.class)
        .hasMessageContaining("magic")
        .hasMessageContaining("guided-filter");
  }

  @Test
  void run_otherRunThatDoesNotExist_isRefused() throws IOException {
    ExperimentRunner runner =
        new ExperimentRunner(
            spec("- {name: longer, set: {steps: 21}}"),
            folder,
            folder.resolve("run"),
            List.of(folder.resolve("nowhere")),
            counting);
    assertThatThrownBy(() -> runner.run(CancellationToken.create()))
        .isInstanceOf(UnusableInputException.class)
        .hasMessageContaining("nowhere");
    assertThat(trainings).isZero();
    assertThat(folder.resolve("run")).doesNotExist();
  }

  @Test
  void run_folderOfAnotherConfiguration_isRefused() throws IOException {
    runner("- {name: longer, set: {steps: 21}}", "run").run(CancellationToken.create());
    Files.delete(folder.resolve("run").resolve(ExperimentRunner.MEASUREMENTS));
    ExperimentRunner changed = runner("- {name: longer, set: {steps: 22}}", "run");
    assertThatThrownBy(() -> changed.run(CancellationToken.create()))
        .isInstanceOf(UnusableInputException.class)
        .hasMessageContaining("another configuration");
  }

  private static List<Double> dice(List<Measurement> all, String arm) {
    return all.stream().filter(one -> one.arm().equals(arm)).map(Measurement::dice).toList();
  }

  /** Of the first arm. */
  private static double diceOf(List<Measurement> all, String patient) {
    return all.stream()
        .filter(one -> one.arm().equals("base") && one.patient().equals(patient))
        .findFirst()
        .orElseThrow()
        .dice();
  }

  private static Path onlyFile(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      List<Path> all = files.toList();
      assertThat(all).hasSize(1);
      return all.get(0);
    }
  }

  private LungMask segment(Path model) {
    SegmenterOptions options =
        SegmenterOptions.builder().model(ModelSource.directory(model)).build();
    try (Segmenter segmenter = Segmenter.load(options)) {
      return segmenter.segment(VolumeIO.readCt(folder.resolve("pooled_ct.nii"))).mask();
    }
  }

  private void pool(String patient, String file) throws IOException {
    Files.writeString(
        folder.resolve("pool.yaml"),
        "scans:\n  - {patient: %s, ct: %s_ct.nii}\n".formatted(patient, file));
  }

  private ExperimentRunner runner(String arm, String run) throws IOException {
    return new ExperimentRunner(spec(arm), folder, folder.resolve(run), counting);
  }

  private ExperimentSpec spec(String arm) throws IOException {
    return ExperimentSpec.read(specFile(arm));
  }

  private Path specFile(String arm) throws IOException {
    return Files.writeString(
        Files.createTempFile(folder, "spec", ".yaml"),
        """
        title: Toy question
        hypothesis: the other arm is better
        recipe: recipe.yaml
        folds: 2
        seeds: [1]
        conditions: [plain]
        deciding: plain
        margin: 0.005
        arms:
          - {name: base, set: {}}
          %s
        """
            .formatted(arm));
  }
}
