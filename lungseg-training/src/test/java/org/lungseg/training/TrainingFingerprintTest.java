package org.lungseg.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lungseg.training.augment.SliceSource;
import org.lungseg.training.data.DatasetManifest;
import org.lungseg.training.data.LabelledCase;
import org.lungseg.training.data.LabelledSlices;

class TrainingFingerprintTest {

  @TempDir Path folder;

  private LabelledSlices one;
  private LabelledSlices two;

  @BeforeEach
  void makeData() throws IOException {
    SyntheticDataset.write(folder, List.of("one", "two"), List.of());
    Files.writeString(folder.resolve("recipe.yaml"), SyntheticDataset.recipe(20));
    List<LabelledCase> cases = DatasetManifest.read(folder.resolve("dataset.yaml"), folder).cases();
    one = LabelledSlices.read(cases.get(0));
    two = LabelledSlices.read(cases.get(1));
  }

  @Test
  void of_whatDoesNotTouchTheWeights_isTheSame() {
    String plain = fingerprint(Map.of(), one, two);
    assertThat(plain).hasSize(64);
    assertThat(fingerprint(Map.of("modelName", "x", "manifest", "y.yaml"), one, two))
        .isEqualTo(plain);
    LabelledCase renamed =
        new LabelledCase("x", Path.of("x"), Path.of("y"), one.labelledCase().split());
    assertThat(
            fingerprint(Map.of(), new LabelledSlices(renamed, one.slices(), one.spacingMm()), two))
        .isEqualTo(plain);
  }

  @Test
  void of_anotherSettingSeedOrderOrMask_isAnother() {
    String plain = fingerprint(Map.of(), one, two);
    assertThat(fingerprint(Map.of("seed", 6), one, two)).isNotEqualTo(plain);
    assertThat(fingerprint(Map.of("armsProbability", 0.1), one, two)).isNotEqualTo(plain);
    assertThat(fingerprint(Map.of(), two, one)).isNotEqualTo(plain);
    assertThat(fingerprint(Map.of(), one)).isNotEqualTo(plain);
    assertThat(fingerprint(Map.of(), withOtherLabel(one), two)).isNotEqualTo(plain);
  }

  @Test
  void of_startWeights_goByContentNotByName() throws IOException {
    Files.writeString(folder.resolve("a.bin"), "weights");
    Files.writeString(folder.resolve("b.bin"), "weights");
    Files.writeString(folder.resolve("c.bin"), "others");
    String started = fingerprint(Map.of("startWeights", "a.bin"), one);
    assertThat(fingerprint(Map.of("startWeights", "b.bin"), one)).isEqualTo(started);
    assertThat(fingerprint(Map.of("startWeights", "c.bin"), one)).isNotEqualTo(started);
    assertThat(fingerprint(Map.of(), one)).isNotEqualTo(started);
  }

  private String fingerprint(Map<String, Object> changes, LabelledSlices... cases) {
    return TrainingFingerprint.of(
        TrainingConfig.read(folder.resolve("recipe.yaml"), changes), List.of(cases));
  }

  private static LabelledSlices withOtherLabel(LabelledSlices slices) {
    SliceSource first = slices.slices().get(0);
    byte[] labels = first.labels().clone();
    labels[0] = 2;
    SliceSource changed =
        new SliceSource(
            first.width(),
            first.height(),
            first.values(),
            labels,
            first.spacingXMm(),
            first.spacingYMm(),
            first.centreX(),
            first.centreY(),
            first.hounsfield());
    return new LabelledSlices(slices.labelledCase(), List.of(changed), slices.spacingMm());
  }
}
