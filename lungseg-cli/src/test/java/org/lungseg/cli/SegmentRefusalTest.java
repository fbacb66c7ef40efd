package org.lungseg.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.lungseg.cli.spi.ExitCode;

/** What {@code segment} refuses: with which code, in one line, and without a trace on the disk. */
class SegmentRefusalTest {

  private static final int[] GRID = {40, 40, 20};

  @TempDir static Path shared;
  private static Path chest;
  private static Path model;

  @TempDir Path folder;

  @BeforeAll
  static void makeInputs() {
    chest = TestInputs.chest(shared.resolve("chest.nii.gz"));
    model = TestModel.write(shared.resolve("model"));
  }

  static Stream<Arguments> unusableInputs() {
    return Stream.of(
        bad("missing", f -> f.resolve("missing.nii.gz")),
        bad("empty", f -> text(f.resolve("empty.nii"), "")),
        bad("empty gzip", f -> TestInputs.truncated(f.resolve("e.nii.gz"), chest, 0)),
        bad("no image", f -> text(f.resolve("notes.txt"), "no image at all, only some words\n")),
        bad("text named NIfTI", f -> text(f.resolve("n.nii"), "words ".repeat(200))),
        bad("text named gzip", f -> text(f.resolve("n.nii.gz"), "words ".repeat(200))),
        bad("truncated", f -> TestInputs.truncated(f.resolve("t.nii.gz"), chest, 40_000)),
        bad("header only", f -> header(f.resolve("h.nii"))),
        bad("single picture", f -> TestInputs.shorts(f.resolve("s.nii"), at -> at % 900, 40, 40)),
        bad("picture file", SegmentRefusalTest::onePicture),
        bad("volumes", f -> TestInputs.shorts(f.resolve("v.nii"), at -> at % 900, 40, 40, 20, 2)),
        bad("all NaN", f -> TestInputs.floats(f.resolve("nan.nii"), Float.NaN, GRID)),
        bad("constant", f -> TestInputs.shorts(f.resolve("c.nii"), at -> 40, GRID)),
        bad(
            "all air",
            f -> TestInputs.shorts(f.resolve("air.nii.gz"), SegmentRefusalTest::air, GRID)),
        bad("empty folder", f -> made(f.resolve("nothing"))),
        bad("folder of a broken picture", SegmentRefusalTest::brokenPictures));
  }

  private static int air(int at) {
    return -1000 + at % 7;
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("unusableInputs")
  void segment_unusableInputIsCode3(String name, UnaryOperator<Path> make) {
    Path input = make.apply(folder);

    String error = refused(ExitCode.INPUT_UNUSABLE, input, "-o", folder.resolve("mask.nii.gz"));

    assertThat(error).startsWith("lungseg: " + input);
  }

  @Test
  void segment_unusableInputForFolderIsCode3() {
    Path input = brokenPictures(folder);

    refused(ExitCode.INPUT_UNUSABLE, input, "-o", folder.resolve("masks"));
  }

  @Test
  void segment_indexBeyondTheLastVolumeIsCode3() {
    Path input = TestInputs.shorts(folder.resolve("v.nii"), at -> at % 900, 40, 40, 20, 2);

    refused(ExitCode.INPUT_UNUSABLE, input, "-o", folder.resolve("mask.nii.gz"), "--index", "2");
  }

  @Test
  void segment_overBudgetIsCode5() {
    Path output = folder.resolve("mask.nii.gz");

    String error = refused(ExitCode.OVER_BUDGET, chest, "-o", output, "--memory-budget", "20k");

    assertThat(error).startsWith("lungseg: " + chest);
  }

  @Test
  void segment_modelUnusableIsCode4() throws IOException {
    Path damaged = TestModel.write(folder.resolve("damaged"));
    Files.write(damaged.resolve("network.onnx"), new byte[] {1, 2, 3});
    Path empty = made(folder.resolve("empty"));
    Path badJson = made(folder.resolve("bad-json"));
    text(badJson.resolve("model.json"), "{");

    for (Path unusable : List.of(damaged, empty, badJson, folder.resolve("missing"))) {
      Path output = folder.resolve("mask.nii.gz");
      String error =
          Outcomes.withoutTrace(
              folder,
              ExitCode.MODEL_UNUSABLE,
              List.of("segment", chest, "-o", output, "--model", unusable));

      assertThat(error).contains(unusable.toString());
    }
  }

  @Test
  void segment_deviceThatIsNotThereIsCode4() {
    String error =
        refused(
            ExitCode.MODEL_UNUSABLE,
            chest,
            "-o",
            folder.resolve("mask.nii.gz"),
            "--device",
            "gpu:77");

    assertThat(error).contains("gpu:77");
  }

  @Test
  void segment_engineThatIsNotOnTheClassPathIsCode4AndShowsWhatToAdd() {
    Path output = folder.resolve("mask.nii.gz");

    assertThat(refused(ExitCode.MODEL_UNUSABLE, chest, "-o", output, "--engine", "pytorch"))
        .contains("no inference engine named 'pytorch'")
        .contains("[OnnxRuntime]")
        .contains("<artifactId>lungseg-engine-pytorch</artifactId>");
    assertThat(refused(ExitCode.MODEL_UNUSABLE, chest, "-o", output, "--engine", "abacus"))
        .contains("'abacus'")
        .doesNotContain("<artifactId>");
  }

  @Test
  void segment_outputInMissingFolderIsCode6() {
    Path missing = folder.resolve("missing");

    assertThat(refused(ExitCode.OUTPUT_REFUSED, chest, "-o", missing.resolve("mask.nii.gz")))
        .contains("there is no folder " + missing);
    refused(
        ExitCode.OUTPUT_REFUSED,
        chest,
        "-o",
        folder.resolve("mask.nii.gz"),
        "--preview",
        missing.resolve("picture.png"));
    refused(
        ExitCode.OUTPUT_REFUSED,
        chest,
        "-o",
        folder.resolve("mask.nii.gz"),
        "--report",
        missing.resolve("report.json"));
  }

  @Test
  void segment_existingOutputIsCode6AndStays() throws IOException {
    Path mask = text(folder.resolve("mask.nii.gz"), "precious");
    Path picture = text(folder.resolve("picture.png"), "precious");
    Path report = text(folder.resolve("report.json"), "precious");
    Path free = folder.resolve("free.nii.gz");

    assertThat(refused(ExitCode.OUTPUT_REFUSED, chest, "-o", mask)).contains("--overwrite");
    refused(ExitCode.OUTPUT_REFUSED, chest, "-o", free, "--preview", picture);
    refused(ExitCode.OUTPUT_REFUSED, chest, "-o", free, "--report", report);

    for (Path kept : List.of(mask, picture, report)) {
      assertThat(kept).hasContent("precious");
    }
  }

  @Test
  void segment_outputThatIsTheInputIsCode6EvenWithOverwrite() throws IOException {
    Path input = TestInputs.chest(folder.resolve("ct.nii.gz"));
    byte[] before = Files.readAllBytes(input);
    Path link = Files.createSymbolicLink(folder.resolve("link.nii.gz"), input);

    for (Path output :
        List.of(input, link, folder.resolve("../" + folder.getFileName() + "/ct.nii.gz"))) {
      assertThat(refused(ExitCode.OUTPUT_REFUSED, input, "-o", output, "--overwrite"))
          .contains("the input itself");
    }

    assertThat(input).hasBinaryContent(before);
  }

  @Test
  void segment_twoOutputsOfOneNameIsCode6() {
    Path one = folder.resolve("one.json");
    Path same = folder.resolve("./one.json");

    // The preview's name must end in .png, so the clash is of the report with the mask's folder.
    Path pictures = TestInputs.chestPictures(folder.resolve("slices"));
    assertThat(refused(ExitCode.OUTPUT_REFUSED, pictures, "-o", one, "--report", same))
        .contains("two outputs");
  }

  @Test
  void segment_outputOfUnknownKindIsCode6() {
    refused(ExitCode.OUTPUT_REFUSED, chest, "-o", folder.resolve("mask.xyz"));
    refused(ExitCode.OUTPUT_REFUSED, chest, "-o", folder);
    refused(ExitCode.OUTPUT_REFUSED, chest, "-o", made(folder.resolve("folder.nii.gz")));
    refused(
        ExitCode.OUTPUT_REFUSED,
        chest,
        "-o",
        folder.resolve("mask.nii.gz"),
        "--preview",
        folder.resolve("picture.jpg"));
  }

  @Test
  void segment_outputWhereNothingCanBeMadeIsCode6() {
    // Not even the superuser makes files here.
    refused(ExitCode.OUTPUT_REFUSED, chest, "-o", Path.of("/proc/mask.nii.gz"));
    refused(ExitCode.OUTPUT_REFUSED, chest, "-o", Path.of("/"));
  }

  @Test
  void segment_outputThatWouldBecomeASliceIsCode6() {
    Path pictures = TestInputs.chestPictures(folder.resolve("slices"));

    refused(
        ExitCode.OUTPUT_REFUSED,
        pictures,
        "-o",
        folder.resolve("masks"),
        "--preview",
        pictures.resolve("zzz.png"));
    refused(ExitCode.OUTPUT_REFUSED, pictures, "-o", pictures, "--overwrite");
  }

  @Test
  void segment_folderWithOtherFilesIsCode6EvenWithOverwrite() {
    Path pictures = TestInputs.chestPictures(folder.resolve("slices"));
    Path masks = made(folder.resolve("masks"));
    Path other = text(masks.resolve("notes.txt"), "precious");

    assertThat(refused(ExitCode.OUTPUT_REFUSED, pictures, "-o", masks)).contains("not empty");
    assertThat(refused(ExitCode.OUTPUT_REFUSED, pictures, "-o", masks, "--overwrite"))
        .contains("notes.txt");
    assertThat(other).hasContent("precious");
  }

  private String refused(ExitCode code, Path input, Object... more) {
    List<Object> words =
        Stream.concat(Stream.of("segment", input, "--model", model), Stream.of(more)).toList();
    return Outcomes.withoutTrace(folder, code, words);
  }

  private static Arguments bad(String name, UnaryOperator<Path> make) {
    return Arguments.of(name, make);
  }

  private static Path text(Path file, String content) {
    try {
      return Files.writeString(file, content);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static Path made(Path folder) {
    try {
      return Files.createDirectory(folder);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static Path header(Path file) {
    Path whole = TestInputs.shorts(file.resolveSibling("whole.nii"), at -> at, GRID);
    return TestInputs.truncated(file, whole, 352);
  }

  private static Path onePicture(Path folder) {
    Path pictures = TestInputs.chestPictures(folder.resolve("slices"));
    return pictures.resolve("slice-1.png");
  }

  private static Path brokenPictures(Path folder) {
    Path pictures = TestInputs.chestPictures(folder.resolve("slices"));
    text(pictures.resolve("slice-7.png"), "no picture");
    return pictures;
  }
}
