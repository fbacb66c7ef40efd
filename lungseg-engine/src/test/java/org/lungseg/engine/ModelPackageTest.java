package org.lungseg.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lungseg.api.LungLabels;
import org.lungseg.api.LungsegException;
import org.lungseg.api.ModelSource;
import org.lungseg.api.OutputRefusedException;
import org.lungseg.api.UnusableModelException;
import org.lungseg.api.VolumeIoException;

class ModelPackageTest {

  private static final byte[] NETWORK = {1, 2, 3, 4};

  private static final String NETWORK_SHA256 =
      "9f64a747e1b97f131fabb6b447296c9b6f0201e79fb3c5356e6c77e89b6a806a";

  @TempDir Path parent;
  private Path folder;

  @BeforeEach
  void writePackage() {
    folder = parent.resolve("model");
    ModelPackage.write(
        folder,
        TestNetworks.describeTwoLungs(TestNetworks.input(2, -5.0, 0.0, 5.0)),
        NETWORK,
        false);
  }

  @Test
  void read_whatWasWritten_isEqualAndVerified() throws IOException {
    ModelPackage read = ModelPackage.read(ModelSource.directory(folder), loader());

    assertThat(read.description())
        .isEqualTo(ModelPackage.read(folder).description())
        .usingRecursiveComparison()
        .ignoringFields("network")
        .isEqualTo(TestNetworks.describeTwoLungs(TestNetworks.input(2, -5.0, 0.0, 5.0)));
    assertThat(read.info().sha256()).isEqualTo(NETWORK_SHA256);
    assertThat(read.info().labels()).isEqualTo(LungLabels.RIGHT_LEFT);
    assertThat(read.networkBytes()).isEqualTo(4);
    assertThat(read.openNetwork().readAllBytes()).isEqualTo(NETWORK);
    assertThat(read).hasToString("model test-net 0.0.1 (" + folder + ")");
  }

  @Test
  void write_leavesTheTwoFilesOnly() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder("model.json", "network.onnx");
    }
  }

  @Test
  void write_ontoExistingFiles_isRefusedUnlessAsked() throws IOException {
    ModelDescription draft = ModelPackage.read(folder).description();
    byte[] other = {9};

    assertThatExceptionOfType(OutputRefusedException.class)
        .isThrownBy(() -> ModelPackage.write(folder, draft, other, false))
        .withMessageContaining("network.onnx exists already");
    assertThat(ModelPackage.read(folder).networkBytes()).isEqualTo(4);

    ModelPackage.write(folder, draft, other, true);
    assertThat(ModelPackage.read(folder).openNetwork().readAllBytes()).isEqualTo(other);
  }

  @Test
  void write_belowAFile_isAnIoError() throws IOException {
    Path file = Files.writeString(parent.resolve("file"), "x");
    ModelDescription draft = ModelPackage.read(folder).description();

    assertThatExceptionOfType(VolumeIoException.class)
        .isThrownBy(() -> ModelPackage.write(file.resolve("model"), draft, NETWORK, false));
  }

  @Test
  void read_alteredNetwork_namesFileAndChecksums() throws IOException {
    Files.write(folder.resolve("network.onnx"), new byte[] {1, 2, 3, 5});

    assertUnusable("network.onnx has the SHA-256 checksum", NETWORK_SHA256);
  }

  @Test
  void read_missingParts_namesThem() throws IOException {
    Files.delete(folder.resolve("network.onnx"));
    assertUnusable("network.onnx is missing", folder.toString());

    Files.delete(folder.resolve("model.json"));
    assertUnusable("model.json is missing", folder.toString());

    Files.delete(folder);
    assertUnusable("does not exist", folder.toString());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          "formatVersion" : 1         | "formatVersion" : 2          | formatVersion is 2
          "formatVersion" : 1         | "formatVersion" : "1"        | formatVersion is
          "formatVersion" : 1,        | ''                           | formatVersion is null
          "licence" :                 | "license" :                  | licence
          "intendedUse" : "tests"     | "intendedUse" : null         | intendedUse
          "sizeMultiple" : 16         | "sizeMultiple" : 16.5        | sizeMultiple
          "sizeMultiple" : 16         | "sizeMultiple" : "16"        | sizeMultiple
          "sizeMultiple" : 16         | "sizeMultiple" : 0           | sizeMultiple is 1 to
          "inPlaneSpacingMm" : 2.0    | "inPlaneSpacingMm" : -2.0    | inPlaneSpacingMm is
          "file" : "network.onnx"     | "file" : "../network.onnx"   | ../network.onnx
          "file" : "network.onnx"     | "file" : "/etc/passwd"       | /etc/passwd
          "file" : "network.onnx"     | "file" : "a\\\\b.onnx"       | without folders
          "format" : "onnx"           | "format" : "pickle"          | pickle
          "kind" : "logits"           | "kind" : "votes"             | votes
          "rgb" : "E8743B"            | "rgb" : "orange"             | orange
          "name" : "test-net",        | "name" : "a", "name" : "b",  | Duplicate
          "classes" : [ 0, 1, 2 ]     | "classes" : [ 0, 1, null ]   | model.json
          "classes" : [ 0, 1, 2 ]     | "classes" : [ 0, 1, 1 ]      | no class of the network
          "classes" : [ 0, 1, 2 ]     | "classes" : [ 0, 1, 2, 3 ]   | have no label
          "classes" : [ 0, 1, 2 ]     | "classes" : [ 1, 2 ]         | one of them 0
          "dice" : 0.5                | "dice" : "good"              | dice
          "low" : -1024.0             | "low" : 700.0                | low < high
          """)
  void read_descriptionThatIsNotExactlyRight_isUnusable(
      String original, String replacement, String expected) throws IOException {
    Path file = folder.resolve("model.json");
    String text = Files.readString(file);
    assertThat(text).contains(original);
    Files.writeString(file, text.replace(original, replacement));

    assertUnusable(expected, "model.json");
  }

  @Test
  void read_textThatIsNoJson_isUnusable() throws IOException {
    for (String text : List.of("", "[]", "not json", "{", "{}", "null")) {
      Files.writeString(folder.resolve("model.json"), text);
      assertUnusable("model.json", folder.toString());
    }
    Files.write(folder.resolve("model.json"), new byte[2 << 20]);
    assertUnusable("model.json is larger", folder.toString());
  }

  @Test
  void readBundled_fromAClassLoader_findsItOrNamesTheArtifact() throws IOException {
    Path root = parent.resolve("classes");
    Path location = root.resolve(ModelPackage.BUNDLED_LOCATION);
    ModelPackage.write(location, ModelPackage.read(folder).description(), NETWORK, false);

    try (URLClassLoader loader = new URLClassLoader(new URL[] {root.toUri().toURL()}, null)) {
      assertThat(ModelPackage.read(ModelSource.bundled(), loader).networkBytes()).isEqualTo(4);
      Files.delete(location.resolve("network.onnx"));
      assertThatExceptionOfType(UnusableModelException.class)
          .isThrownBy(() -> ModelPackage.readBundled(loader))
          .withMessageContaining("network.onnx is missing");
    }
    try (URLClassLoader empty = new URLClassLoader(new URL[0], null)) {
      assertThatExceptionOfType(UnusableModelException.class)
          .isThrownBy(() -> ModelPackage.readBundled(empty))
          .withMessageContaining("org.lungseg:lungseg-model");
    }
  }

  @Test
  void description_withUnusableParts_isRefused() {
    ModelDescription good = ModelPackage.read(folder).description();

    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(
            () ->
                new ModelDescription(
                    "n",
                    "1",
                    "",
                    good.network(),
                    good.input(),
                    good.output(),
                    good.labels(),
                    "",
                    List.of(),
                    Map.of("dice", Double.NaN),
                    ""))
        .withMessageContaining("dice");
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> new ModelDescription.NetworkFile("a", good.network().format(), "abc"))
        .withMessageContaining("SHA-256");
  }

  private static ClassLoader loader() {
    return ModelPackageTest.class.getClassLoader();
  }

  private void assertUnusable(String... parts) {
    assertThatExceptionOfType(LungsegException.class)
        .isThrownBy(() -> ModelPackage.read(folder))
        .isInstanceOf(UnusableModelException.class)
        .satisfies(
            e ->
                assertThat(e.getMessage())
                    .contains(parts)
                    .doesNotContain("\n")
                    .satisfies(
                        message ->
                            assertThat(message.getBytes(StandardCharsets.UTF_8).length)
                                .isLessThan(1000)));
  }
}
