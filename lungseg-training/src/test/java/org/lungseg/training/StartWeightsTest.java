package org.lungseg.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lungseg.api.CancellationToken;
import org.lungseg.api.UnreadableFormatException;

/** Goes on from a trained network of three slices with one of five. */
class StartWeightsTest {

  @TempDir static Path folder;

  @BeforeAll
  static void trainThreeSlices() throws IOException {
    SyntheticDataset.write(folder, List.of("one"), List.of("two"));
    Path recipe = Files.writeString(folder.resolve("three.yaml"), SyntheticDataset.recipe(20));
    try (NetworkTrainer trainer = trainer(TrainingConfig.read(recipe), "three")) {
      trainer.run(CancellationToken.create());
    }
  }

  @Test
  void newRun_moreNeighbours_startsAsTheSameFunctionAtStepZero() throws IOException {
    TrainingConfig five = config("[-30, -10, 0, 10, 30]", "three/weights.bin");
    try (NetworkTrainer before =
            trainer(TrainingConfig.read(folder.resolve("three.yaml")), "three");
        NetworkTrainer after = trainer(five, "five")) {
      assertThat(after.step()).isZero();
      Map<String, Double> same = before.validate();
      assertThat(after.validate()).isEqualTo(same);
    }
  }

  @Test
  void newRun_sameShape_takesTheWeights() throws IOException {
    TrainingConfig three = config("[-10, 0, 10]", "three/weights.bin");
    try (NetworkTrainer before =
            trainer(TrainingConfig.read(folder.resolve("three.yaml")), "three");
        NetworkTrainer after = trainer(three, "again")) {
      assertThat(after.validate()).isEqualTo(before.validate());
    }
  }

  @Test
  void newRun_channelsThatCannotBeTheMiddle_areRefused() throws IOException {
    TrainingConfig four = config("[-10, 0, 10, 20]", "three/weights.bin");
    assertThatThrownBy(() -> trainer(four, "four").close())
        .isInstanceOf(UnreadableFormatException.class)
        .hasMessageContaining("another input");
  }

  private static TrainingConfig config(String offsets, String start) throws IOException {
    String recipe =
        SyntheticDataset.recipe(5).replace("[-10, 0, 10]", offsets) + "startWeights: " + start;
    return TrainingConfig.read(
        Files.writeString(Files.createTempFile(folder, "recipe", ".yaml"), recipe + "\n"));
  }

  private static NetworkTrainer trainer(TrainingConfig config, String run) {
    return new NetworkTrainer(config, folder, folder.resolve(run), TrainingListener.NONE);
  }
}
