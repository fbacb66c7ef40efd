package org.lungseg.training.respiration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lungseg.cli.Main;
import org.lungseg.cli.spi.ExitCode;
import org.lungseg.io.VolumeIO;
import org.lungseg.metrics.phase.PhaseModel;

/** From the command that measures the rules to the command that holds them against limits. */
class PhaseFiguresTest {

  private static final String FIGURE_RULES =
      """
      rules:
        - {name: breath, figure: phase-f1, at-least: LIMIT}
        - {name: shallow breath, figure: phase-f1-tidal, at-least: 0}
      """;

  @TempDir Path folder;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @BeforeEach
  void writeScans() throws IOException {
    VolumeIO.writeCt(DrawnChest.ct(), folder.resolve("ct.nii"));
    VolumeIO.writeMask(DrawnChest.lungs(), folder.resolve("lungs.nii"));
    Files.createDirectory(folder.resolve("masks"));
    Files.copy(folder.resolve("lungs.nii"), folder.resolve("masks/a.nii"));
    Files.writeString(
        folder.resolve("set.yaml"),
        """
        cases:
          - {patient: p1, ct: ct.nii, mask: lungs.nii, split: train}
          - {patient: p2, ct: ct.nii, mask: lungs.nii, split: train}
          - {patient: p3, ct: ct.nii, mask: lungs.nii, split: validation}
        """);
    Files.writeString(folder.resolve("cases.csv"), "case,reference\na,lungs.nii\n");
  }

  @Test
  void phaseExperiment_figures_areWhatAcceptHoldsAgainstItsRules() throws IOException {
    Path run = folder.resolve("run");
    Path report = folder.resolve("report");
    run(
        ExitCode.DONE,
        "phase-experiment",
        folder.resolve("set.yaml"),
        "--data",
        folder,
        "--run",
        run,
        "--people",
        4); // the fewest that have pairs in both orders
    assertThat(out.toString()).contains("wrote       " + run.resolve("figures.json"));
    run(
        ExitCode.DONE,
        "evaluate",
        "--manifest",
        folder.resolve("cases.csv"),
        "--models",
        "m=" + folder.resolve("masks"),
        "-o",
        report);

    accept(ExitCode.DONE, "0", report, run);
    assertThat(out.toString())
        .contains("met          breath: phase-f1 is ", "met          shallow breath: ");
    accept(ExitCode.ACCEPTANCE_NOT_MET, "1.01", report, run);
    assertThat(out.toString()).contains("MISSED       breath: phase-f1 is ");
  }

  @Test
  void figuresJson_notANumber_isLeftOut() {
    PhaseExperiment.Outcome outcome =
        new PhaseExperiment.Outcome(
            PhaseModel.bundled(), "", Map.of("phase-f1", 0.5, "phase-f1-single", Double.NaN));

    assertThat(outcome.figuresJson())
        .isEqualTo("{\n  \"figures\": {\n    \"phase-f1\": 0.5\n  }\n}\n");
  }

  private void accept(ExitCode expected, String limit, Path report, Path run) throws IOException {
    Path rules =
        Files.writeString(folder.resolve("rules.yaml"), FIGURE_RULES.replace("LIMIT", limit));
    run(expected, "accept", rules, "--report", report, "--report", run.resolve("figures.json"));
  }

  private void run(ExitCode expected, Object... arguments) {
    String[] words = Arrays.stream(arguments).map(String::valueOf).toArray(String[]::new);
    int code = Main.run(words, new PrintWriter(out), new PrintWriter(err));
    assertThat(code).as("exit code; standard error was %s", err).isEqualTo(expected.code());
  }
}
