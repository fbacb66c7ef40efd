package org.lungseg.training.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lungseg.api.UnreadableFormatException;
import org.lungseg.api.UnusableInputException;
import org.lungseg.api.VolumeIoException;

class DatasetManifestTest {

  @TempDir Path folder;

  @BeforeEach
  void makeFiles() throws IOException {
    Files.createFile(folder.resolve("a.nii"));
    Files.createFile(folder.resolve("b.nii"));
  }

  @Test
  void read_twoPatients_keepsTheirSplit() throws IOException {
    DatasetManifest manifest =
        read(
            """
            sources:
              - {name: somewhere, licence: CC0, patients: 1}
            cases:
              - {patient: one, ct: a.nii, mask: b.nii, split: train}
              - {patient: two, ct: b.nii, mask: a.nii, split: validation}
            """);
    assertThat(manifest.of(DataSplit.TRAIN))
        .extracting(LabelledCase::patient)
        .containsExactly("one");
    assertThat(manifest.of(DataSplit.VALIDATION)).hasSize(1);
    assertThat(manifest.sources())
        .containsExactly(new DatasetManifest.Source("somewhere", "CC0", 1));
  }

  @Test
  void read_patientOnBothSides_isRefused() {
    assertThatThrownBy(
            () ->
                read(
                    """
                    cases:
                      - {patient: one, ct: a.nii, mask: b.nii, split: train}
                      - {patient: one, ct: b.nii, mask: a.nii, split: validation}
                    """))
        .isInstanceOf(UnusableInputException.class)
        .hasMessageContaining("both sides");
  }

  @Test
  void read_missingFile_isNamed() {
    assertThatThrownBy(
            () -> read("cases:\n  - {patient: p, ct: gone.nii, mask: b.nii, split: train}\n"))
        .isInstanceOf(UnusableInputException.class)
        .hasMessageContaining("gone.nii");
  }

  @Test
  void read_unknownSplit_isRefused() {
    assertThatThrownBy(
            () -> read("cases:\n  - {patient: p, ct: a.nii, mask: b.nii, split: holdout}\n"))
        .isInstanceOf(UnreadableFormatException.class)
        .hasMessageContaining("holdout");
  }

  @Test
  void read_notYaml_isRefused() {
    assertThatThrownBy(() -> read("cases: [")).isInstanceOf(UnreadableFormatException.class);
  }

  @Test
  void read_yamlThatNamesAClass_runsNothing() {
    assertThatThrownBy(() -> read("cases: [!!java.net.URL [\"http://localhost\"]]"))
        .isInstanceOf(UnreadableFormatException.class);
  }

  @Test
  void read_noFile_isAnIoError() {
    assertThatThrownBy(() -> DatasetManifest.read(folder.resolve("none.yaml"), folder))
        .isInstanceOf(VolumeIoException.class);
  }

  private DatasetManifest read(String yaml) throws IOException {
    Path file = Files.writeString(folder.resolve("manifest.yaml"), yaml);
    return DatasetManifest.read(file, folder);
  }
}
