package org.lungseg.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.lungseg.api.CtVolume;
import org.lungseg.api.IntensityDomain;
import org.lungseg.api.LungMask;
import org.lungseg.api.SpacingOrigin;
import org.lungseg.api.VolumeGeometry;
import org.lungseg.api.VolumeIoException;

/** What is left when the system refuses to write on: the old file, and nothing else. */
class WriterFailureTest {

  private static final int SIZE = 128;
  private static final int SLICES = 40;

  /** Less than any of the files takes; enough for what Java writes for itself. */
  private static final int FILE_LIMIT_KILOBYTES = 64;

  private static final String OLD = "old";

  @TempDir Path folder;

  static Stream<String> names() {
    return Stream.of("a.nii", "a.nii.gz", "a.nrrd", "a.mha", "a.seg.nrrd", "a.dcm");
  }

  @AfterEach
  void clearInterrupt() {
    Thread.interrupted();
  }

  @ParameterizedTest
  @MethodSource("names")
  void write_interrupted_keepsTheOldFile(String name) throws IOException {
    Path series = noisySeries(folder.resolve("series"));
    Path out = Files.createDirectory(folder.resolve("out"));
    Path target = Files.writeString(out.resolve(name), OLD);
    Thread.currentThread().interrupt();

    Throwable failure = catchThrowable(() -> write(target, series));

    assertThat(failure).isInstanceOf(VolumeIoException.class).hasMessageContaining(name);
    assertThat(Thread.interrupted()).as("the caller still sees the interrupt").isTrue();
    assertThat(target).hasContent(OLD);
    assertThat(out.toFile().list()).containsExactly(name);
  }

  /** A limit on the size of files, set by the system, fails a write as a full disk does. */
  @Test
  @EnabledOnOs(OS.LINUX)
  void write_theSystemTakesNoMore_keepsTheOldFile() throws Exception {
    Path series = noisySeries(folder.resolve("series"));
    Path out = Files.createDirectory(folder.resolve("out"));
    List<String> command = new ArrayList<>();
    command.addAll(
        List.of("bash", "-c", "ulimit -f " + FILE_LIMIT_KILOBYTES + "; exec \"$@\"", ""));
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx256m", "-XX:-UsePerfData", "-cp", classPath()));
    command.add(WriterFailureTest.class.getName());
    command.add(series.toString());
    for (String name : names().toList()) {
      command.add(Files.writeString(out.resolve(name), OLD).toString());
    }

    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    List<String> lines;
    try (var reader = process.inputReader(StandardCharsets.UTF_8)) {
      lines = reader.lines().filter(line -> !line.startsWith("SLF4J")).toList();
    }

    assertThat(process.waitFor()).as("%s", lines).isZero();
    assertThat(lines)
        .hasSize((int) names().count())
        .allMatch(line -> line.matches("VolumeIoException: .*File too large.*"));
    for (String name : names().toList()) {
      assertThat(out.resolve(name)).hasContent(OLD);
    }
    assertThat(out.toFile().list()).containsExactlyInAnyOrderElementsOf(names().toList());
  }

  /** Writes each of the files and prints how that ends; runs in a process of its own. */
  public static void main(String[] arguments) {
    Path series = Path.of(arguments[0]);
    for (int at = 1; at < arguments.length; at++) {
      Path target = Path.of(arguments[at]);
      Throwable failure = catchThrowable(() -> write(target, series));
      System.out.println(
          failure == null
              ? "no failure: " + target
              : failure.getClass().getSimpleName() + ": " + failure.getMessage());
    }
  }

  private static void write(Path target, Path series) {
    VolumeGeometry geometry =
        VolumeGeometry.axial(SIZE, SIZE, SLICES, 0.7, 0.7, 1, SpacingOrigin.CALIBRATED);
    Random random = new Random(3);
    if (VolumeIO.holdsMasksOnly(target)) {
      if (VolumeIO.needsDicomSource(target)) {
        geometry = VolumeIO.readCt(series).geometry();
      }
      byte[] labels = new byte[(int) geometry.voxelCount()];
      for (int at = 0; at < labels.length; at++) {
        labels[at] = (byte) random.nextInt(3);
      }
      VolumeIO.writeMask(
          LungMask.of(labels, geometry),
          target,
          WriteOption.OVERWRITE,
          WriteOption.dicomSource(ByteSource.of(series), ReadOptions.defaults()));
      return;
    }
    short[] voxels = new short[SIZE * SIZE * SLICES];
    for (int at = 0; at < voxels.length; at++) {
      voxels[at] = (short) random.nextInt(1 << 16);
    }
    VolumeIO.writeCt(
        CtVolume.ofShorts(voxels, geometry, IntensityDomain.HOUNSFIELD),
        target,
        WriteOption.OVERWRITE);
  }

  /** A series on whose grid a mask of noise takes more than the limit. */
  private static Path noisySeries(Path series) {
    return DicomSlices.series(
        series,
        SLICES,
        (k, slice) -> {
          slice.unsignedShort(0x00280010, SIZE).unsignedShort(0x00280011, SIZE);
          DicomSlices.pixels(slice, SIZE * SIZE, p -> (p * 31 + k) % 2000);
        });
  }

  /** The class path of the tests; Surefire hides the real one behind a jar of its own. */
  private static String classPath() {
    return Objects.requireNonNullElseGet(
        System.getProperty("surefire.test.class.path"),
        () -> Objects.requireNonNull(System.getProperty("java.class.path")));
  }
}
