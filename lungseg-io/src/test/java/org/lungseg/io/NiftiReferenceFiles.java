package org.lungseg.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.lungseg.api.CtVolume;
import org.lungseg.api.VolumeGeometry;

/** Compares NIfTI files with what nibabel reads from them. */
final class NiftiReferenceFiles {

  private static final double AFFINE_TOLERANCE = 1e-5;

  private NiftiReferenceFiles() {}

  /** The entries of a folder's {@code expected.json}. */
  static List<JsonNode> expectations(Path folder) throws IOException {
    List<JsonNode> all = new ArrayList<>();
    new ObjectMapper().readTree(folder.resolve("expected.json").toFile()).forEach(all::add);
    return all;
  }

  static void assertReads(CtVolume ct, JsonNode expected) {
    VolumeGeometry geometry = ct.geometry();
    for (int axis = 0; axis < 3; axis++) {
      assertThat(geometry.size(axis)).isEqualTo(expected.get("shape_xyz").get(axis).asInt());
    }
    for (int row = 0; row < 3; row++) {
      for (int column = 0; column < 4; column++) {
        double value = expected.get("voxel_to_ras_mm").get(row).get(column).asDouble();
        assertThat(geometry.voxelToRasMm().get(row, column))
            .as("affine[%d][%d]", row, column)
            .isCloseTo(value, within(AFFINE_TOLERANCE * Math.max(Math.abs(value), 1e-2)));
      }
    }
    assertThat(geometry.axisCodes()).isEqualTo(expected.get("axis_codes_ras").asText());
    float[] values = Volumes.values(ct);
    double sum = 0;
    for (float value : values) {
      sum += value;
    }
    double expectedSum = expected.get("sum").asDouble();
    assertThat(sum).isCloseTo(expectedSum, within(1e-6 * Math.abs(expectedSum)));
    for (JsonNode point : expected.get("points")) {
      int i = point.get("xyz").get(0).asInt();
      int j = point.get("xyz").get(1).asInt();
      int k = point.get("xyz").get(2).asInt();
      double value = point.get("value").asDouble();
      assertThat((double) values[(k * geometry.size(1) + j) * geometry.size(0) + i])
          .as("voxel (%d, %d, %d)", i, j, k)
          .isCloseTo(value, within(1e-4));
    }
  }

  /** Reads, compares, writes, reads again and compares again, in each output format. */
  static void assertReadsAndSurvivesWriting(Path folder, JsonNode expected, Path outputs) {
    String name = expected.get("file").asText();
    CtVolume ct = VolumeIO.readCt(folder.resolve(name));
    assertReads(ct, expected);
    for (String ending : List.of(".nii", ".nii.gz")) {
      Path written = outputs.resolve(name + "_again" + ending);
      VolumeIO.writeCt(ct, written);
      CtVolume again = VolumeIO.readCt(written);
      assertReads(again, expected);
      assertThat(Volumes.values(again)).isEqualTo(Volumes.values(ct));
      if (expected.get("sform_code").asInt() > 0
          && !name.startsWith("nifti2")
          && !name.startsWith("micron")) {
        assertThat(again.geometry()).as("the affine to the bit").isEqualTo(ct.geometry());
      }
    }
  }
}
