package org.lungseg.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lungseg.api.UnreadableFormatException;
import org.lungseg.api.VolumeIoException;

class CheckpointTest {

  @TempDir Path folder;

  @Test
  void write_thenRead_isTheSame() {
    Path file = folder.resolve("c.bin");
    checkpoint().write(file);
    Checkpoint back = Checkpoint.read(file);
    assertThat(back.step()).isEqualTo(41);
    assertThat(back.arrays().keySet()).containsExactly("a/weight", "a/average");
    assertThat(back.arrays().get("a/weight")).containsExactly(1, 2, -3.5f);
    assertThat(back.averagesOnly().keySet()).containsExactly("a/average");
    assertThat(folder).isDirectoryNotContaining("glob:**.tmp");
  }

  @Test
  void read_cutShort_isRefused() throws IOException {
    Path file = folder.resolve("c.bin");
    checkpoint().write(file);
    byte[] whole = Files.readAllBytes(file);
    for (int length = 0; length < whole.length; length++) {
      Path cut = Files.write(folder.resolve("cut.bin"), java.util.Arrays.copyOf(whole, length));
      assertThatThrownBy(() -> Checkpoint.read(cut)).isInstanceOf(UnreadableFormatException.class);
    }
  }

  @Test
  void read_otherFile_isRefused() throws IOException {
    Path file = Files.writeString(folder.resolve("text"), "no checkpoint at all");
    assertThatThrownBy(() -> Checkpoint.read(file)).isInstanceOf(UnreadableFormatException.class);
  }

  @Test
  void write_noFolder_isAnIoError() {
    Path file = folder.resolve("none").resolve("c.bin");
    assertThatThrownBy(() -> checkpoint().write(file)).isInstanceOf(VolumeIoException.class);
  }

  private static Checkpoint checkpoint() {
    Map<String, float[]> arrays = new LinkedHashMap<>();
    arrays.put("a/weight", new float[] {1, 2, -3.5f});
    arrays.put("a/average", new float[] {0.5f});
    return new Checkpoint(41, arrays);
  }
}
