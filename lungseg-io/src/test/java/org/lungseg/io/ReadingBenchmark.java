package org.lungseg.io;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.zip.GZIPInputStream;
import org.lungseg.api.CtVolume;
import org.lungseg.api.IntensityDomain;
import org.lungseg.api.SpacingOrigin;
import org.lungseg.api.VolumeGeometry;

/**
 * How fast a CT of 512 × 512 × 300 voxels of 16 bits is read and written, as ratios to what the JDK
 * needs for the same bytes in the same run. A program, not a test; {@code docs/formats.md} says how
 * to run it and has its results.
 *
 * <p>The values are made up: a body in air with noise, which packs about as a real CT does. Each
 * thing is done once in each round, in turn, so that what else the machine does hits all alike; the
 * median of the rounds counts.
 */
public final class ReadingBenchmark {

  private static final int SIZE = 512;
  private static final int SLICES = 300;
  private static final int DRAIN_BYTES = 1 << 16;

  private interface Task {
    long run() throws IOException;
  }

  private record Measured(String name, Task task, List<Long> nanos) {}

  private ReadingBenchmark() {}

  /**
   * Runs it.
   *
   * @param args the number of rounds; or {@code write FOLDER} to leave the files in a folder, for
   *     {@code read PATH}, which reads one of them and shows that the heap is large enough
   */
  public static void main(String[] args) throws IOException {
    PrintStream out = System.out;
    if (args.length == 2 && args[0].equals("read")) {
      CtVolume ct = VolumeIO.readCt(Path.of(args[1]));
      out.println("read " + ct + " with a heap of " + Runtime.getRuntime().maxMemory() + " bytes");
      return;
    }
    if (args.length == 2 && args[0].equals("write")) {
      writeFiles(ct(), Files.createDirectories(Path.of(args[1])));
      return;
    }
    int rounds = args.length > 0 ? Integer.parseInt(args[0]) : 15;
    Path folder = Files.createTempDirectory("lungseg-benchmark");
    try {
      run(folder, rounds, out);
    } finally {
      try (var files = Files.walk(folder)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }

  private static void run(Path folder, int rounds, PrintStream out) throws IOException {
    CtVolume ct = ct();
    writeFiles(ct, folder);
    Path plain = folder.resolve("ct.nii");
    Path packed = folder.resolve("ct.nii.gz");
    Path meta = folder.resolve("ct.mha");
    Path nrrd = folder.resolve("ct.nrrd");
    Path dicom = folder.resolve("dicom");
    out.printf(
        Locale.ROOT,
        "%.1f MB of voxels, %.1f MB packed%n",
        Files.size(plain) / 1e6,
        Files.size(packed) / 1e6);
    List<Measured> all =
        List.of(
            measured("GZIPInputStream, draining ct.nii.gz", () -> drainGzip(packed)),
            measured("read ct.nii.gz", () -> read(packed)),
            measured("read ct.nrrd (gzip)", () -> read(nrrd)),
            measured("FileChannel, draining ct.nii into one buffer", () -> drain(plain)),
            measured("FileChannel, ct.nii into a new array", () -> intoArray(plain)),
            measured("read ct.nii", () -> read(plain)),
            measured("read ct.mha", () -> read(meta)),
            measured(
                "FileChannel, 300 DICOM files into an array each", () -> filesIntoArrays(dicom)),
            measured("read 300 DICOM files", () -> read(dicom)),
            measured("write ct.nii.gz, 1 thread", () -> write(ct, packed, 1)),
            measured("write ct.nii.gz, 2 threads", () -> write(ct, packed, 2)));
    for (int round = 0; round < rounds + 3; round++) {
      for (Measured one : all) {
        long start = System.nanoTime();
        long result = one.task().run();
        long nanos = System.nanoTime() - start;
        if (result == 0) {
          throw new IllegalStateException(one.name() + " did nothing");
        }
        if (round >= 3) { // the first rounds warm up
          one.nanos().add(nanos);
        }
      }
    }
    double drainGzip = median(all.get(0));
    double drain = median(all.get(3));
    double intoArray = median(all.get(4));
    for (Measured one : all) {
      long[] sorted = one.nanos().stream().mapToLong(Long::longValue).sorted().toArray();
      out.printf(
          Locale.ROOT,
          "%-46s median %7.1f ms, least %7.1f ms%n",
          one.name(),
          median(one) / 1e6,
          sorted[0] / 1e6);
    }
    out.printf(Locale.ROOT, "nii.gz / GZIPInputStream   %.2f%n", drainGzip / median(all.get(1)));
    out.printf(Locale.ROOT, "nrrd / GZIPInputStream     %.2f%n", drainGzip / median(all.get(2)));
    for (int at = 5; at <= 6; at++) {
      out.printf(
          Locale.ROOT,
          "%s: to FileChannel into an array %.2f, to FileChannel draining %.2f%n",
          all.get(at).name(),
          intoArray / median(all.get(at)),
          drain / median(all.get(at)));
    }
    out.printf(
        Locale.ROOT,
        "300 DICOM files: to FileChannel %.2f, to the same bytes in one file %.2f%n",
        median(all.get(7)) / median(all.get(8)),
        intoArray / median(all.get(8)));
    out.printf(
        Locale.ROOT, "two threads / one          %.2f%n", median(all.get(9)) / median(all.get(10)));
  }

  private static void writeFiles(CtVolume ct, Path folder) throws IOException {
    for (String name : List.of("ct.nii", "ct.nii.gz", "ct.mha", "ct.nrrd")) {
      VolumeIO.writeCt(ct, folder.resolve(name));
    }
    Path dicom = Files.createDirectories(folder.resolve("dicom"));
    int plane = SIZE * SIZE;
    float[] values = new float[plane];
    for (int k = 0; k < SLICES; k++) {
      ct.copyPlane(k, values);
      DicomBytes slice =
          DicomSlices.header(DicomBytes.Syntax.EXPLICIT, k)
              .decimals(0x00200032, -180, -180, k)
              .unsignedShort(0x00280010, SIZE)
              .unsignedShort(0x00280011, SIZE)
              .decimals(0x00280030, 0.7, 0.7);
      // Stored numbers have 12 bits, as a scanner's do.
      DicomSlices.pixels(slice, plane, p -> Math.max(0, Math.min(4095, (int) values[p] + 1024)))
          .write(dicom.resolve(k + ".dcm"));
    }
  }

  private static Measured measured(String name, Task task) {
    return new Measured(name, task, new ArrayList<>());
  }

  private static double median(Measured one) {
    long[] sorted = one.nanos().stream().mapToLong(Long::longValue).sorted().toArray();
    return sorted[sorted.length / 2];
  }

  private static long drainGzip(Path file) throws IOException {
    byte[] buffer = new byte[DRAIN_BYTES];
    long total = 0;
    try (InputStream in = new GZIPInputStream(Files.newInputStream(file), DRAIN_BYTES)) {
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        total += read;
      }
    }
    return total;
  }

  private static long drain(Path file) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocateDirect(1 << 20);
    long total = 0;
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      for (int read = channel.read(buffer); read >= 0; read = channel.read(buffer)) {
        total += read;
        buffer.clear();
      }
    }
    return total;
  }

  private static long filesIntoArrays(Path folder) throws IOException {
    long total = 0;
    for (int k = 0; k < SLICES; k++) {
      total += intoArray(folder.resolve(k + ".dcm"));
    }
    return total;
  }

  private static long intoArray(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      byte[] all = new byte[(int) channel.size()];
      ByteBuffer buffer = ByteBuffer.wrap(all);
      while (buffer.hasRemaining()) {
        // In steps: the JDK copies each through memory of its own of that size.
        int end = Math.min(all.length, buffer.position() + (1 << 20));
        buffer.limit(end);
        if (channel.read(buffer) < 0) {
          throw new IOException("ends early");
        }
        buffer.limit(all.length);
      }
      return all.length;
    }
  }

  private static long read(Path file) {
    return VolumeIO.readCt(file).geometry().voxelCount();
  }

  private static long write(CtVolume ct, Path file, int threads) throws IOException {
    VolumeIO.writeCt(ct, file, WriteOption.OVERWRITE, WriteOption.threads(threads));
    return Files.size(file);
  }

  private static CtVolume ct() {
    short[] voxels = new short[SIZE * SIZE * SLICES];
    Random random = new Random(1);
    double[] noise = new double[1 << 16];
    Arrays.setAll(noise, at -> random.nextGaussian() * 25);
    for (int k = 0, at = 0; k < SLICES; k++) {
      for (int j = 0; j < SIZE; j++) {
        for (int i = 0; i < SIZE; i++, at++) {
          double x = (i - 256) / 200.0;
          double y = (j - 256) / 140.0;
          double lung = (Math.abs(x) - 0.5) * (Math.abs(x) - 0.5) * 6 + y * y * 2;
          double value = x * x + y * y > 1 ? -1024 : lung < 0.6 ? -850 : 40;
          voxels[at] = (short) (value == -1024 ? value : value + noise[random.nextInt(1 << 16)]);
        }
      }
    }
    VolumeGeometry geometry =
        VolumeGeometry.axial(SIZE, SIZE, SLICES, 0.7, 0.7, 1, SpacingOrigin.CALIBRATED);
    return CtVolume.ofShorts(voxels, geometry, IntensityDomain.HOUNSFIELD);
  }
}
