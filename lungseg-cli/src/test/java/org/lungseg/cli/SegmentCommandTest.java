package org.lungseg.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lungseg.api.CtVolume;
import org.lungseg.api.LungMask;
import org.lungseg.api.LungSide;
import org.lungseg.cli.spi.ExitCode;
import org.lungseg.engine.ModelPackage;
import org.lungseg.io.VolumeIO;
import org.lungseg.metrics.MaskAgreement;
import org.lungseg.phantom.Phantom;

class SegmentCommandTest {

  @TempDir static Path shared;
  private static Phantom phantom;
  private static Path chest;
  private static Path pictures;
  private static Path model;

  @TempDir Path folder;

  @BeforeAll
  static void makeInputs() {
    phantom = TestInputs.chest();
    chest = TestInputs.chest(shared.resolve("Doe^Jane chest.nii.gz"));
    pictures = TestInputs.chestPictures(shared.resolve("slices"));
    model = TestModel.write(shared.resolve("model"));
  }

  @Test
  void segment_volumeGivesMaskOnTheInputsGrid() {
    Path output = folder.resolve("mask.nii.gz");

    Cli.Outcome outcome = Cli.run("segment", chest, "-o", output, "--model", model).done();

    LungMask mask = VolumeIO.readLungMask(output);
    assertThat(mask.geometry().voxelToRasMm()).isEqualTo(phantom.ct().geometry().voxelToRasMm());
    assertThat(mask.geometry().isSameGrid(phantom.ct().geometry())).isTrue();
    // The network is a threshold; enough to see that values and sides went through unharmed.
    MaskAgreement agreement = MaskAgreement.compare(phantom.lungs(), mask);
    assertThat(agreement.perLabel().values()).allMatch(overlap -> overlap.dice() > 0.75);
    assertThat(outcome.out())
        .containsPattern("right lung +\\d+\\.\\d mL")
        .containsPattern("left lung +\\d+\\.\\d mL")
        .contains("test-net 0.0.1", "on cpu", "wrote       " + output);
    assertThat(Cli.tree(folder)).containsExactly(folder, output);
  }

  @Test
  void segment_progressIsALineForATenthWithoutTerminal() {
    Cli.Outcome outcome =
        Cli.run("segment", chest, "-o", folder.resolve("m.nii"), "--model", model).done();

    assertThat(outcome.err())
        .hasSizeBetween(1, 10)
        .doesNotHaveDuplicates()
        .allMatch(line -> line.matches("lungseg: .*chest\\.nii\\.gz: \\d+ % \\([a-z ]+\\)"))
        .last()
        .asString()
        .contains("100 %");
  }

  @Test
  void segment_reportTellsAllButNamesNoFolder() throws IOException {
    Path report = folder.resolve("report.json");

    Cli.run(
            "segment",
            chest,
            "-o",
            folder.resolve("mask.nii.gz"),
            "--model",
            model,
            "--threads",
            "1",
            "--report",
            report)
        .done();

    JsonNode root = new ObjectMapper().readTree(report.toFile());
    LungMask mask = VolumeIO.readLungMask(folder.resolve("mask.nii.gz"));
    assertThat(root.path("lungseg").asText()).isEqualTo(Version.current());
    JsonNode input = root.path("input");
    assertThat(input.path("file").asText()).isEqualTo("Doe^Jane chest.nii.gz");
    assertThat(ints(input.path("size"))).containsExactly(96, 80, 40);
    assertThat(input.path("spacingMm").get(2).asDouble()).isEqualTo(7.5);
    assertThat(input.path("spacingOrigin").asText()).isEqualTo("calibrated");
    assertThat(input.path("axisCodes").asText()).isEqualTo("LPS");
    assertThat(input.path("voxelToRasMm").get(0).get(0).asDouble()).isEqualTo(-4);
    assertThat(input.path("domain").asText()).isEqualTo("hounsfield");
    JsonNode right = root.path("mask").path("labels").get(0);
    assertThat(right.path("name").asText()).isEqualTo("right lung");
    assertThat(right.path("voxels").asLong()).isEqualTo(mask.voxelCount(LungSide.RIGHT));
    assertThat(right.path("volumeMl").asDouble()).isEqualTo(mask.volumeMl(LungSide.RIGHT));
    assertThat(root.path("mask").path("volumeMl").asDouble()).isEqualTo(mask.volumeMl());
    assertThat(root.path("model").path("sha256").asText())
        .isEqualTo(ModelPackage.read(model).info().sha256());
    assertThat(root.path("model").path("name").asText()).isEqualTo("test-net");
    assertThat(root.path("engine").asText()).containsIgnoringCase("onnx");
    assertThat(root.path("engineChoice").path("name").asText()).isEqualTo("OnnxRuntime");
    assertThat(root.path("engineChoice").path("reason").asText()).isEqualTo("only_one");
    assertThat(root.path("device").asText()).isEqualTo("cpu");
    assertThat(root.path("threads").asInt()).isEqualTo(1);
    assertThat(root.path("timingsMs").fieldNames())
        .toIterable()
        .containsExactly("check", "resample", "infer", "restore", "post_process", "total");
    assertThat(root.path("warnings").isArray()).isTrue();
    assertThat(root.path("quality").path("score").asDouble()).isBetween(0.3, 1.0);
    assertThat(root.path("quality").path("expectedDice").asDouble()).isBetween(0.3, 1.0);
    assertThat(root.path("quality").path("balance").asDouble()).isEqualTo(1);
    assertThat(Files.readString(report)).doesNotContain(shared.toString(), folder.toString());
  }

  @Test
  void segment_deviceThatIsNotThereWithFallbackRunsOnTheProcessorAndSaysSo() throws IOException {
    Path report = folder.resolve("report.json");

    Cli.Outcome outcome =
        Cli.run(
                "segment",
                chest,
                "-o",
                folder.resolve("mask.nii.gz"),
                "--model",
                model,
                "--engine",
                "onnxruntime",
                "--device",
                "gpu:77",
                "--device-fallback",
                "--report",
                report)
            .done();

    JsonNode root = new ObjectMapper().readTree(report.toFile());
    assertThat(root.path("device").asText()).isEqualTo("cpu");
    assertThat(root.path("engineChoice").path("reason").asText()).isEqualTo("asked_for");
    assertThat(root.path("warnings").findValuesAsText("kind")).contains("device_fallback");
    assertThat(outcome.out()).contains("the processor was used instead: device gpu:77");
  }

  @Test
  void segment_probabilityIsAVolumeOnTheInputsGrid() {
    Path output = folder.resolve("mask.nii.gz");
    Path probability = folder.resolve("probability.nii.gz");

    Cli.Outcome outcome =
        Cli.run("segment", chest, "-o", output, "--model", model, "--probability", probability)
            .done();

    CtVolume map = VolumeIO.readCt(probability);
    LungMask mask = VolumeIO.readLungMask(output);
    assertThat(map.geometry().isSameGrid(mask.geometry())).isTrue();
    float[] plane = new float[96 * 80];
    map.copyPlane(20, plane);
    int agree = 0;
    for (int at = 0; at < plane.length; at++) {
      assertThat(plane[at]).isBetween(0f, 1f);
      agree += plane[at] > 0.5f == (mask.array()[20 * plane.length + at] != 0) ? 1 : 0;
    }
    assertThat(agree).isGreaterThan((int) (0.95 * plane.length));
    assertThat(outcome.out()).contains(probability.toString());
  }

  @Test
  void segment_policyOfAnError_refusesAndNamesIt() throws IOException {
    Path output = folder.resolve("mask.nii.gz");
    Path offset = TestInputs.shorts(folder.resolve("grey.nii"), at -> at % 251, 40, 40, 20);

    Cli.Outcome refused =
        Cli.run("segment", offset, "-o", output, "--model", model, "--on", "grey-values=error");

    assertThat(refused.failed(ExitCode.INPUT_UNUSABLE)).contains("grey.nii", "grey values");
    assertThat(output).doesNotExist();
    Path report = folder.resolve("report.json");
    Cli.run(
            "segment",
            chest,
            "-o",
            output,
            "--model",
            model,
            "--report",
            report,
            "--on",
            "grey_values=error,LUNGS-CUT=warn",
            "--on",
            "not-a-chest=error")
        .done();
    for (JsonNode warning : new ObjectMapper().readTree(report.toFile()).path("warnings")) {
      assertThat(warning.path("repaired").isBoolean()).isTrue();
    }
  }

  @Test
  void segment_policyThatDoesNotExist_isWrongUsage() {
    Path output = folder.resolve("mask.nii.gz");

    for (String wrong :
        List.of("lungs-cut=repair", "lungs=warn", "lungs-cut=ignore", "lungs-cut")) {
      String error =
          Cli.run("segment", chest, "-o", output, "--model", model, "--on", wrong)
              .failed(ExitCode.WRONG_USAGE);
      assertThat(error).contains("--on");
    }
    assertThat(output).doesNotExist();
  }

  @Test
  void segment_previewIsAPicture() throws IOException {
    Path preview = folder.resolve("picture.png");

    Cli.run("segment", chest, "-o", folder.resolve("m.nii"), "--model", model, "--preview", preview)
        .done();

    assertThat(ImageIO.read(preview.toFile()).getWidth()).isGreaterThan(300);
  }

  @Test
  void segment_overwriteReplacesAllOutputs() throws IOException {
    Path mask = Files.writeString(folder.resolve("mask.nii.gz"), "old");
    Path preview = Files.writeString(folder.resolve("picture.png"), "old");
    Path report = Files.writeString(folder.resolve("report.json"), "old");

    Cli.run(
            "segment",
            chest,
            "-o",
            mask,
            "--model",
            model,
            "--preview",
            preview,
            "--report",
            report,
            "--overwrite")
        .done();

    assertThat(VolumeIO.readLungMask(mask).isEmpty()).isFalse();
    assertThat(ImageIO.read(preview.toFile())).isNotNull();
    assertThat(new ObjectMapper().readTree(report.toFile()).path("mask").isObject()).isTrue();
    assertThat(Cli.tree(folder)).containsExactlyInAnyOrder(folder, mask, preview, report);
  }

  @Test
  void segment_picturesGivePicturesOfTheSameNamesAndSize() throws IOException {
    Path masks = folder.resolve("masks");

    Cli.Outcome outcome = Cli.run("segment", pictures, "-o", masks, "--model", model).done();

    assertThat(names(masks)).containsExactlyElementsOf(names(pictures));
    boolean right = false;
    boolean left = false;
    for (String name : names(masks)) {
      BufferedImage mask = ImageIO.read(masks.resolve(name).toFile());
      assertThat(mask.getWidth()).isEqualTo(96);
      assertThat(mask.getHeight()).isEqualTo(80);
      int[] values = mask.getRaster().getSamples(0, 0, 96, 80, 0, (int[]) null);
      for (int value : values) {
        assertThat(value).isBetween(0, 2);
        right |= value == 1;
        left |= value == 2;
      }
    }
    assertThat(right && left).isTrue();
    assertThat(outcome.out()).contains("voxels (spacing unknown)").doesNotContain(" mL");
    assertThat(outcome.out()).contains("warning");
    assertThat(Cli.tree(folder)).allMatch(path -> path.startsWith(masks) || path.equals(folder));
  }

  @Test
  void segment_overwriteReplacesAFolderOfMasks() throws IOException {
    Path masks = folder.resolve("masks");
    Cli.run("segment", pictures, "-o", masks, "--model", model).done();
    Path altered = masks.resolve("slice-1.png");
    Files.writeString(altered, "altered");

    Cli.run("segment", pictures, "-o", masks, "--model", model, "--overwrite").done();

    assertThat(ImageIO.read(altered.toFile())).isNotNull();
    assertThat(names(masks)).containsExactlyElementsOf(names(pictures));
  }

  @Test
  void segment_picturesGiveAVolumeFileWhereAsked() {
    Path output = folder.resolve("mask.nii.gz");

    Cli.run("segment", pictures, "-o", output, "--model", model).done();

    assertThat(VolumeIO.readLungMask(output).voxelCount(LungSide.LEFT)).isPositive();
  }

  @Test
  void segment_emptyFolderIsFilled() throws IOException {
    Path masks = Files.createDirectory(folder.resolve("masks"));

    Cli.run("segment", pictures, "-o", masks, "--model", model).done();

    assertThat(names(masks)).hasSize(40);
  }

  private static List<String> names(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(file -> String.valueOf(file.getFileName())).sorted().toList();
    }
  }

  private static List<Integer> ints(JsonNode array) {
    List<Integer> values = new ArrayList<>();
    array.forEach(value -> values.add(value.asInt()));
    return values;
  }
}
