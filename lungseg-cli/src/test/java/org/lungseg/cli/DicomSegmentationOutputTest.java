package org.lungseg.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lungseg.api.CtVolume;
import org.lungseg.api.LungMask;
import org.lungseg.cli.spi.ExitCode;
import org.lungseg.io.VolumeIO;
import org.lungseg.metrics.MaskAgreement;
import org.lungseg.phantom.ChestPhantom;
import org.lungseg.phantom.Phantom;
import org.opentest4j.TestAbortedException;

/**
 * A DICOM series segmented into a DICOM segmentation, its way to other formats and back, and that
 * the patient's identity gets into the segmentation and nowhere else.
 */
class DicomSegmentationOutputTest {

  @TempDir static Path shared;
  private static Phantom phantom;
  private static Path dicom;
  private static Path chest;
  private static Path model;
  private static Path lungs;

  @TempDir Path folder;

  @BeforeAll
  static void segmentOnce() throws IOException {
    phantom = TestInputs.chest();
    dicom = DicomPhantom.write(phantom.ct(), shared.resolve("dicom"));
    chest = TestInputs.chest(shared.resolve("chest.nii.gz"));
    model = TestModel.write(shared.resolve("model"));
    lungs = shared.resolve("lungs.dcm");
    Cli.run("segment", dicom, "-o", lungs, "--model", model).done();
  }

  private static String raw(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    if (file.toString().endsWith(".gz")) {
      bytes = new GZIPInputStream(new ByteArrayInputStream(bytes)).readAllBytes();
    }
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  @Test
  void segment_dcm_isTheMaskOnTheGridOfItsSeries() throws IOException {
    CtVolume ct = VolumeIO.readCt(dicom);
    LungMask mask = VolumeIO.readLungMask(lungs);
    assertThat(mask.geometry()).isEqualTo(ct.geometry());
    assertThat(ct.geometry().isSameGrid(phantom.ct().geometry())).isTrue();
    assertThat(MaskAgreement.compare(phantom.lungs(), mask).perLabel().values())
        .allMatch(overlap -> overlap.dice() > 0.75);
    assertThat(raw(lungs)).contains("test-net", "0.0.1", "AUTOMATIC", DicomPhantom.SERIES_UID);
  }

  @Test
  void segment_dcm_isTheSameMaskAsInOtherFormats() {
    Path nifti = folder.resolve("lungs.nii.gz");
    Cli.run("segment", dicom, "-o", nifti, "--model", model).done();
    assertThat(VolumeIO.readLungMask(lungs).array())
        .isEqualTo(VolumeIO.readLungMask(nifti).array());
  }

  @Test
  void segment_dcmOfWhatIsNoDicom_isRefused() {
    String error =
        Outcomes.withoutTrace(
            folder,
            ExitCode.OUTPUT_REFUSED,
            List.of("segment", chest, "-o", folder.resolve("x.dcm"), "--model", model));
    assertThat(error).contains("x.dcm", "chest.nii.gz is none", "another ending");
  }

  @Test
  void segment_existingDcm_isKept() throws IOException {
    Path target = Files.writeString(folder.resolve("x.dcm"), "old");
    Outcomes.withoutTrace(
        folder, ExitCode.OUTPUT_REFUSED, List.of("segment", dicom, "-o", target, "--model", model));
    assertThat(target).hasContent("old");
  }

  @Test
  void convert_dcmToAnyFormatAndBack_keepsEveryVoxel() {
    LungMask mask = VolumeIO.readLungMask(lungs);
    for (String ending : List.of(".nii.gz", ".nrrd", ".seg.nrrd", ".mha")) {
      Path there = folder.resolve("mask" + ending);
      Cli.run("convert", lungs, there).done();
      assertThat(VolumeIO.readLungMask(there).array()).as(ending).isEqualTo(mask.array());
      Path back = folder.resolve("back" + ending + ".dcm");
      Cli.run("convert", there, back, "--source", dicom).done();
      assertThat(VolumeIO.readLungMask(back).array()).as(ending).isEqualTo(mask.array());
      assertThat(VolumeIO.readLungMask(back).geometry()).as(ending).isEqualTo(mask.geometry());
    }
  }

  @Test
  void convert_toDcmWithoutSource_isRefused() {
    Path nifti = folder.resolve("lungs.nii.gz");
    Cli.run("convert", lungs, nifti).done();
    Path target = folder.resolve("x.dcm");
    assertThat(
            Outcomes.withoutTrace(
                folder, ExitCode.OUTPUT_REFUSED, List.of("convert", nifti, target)))
        .contains("x.dcm", "--source");
    assertThat(
            Outcomes.withoutTrace(
                folder,
                ExitCode.INPUT_UNUSABLE,
                List.of("convert", nifti, target, "--source", chest)))
        .contains("chest.nii.gz", "no DICOM");
    assertThat(
            Outcomes.withoutTrace(
                folder,
                ExitCode.INPUT_UNUSABLE,
                List.of("convert", nifti, target, "--source", folder.resolve("absent"))))
        .contains("absent", "no such file");
  }

  @Test
  void convert_maskOfAnotherGrid_isRefused() throws IOException {
    Path other =
        DicomPhantom.write(
            ChestPhantom.builder().size(48, 40, 20).spacingMm(8, 8, 15).build().generate().ct(),
            folder.resolve("other"));
    String error =
        Outcomes.withoutTrace(
            folder,
            ExitCode.INPUT_UNUSABLE,
            List.of("convert", lungs, folder.resolve("x.dcm"), "--source", other));
    assertThat(error).contains("lungs.dcm", "no part of the image's");
  }

  @Test
  void info_segmentation_namesItsSegmentsAndNoPatient() throws IOException {
    String text = Cli.run("info", lungs).done().out();
    assertThat(text)
        .contains("DICOM SEG", "96 x 80 x 40 voxels", "segment 1: right lung (SCT 3341006)");
    assertAnonymous("info", text);
    assertAnonymous("info --json", Cli.run("info", lungs, "--json").done().out());
    assertAnonymous("info of the series", Cli.run("info", dicom).done().out());
  }

  @Test
  void identity_isInTheSegmentation_andInNothingElse() throws IOException {
    String segmentation = raw(lungs);
    for (String part : DicomPhantom.IDENTITY.subList(0, 10)) {
      assertThat(segmentation).contains(part);
    }
    // What is neither patient nor study: the institution and comments.
    assertThat(segmentation)
        .doesNotContain(DicomPhantom.IDENTITY.get(10))
        .doesNotContain(DicomPhantom.IDENTITY.get(11));

    List<String> said = new ArrayList<>();
    for (String ending : List.of(".nii", ".nii.gz", ".nrrd", ".seg.nrrd", ".mha")) {
      Cli.Outcome outcome =
          Cli.run(
                  "segment",
                  dicom,
                  "-o",
                  folder.resolve("lungs" + ending),
                  "--model",
                  model,
                  "--report",
                  folder.resolve("report" + ending + ".json"),
                  "--preview",
                  folder.resolve("preview" + ending + ".png"))
              .done();
      said.add(outcome.out() + outcome.err());
      Cli.run("convert", lungs, folder.resolve("converted" + ending)).done();
      if (!ending.equals(".seg.nrrd")) {
        Cli.run("convert", dicom, folder.resolve("ct" + ending)).done();
      }
      Cli.run(
              "convert",
              folder.resolve("lungs" + ending),
              folder.resolve("again" + ending),
              "--source",
              dicom)
          .done();
    }
    try (Stream<Path> all = Files.list(folder)) {
      List<Path> files = all.sorted().toList();
      assertThat(files).hasSize(5 * 5 + 4);
      for (Path file : files) {
        assertAnonymous(file.toString(), raw(file));
      }
    }
    said.forEach(text -> assertAnonymous("what the command says", text));
  }

  private static void assertAnonymous(String what, String text) {
    for (String part : DicomPhantom.IDENTITY) {
      assertThat(text.contains(part)).as("'%s' in %s", part, what).isFalse();
    }
  }

  @Test
  @Tag("full")
  void segment_dcm_isValidForDciodvfy() throws IOException, InterruptedException {
    Process process;
    try {
      process = new ProcessBuilder("dciodvfy", lungs.toString()).redirectErrorStream(true).start();
    } catch (IOException e) {
      throw new TestAbortedException("needs dciodvfy (Debian package dicom3tools)", e);
    }
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
    assertThat(said).contains("Segmentation");
    assertThat(said.lines().filter(line -> line.startsWith("Error"))).isEmpty();
  }
}
