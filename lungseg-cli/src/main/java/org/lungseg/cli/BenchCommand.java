package org.lungseg.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.lungseg.api.CtVolume;
import org.lungseg.api.ModelSource;
import org.lungseg.api.OutputRefusedException;
import org.lungseg.api.Segmenter;
import org.lungseg.api.SegmenterOptions;
import org.lungseg.cli.spi.CliCommand;
import org.lungseg.cli.spi.CommandContext;
import org.lungseg.cli.spi.CommandFailedException;
import org.lungseg.cli.spi.ExitCode;
import org.lungseg.engine.ModelPackage;
import org.lungseg.engine.benchmark.NetworkSpeed;
import org.lungseg.engine.benchmark.NetworkWork;
import org.lungseg.io.VolumeIO;
import org.lungseg.io.WriteOption;
import org.lungseg.phantom.ChestPhantom;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code lungseg bench}: how fast this machine segments, and what that can be held against. */
@Command(
    name = "bench",
    description = "Measures how fast this machine segments synthetic CT, file to file.",
    footer = {
      "",
      "Volumes of 512×512 voxels a slice are made in a temporary folder (95 MB for 300 slices) and",
      "segmented each in a process of its own. In the same run it times a U-Net of the size of",
      "lungmask's R231 on ONNX Runtime, plain convolutions and copies of memory.",
      "",
      "Examples:",
      "  lungseg bench",
      "  lungseg bench --sizes 300 --threads 2 --json bench.json",
      "  lungseg bench --sizes 100 --engine pytorch",
      "  lungseg bench --sizes 100 --repeat 300 --peer-slices 0     (memory over 300 volumes)"
    })
public final class BenchCommand implements CliCommand {

  private static final int MAX_SLICES = 2000;

  /** A CT of this size shows how long it takes from the start of Java to a first result. */
  private static final int SMALL_SIDE = 128;

  private static final int SMALL_SLICES = 30;
  private static final double SMALL_PIXEL_MM = 3.2;
  private static final double SMALL_SLICE_MM = 10;

  /** A CT voxel is written and read once (2 bytes each), a mask's too (1 byte each). */
  private static final int BYTES_A_VOXEL = 6;

  @Option(
      names = "--sizes",
      split = ",",
      paramLabel = "N",
      converter = Converters.Positive.class,
      description = "How many slices the volumes have; without it, 100,300,1000.")
  private List<Integer> sizes = List.of(100, 300, 1000);

  @Option(
      names = "--repeat",
      paramLabel = "N",
      converter = Converters.Positive.class,
      description = "Segments each volume so often in one process and tells memory after each.")
  private int repeat = 1;

  @Option(
      names = "--peer-slices",
      paramLabel = "N",
      converter = Converters.NonNegative.class,
      description =
          "On how many slices the large U-Net is timed; without it, 8; with 0 it is left out.")
  private int peerSlices = 8;

  @Mixin private EngineOptions engineOptions = new EngineOptions();

  @Option(
      names = "--model",
      paramLabel = "DIR",
      description = "Folder of a model package; without it, the bundled network.")
  private @Nullable Path model;

  @Option(names = "--json", paramLabel = "FILE.json", description = "Also writes all figures.")
  private @Nullable Path json;

  @Option(names = "--overwrite", description = "Replaces outputs that exist.")
  private boolean overwrite;

  /** Made by the service loader. */
  public BenchCommand() {}

  @Override
  public ExitCode run(CommandContext context) {
    for (int slices : sizes) {
      if (slices > MAX_SLICES) {
        throw new CommandFailedException(
            ExitCode.WRONG_USAGE, "--sizes are up to " + MAX_SLICES + ", got " + slices, null);
      }
    }
    ModelPackage network =
        model == null
            ? ModelPackage.readBundled(BenchCommand.class.getClassLoader())
            : ModelPackage.read(model);
    requireEngine();
    try (OutputSet outputs = new OutputSet(context, OutputSet.Existing.ofOverwrite(overwrite))) {
      Path staged = json == null ? null : staged(outputs, json);
      ObjectNode report = measure(context, network);
      if (json != null && staged != null) {
        String text = Json.text(report) + System.lineSeparator();
        OutputSet.write(json, staged, path -> Files.writeString(path, text));
      }
      outputs.commit();
    }
    return ExitCode.DONE;
  }

  /** An engine that is not there is said at once, and not by a process after all other work. */
  private void requireEngine() {
    if (engineOptions.engine() == null) {
      return;
    }
    SegmenterOptions.Builder options = SegmenterOptions.builder();
    engineOptions.applyTo(options);
    if (model != null) {
      options.model(ModelSource.directory(model));
    }
    Segmenter.load(options.build()).close();
  }

  private static Path staged(OutputSet outputs, Path target) {
    if (!target.toString().toLowerCase(Locale.ROOT).endsWith(".json")) {
      throw new OutputRefusedException(target + ": the name of a report ends in .json");
    }
    return outputs.file(target);
  }

  private ObjectNode measure(CommandContext context, ModelPackage network) {
    Path folder = makeFolder(context);
    try {
      ObjectNode report = Json.object();
      report.put("lungseg", Version.current());
      report.put("model", network.description().name() + " " + network.description().version());
      ObjectNode machine = machine(context);
      report.set("machine", machine);
      BenchReport.printMachine(machine, context.out());
      ArrayNode volumes = report.putArray("volumes");
      for (int slices : sizes) {
        tell(context, "making a CT of " + slices + " slices");
        CtVolume ct = BenchVolume.ofSlices(slices);
        ObjectNode volume = volume(ct, BenchRun.FIRST, folder, network, context);
        finish(volume, machine, volumes, context);
      }
      tell(context, "making a small CT");
      CtVolume small =
          ChestPhantom.builder()
              .size(SMALL_SIDE, SMALL_SIDE, SMALL_SLICES)
              .spacingMm(SMALL_PIXEL_MM, SMALL_PIXEL_MM, SMALL_SLICE_MM)
              .build()
              .generate()
              .ct();
      // How long a first result takes is a matter of the command, which loads while it reads.
      ObjectNode volume = volume(small, BenchRun.WHILE_READING, folder, network, context);
      finish(volume, machine, volumes, context);
      return report;
    } finally {
      delete(folder);
    }
  }

  private static void finish(
      ObjectNode volume, ObjectNode machine, ArrayNode volumes, CommandContext context) {
    BenchReport.derive(volume, machine);
    BenchReport.printVolume(volume, context.out());
    context.out().flush();
    volumes.add(volume);
  }

  private ObjectNode machine(CommandContext context) {
    int threads = engineOptions.threads();
    ObjectNode machine = Json.object();
    machine.put("threads", threads);
    machine.put("cores", Runtime.getRuntime().availableProcessors());
    machine.put("java", Runtime.version().toString());
    machine.put("system", System.getProperty("os.name") + " " + System.getProperty("os.arch"));
    tell(context, "measuring the machine");
    machine.put(
        "gigaflops", NetworkSpeed.ofPlainConvolutions(threads, context.cancellation()).gigaflops());
    machine.put("memoryGbPerS", BenchMachine.bytesPerSecond(threads, context.cancellation()) / 1e9);
    if (peerSlices > 0) {
      tell(context, "timing the large U-Net on " + peerSlices + " slices");
      NetworkSpeed.Pass pass =
          NetworkSpeed.ofLargeUNet(peerSlices, threads, context.cancellation());
      machine.put("largeUNetSlices", pass.slices());
      machine.put("largeUNetMsPerSlice", pass.time().toNanos() / 1e6 / pass.slices());
      machine.put("largeUNetGigaflops", pass.gigaflops());
    }
    return machine;
  }

  /**
   * Writes a volume, measures a process on it, and deletes it.
   *
   * @param load when the process loads the network: {@link BenchRun#FIRST} or {@link
   *     BenchRun#WHILE_READING}
   */
  private ObjectNode volume(
      CtVolume ct, String load, Path folder, ModelPackage network, CommandContext context) {
    int slices = ct.geometry().size(2);
    context.cancellation().throwIfCancelled();
    Path file = folder.resolve("ct.nii.gz");
    VolumeIO.writeCt(ct, file, WriteOption.OVERWRITE, WriteOption.threads(engineOptions.threads()));
    ObjectNode volume = Json.object();
    volume.put("slices", slices);
    volume.put("size", ct.geometry().size(0) + "×" + ct.geometry().size(1) + "×" + slices);
    volume.put("sliceSpacingMm", ct.geometry().spacingMm(2));
    NetworkWork work = NetworkWork.of(network, ct);
    volume.put("networkSlices", work.slices());
    volume.put("networkRows", work.rows());
    volume.put("networkColumns", work.columns());
    volume.put("networkOperations", work.operations());
    try {
      long bytes = Files.size(file);
      volume.put("fileBytes", bytes);
      volume.put("bytesToMove", bytes + BYTES_A_VOXEL * ct.geometry().voxelCount());
      tell(context, "segmenting " + volume.path("size").asText() + " voxels");
      volume.setAll(
          new BenchProcess(folder, context.cancellation())
              .run(
                  file,
                  engineOptions.threads(),
                  model == null ? BenchRun.BUNDLED : model.toAbsolutePath().toString(),
                  engineOptions.engine() == null ? BenchRun.ANY : engineOptions.engine(),
                  repeat,
                  load));
      Files.delete(file);
      return volume;
    } catch (IOException e) {
      throw CommandFailedException.writing(file, e);
    }
  }

  private static void tell(CommandContext context, String what) {
    context.err().println("lungseg: " + what);
    context.err().flush();
  }

  private static Path makeFolder(CommandContext context) {
    try {
      Path folder = Files.createTempDirectory("lungseg-bench");
      context.deleteOnAbort(folder);
      return folder;
    } catch (IOException e) {
      throw new CommandFailedException(
          ExitCode.OUTPUT_REFUSED, "cannot make a temporary folder: " + e.getMessage(), e);
    }
  }

  private static void delete(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
      Files.delete(folder);
    } catch (IOException e) {
      throw CommandFailedException.writing(folder, e);
    }
  }
}
