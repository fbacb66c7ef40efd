package org.lungseg.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lungseg.api.CancellationToken;
import org.lungseg.api.LungMask;
import org.lungseg.api.ModelSource;
import org.lungseg.api.OperationCancelledException;
import org.lungseg.api.Segmenter;
import org.lungseg.api.SegmenterOptions;
import org.lungseg.api.UnreadableFormatException;
import org.lungseg.engine.ModelDescription.OutputKind;
import org.lungseg.engine.ModelPackage;
import org.lungseg.io.VolumeIO;

/** Trains a very small network on synthetic chests, for real. */
class NetworkTrainerTest {

  @TempDir static Path data;

  @TempDir Path runs;

  @BeforeAll
  static void makeData() {
    SyntheticDataset.write(data, List.of("one"), List.of("two"));
  }

  @Test
  void run_killedAndResumed_givesTheSameWeights() throws IOException {
    TrainingConfig whole = config(6);
    try (NetworkTrainer trainer =
        new NetworkTrainer(whole, data, runs.resolve("whole"), TrainingListener.NONE)) {
      trainer.run(CancellationToken.create());
    }
    CancellationToken stop = CancellationToken.create();
    stop.cancel(); // is noticed after the first step
    try (NetworkTrainer trainer =
        new NetworkTrainer(whole, data, runs.resolve("broken"), TrainingListener.NONE)) {
      assertThatThrownBy(() -> trainer.run(stop)).isInstanceOf(OperationCancelledException.class);
      assertThat(trainer.step()).isEqualTo(1);
    }
    try (NetworkTrainer trainer =
        new NetworkTrainer(whole, data, runs.resolve("broken"), TrainingListener.NONE)) {
      assertThat(trainer.step()).isEqualTo(1);
      trainer.run(CancellationToken.create());
    }
    Checkpoint one = Checkpoint.read(runs.resolve("whole").resolve(NetworkTrainer.WEIGHTS));
    Checkpoint two = Checkpoint.read(runs.resolve("broken").resolve(NetworkTrainer.WEIGHTS));
    assertThat(two.step()).isEqualTo(6);
    for (Map.Entry<String, float[]> entry : one.arrays().entrySet()) {
      assertThat(two.arrays().get(entry.getKey()))
          .as(entry.getKey())
          .containsExactly(entry.getValue(), org.assertj.core.data.Offset.offset(1e-5f));
    }
  }

  @Test
  void export_afterTraining_segmentsThroughTheEngine() throws IOException {
    Path run = runs.resolve("run");
    TrainingConfig config = config(300);
    double dice;
    try (NetworkTrainer trainer = new NetworkTrainer(config, data, run, TrainingListener.NONE)) {
      double before = validate(trainer);
      trainer.run(CancellationToken.create());
      dice = validate(trainer);
      assertThat(dice).isGreaterThan(before).isGreaterThan(0.8);
    }
    assertThat(Files.readAllLines(run.resolve("curve.csv"))).hasSize(15);
    assertThat(ImageIO.read(run.resolve("curve.png").toFile()).getWidth()).isGreaterThan(500);
    Path folder = runs.resolve("package");
    ModelPackage made =
        new ModelExporter(config, data).export(run.resolve(NetworkTrainer.WEIGHTS), folder);
    assertThat(made.description().validation().get("mean.dice")).isGreaterThan(0.8);
    assertThat(made.description().trainingData()).hasSize(1);
    SegmenterOptions options =
        SegmenterOptions.builder().model(ModelSource.directory(folder)).build();
    try (Segmenter segmenter = Segmenter.load(options)) {
      LungMask mask = segmenter.segment(VolumeIO.readCt(data.resolve("two_ct.nii"))).mask();
      assertThat(mask.voxelCount()).isPositive();
    }
  }

  @Test
  void exportQuantized_afterTraining_agreesWithTheFloatNetwork() throws IOException {
    TrainingConfig config = config(150);
    Path weights = train(config, runs.resolve("run"));
    ModelExporter exporter = new ModelExporter(config, data);
    Path floats = runs.resolve("floats");
    exporter.export(weights, floats);
    ModelPackage made = exporter.exportQuantized(weights, floats, runs.resolve("int8"));
    assertThat(made.description().validation().get("two.agreement")).isGreaterThan(0.95);
    assertThat(Files.size(runs.resolve("int8/network.onnx")))
        .isLessThan(Files.size(floats.resolve("network.onnx")));
  }

  @Test
  void export_averagedWithItself_givesTheSameMasks() throws IOException {
    TrainingConfig config = config(150);
    Path weights = train(config, runs.resolve("run"));
    Path alone = runs.resolve("alone");
    new ModelExporter(config, data).export(weights, alone);
    TrainingConfig twice =
        TrainingConfig.read(configFile(150), Map.of("averagedWith", List.of(weights.toString())));
    ModelExporter exporter = new ModelExporter(twice, data);
    Path pair = runs.resolve("pair");
    ModelPackage made = exporter.export(weights, pair);
    assertThat(made.description().output().kind()).isEqualTo(OutputKind.PROBABILITIES);
    assertThat(made.description().validation())
        .isEqualTo(ModelPackage.read(alone).description().validation());
    assertThat(Files.size(pair.resolve("network.onnx")))
        .isGreaterThan(2 * Files.size(alone.resolve("network.onnx")) - 10_000);
    ModelPackage eightBit = exporter.exportQuantized(weights, pair, runs.resolve("int8"));
    assertThat(eightBit.description().validation().get("two.agreement")).isGreaterThan(0.95);
  }

  @Test
  void run_ofChestsKilledAndResumed_givesTheSameWeights() throws IOException {
    TrainingConfig config = TrainingConfig.read(chestFile(4, runs.resolve("unused")));
    Path whole = train(config, runs.resolve("whole"));
    CancellationToken stop = CancellationToken.create();
    stop.cancel();
    try (NetworkTrainer trainer =
        new NetworkTrainer(config, data, runs.resolve("broken"), TrainingListener.NONE)) {
      assertThatThrownBy(() -> trainer.run(stop)).isInstanceOf(OperationCancelledException.class);
      assertThat(trainer.step()).isEqualTo(1);
    }
    assertThat(train(config, runs.resolve("broken"))).hasSameBinaryContentAs(whole);
  }

  @Test
  void export_ofChests_completesTheNetworkForSlices() throws IOException {
    Path slices = train(config(150), runs.resolve("slices"));
    TrainingConfig config = TrainingConfig.read(chestFile(200, slices));
    Path weights = runs.resolve("chest").resolve(NetworkTrainer.WEIGHTS);
    try (NetworkTrainer trainer =
        new NetworkTrainer(config, data, runs.resolve("chest"), TrainingListener.NONE)) {
      double before = validate(trainer);
      trainer.run(CancellationToken.create());
      assertThat(validate(trainer)).isGreaterThan(before).isGreaterThan(0.55);
    }
    ModelExporter exporter = new ModelExporter(config, data);
    Path floats = runs.resolve("floats");
    ModelPackage made = exporter.export(weights, floats);
    assertThat(made.description().input().channelOffsetsMm()).containsExactly(-10.0, 0.0, 10.0);
    assertThat(made.chest().orElseThrow().description().input().inPlaneSpacingMm()).isEqualTo(10);
    assertThat(made.description().validation().get("mean.dice")).isGreaterThan(0.8);
    ModelPackage eightBit = exporter.exportQuantized(weights, floats, runs.resolve("int8"));
    assertThat(eightBit.description().validation().get("two.agreement")).isGreaterThan(0.95);
    assertThat(runs.resolve("int8/chest.onnx"))
        .hasSameBinaryContentAs(floats.resolve("chest.onnx"));
  }

  @Test
  void read_settingsOfChestsThatDoNotBelongTogether_areRefused() throws IOException {
    Path chest = chestFile(4, runs.resolve("unused"));
    assertThatThrownBy(() -> TrainingConfig.read(chest, Map.of("chestWeight", 0)))
        .isInstanceOf(UnreadableFormatException.class)
        .hasMessageContaining("chestWeight");
    assertThatThrownBy(() -> TrainingConfig.read(chest, Map.of("channelOffsetsMm", List.of(0, 6))))
        .isInstanceOf(UnreadableFormatException.class)
        .hasMessageContaining("channelOffsetsMm [0]");
    assertThatThrownBy(() -> TrainingConfig.read(chest, Map.of("dimensions", 2)))
        .isInstanceOf(UnreadableFormatException.class)
        .hasMessageContaining("slices");
    assertThatThrownBy(() -> TrainingConfig.read(chest, Map.of("windowHigh", 300)))
        .isInstanceOf(UnreadableFormatException.class)
        .hasMessageContaining("from -1024.0 to 600.0");
    assertThatThrownBy(() -> TrainingConfig.read(chest, Map.of("canvasSize", 25)))
        .isInstanceOf(UnreadableFormatException.class)
        .hasMessageContaining("canvasSize");
    assertThatThrownBy(() -> TrainingConfig.read(chest, Map.of("chestWeight", 5)))
        .isInstanceOf(UnreadableFormatException.class)
        .hasMessageContaining("up to 4");
    assertThatThrownBy(() -> TrainingConfig.read(chest, Map.of("dimensions", 4)))
        .isInstanceOf(UnreadableFormatException.class)
        .hasMessageContaining("2 or 3");
    assertThatThrownBy(
            () ->
                TrainingConfig.read(
                    chest, Map.of("slices", Map.of("recipe", chest.toString(), "weights", "w"))))
        .isInstanceOf(UnreadableFormatException.class)
        .hasMessageContaining("not for chests");
    Path slices = configFile(4);
    assertThatThrownBy(() -> TrainingConfig.read(slices, Map.of("pool", "pool.yaml")))
        .isInstanceOf(UnreadableFormatException.class)
        .hasMessageContaining("pool");
  }

  @Test
  void run_atItsEndWithoutWeights_writesThem() throws IOException {
    Path run = runs.resolve("run");
    TrainingConfig config = config(2);
    Files.delete(train(config, run));
    assertThat(train(config, run)).isNotEmptyFile();
  }

  @Test
  void read_unknownSetting_isNamed() throws IOException {
    Path file = configFile(5);
    Files.writeString(file, Files.readString(file) + "momentum: 0.9\n");
    assertThatThrownBy(() -> TrainingConfig.read(file))
        .isInstanceOf(UnreadableFormatException.class)
        .hasMessageContaining("momentum");
  }

  @Test
  void shares_ofAMean_giveTheOthersTheRest() throws IOException {
    Path file = configFile(5);
    List<String> others = List.of("a", "b");
    assertThat(TrainingConfig.read(file).shares()).containsExactly(1.0);
    assertThat(TrainingConfig.read(file, Map.of("averagedWith", others, "ownShare", 0.4)).shares())
        .containsExactly(0.4, 0.3, 0.3);
    assertThatThrownBy(() -> TrainingConfig.read(file, Map.of("ownShare", 0.4)))
        .isInstanceOf(UnreadableFormatException.class)
        .hasMessageContaining("ownShare");
  }

  @Test
  void read_missingSetting_isNamed() throws IOException {
    Path file = configFile(5);
    Files.writeString(file, Files.readString(file).replace("levels:", "#"));
    assertThatThrownBy(() -> TrainingConfig.read(file))
        .isInstanceOf(UnreadableFormatException.class)
        .hasMessageContaining("levels");
  }

  @Test
  void read_noLabelledChannel_isRefused() throws IOException {
    Path file = configFile(5);
    Files.writeString(file, Files.readString(file).replace("[-10, 0, 10]", "[-10, 10]"));
    assertThatThrownBy(() -> TrainingConfig.read(file))
        .isInstanceOf(UnreadableFormatException.class)
        .hasMessageContaining("channelOffsetsMm");
  }

  @Test
  void learningRate_overARun_risesAndFallsToZero() throws IOException {
    TrainingConfig config = config(1000);
    assertThat(config.learningRateAt(0)).isLessThan(config.learningRateAt(99));
    assertThat(config.learningRateAt(99)).isGreaterThan(config.learningRateAt(900));
    assertThat(config.learningRateAt(1000)).isLessThan(1e-9);
  }

  /** Trains to the last step; the weights. */
  private static Path train(TrainingConfig config, Path run) {
    try (NetworkTrainer trainer = new NetworkTrainer(config, data, run, TrainingListener.NONE)) {
      trainer.run(CancellationToken.create());
    }
    return run.resolve(NetworkTrainer.WEIGHTS);
  }

  private static double validate(NetworkTrainer trainer) {
    Map<String, Double> dice = trainer.validate();
    assertThat(dice).containsOnlyKeys("two");
    return dice.values().iterator().next();
  }

  private TrainingConfig config(int steps) throws IOException {
    return TrainingConfig.read(configFile(steps));
  }

  private Path chestFile(int steps, Path weights) throws IOException {
    String slices = "{recipe: " + configFile(150) + ", weights: " + weights + "}";
    String text = SyntheticDataset.chestRecipe(steps, slices);
    return Files.writeString(
        Files.createTempFile(runs, "chest", ".yaml"),
        text.replace("dataset.yaml", data.resolve("dataset.yaml").toString()));
  }

  private Path configFile(int steps) throws IOException {
    String text = SyntheticDataset.recipe(steps);
    return Files.writeString(
        Files.createTempFile(runs, "config", ".yaml"),
        text.replace("dataset.yaml", data.resolve("dataset.yaml").toString()));
  }
}
