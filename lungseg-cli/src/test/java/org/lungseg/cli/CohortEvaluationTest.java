package org.lungseg.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lungseg.api.CtVolume;
import org.lungseg.api.IntensityDomain;
import org.lungseg.api.LungMask;
import org.lungseg.api.SpacingOrigin;
import org.lungseg.api.VolumeGeometry;
import org.lungseg.cli.spi.ExitCode;
import org.lungseg.io.VolumeIO;
import org.lungseg.metrics.cohort.Cohort;
import org.lungseg.metrics.cohort.Measure;
import org.lungseg.metrics.cohort.report.CohortCsv;
import org.lungseg.testkit.TestData;

class CohortEvaluationTest {

  @TempDir Path folder;

  @Test
  void evaluate_threeKindsOfModels_sideBySide() throws IOException {
    CohortFixture fixture =
        new CohortFixture(folder).add("a1", "p1", "mild").add("a2", "p2", "severe");
    Path model = TestModel.write(folder.resolve("model"));
    Path report = folder.resolve("report");

    Cli.Outcome outcome =
        run(fixture, report, "--models", "net=" + model + ",classic,old=" + fixture.masks()).done();

    assertThat(outcome.out())
        .containsPattern("net +2 +0 +0\\.\\d{4} +\\[0\\.")
        .containsPattern("old +2 +0 +0\\.\\d{4}")
        .contains("wrote", "report.html");
    Cohort cohort = read(report);
    assertThat(cohort.models())
        .extracting(one -> one.name())
        .containsExactly("net", "classic", "old");
    assertThat(cohort.models().get(0).description()).contains("test-net 0.0.1");
    assertThat(cohort.groups()).containsOnlyKeys("severity");
    double share =
        2.0
            * fixture.chest().lungs().voxelCount(1)
            / (fixture.chest().lungs().voxelCount(1) + fixture.chest().lungs().voxelCount());
    assertThat(cohort.values(Measure.DICE, "old", Map.of()))
        .containsOnly(new double[] {share}, within(1e-9));
    assertThat(cohort.values(Measure.DICE_LEFT, "old", Map.of())).containsOnly(0);
    assertThat(Arrays.stream(cohort.values(Measure.DICE, "classic", Map.of())))
        .allMatch(dice -> dice > 0.9 && dice < 1);
    assertThat(cohort.values(Measure.SECONDS, "net", Map.of())).hasSize(2);
    assertThat(cohort.values(Measure.SECONDS, "old", Map.of())).isEmpty();
    assertThat(cohort.values(Measure.QUALITY, "net", Map.of())).hasSize(2);
    assertThat(cohort.values(Measure.QUALITY, "old", Map.of())).isEmpty();
    assertThat(Files.readString(report.resolve("cases.csv"))).isEqualTo(CohortCsv.table(cohort));
    String page = Files.readString(report.resolve("report.html"));
    // Two cases of three models.
    assertThat(page.split("data:image/jpeg", -1)).hasSize(7);
    assertThat(page).contains("severity: severe", "net less classic", "cases.csv");
  }

  /**
   * The comparison of docs/cohorts.md; the weights have R231's layout at an eighth of its width.
   */
  @Test
  void evaluate_shippedClassicAndImportedR231_isOneLine() throws IOException {
    Path weights = TestData.reference("lungmask_parity/r231_small/state_dict_zip.pth");
    CohortFixture fixture = new CohortFixture(folder).add("a1", "p1", "mild");
    Path model = folder.resolve("r231");
    Cli.run("model", "import", "lungmask", weights, "-o", model).done();
    Path report = folder.resolve("report");

    Cli.Outcome outcome = run(fixture, report, "--models", "shipped,classic,R231=" + model).done();

    assertThat(outcome.out()).containsPattern("(?m)^shipped +1 +0 +0\\.9").contains("R231");
    Cohort cohort = read(report);
    assertThat(cohort.models())
        .extracting(one -> one.name())
        .containsExactly("shipped", "classic", "R231");
    assertThat(cohort.models().get(2).description()).contains("lungmask-R231");
    assertThat(cohort.failures()).isEmpty();
    // Random weights find no lungs; that they were run shows in the time and the mask.
    assertThat(cohort.result("R231", "a1").value(Measure.SECONDS).orElseThrow()).isPositive();
    assertThat(cohort.result("R231", "a1").value(Measure.DICE).orElseThrow()).isLessThan(0.9);
    assertThat(Files.readString(report.resolve("report.html")))
        .contains("shipped less classic", "shipped less R231");
  }

  @Test
  void evaluate_failures_countAsZeroWithTheirReason() throws IOException {
    CohortFixture fixture = new CohortFixture(folder).add("good", "p1", "mild");
    fixture.add("broken", "p2", "mild").add("constant", "p3", "severe").add("gone", "p4", "mild");
    Path images = fixture.data().resolve(CohortFixture.PATIENT_NAME);
    Path broken = images.resolve("broken_ct.nii.gz");
    Files.write(broken, Arrays.copyOf(Files.readAllBytes(broken), 500));
    VolumeGeometry grid = fixture.chest().ct().geometry();
    Path constant = images.resolve("constant_ct.nii.gz");
    Files.delete(constant);
    VolumeIO.writeCt(
        CtVolume.ofShorts(new short[(int) grid.voxelCount()], grid, IntensityDomain.HOUNSFIELD),
        constant);
    Files.delete(fixture.masks().resolve("gone.nii.gz"));
    VolumeGeometry other = VolumeGeometry.axial(4, 4, 4, 1, 1, 1, SpacingOrigin.CALIBRATED);
    Files.delete(fixture.masks().resolve("constant.nii.gz"));
    VolumeIO.writeMask(
        LungMask.of(new byte[64], other), fixture.masks().resolve("constant.nii.gz"));
    Path report = folder.resolve("report");

    Cli.Outcome outcome = run(fixture, report, "--models", "classic," + fixture.masks()).done();

    Cohort cohort = read(report);
    assertThat(cohort.failures())
        .extracting(failure -> failure.model() + " " + failure.caseId())
        .containsExactly("classic broken", "classic constant", "masks constant", "masks gone");
    assertThat(cohort.values(Measure.DICE, "classic", Map.of())).hasSize(4);
    assertThat(cohort.result("classic", "broken").value(Measure.DICE)).hasValue(0);
    assertThat(cohort.result("classic", "broken").value(Measure.ASSD_MM))
        .hasValue(Double.POSITIVE_INFINITY);
    assertThat(cohort.result("classic", "broken").failure().orElseThrow()).contains("the CT");
    assertThat(cohort.result("classic", "constant").failure().orElseThrow()).contains("constant");
    assertThat(cohort.result("masks", "constant").failure().orElseThrow()).contains("grid");
    assertThat(cohort.result("masks", "gone").failure().orElseThrow()).contains("no mask named");
    assertThat(outcome.err()).anyMatch(line -> line.contains("constant with classic: failed"));
    assertThat(Files.readString(report.resolve("report.html")))
        .contains("id=\"failures\"", "no image to draw on");
    for (Path output : Cli.tree(report)) {
      if (Files.isRegularFile(output)) {
        assertThat(Files.readString(output)).doesNotContain("Doe_Jane");
      }
    }
    assertThat(outcome.out() + outcome.err()).doesNotContain("Doe_Jane");
  }

  @Test
  void evaluate_infectionAndIgnoreMasks_areUsed() throws IOException {
    CohortFixture fixture = new CohortFixture(folder).add("a", "p", "mild");
    String path = CohortFixture.PATIENT_NAME + "/";
    LungMask lungs = fixture.chest().lungs();
    byte[] left = lungs.array().clone();
    for (int at = 0; at < left.length; at++) {
      left[at] = (byte) (left[at] == 2 ? 1 : 0);
    }
    LungMask leftLung = LungMask.of(left, lungs.geometry());
    VolumeIO.writeMask(leftLung, fixture.data().resolve("left.nii.gz"));
    VolumeIO.writeMask(lungs, fixture.data().resolve("both.nii.gz"));
    String files = path + "a_ct.nii.gz," + path + "a_lungs.nii.gz,";
    Files.copy(fixture.masks().resolve("a.nii.gz"), fixture.masks().resolve("infected.nii.gz"));
    Files.copy(fixture.masks().resolve("a.nii.gz"), fixture.masks().resolve("ignored.nii.gz"));
    fixture.row("infected,p," + files + "both.nii.gz,,mild");
    fixture.row("ignored,p," + files + ",left.nii.gz,mild");
    Path report = folder.resolve("report");

    run(fixture, report, "--models", "m=" + fixture.masks()).done();

    Cohort cohort = read(report);
    double right = (double) lungs.voxelCount(1) / lungs.voxelCount();
    assertThat(cohort.result("m", "infected").value(Measure.INFECTED_KEPT).orElseThrow())
        .isEqualTo(right, within(1e-9));
    assertThat(cohort.result("m", "a").value(Measure.INFECTED_KEPT)).isEmpty();
    assertThat(cohort.result("m", "ignored").value(Measure.DICE)).hasValue(1);
  }

  @Test
  void evaluate_cancelled_leavesNothingButWhatIsToBeKept_andGoesOn() throws IOException {
    CohortFixture fixture =
        new CohortFixture(folder).add("a1", "p1", "mild").add("a2", "p2", "mild");
    Path work = folder.resolve("work");
    Path report = folder.resolve("report");
    String[] words = {
      "evaluate",
      "--manifest",
      fixture.manifest().toString(),
      "--data",
      fixture.data().toString(),
      "--models",
      "classic",
      "-o",
      report.toString(),
      "--work",
      work.toString()
    };

    CancellingRun first = new CancellingRun("1 of 2");
    assertThat(first.run(words)).isEqualTo(ExitCode.CANCELLED);

    assertThat(report).doesNotExist();
    assertThat(Cli.tree(folder)).noneMatch(path -> path.toString().contains(".lungseg-"));
    assertThat(first.err()).contains("results kept in " + work + ": 1;");
    assertThat(work.resolve("classic/a1.json")).isRegularFile();
    assertThat(work.resolve("classic/a2.json")).doesNotExist();
    FileTime kept = Files.getLastModifiedTime(work.resolve("classic/a1.json"));
    String before = Files.readString(work.resolve("classic/a1.json"));

    Cli.run((Object[]) words).done();

    assertThat(Files.getLastModifiedTime(work.resolve("classic/a1.json"))).isEqualTo(kept);
    assertThat(Files.readString(work.resolve("classic/a1.json"))).isEqualTo(before);
    assertThat(read(report).values(Measure.DICE, "classic", Map.of())).hasSize(2);
    assertThat(Files.readString(report.resolve("report.html")).split("data:image/jpeg", -1))
        .as("the picture of the kept case too")
        .hasSize(3);
  }

  @Test
  void evaluate_kept_isMeasuredAgainWhenFilesOrModelChange() throws IOException {
    CohortFixture fixture = new CohortFixture(folder).add("a1", "p1", "mild");
    Path work = folder.resolve("work");
    Path kept = work.resolve("m/a1.json");
    run(fixture, folder.resolve("r1"), "--models", "m=" + fixture.masks(), "--work", work).done();
    String first = Files.readString(kept);

    Path mask = fixture.masks().resolve("a1.nii.gz");
    Files.delete(mask);
    VolumeIO.writeMask(fixture.chest().lungs(), mask);
    run(fixture, folder.resolve("r2"), "--models", "m=" + fixture.masks(), "--work", work).done();

    assertThat(read(folder.resolve("r2")).values(Measure.DICE, "m", Map.of())).containsOnly(1);
    assertThat(Files.readString(kept)).isNotEqualTo(first);
    run(fixture, folder.resolve("r3"), "--models", "m=classic", "--work", work).done();
    assertThat(read(folder.resolve("r3")).values(Measure.DICE, "m", Map.of())[0]).isLessThan(1);
    Files.writeString(kept, "{ half");
    run(fixture, folder.resolve("r4"), "--models", "m=classic", "--work", work).done();
    assertThat(read(folder.resolve("r4")).values(Measure.DICE, "m", Map.of()))
        .isEqualTo(read(folder.resolve("r3")).values(Measure.DICE, "m", Map.of()));
  }

  @Test
  void evaluate_engineThatIsNotThere_isCode4AndTheOneThatIsRuns() throws IOException {
    CohortFixture fixture = new CohortFixture(folder).add("a1", "p1", "mild");
    Path model = TestModel.write(folder.resolve("model"));

    String error =
        run(fixture, folder.resolve("r1"), "--models", "m=" + model, "--engine", "pytorch")
            .failed(ExitCode.MODEL_UNUSABLE);
    run(fixture, folder.resolve("r2"), "--models", "m=" + model, "--engine", "onnxruntime").done();

    assertThat(error).contains("lungseg-engine-pytorch");
  }

  @Test
  void evaluate_existingReport_isReplacedOnlyWhenAsked() throws IOException {
    CohortFixture fixture = new CohortFixture(folder).add("a1", "p1", "mild");
    Path report = folder.resolve("report");
    run(fixture, report, "--models", "m=" + fixture.masks()).done();
    String first = Files.readString(report.resolve("cases.csv"));

    Outcomes.withoutTrace(
        folder, ExitCode.OUTPUT_REFUSED, words(fixture, report, "--models", "classic"));
    assertThat(report.resolve("cases.csv")).hasContent(first);

    run(fixture, report, "--models", "classic", "--overwrite").done();
    assertThat(Files.readString(report.resolve("cases.csv"))).isNotEqualTo(first);
    Files.writeString(report.resolve("mine.txt"), "precious");
    Outcomes.withoutTrace(
        folder,
        ExitCode.OUTPUT_REFUSED,
        words(fixture, report, "--models", "classic", "--overwrite"));
  }

  @Test
  void evaluate_json_isPrinted() throws IOException {
    CohortFixture fixture = new CohortFixture(folder).add("a1", "p1", "mild");
    Path report = folder.resolve("report");

    String out = run(fixture, report, "--models", "m=" + fixture.masks(), "--json").done().out();

    JsonNode root = new ObjectMapper().readTree(out);
    assertThat(root.path("format").asText()).isEqualTo("lungseg-cohort-report");
    assertThat(root).isEqualTo(CohortJson.parse(report.resolve("report.json")));
    assertThat(root.path("summaries")).isNotEmpty();
    assertThat(root.path("bootstrap").path("unit").asText()).isEqualTo("patient");
  }

  @Test
  void evaluate_unusableCohort_isCode3BeforeAnyWork() throws IOException {
    CohortFixture fixture = new CohortFixture(folder).add("a1", "p1", "mild");
    Path report = folder.resolve("report");
    fixture.row("a2,p2,,masks.nii,,,mild");
    assertThat(refused(fixture, report, ExitCode.INPUT_UNUSABLE, "classic"))
        .contains("cases.csv line 3", "reference");

    Files.copy(fixture.masks().resolve("a1.nii.gz"), fixture.data().resolve("masks.nii"));
    assertThat(refused(fixture, report, ExitCode.INPUT_UNUSABLE, "classic"))
        .contains("case a2 has no ct, which classic needs");
  }

  @Test
  void evaluate_referenceOnAnotherGridThanItsCt_endsTheRun() {
    CohortFixture fixture = new CohortFixture(folder);
    VolumeGeometry other = VolumeGeometry.axial(4, 4, 4, 1, 1, 1, SpacingOrigin.CALIBRATED);
    VolumeIO.writeMask(LungMask.of(new byte[64], other), fixture.data().resolve("ref.nii"));
    TestInputs.chest(fixture.data().resolve("ct.nii"));
    fixture.row("a,p,ct.nii,ref.nii,,,mild");

    assertThat(refused(fixture, folder.resolve("r"), ExitCode.INPUT_UNUSABLE, "classic"))
        .contains("the reference of case a lies on another grid than its CT");
  }

  @Test
  void evaluate_wrongUsage_isCode2() {
    CohortFixture fixture = new CohortFixture(folder).add("a1", "p1", "mild");
    Path report = folder.resolve("report");
    for (String models :
        List.of(
            "nonsense",
            "classic,classic",
            "a=classic,a=" + fixture.masks(),
            "bad name=classic",
            "x=")) {
      refused(fixture, report, ExitCode.WRONG_USAGE, models);
    }
    Path manifest = fixture.manifest();
    for (List<Object> words :
        List.<List<Object>>of(
            List.of("evaluate", "--manifest", manifest),
            List.of("evaluate"),
            List.of("evaluate", manifest),
            List.of("evaluate", manifest, manifest, "--manifest", manifest, "-o", report),
            List.of("evaluate", manifest, manifest, "-o", report),
            List.of("evaluate", "--manifest", manifest, "-o", report, "--gallery", "101"))) {
      Outcomes.withoutTrace(folder, ExitCode.WRONG_USAGE, words);
    }
    Outcomes.withoutTrace(
        folder,
        ExitCode.INPUT_UNUSABLE,
        List.of("evaluate", "--manifest", folder.resolve("none.csv"), "-o", report));
    Outcomes.withoutTrace(
        folder,
        ExitCode.INPUT_UNUSABLE,
        List.of(
            "evaluate", "--manifest", manifest, "-o", report, "--data", folder.resolve("none")));
  }

  private String refused(CohortFixture fixture, Path report, ExitCode code, String models) {
    return Outcomes.withoutTrace(folder, code, words(fixture, report, "--models", models));
  }

  private static Cli.Outcome run(CohortFixture fixture, Path report, Object... more) {
    return Cli.run(words(fixture, report, more).toArray());
  }

  private static List<Object> words(CohortFixture fixture, Path report, Object... more) {
    List<Object> words = new ArrayList<>();
    words.addAll(List.of("evaluate", "--manifest", fixture.manifest()));
    words.addAll(List.of("--data", fixture.data(), "-o", report));
    words.addAll(List.of(more));
    return words;
  }

  private static Cohort read(Path report) {
    Path file = report.resolve("report.json");
    return CohortJson.cohort(CohortJson.parse(file), file);
  }

  /** Runs a command that is cancelled as soon as it tells a certain thing. */
  private static final class CancellingRun {

    private final StringWriter err = new StringWriter();
    private final RunContext context;

    CancellingRun(String told) {
      PrintWriter[] writer = new PrintWriter[1];
      RunContext[] made = new RunContext[1];
      writer[0] =
          new PrintWriter(err) {
            @Override
            public void println(String line) {
              super.println(line);
              if (line.contains(told)) {
                made[0].cancellation().cancel();
              }
            }
          };
      made[0] = new RunContext(new PrintWriter(new StringWriter()), writer[0], false);
      context = made[0];
    }

    ExitCode run(String... words) {
      return Main.run(words, context);
    }

    String err() {
      context.err().flush();
      return err.toString();
    }
  }
}
