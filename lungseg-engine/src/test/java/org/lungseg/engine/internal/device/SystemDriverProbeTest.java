package org.lungseg.engine.internal.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SystemDriverProbeTest {

  /** The file of a machine with the driver's own module. */
  private static final String PROPRIETARY =
      """
      NVRM version: NVIDIA UNIX x86_64 Kernel Module  535.104.05  Sat Aug 19 01:15:15 UTC 2023
      GCC version:  gcc version 11.4.0
      """;

  /** The file of a machine with the open module. */
  private static final String OPEN =
      """
      NVRM version: NVIDIA UNIX Open Kernel Module for x86_64  580.65.06  Release Build  (root@host)
      GCC version:  gcc version 13.3.0
      """;

  private static final List<String> NO_PROGRAM = List.of("no-such-program-of-lungseg");

  @TempDir Path folder;

  @Test
  void find_filesOfTheDriver_giveVersionAndCards() throws IOException {
    write(PROPRIETARY, 2);
    assertThat(probe(NO_PROGRAM, null).find()).contains(new NvidiaDriver("535.104.05", 2));

    write(OPEN, 3);
    assertThat(probe(NO_PROGRAM, null).find()).contains(new NvidiaDriver("580.65.06", 3));
  }

  @Test
  void find_variableThatHidesCards_countsWhatIsSeen() throws IOException {
    write(OPEN, 4);
    assertThat(cards("2,0")).isEqualTo(2);
    assertThat(cards("GPU-8932f937,GPU-11111111,0,1,2,3")).isEqualTo(4);
    assertThat(cards("")).isZero();
    assertThat(cards("-1")).isZero();
    assertThat(cards("0,-1,1")).isEqualTo(1);
  }

  @Test
  void find_noFiles_asksTheProgram() {
    assumeTrue(Files.isExecutable(Path.of("/bin/sh")), "needs a shell");
    List<String> program = List.of("/bin/sh", "-c", "echo 528.33; echo 528.33");
    assertThat(probe(program, null).find()).contains(new NvidiaDriver("528.33", 2));

    // The program is there, the driver is not.
    List<String> failing =
        List.of("/bin/sh", "-c", "echo NVIDIA-SMI has failed, no driver found; exit 9");
    assertThat(probe(failing, null).find()).isEmpty();
  }

  @Test
  void find_nothing_isEmpty() {
    assertThat(probe(NO_PROGRAM, null).find()).isEmpty();
  }

  @Test
  void moduleVersion_otherText_isEmpty() {
    assertThat(SystemDriverProbe.moduleVersion("NVRM version: unreadable")).isEmpty();
    assertThat(SystemDriverProbe.programAnswer("No devices were found\n")).isEmpty();
  }

  private int cards(String visible) {
    return probe(NO_PROGRAM, visible).find().orElseThrow().cards();
  }

  private SystemDriverProbe probe(List<String> program, @Nullable String visible) {
    return new SystemDriverProbe(folder, program, visible);
  }

  private void write(String version, int cards) throws IOException {
    Files.writeString(folder.resolve("version"), version);
    for (int card : IntStream.range(0, cards).toArray()) {
      Files.createDirectories(folder.resolve("gpus/0000:0" + card + ":00.0"));
    }
  }
}
