package org.lungseg.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lungseg.api.CancellationToken;
import org.lungseg.api.OperationCancelledException;
import org.lungseg.api.UnusableInputException;
import org.lungseg.cli.Main;
import org.lungseg.engine.ModelPackage;

/** Trains chains of very small networks on synthetic chests, for real. */
class TrainingChainTest {

  private static final String SINGLE_SLICE = "[0]";
  private static final String THREE_SLICES = "[-10, 0, 10]";

  @TempDir Path folder;

  @BeforeEach
  void makeData() {
    SyntheticDataset.write(folder, List.of("one"), List.of("two"));
  }

  @Test
  void of_sharedParts_areTrainedOnceBeforeWhatNeedsThem() throws IOException {
    recipe("base", SINGLE_SLICE, "");
    recipe("middle", THREE_SLICES, "startWeights: base.weights.bin");
    Path last =
        recipe(
            "last",
            THREE_SLICES,
            "startWeights: middle.weights.bin",
            "averagedWith: [base.weights.bin]",
            "ownShare: 0.4");
    Path run = folder.resolve("run");
    TrainingChain chain = TrainingChain.of(last, run);
    assertThat(chain.stages())
        .extracting(TrainingChain.Stage::name)
        .containsExactly("base", "middle", "last");
    assertThat(chain.steps()).isEqualTo(12);
    assertThat(chain.last().runFolder()).isEqualTo(run);
    assertThat(chain.last().config().startWeights())
        .contains(run.resolve("parts/middle/weights.bin"));
    assertThat(chain.last().config().averagedWith())
        .containsExactly(run.resolve("parts/base/weights.bin"));
    assertThat(chain.last().config().ownShare()).isEqualTo(0.4);
  }

  @Test
  void of_recipeOfThePair_isWhatTheDocumentationSays() {
    TrainingChain chain = TrainingChain.of(Path.of("recipes/unet-pair.yaml"), folder);
    assertThat(chain.stages())
        .extracting(TrainingChain.Stage::name)
        .containsExactly("unet-25d", "unet-25d-wide", "unet-25d-fat", "unet-2d", "unet-pair");
    assertThat(chain.steps()).isEqualTo(15_720);
  }

  @Test
  void of_recipeOfTheBundledNetwork_isWhatTheDocumentationSays() {
    TrainingChain chain = TrainingChain.of(Path.of("recipes/unet-chest.yaml"), folder);
    assertThat(chain.stages())
        .extracting(TrainingChain.Stage::name)
        .containsExactly(
            "unet-25d",
            "unet-25d-wide",
            "unet-25d-fat",
            "unet-2d",
            "unet-pair",
            "unet-chest-first",
            "unet-chest");
    assertThat(chain.steps()).isEqualTo(22_120);
  }

  @Test
  void train_ofChestsFromData_learnsFromThePoolToo() throws IOException {
    recipe("base", SINGLE_SLICE, "");
    recipe("pair", SINGLE_SLICE, "averagedWith: [base.weights.bin]");
    Files.writeString(
        folder.resolve("pool.yaml"), "scans:\n  - {patient: pooled, ct: pooled_ct.nii}\n");
    SyntheticDataset.write(folder, List.of("three", "pooled"), List.of("four"));
    String manifest = Files.readString(folder.resolve("dataset.yaml"));
    Files.writeString(
        folder.resolve("dataset.yaml"), manifest.replaceFirst("(?m)^.*pooled.*\\R", ""));
    String slices = "{recipe: pair.yaml, weights: pair.weights.bin}";
    Path last =
        Files.writeString(
            folder.resolve("chest.yaml"),
            SyntheticDataset.chestRecipe(4, slices) + "pool: pool.yaml\n");
    StringWriter said = new StringWriter();
    Path model = folder.resolve("model");
    assertThat(command(said, last, "--from-data", "--export", model.toString()))
        .as(said.toString())
        .isZero();
    assertThat(said.toString()).contains("3 trainings, 12 steps: [base, pair, chest]");
    assertThat(ModelPackage.read(model).chest()).isPresent();
    try (var files = Files.list(folder.resolve("run/pool"))) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .anyMatch(name -> name.matches("pooled-[0-9a-f]{16}_lungs\\.nii\\.gz"));
    }
    TrainingCases cases =
        TrainingCases.read(
            TrainingChain.of(last, folder.resolve("run")).last().config(),
            folder,
            folder.resolve("run"),
            CancellationToken.create());
    assertThat(cases.learnt())
        .extracting(one -> one.labelledCase().patient())
        .containsExactly("three", "pooled");
  }

  @Test
  void of_weightsWithoutARecipe_areRefused() throws IOException {
    Path last = recipe("last", SINGLE_SLICE, "startWeights: nowhere.weights.bin");
    assertThatThrownBy(() -> TrainingChain.of(last, folder))
        .isInstanceOf(UnusableInputException.class)
        .hasMessageContaining("nowhere.weights.bin")
        .hasMessageContaining("no recipe");
    Path other = recipe("other", SINGLE_SLICE, "averagedWith: [weights.bin]");
    assertThatThrownBy(() -> TrainingChain.of(other, folder))
        .isInstanceOf(UnusableInputException.class)
        .hasMessageContaining("no recipe");
  }

  @Test
  void of_recipesInACircle_areRefused() throws IOException {
    recipe("base", SINGLE_SLICE, "averagedWith: [last.weights.bin]");
    Path last = recipe("last", SINGLE_SLICE, "startWeights: base.weights.bin");
    assertThatThrownBy(() -> TrainingChain.of(last, folder))
        .isInstanceOf(UnusableInputException.class)
        .hasMessageContaining("circle")
        .hasMessageContaining("base.yaml");
  }

  @Test
  void of_twoRecipesOfOneName_areRefused() throws IOException {
    recipe("base", SINGLE_SLICE, "");
    Files.copy(
        folder.resolve("base.yaml"),
        Files.createDirectory(folder.resolve("other")).resolve("base.yaml"));
    Path last =
        recipe(
            "last",
            THREE_SLICES,
            "startWeights: base.weights.bin",
            "averagedWith: [other/base.weights.bin]");
    assertThatThrownBy(() -> TrainingChain.of(last, folder))
        .isInstanceOf(UnusableInputException.class)
        .hasMessageContaining("other/base.yaml")
        .hasMessageContaining("parts/base");
  }

  @Test
  void run_changedRecipeOrRetrainedPart_isRefusedAndNamesTheFolder() throws IOException {
    Path last = chainOfTwo();
    train(last, "run");
    Path base = folder.resolve("base.yaml");
    Files.writeString(base, Files.readString(base).replace("seed: 5", "seed: 6"));
    assertThatThrownBy(() -> train(last, "run"))
        .isInstanceOf(UnusableInputException.class)
        .hasMessageContaining(folder.resolve("run/parts/base").toString());
    // The part is trained anew; what was trained with the old one is no longer up to date.
    Files.move(folder.resolve("run/parts/base"), folder.resolve("moved"));
    assertThatThrownBy(() -> train(last, "run"))
        .isInstanceOf(UnusableInputException.class)
        .hasMessageStartingWith(folder.resolve("run") + " holds");
  }

  @Test
  void run_otherImages_isRefused() throws IOException {
    Path only = recipe("only", SINGLE_SLICE, "");
    train(only, "run");
    SyntheticDataset.write(folder, List.of("three", "four"), List.of("five"));
    assertThatThrownBy(() -> train(only, "run"))
        .isInstanceOf(UnusableInputException.class)
        .hasMessageContaining("other images");
  }

  @Test
  void run_again_givesTheSameBytes() throws IOException {
    Path last = chainOfTwo();
    train(last, "one");
    train(last, "two");
    assertSameWeights("one", "two");
    assertThat(weights("one/parts/base")).isNotEqualTo(weights("one"));
  }

  @Test
  void run_stoppedInEachStageAndStartedAgain_givesTheSameBytes() throws IOException {
    Path last = chainOfTwo();
    train(last, "whole");
    TrainingChain broken = TrainingChain.of(last, folder.resolve("broken"));
    CancellationToken stop = CancellationToken.create();
    // The listener is asked for at the start of a stage; the trainer notices after its first step.
    assertThatThrownBy(() -> run(broken, "base", stop))
        .isInstanceOf(OperationCancelledException.class);
    assertThat(Checkpoint.read(folder.resolve("broken/parts/base/checkpoint.bin")).step())
        .isEqualTo(1);
    CancellationToken later = CancellationToken.create();
    assertThatThrownBy(() -> run(broken, "last", later))
        .isInstanceOf(OperationCancelledException.class);
    assertThat(Checkpoint.read(folder.resolve("broken/checkpoint.bin")).step()).isEqualTo(1);
    run(broken, "nobody", CancellationToken.create());
    assertSameWeights("whole", "broken");
  }

  @Test
  void train_fromData_exportsTheMeanAndSaysWhichTrainingRuns() throws IOException {
    Path last = chainOfTwo();
    StringWriter said = new StringWriter();
    Path model = folder.resolve("model");
    assertThat(command(said, last, "--from-data", "--export", model.toString())).isZero();
    assertThat(said.toString())
        .contains("2 trainings, 8 steps: [base, last]")
        .contains("training 1 of 2, base: step 4: validation")
        .contains("training 2 of 2, last: step 4: validation");
    assertThat(ModelPackage.read(model).description().validation()).containsKey("two.dice");
  }

  @Test
  void train_withoutTheWeights_isRefusedAndSaysHowToMakeThem() throws IOException {
    StringWriter said = new StringWriter();
    assertThat(command(said, chainOfTwo())).isEqualTo(3);
    assertThat(said.toString()).contains("base.weights.bin", "--from-data", "base.yaml");
  }

  private Path chainOfTwo() throws IOException {
    recipe("base", SINGLE_SLICE, "");
    return recipe(
        "last", THREE_SLICES, "startWeights: base.weights.bin", "averagedWith: [base.weights.bin]");
  }

  private void train(Path recipe, String run) {
    run(TrainingChain.of(recipe, folder.resolve(run)), "nobody", CancellationToken.create());
  }

  /** Runs a chain and cancels at the start of a stage. */
  private void run(TrainingChain chain, String stopIn, CancellationToken cancellation) {
    chain.run(
        folder,
        stage -> {
          if (stage.name().equals(stopIn)) {
            cancellation.cancel();
          }
          return TrainingListener.NONE;
        },
        cancellation);
  }

  private void assertSameWeights(String one, String other) throws IOException {
    assertThat(weights(other + "/parts/base")).isEqualTo(weights(one + "/parts/base"));
    assertThat(weights(other)).isEqualTo(weights(one));
  }

  private byte[] weights(String run) throws IOException {
    return Files.readAllBytes(folder.resolve(run).resolve(NetworkTrainer.WEIGHTS));
  }

  private int command(StringWriter said, Path recipe, String... more) {
    List<String> arguments =
        new java.util.ArrayList<>(
            List.of("train", recipe.toString(), "--data", folder.toString(), "--run"));
    arguments.add(folder.resolve("run").toString());
    arguments.addAll(List.of(more));
    PrintWriter writer = new PrintWriter(said);
    return Main.run(arguments.toArray(String[]::new), writer, writer);
  }

  private Path recipe(String name, String offsets, String... more) throws IOException {
    String text =
        SyntheticDataset.recipe(4).replace(THREE_SLICES, offsets) + String.join("\n", more) + "\n";
    return Files.writeString(folder.resolve(name + ".yaml"), text);
  }
}
