package org.lungseg.io;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.lungseg.testkit.TestData;

class NiftiReferenceTest {

  @TempDir Path outputs;

  static Path bundled() throws URISyntaxException {
    return Path.of(
            Objects.requireNonNull(NiftiReferenceTest.class.getResource("nifti/expected.json"))
                .toURI())
        .resolveSibling("");
  }

  @TestFactory
  Stream<DynamicTest> readCt_bundledFileOfNibabel() throws IOException, URISyntaxException {
    return tests(bundled());
  }

  @TestFactory
  Stream<DynamicTest> readCt_eachReferenceFileOfNibabel() throws IOException {
    Path folder = TestData.reference("nifti/expected.json").resolveSibling("");
    assertThat(NiftiReferenceFiles.expectations(folder)).hasSize(67);
    return tests(folder);
  }

  private Stream<DynamicTest> tests(Path folder) throws IOException {
    List<JsonNode> all = NiftiReferenceFiles.expectations(folder);
    return all.stream()
        .map(
            expected ->
                DynamicTest.dynamicTest(
                    expected.get("file").asText(),
                    () ->
                        NiftiReferenceFiles.assertReadsAndSurvivesWriting(
                            folder, expected, outputs)));
  }

  @Test
  void readCt_pairByEitherName_isTheSameVolume() throws Exception {
    Path folder = bundled();
    assertThat(Volumes.values(VolumeIO.readCt(folder.resolve("pair.hdr"))))
        .isEqualTo(Volumes.values(VolumeIO.readCt(folder.resolve("pair.img"))));
  }

  @Test
  void info_formsDisagree_warnsAndNamesBoth() throws Exception {
    VolumeInfo info = VolumeIO.info(bundled().resolve("forms_disagree.nii.gz"));
    assertThat(info.warnings()).singleElement().asString().contains("RPS", "LPS", "disagree");
  }

  @Test
  void info_formsAgree_doesNotWarn() throws Exception {
    assertThat(VolumeIO.info(bundled().resolve("oblique.nii.gz")).warnings()).isEmpty();
  }

  @Test
  void info_scaled_tellsStoredTypeAndScaling() throws Exception {
    VolumeInfo info = VolumeIO.info(bundled().resolve("scaled.nii.gz"));
    assertThat(info.dataType()).isEqualTo("int16");
    assertThat(info.slope()).isBetween(0.015, 0.016);
    assertThat(info.intercept()).isBetween(-1026.0, -1025.0);
    assertThat(info.format()).isEqualTo("NIfTI-1 file, gzip, little-endian");
  }
}
