package org.lungseg.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lungseg.api.LungSide;
import org.lungseg.engine.ModelPackage;
import org.lungseg.io.VolumeIO;
import org.lungseg.metrics.MaskAgreement;
import org.lungseg.phantom.Phantom;

class ExamplesTest {

  @TempDir static Path shared;
  private static Phantom phantom;
  private static Path ct;
  private static Path truth;

  @TempDir Path folder;

  @BeforeAll
  static void makeInputs() {
    phantom = Patient.phantom();
    ct = shared.resolve("ct.nii.gz");
    truth = shared.resolve("truth.nii.gz");
    VolumeIO.writeCt(phantom.ct(), ct);
    VolumeIO.writeMask(phantom.lungs(), truth);
  }

  @Test
  void segmentOneFile_findsTheLungs() {
    Path mask = folder.resolve("mask.nii.gz");

    String out = printed(() -> SegmentOneFile.main(words(ct, mask)));

    assertThat(out).contains("RIGHT: ", "LEFT: ", " mL");
    MaskAgreement agreement = MaskAgreement.compare(phantom.lungs(), VolumeIO.readLungMask(mask));
    assertThat(agreement.perLabel().values()).allMatch(overlap -> overlap.dice() > 0.85);
  }

  @Test
  void compareMasks_ofAMaskWithItself() {
    String out = printed(() -> CompareMasks.main(words(truth, truth)));

    assertThat(out.lines())
        .hasSize(3)
        .allMatch(line -> line.endsWith("Dice 1.0000, sensitivity 1.0000, precision 1.0000"));
  }

  @Test
  void customOptions_usesTheModelInAFolder() throws IOException {
    Path model = copyOfBundledModel();
    Path mask = folder.resolve("mask.nii.gz");

    String out = printed(() -> CustomOptions.main(words(ct, mask, model, "600")));

    assertThat(out).contains("CHECK ", "POST_PROCESS 100 %", " took PT");
    assertThat(VolumeIO.readLungMask(mask).voxelCount(LungSide.RIGHT)).isPositive();
  }

  @Test
  void customOptions_givesUpAfterTheLimit() throws IOException {
    Path model = copyOfBundledModel();
    Path mask = folder.resolve("mask.nii.gz");

    String out = printed(() -> CustomOptions.main(words(ct, mask, model, "0")));

    assertThat(out).contains("gave up after PT0S");
    assertThat(mask).doesNotExist();
  }

  @Test
  void main_withoutArgumentsSaysWhatItTakes() {
    String[] none = {};

    assertThat(complained(() -> SegmentOneFile.main(none))).startsWith("usage: SegmentOneFile CT");
    assertThat(complained(() -> CompareMasks.main(none))).startsWith("usage: CompareMasks REF");
    assertThat(complained(() -> CustomOptions.main(none))).startsWith("usage: CustomOptions CT");
  }

  private Path copyOfBundledModel() throws IOException {
    ModelPackage bundled = ModelPackage.readBundled(ExamplesTest.class.getClassLoader());
    Path model = folder.resolve("model");
    try (InputStream network = bundled.openNetwork();
        InputStream chest = bundled.chest().orElseThrow().openNetwork()) {
      ModelPackage.write(
          model, bundled.description(), network.readAllBytes(), chest.readAllBytes(), false);
    }
    return model;
  }

  private static String[] words(Object... arguments) {
    String[] words = new String[arguments.length];
    for (int at = 0; at < words.length; at++) {
      words[at] = arguments[at].toString();
    }
    return words;
  }

  private static String printed(Runnable program) {
    PrintStream before = System.out;
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    System.setOut(new PrintStream(bytes, true, StandardCharsets.UTF_8));
    try {
      program.run();
    } finally {
      System.setOut(before);
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }

  private static String complained(Runnable program) {
    PrintStream before = System.err;
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    System.setErr(new PrintStream(bytes, true, StandardCharsets.UTF_8));
    try {
      program.run();
    } finally {
      System.setErr(before);
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }
}
