package org.lungseg.io;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.lungseg.api.CtVolume;
import org.lungseg.api.LungMask;
import org.lungseg.api.VolumeGeometry;
import org.lungseg.testkit.TestData;

/**
 * DICOM segmentations in the hands of others: {@code dciodvfy} checks them against the standard, an
 * Orthanc stores them beside their series.
 */
@Tag("full")
class DicomSegmentationPeerTest {

  private static final Peer VALIDATOR = new Peer("dicom3tools", "dciodvfy");

  @TempDir Path folder;

  /**
   * A mask that is no segmentation but has as many voxels: dark tissue, one side and the other, not
   * in the first three slices and the last two.
   */
  private static LungMask mask(CtVolume ct) {
    VolumeGeometry grid = ct.geometry();
    int plane = grid.size(0) * grid.size(1);
    byte[] voxels = new byte[(int) grid.voxelCount()];
    float[] slice = new float[plane];
    for (int k = 3; k < grid.size(2) - 2; k++) {
      ct.copyPlane(k, slice);
      for (int p = 0; p < plane; p++) {
        boolean dark = slice[p] < -500 && slice[p] > -950;
        voxels[k * plane + p] = (byte) (dark ? (p % grid.size(0) < grid.size(0) / 2 ? 1 : 2) : 0);
      }
    }
    return LungMask.of(voxels, grid);
  }

  private Path segmentation(Path series, LungMask mask) {
    Path target = folder.resolve("lungs.dcm");
    VolumeIO.writeMask(
        mask,
        target,
        WriteOption.dicomSource(ByteSource.of(series), ReadOptions.defaults()),
        WriteOption.algorithm("lung-net", "1.0"));
    return target;
  }

  private void assertValid(Path file) throws IOException, InterruptedException {
    String said = VALIDATOR.run(folder, file.toString());
    assertThat(said).contains("Segmentation");
    assertThat(said.lines().filter(line -> line.startsWith("Error"))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"lung_dx_a0002", "ricord_slab"})
  void writeMask_seriesOfAScanner_isValid(String name) throws IOException, InterruptedException {
    Path series = TestData.data("dicom/" + name);
    assertValid(segmentation(series, mask(VolumeIO.readCt(series))));
  }

  @Test
  void writeMask_generatedSeries_isValid() throws IOException, InterruptedException {
    Path series = generated();
    assertValid(segmentation(series, mask(VolumeIO.readCt(series))));
  }

  @Test
  void writeMask_emptyMask_isValid() throws IOException, InterruptedException {
    Path series = generated();
    VolumeGeometry grid = VolumeIO.readCt(series).geometry();
    assertValid(segmentation(series, LungMask.of(new byte[(int) grid.voxelCount()], grid)));
  }

  @Test
  void writeMask_enhancedCt_isValid() throws IOException, InterruptedException {
    Path series =
        Files.write(
            folder.resolve("enhanced.dcm"),
            identified(DicomEnhanced.file(9, DicomBytes.Syntax.EXPLICIT)).file());
    assertValid(segmentation(series, mask(VolumeIO.readCt(series))));
  }

  private Path generated() {
    return DicomSlices.series(folder.resolve("ct"), 9, (k, slice) -> identified(slice));
  }

  /**
   * The test files mark all that identifies the patient; the validator wants dates and the like.
   */
  private static DicomBytes identified(DicomBytes slice) {
    return slice.text(0x00100040, "CS", "O").text(0x00080030, "TM", "101112");
  }

  @Test
  void store_seriesAndSegmentation_comeBackVoxelForVoxel()
      throws IOException, InterruptedException {
    Path series = TestData.data("dicom/lung_dx_a0002");
    CtVolume ct = VolumeIO.readCt(series);
    LungMask mask = mask(ct);
    byte[] file = Files.readAllBytes(segmentation(series, mask));
    try (OrthancServer server = OrthancServer.start(folder)) {
      String study = "";
      Map<String, byte[]> sent = new HashMap<>();
      for (Path slice : files(series)) {
        byte[] bytes = Files.readAllBytes(slice);
        JsonNode stored = server.store(bytes);
        study = stored.path("ParentStudy").asText();
        sent.put(stored.path("ID").asText(), bytes);
      }
      JsonNode stored = server.store(file);
      String id = stored.path("ID").asText();
      assertThat(stored.path("Status").asText()).isEqualTo("Success");
      assertThat(stored.path("ParentStudy").asText()).isEqualTo(study).isNotEmpty();
      assertThat(server.tree("/studies").size()).isEqualTo(1);
      assertThat(server.tree("/studies/" + study).path("Series").size()).isEqualTo(2);

      // What our reader makes of the stored file.
      byte[] back = server.bytes("/instances/" + id + "/file");
      Path target = Files.write(folder.resolve("back.dcm"), back);
      LungMask read = VolumeIO.readLungMask(target);
      assertThat(read.array()).isEqualTo(mask.array());
      assertThat(read.geometry()).isEqualTo(ct.geometry());

      // What the server makes of it: its description of the frames, and the plain bits.
      assertFrames(
          server.tree("/instances/" + id + "/simplified-tags"),
          server.bytes("/instances/" + id + "/content/7fe0-0010/0"),
          mask);
      assertThat(sent).hasSize(ct.geometry().size(2));
    }
  }

  private static void assertFrames(JsonNode tags, byte[] bits, LungMask mask) {
    VolumeGeometry grid = mask.geometry();
    int plane = grid.size(0) * grid.size(1);
    JsonNode frames = tags.path("PerFrameFunctionalGroupsSequence");
    assertThat(frames.size()).isEqualTo(tags.path("NumberOfFrames").asInt());
    assertThat(bits.length).isEqualTo((frames.size() * plane + 7) / 8);
    byte[] rebuilt = new byte[mask.array().length];
    for (int frame = 0; frame < frames.size(); frame++) {
      JsonNode groups = frames.get(frame);
      int segment =
          groups
              .path("SegmentIdentificationSequence")
              .path(0)
              .path("ReferencedSegmentNumber")
              .asInt();
      String position =
          groups.path("PlanePositionSequence").path(0).path("ImagePositionPatient").asText();
      double z = Double.parseDouble(position.split("\\\\", -1)[2]);
      int k = (int) Math.rint((z - grid.voxelToLpsMm().apply(0, 0, 0)[2]) / grid.spacingMm(2));
      for (int p = 0; p < plane; p++) {
        int bit = frame * plane + p;
        if ((bits[bit / 8] >> bit % 8 & 1) == 1) {
          rebuilt[k * plane + p] = (byte) segment;
        }
      }
      assertThat(
              groups
                  .path("DerivationImageSequence")
                  .path(0)
                  .path("SourceImageSequence")
                  .path(0)
                  .path("ReferencedSOPInstanceUID")
                  .asText())
          .isNotEmpty();
    }
    assertThat(rebuilt).isEqualTo(mask.array());
  }

  private static List<Path> files(Path series) throws IOException {
    try (Stream<Path> all = Files.list(series)) {
      return all.sorted().toList();
    }
  }
}
