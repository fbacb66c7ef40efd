package org.lungseg.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lungseg.api.Label;
import org.lungseg.api.LabelSet;
import org.lungseg.api.LungLabels;
import org.lungseg.api.OutputRefusedException;
import org.lungseg.api.UnusableModelException;
import org.lungseg.engine.ModelDescription.Fill;
import org.lungseg.engine.ModelDescription.Lungmask;
import org.lungseg.engine.ModelDescription.MillimetreGrid;
import org.lungseg.engine.ModelDescription.NetworkFile;
import org.lungseg.engine.ModelDescription.NetworkFormat;
import org.lungseg.engine.ModelDescription.Output;
import org.lungseg.engine.ModelDescription.OutputKind;

/** The field {@code pipeline} of a description, and packages of two networks. */
class PipelineDescriptionTest {

  private static final byte[] NETWORK = {1, 2, 3, 4};
  private static final byte[] FILL = {5, 6};

  @TempDir Path parent;

  @Test
  void grid_isNotWritten_soThatOlderVersionsReadIt() throws IOException {
    Path folder = parent.resolve("grid");
    ModelPackage.write(folder, grid(), NETWORK, false);

    assertThat(Files.readString(folder.resolve("model.json"))).doesNotContain("pipeline");
    assertThat(ModelPackage.read(folder).description().pipeline()).isEqualTo(new MillimetreGrid());
    assertThat(ModelPackage.read(folder).fill()).isEmpty();

    replace(folder, "\"intendedUse\"", "\"pipeline\" : { \"kind\" : \"grid\" }, \"intendedUse\"");
    assertThat(ModelPackage.read(folder).description().pipeline()).isEqualTo(new MillimetreGrid());
  }

  @Test
  void lungmask_isReadAsWritten() {
    Path folder = parent.resolve("one");
    ModelDescription draft = grid().withPipeline(new Lungmask(Optional.empty()));
    ModelPackage written = ModelPackage.write(folder, draft, NETWORK, false);

    ModelPackage read = ModelPackage.read(folder);

    assertThat(read.description()).isEqualTo(written.description());
    assertThat(read.description().pipeline()).isEqualTo(draft.pipeline());
    assertThat(read.fill()).isEmpty();
  }

  @Test
  void info_ofTwoNetworks_tellsOtherSecondNetworksApart() {
    Path one = parent.resolve("one-second");
    Path other = parent.resolve("other-second");
    ModelPackage.write(one, fused(), NETWORK, FILL, false);
    ModelPackage.write(other, fused(), NETWORK, new byte[] {7}, false);

    String checksum = ModelPackage.read(one).info().sha256();

    assertThat(checksum).matches("[0-9a-f]{64}");
    assertThat(ModelPackage.read(one).description().network().sha256()).isNotEqualTo(checksum);
    assertThat(ModelPackage.read(other).info().sha256()).isNotEqualTo(checksum);
  }

  @Test
  void twoNetworks_areReadAsWritten() throws IOException {
    Path folder = parent.resolve("two");
    ModelPackage written = ModelPackage.write(folder, fused(), NETWORK, FILL, false);

    ModelPackage read = ModelPackage.read(folder);

    assertThat(read.description()).isEqualTo(written.description());
    ModelPackage fill = read.fill().orElseThrow();
    assertThat(fill.openNetwork().readAllBytes()).isEqualTo(FILL);
    assertThat(fill.networkBytes()).isEqualTo(2);
    assertThat(fill.info().labels()).isEqualTo(LungLabels.RIGHT_LEFT);
    assertThat(fill.info().sha256()).isNotEqualTo(read.info().sha256()).doesNotMatch("0*");
    assertThat(fill.description().network().file()).isEqualTo("fill.onnx");
    assertThat(fill).hasToString("model test-net-fill 0.0.1 (" + folder + ")");
    assertThat(fill.fill()).isEmpty();
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder("model.json", "network.onnx", "fill.onnx");
    }
  }

  @Test
  void chest_isReadAsWritten() throws IOException {
    Path folder = parent.resolve("chest");
    ModelPackage written = ModelPackage.write(folder, withChest(), NETWORK, FILL, false);

    ModelPackage read = ModelPackage.read(folder);

    assertThat(read.description()).isEqualTo(written.description());
    assertThat(Files.readString(folder.resolve("model.json")))
        .containsPattern(
            "(?s)\"pipeline\" : \\{\\s*\"kind\" : \"grid\",\\s*\"chest\" : \\{\\s*\"network\" : \\{"
                + "\\s*\"file\" : \"chest.onnx\",\\s*\"format\" : \"onnx\",\\s*\"sha256\" : "
                + "\"[0-9a-f]{64}\"\\s*},\\s*\"spacingMm\" : 7.0,\\s*\"sizeMultiple\" : 8,"
                + "\\s*\"weight\" : 0.5\\s*}\\s*}");
    MillimetreGrid grid = (MillimetreGrid) read.description().pipeline();
    assertThat(grid.chest().orElseThrow())
        .usingRecursiveComparison()
        .ignoringFields("network.sha256")
        .isEqualTo(TestNetworks.describeChest(0.5));
    assertThat(read.fill()).isEmpty();
  }

  @Test
  void chest_asAPackageOfItsOwn_takesItsCubesAndGivesTheSameClasses() throws IOException {
    ModelPackage whole =
        ModelPackage.write(parent.resolve("chest"), withChest(), NETWORK, FILL, false);

    ModelPackage chest = whole.chest().orElseThrow();

    assertThat(chest.openNetwork().readAllBytes()).isEqualTo(FILL);
    assertThat(chest).asString().startsWith("model test-net-chest 0.0.1 (");
    ModelDescription.Input input = chest.description().input();
    assertThat(input.inPlaneSpacingMm()).isEqualTo(7);
    assertThat(input.sizeMultiple()).isEqualTo(8);
    assertThat(input.channelOffsetsMm()).containsExactly(0.0);
    assertThat(input.hounsfieldWindow()).isEqualTo(whole.description().input().hounsfieldWindow());
    assertThat(chest.description().output()).isEqualTo(whole.description().output());
    assertThat(chest.info().labels()).isEqualTo(LungLabels.RIGHT_LEFT);
    assertThat(chest.chest()).isEmpty();
    Path alone = parent.resolve("alone");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ModelPackage.write(alone, chest.description(), FILL, false))
        .withMessageContaining("a part of another one's package");
    assertThat(alone).doesNotExist();
  }

  @Test
  void chest_alteredOrMissing_isUnusable() throws IOException {
    Path folder = parent.resolve("chest");
    ModelPackage.write(folder, withChest(), NETWORK, FILL, false);
    Files.write(folder.resolve("chest.onnx"), new byte[] {5, 7});
    assertUnusable(folder, "chest.onnx has the SHA-256 checksum");

    Files.delete(folder.resolve("chest.onnx"));
    assertUnusable(folder, "chest.onnx is missing");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          "kind" : "grid"           | "kind" : "lungmask"              | may have a 'chest'
          "chest" :                 | "fill" :                         | may have a 'fill'
          "spacingMm" : 7.0         | "spacingMm" : 0.5                | spacingMm of the chest
          "spacingMm" : 7.0         | "spacingMm" : 21                 | spacingMm of the chest
          "spacingMm" : 7.0,        | ''                               | spacingMm
          "sizeMultiple" : 8        | "sizeMultiple" : 65              | sizeMultiple of the chest
          "sizeMultiple" : 8        | "sizeMultiple" : 0               | sizeMultiple of the chest
          "weight" : 0.5            | "weight" : 0                     | weight of the chest
          "weight" : 0.5            | "weight" : 4.5                   | weight of the chest
          "weight" : 0.5            | "weight" : "much"                | weight
          "weight" : 0.5            | "weight" : 0.5, "more" : 1       | more
          "file" : "chest.onnx"     | "file" : "network.onnx"          | same file name
          "file" : "chest.onnx"     | "file" : "../chest.onnx"         | without folders
          """)
  void read_chestThatIsNotExactlyRight_isUnusable(
      String original, String replacement, String expected) throws IOException {
    Path folder = parent.resolve("chest");
    ModelPackage.write(folder, withChest(), NETWORK, FILL, false);
    replace(folder, original, replacement);

    assertUnusable(folder, expected);
  }

  @Test
  void read_chestThatIsNoObject_isUnusable() throws IOException {
    Path folder = parent.resolve("grid");
    for (String wrong : List.of("\"chest.onnx\"", "null", "[]", "7")) {
      ModelPackage.write(folder, grid(), NETWORK, true);
      String pipeline = "\"pipeline\" : { \"kind\" : \"grid\", \"chest\" : " + wrong + " }, ";
      replace(folder, "\"intendedUse\"", pipeline + "\"intendedUse\"");
      assertUnusable(folder, "pipeline: chest: an object is expected");
    }
  }

  @Test
  void chest_ofOtherLabels_isRefused() {
    LabelSet labels = LabelSet.of(new Label(7, "air", "", 0));
    Output output = new Output(OutputKind.LOGITS, List.of(0, 7));
    ModelDescription other = TestNetworks.describe(TestNetworks.input(2, 0.0), output, labels);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> other.withPipeline(withChest().pipeline()))
        .withMessageContaining("right lung 1 and left lung 2");
  }

  @Test
  void twoNetworks_oneAlteredOrMissing_isUnusable() throws IOException {
    Path folder = parent.resolve("two");
    ModelPackage.write(folder, fused(), NETWORK, FILL, false);
    Files.write(folder.resolve("fill.onnx"), new byte[] {5, 7});
    assertUnusable(folder, "fill.onnx has the SHA-256 checksum");

    Files.delete(folder.resolve("fill.onnx"));
    assertUnusable(folder, "fill.onnx is missing");
  }

  @Test
  void twoNetworks_ontoExistingFiles_areRefusedUnlessAsked() throws IOException {
    Path folder = Files.createDirectory(parent.resolve("two"));
    Files.write(folder.resolve("fill.onnx"), new byte[1]);

    assertThatExceptionOfType(OutputRefusedException.class)
        .isThrownBy(() -> ModelPackage.write(folder, fused(), NETWORK, FILL, false))
        .withMessageContaining("fill.onnx exists already");
    assertThat(folder.resolve("network.onnx")).doesNotExist();

    ModelPackage.write(folder, fused(), NETWORK, FILL, true);
    assertThat(ModelPackage.read(folder).fill()).isPresent();
  }

  @Test
  void write_networksThatAreNotThoseOfTheDescription_isAnError() {
    Path folder = parent.resolve("none");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ModelPackage.write(folder, fused(), NETWORK, false));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ModelPackage.write(folder, grid(), NETWORK, FILL, false));
    assertThat(folder).doesNotExist();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          "kind" : "lungmask"            | "kind" : "lungmusk"             | lungmusk
          "kind" : "lungmask"            | "kind" : "grid"                 | may have a 'fill'
          "kind" : "lungmask"            | "kind" : 3                      | pipeline
          "kind" : "lungmask",           | ''                              | kind
          "kind" : "lungmask"            | "kind" : "lungmask", "more" : 1 | more
          "pipeline" : {                 | "pipeline" : [1], "pipe" : {    | pipe
          "channelOffsetsMm" : [ 0.0 ]   | "channelOffsetsMm" : [ 0.0, 5.0 ] | one channel
          "sizeMultiple" : 16            | "sizeMultiple" : 24             | 256 pixels a side
          "file" : "fill.onnx"           | "file" : "network.onnx"         | same file name
          "file" : "fill.onnx"           | "file" : "../fill.onnx"         | without folders
          """)
  void read_pipelineThatIsNotExactlyRight_isUnusable(
      String original, String replacement, String expected) throws IOException {
    Path folder = parent.resolve("two");
    ModelPackage.write(folder, fused(), NETWORK, FILL, false);
    replace(folder, original, replacement);

    assertUnusable(folder, expected);
  }

  @Test
  void read_pipelineThatIsNoObject_isUnusable() throws IOException {
    Path folder = parent.resolve("grid");
    for (String wrong : List.of("\"lungmask\"", "null", "[]", "7")) {
      ModelPackage.write(folder, grid(), NETWORK, true);
      replace(folder, "\"intendedUse\"", "\"pipeline\" : " + wrong + ", \"intendedUse\"");
      assertUnusable(folder, "pipeline: an object is expected");
    }
  }

  @Test
  void description_fusedWithTheLastLabel_isRefused() {
    Output last = new Output(OutputKind.LOGITS, List.of(0, 255));
    LabelSet labels = LabelSet.of(new Label(255, "last", "", 0));
    ModelDescription description = TestNetworks.describe(TestNetworks.input(2, 0.0), last, labels);
    assertThat(description.withPipeline(new Lungmask(Optional.empty()))).isNotNull();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> description.withPipeline(fused().pipeline()))
        .withMessageContaining("254");
  }

  private static ModelDescription grid() {
    return TestNetworks.describeTwoLungs(TestNetworks.input(2, 0.0));
  }

  private static ModelDescription withChest() {
    return grid().withPipeline(new MillimetreGrid(Optional.of(TestNetworks.describeChest(0.5))));
  }

  private static ModelDescription fused() {
    Fill fill =
        new Fill(
            new NetworkFile("fill.onnx", NetworkFormat.ONNX, "0".repeat(64)),
            new Output(OutputKind.LOGITS, List.of(0, 1, 2)),
            LungLabels.RIGHT_LEFT);
    return grid().withPipeline(new Lungmask(Optional.of(fill)));
  }

  private static void replace(Path folder, String original, String replacement) throws IOException {
    Path file = folder.resolve("model.json");
    String text = Files.readString(file);
    assertThat(text).contains(original);
    Files.writeString(file, text.replace(original, replacement));
  }

  private static void assertUnusable(Path folder, String part) {
    assertThatExceptionOfType(UnusableModelException.class)
        .isThrownBy(() -> ModelPackage.read(folder))
        .satisfies(
            e ->
                assertThat(e.getMessage())
                    .startsWith(folder.toString())
                    .contains(part)
                    .doesNotContain("\n"));
  }
}
