package org.lungseg.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lungseg.api.LabelMask;
import org.lungseg.api.LungLabels;
import org.lungseg.cli.spi.ExitCode;
import org.lungseg.engine.ModelDescription;
import org.lungseg.engine.ModelPackage;
import org.lungseg.io.ByteSource;
import org.lungseg.io.ReadOptions;
import org.lungseg.io.VolumeIO;
import org.lungseg.phantom.ChestPhantom;
import org.lungseg.testkit.LungmaskWeights;
import org.lungseg.testkit.PickleBytes;
import org.lungseg.testkit.StateDictFile;

class ModelCommandTest {

  @TempDir static Path shared;
  private static Path lungs;
  private static Path lobes;

  @TempDir Path folder;

  @BeforeAll
  static void makeWeights() throws IOException {
    lungs = LungmaskWeights.random(2, 3, 1).writeZip(shared.resolve("unet_r231-12345678.pth"));
    lobes = LungmaskWeights.random(2, 6, 2).writeLegacy(shared.resolve("lobes.pth"));
  }

  @Test
  void importLungmask_makesAPackageThatSegments() {
    Path model = folder.resolve("r231");
    Cli.Outcome made = Cli.run("model", "import", "lungmask", lungs, "-o", model).done();

    assertThat(made.out())
        .contains(
            "lungmask-R231 ", "1 right lung, 2 left lung", "256 x 256", "wrote       " + model);
    assertThat(made.err()).isEmpty();
    assertThat(Cli.tree(folder))
        .containsExactlyInAnyOrder(
            folder, model, model.resolve("model.json"), model.resolve("network.onnx"));
    Path mask = folder.resolve("mask.nii.gz");
    Cli.Outcome outcome = Cli.run("segment", chest(), "-o", mask, "--model", model).done();
    assertThat(outcome.out()).contains("lungmask-R231").containsPattern("right lung +\\d");
    assertThat(VolumeIO.readLungMask(mask).geometry().size(2)).isEqualTo(6);
  }

  @Test
  void importLungmask_fused_givesLobes() throws IOException {
    Path model = folder.resolve("fused");
    Cli.Outcome made =
        Cli.run("model", "import", "lungmask", lobes, "-o", model, "--fill", lungs).done();
    assertThat(made.out()).contains("lungmask-LTRCLobes_R231", "fill.onnx", "two networks fused");

    Path mask = folder.resolve("mask.nii.gz");
    Path report = folder.resolve("report.json");
    Cli.Outcome outcome =
        Cli.run("segment", chest(), "-o", mask, "--model", model, "--report", report).done();

    assertThat(outcome.out()).containsPattern("right middle lobe +\\d");
    LabelMask read =
        VolumeIO.readMask(ByteSource.of(mask), LungLabels.LOBES, ReadOptions.defaults());
    assertThat(read.geometry().size(0)).isEqualTo(64);
    JsonNode labels = new ObjectMapper().readTree(report.toFile()).path("mask").path("labels");
    assertThat(labels).hasSize(5);
    assertThat(labels.get(4).path("name").asText()).isEqualTo("right lower lobe");
  }

  @Test
  void importLungmask_withAName_isWhatTheNameSays() {
    Path model = folder.resolve("covid");
    Cli.run("model", "import", "lungmask", lungs, "-o", model, "--name", "r231CovidWeb").done();

    assertThat(ModelPackage.read(model).info().name()).isEqualTo("lungmask-R231CovidWeb");
    assertThat(
            Cli.run("model", "import", "lungmask", lungs, "-o", folder.resolve("a"), "--name", "x")
                .failed(ExitCode.WRONG_USAGE))
        .contains("[R231, R231CovidWeb, LTRCLobes]", "'x'");
    assertThat(
            Cli.run(
                    "model",
                    "import",
                    "lungmask",
                    lungs,
                    "-o",
                    folder.resolve("a"),
                    "--name",
                    "LTRCLobes")
                .failed(ExitCode.MODEL_UNUSABLE))
        .contains(lungs.toString(), "3 classes", "LTRCLobes has 6");
    assertThat(folder.resolve("a")).doesNotExist();
  }

  @Test
  void importLungmask_hostileFile_isRefusedByNameAndLeavesNothing() throws IOException {
    byte[] pickle =
        PickleBytes.protocol(2).global("os", "system").text("id").op(0x85).reduce().stop();
    Path trap =
        Files.write(
            folder.resolve("trap.pth"), StateDictFile.join(StateDictFile.legacyHead(), pickle));
    var before = Cli.tree(folder);

    String line =
        Cli.run("model", "import", "lungmask", trap, "-o", folder.resolve("m"))
            .failed(ExitCode.MODEL_UNUSABLE);
    String second =
        Cli.run("model", "import", "lungmask", lungs, "--fill", trap, "-o", folder.resolve("m"))
            .failed(ExitCode.MODEL_UNUSABLE);

    assertThat(line).contains(trap.toString(), "'os.system'", "nothing was run");
    assertThat(second).contains(trap.toString(), "'os.system'");
    assertThat(Cli.tree(folder)).isEqualTo(before);
  }

  @Test
  void importLungmask_existingFolder_isReplacedOnlyIfAskedAndIfItIsAPackage() throws IOException {
    Path model = folder.resolve("model");
    Cli.run("model", "import", "lungmask", lobes, "-o", model, "--fill", lungs).done();

    assertThat(
            Cli.run("model", "import", "lungmask", lungs, "-o", model)
                .failed(ExitCode.OUTPUT_REFUSED))
        .contains("--overwrite");
    Cli.run("model", "import", "lungmask", lungs, "-o", model, "--overwrite").done();
    assertThat(Cli.tree(model)).hasSize(3);

    Files.writeString(model.resolve("notes.txt"), "mine");
    assertThat(
            Cli.run("model", "import", "lungmask", lungs, "-o", model, "--overwrite")
                .failed(ExitCode.OUTPUT_REFUSED))
        .contains("notes.txt");
  }

  @Test
  void importLungmask_missingFiles_areNamed() {
    Path none = folder.resolve("none.pth");
    assertThat(
            Cli.run("model", "import", "lungmask", none, "-o", folder.resolve("m"))
                .failed(ExitCode.INPUT_UNUSABLE))
        .contains(none.toString());
    assertThat(
            Cli.run("model", "import", "lungmask", lungs, "--fill", none, "-o", folder.resolve("m"))
                .failed(ExitCode.INPUT_UNUSABLE))
        .contains(none.toString());
  }

  @Test
  void infoAndVerify_tellOfAPackageAndFindWhatIsWrong() throws IOException {
    Path model = TestModel.write(folder.resolve("model"));

    assertThat(Cli.run("model", "info", model).done().out())
        .contains("test-net 0.0.1", "network.onnx", "1 right lung", "grid of 2.0 mm", "Apache-2.0");
    assertThat(Cli.run("model", "verify", model).done().out())
        .contains("test-net 0.0.1 is complete and runs on cpu");

    Files.write(model.resolve("network.onnx"), new byte[10]);
    assertThat(Cli.run("model", "info", model).failed(ExitCode.MODEL_UNUSABLE))
        .contains(model.toString(), "SHA-256");
    assertThat(Cli.run("model", "verify", model).failed(ExitCode.MODEL_UNUSABLE))
        .contains(model.toString());
    assertThat(Cli.run("model", "info", folder.resolve("no")).failed(ExitCode.MODEL_UNUSABLE))
        .contains("does not exist");
  }

  @Test
  void info_ofAPackageWithAChestNetwork_namesIt() throws IOException {
    ModelPackage one = ModelPackage.read(TestModel.write(folder.resolve("one")));
    ModelDescription.NetworkFile file =
        new ModelDescription.NetworkFile(
            "chest.onnx", ModelDescription.NetworkFormat.ONNX, "0".repeat(64));
    ModelDescription two =
        one.description()
            .withPipeline(
                new ModelDescription.MillimetreGrid(
                    Optional.of(new ModelDescription.Chest(file, 7, 8, 0.5))));
    Path model = folder.resolve("two");
    try (InputStream network = one.openNetwork()) {
      ModelPackage.write(model, two, network.readAllBytes(), new byte[10], false);
    }

    assertThat(Cli.run("model", "info", model).done().out())
        .containsPattern("chest +chest.onnx, 0.0 MB, sha256 [0-9a-f]{64}")
        .contains("1 channel; the whole chest at 7.0 mm with a weight of 0.5");
    assertThat(Cli.run("model", "verify", model).failed(ExitCode.MODEL_UNUSABLE))
        .contains("test-net-chest");
  }

  @Test
  void info_withoutAFolder_tellsOfTheBundledNetwork() {
    assertThat(Cli.run("model", "info").done().out())
        .contains("lungseg-unet-chest", "trained on", "validation", "patients");
  }

  @ParameterizedTest
  @CsvSource({"model, import", "model import, lungmask"})
  void aCommandIsMissing_isWrongUsage(String words, String expected) {
    assertThat(Cli.run((Object[]) words.split(" ")).failed(ExitCode.WRONG_USAGE))
        .contains("a command is missing", expected);
  }

  @Test
  void help_ofNestedCommands_isThere() {
    assertThat(Cli.run("model", "--help").done().out()).contains("import", "info", "verify");
    assertThat(Cli.run("model", "import", "lungmask", "--help").done().out())
        .contains("--fill", "--name", "--overwrite");
  }

  private Path chest() {
    Path file = folder.resolve("chest.nii.gz");
    if (!Files.exists(file)) {
      VolumeIO.writeCt(
          ChestPhantom.builder().size(64, 56, 6).spacingMm(6, 6, 40).build().generate().ct(), file);
    }
    return file;
  }
}
