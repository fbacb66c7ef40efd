package org.lungseg.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lungseg.api.BudgetExceededException;
import org.lungseg.api.CtVolume;
import org.lungseg.api.LungLabels;
import org.lungseg.api.LungMask;
import org.lungseg.api.UnreadableFormatException;
import org.lungseg.api.UnusableInputException;
import org.lungseg.api.VolumeGeometry;

/** What holds for every format. A format's test extends this and adds what is its own. */
abstract class VolumeFormatContract {

  @TempDir Path folder;

  /**
   * Stores label values of 0 to 255 in this format, and returns what a caller would give to the
   * reader.
   */
  abstract Path store(Path parent, byte[] values, VolumeGeometry geometry) throws IOException;

  /** The geometry that comes back for a grid of these sizes. */
  abstract VolumeGeometry geometryReadBack(VolumeGeometry stored);

  /** The file with most of the bytes of what {@link #store} returned. */
  abstract Path voxelFile(Path stored) throws IOException;

  private final VolumeGeometry geometry = Volumes.axialGeometry(7, 5, 3);

  private Path stored() throws IOException {
    return store(folder, Volumes.labels(geometry), geometry);
  }

  @Test
  void readLungMask_storedLabels_returnsThemInPlace() throws IOException {
    LungMask mask = VolumeIO.readLungMask(stored());
    assertThat(mask.array()).isEqualTo(Volumes.labels(geometry));
    assertThat(mask.geometry()).isEqualTo(geometryReadBack(geometry));
  }

  @Test
  void readMask_emptyMask_isEmpty() throws IOException {
    Path empty = store(folder, new byte[(int) geometry.voxelCount()], geometry);
    assertThat(VolumeIO.readMask(empty, LungLabels.LOBES).isEmpty()).isTrue();
  }

  @Test
  void readCt_storedValues_returnsThemInPlace() throws IOException {
    byte[] values = new byte[(int) geometry.voxelCount()];
    for (int at = 0; at < values.length; at++) {
      values[at] = (byte) (at * 37);
    }
    CtVolume ct = VolumeIO.readCt(store(folder, values, geometry));
    float[] read = Volumes.values(ct);
    for (int at = 0; at < values.length; at++) {
      assertThat(read[at]).isEqualTo(values[at] & 0xff);
    }
    assertThat(ct.geometry()).isEqualTo(geometryReadBack(geometry));
  }

  @Test
  void readCt_oneSlice_isAVolumeOfSizeOne() throws IOException {
    VolumeGeometry flat = Volumes.axialGeometry(6, 5, 1);
    CtVolume ct = VolumeIO.readCt(store(folder, Volumes.labels(flat), flat));
    assertThat(ct.geometry()).isEqualTo(geometryReadBack(flat));
  }

  @Test
  void info_storedVolume_agreesWithReadCt() throws IOException {
    Path stored = stored();
    VolumeInfo info = VolumeIO.info(stored);
    CtVolume ct = VolumeIO.readCt(stored);
    assertThat(info.geometry()).isEqualTo(ct.geometry());
    assertThat(info.domain()).isEqualTo(ct.domain());
    assertThat(info.valueRange()).isEqualTo(new ValueRange(0, 2, 0));
    assertThat(info.volumes()).isEqualTo(1);
    assertThat(info.dimensions()).isEqualTo(3);
    assertThat(info.axisCodes()).isEqualTo(ct.geometry().axisCodes());
  }

  @Test
  void readMask_valueThatIsNoLabel_namesVoxelAndValue() throws IOException {
    byte[] values = Volumes.labels(geometry);
    values[(2 * 5 + 3) * 7 + 4] = 9;
    Path stored = store(folder, values, geometry);
    assertThatThrownBy(() -> VolumeIO.readLungMask(stored))
        .isInstanceOf(UnusableInputException.class)
        .hasMessageContainingAll(stored.getFileName().toString(), "(4, 3, 2)", "9", "right lung");
  }

  @Test
  void readCt_moreVoxelsThanTheLimit_isRefused() throws IOException {
    Path stored = stored();
    ReadOptions options = ReadOptions.defaults().withLimits(new ReadLimits(104, 1 << 20));
    assertThatThrownBy(() -> VolumeIO.readCt(stored, options))
        .isInstanceOf(BudgetExceededException.class)
        .hasMessageContainingAll("105 voxels", "104");
  }

  @Test
  void readCt_anyTruncation_isUnreadable() throws IOException {
    Path stored = stored();
    Path file = voxelFile(stored);
    byte[] whole = Files.readAllBytes(file);
    for (int length = 0; length < whole.length; length += 1 + length / 16) {
      Files.write(file, Arrays.copyOf(whole, length));
      assertThatThrownBy(() -> VolumeIO.readCt(stored))
          .as("cut at %d of %d", length, whole.length)
          .isInstanceOf(UnreadableFormatException.class)
          .hasMessageContaining(file.getFileName().toString());
    }
  }

  @Test
  void readCt_closesItsFiles() throws IOException {
    Path stored = stored();
    VolumeIO.readCt(stored);
    // What is left open by a process shows in /proc; elsewhere the test has nothing to look at.
    Path descriptors = Path.of("/proc/self/fd");
    if (Files.isDirectory(descriptors)) {
      try (Stream<Path> open = Files.list(descriptors)) {
        List<String> ours =
            open.map(VolumeFormatContract::target)
                .filter(target -> target.startsWith(folder.toString()))
                .toList();
        assertThat(ours).isEmpty();
      }
    }
  }

  private static String target(Path descriptor) {
    try {
      return Files.readSymbolicLink(descriptor).toString();
    } catch (IOException e) {
      return ""; // closed between listing and looking
    }
  }
}
