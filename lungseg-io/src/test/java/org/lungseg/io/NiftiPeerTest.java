package org.lungseg.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lungseg.api.Affine3D;
import org.lungseg.api.CtVolume;
import org.lungseg.api.IntensityDomain;
import org.lungseg.api.SpacingOrigin;
import org.lungseg.api.VolumeGeometry;
import org.opentest4j.TestAbortedException;

/** What the NIfTI reference library reads, through its program, from files written here. */
@Tag("full")
class NiftiPeerTest {

  private static final String PEER = "nifti_tool";

  @TempDir Path folder;

  @Test
  void writeCt_obliqueVolume_hasTheSameGridAndVoxelsForThePeer() throws Exception {
    double c = Math.cos(0.4);
    double s = Math.sin(0.4);
    VolumeGeometry geometry =
        VolumeGeometry.of(
            4,
            5,
            6,
            Affine3D.of(-0.7 * c, 0.8 * s, 0, 12, -0.7 * s, -0.8 * c, 0, -7.5, 0, 0, 2.5, 300.25),
            SpacingOrigin.CALIBRATED);
    short[] voxels = new short[(int) geometry.voxelCount()];
    Random random = new Random(1);
    for (int at = 0; at < voxels.length; at++) {
      voxels[at] = (short) (random.nextInt(4096) - 1024);
    }
    Path file = folder.resolve("oblique.nii.gz");
    VolumeIO.writeCt(CtVolume.ofShorts(voxels, geometry, IntensityDomain.HOUNSFIELD), file);

    List<Double> header = new ArrayList<>();
    for (String field : List.of("srow_x", "srow_y", "srow_z")) {
      String[] words = lastLine(run("-disp_hdr", "-field", field, "-infiles", file.toString()));
      Stream.of(words).skip(words.length - 4L).map(Double::valueOf).forEach(header::add);
    }
    double[] expected = geometry.voxelToRasMm().toRowMajor();
    for (int at = 0; at < expected.length; at++) {
      assertThat(header.get(at)).isCloseTo(expected[at], offset(1e-4));
    }
    // A volume is shown in planes; -1 stands for the whole of an axis.
    String shown =
        run(
            "-quiet",
            "-disp_ci",
            "-1",
            "-1",
            "-1",
            "0",
            "0",
            "0",
            "0",
            "-infiles",
            file.toString());
    int[] read = Stream.of(shown.trim().split("\\s+")).mapToInt(Integer::parseInt).toArray();
    assertThat(read).hasSize(voxels.length);
    for (int at = 0; at < voxels.length; at++) {
      assertThat(read[at]).isEqualTo(voxels[at]);
    }
  }

  private static String[] lastLine(String text) {
    List<String> lines = text.strip().lines().toList();
    return lines.get(lines.size() - 1).strip().split("\\s+");
  }

  private static String run(String... arguments) throws InterruptedException {
    List<String> command = new ArrayList<>(List.of(PEER));
    command.addAll(List.of(arguments));
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(process.waitFor()).as(text).isZero();
      return text;
    } catch (IOException e) {
      throw new TestAbortedException(
          "needs the program " + PEER + " (Debian package nifti-bin): " + e.getMessage());
    }
  }
}
