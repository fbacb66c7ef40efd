package org.lungseg.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.lungseg.api.Device;
import org.lungseg.api.OutputRefusedException;
import org.lungseg.api.SegmenterOptions;
import org.lungseg.api.VolumeIoException;
import org.lungseg.cli.spi.CommandContext;
import org.lungseg.cli.spi.CommandFailedException;
import org.lungseg.cli.spi.ExitCode;
import org.lungseg.metrics.cohort.Cohort;
import org.lungseg.metrics.cohort.CohortManifest;
import org.lungseg.metrics.cohort.report.GalleryPicture;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options of commands that run models on a cohort. */
final class CohortOptions {

  @Option(
      names = "--manifest",
      paramLabel = "CASES.csv",
      description =
          "The cases of a cohort: columns case, reference, and as wanted patient, ct, infection,"
              + " ignore; every other column is a group.")
  private @Nullable Path manifest;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "The folder that the manifest's paths start from; without it, its own.")
  private @Nullable Path data;

  @Option(
      names = "--work",
      paramLabel = "DIR",
      description =
          "Keeps each result of the cohort there at once; the same command goes on after a stop.")
  private @Nullable Path work;

  @Mixin private EngineOptions engineOptions = new EngineOptions();

  @Option(
      names = "--device",
      paramLabel = "cpu|gpu:N",
      converter = Converters.DeviceName.class,
      description = "Where networks run; without it, the processor.")
  private @Nullable Device device;

  /** What a run gave: the cohort, and pictures of its worst cases. */
  record Outcome(Cohort cohort, List<GalleryPicture> gallery) {}

  boolean hasManifest() {
    return manifest != null;
  }

  /** How many threads to use. */
  int threads() {
    return engineOptions.threads();
  }

  /** The manifest's file; only where there is one. */
  Path manifestFile() {
    if (manifest == null) {
      throw new CommandFailedException(ExitCode.WRONG_USAGE, "--manifest is missing", null);
    }
    return manifest;
  }

  /** The manifest's name without its folder, which may name a patient or a person. */
  String manifestName() {
    return String.valueOf(manifestFile().getFileName());
  }

  /**
   * Runs models on the cohort.
   *
   * @param models what the user calls them
   * @param gallery how many of each model's worst cases to draw
   */
  Outcome run(List<String> models, int gallery, CommandContext context) {
    Path file = manifestFile();
    Inputs.requireExists(file);
    Path root = data;
    if (root == null) {
      Path parent = file.toAbsolutePath().getParent();
      root = parent == null ? Path.of("") : parent;
    } else if (!Files.isDirectory(root)) {
      throw CommandFailedException.about(root, new VolumeIoException("no such folder"));
    }
    CohortManifest cases = CohortManifest.read(file, root);
    if (work != null && Files.exists(work) && !Files.isDirectory(work)) {
      throw new OutputRefusedException(work + ": exists and is no folder");
    }
    SegmenterOptions.Builder options = SegmenterOptions.builder();
    engineOptions.applyTo(options);
    if (device != null) {
      options.device(device);
    }
    try (CohortModels loaded = CohortModels.open(models, options)) {
      for (CohortCandidate candidate : loaded.candidates()) {
        requireCts(cases, candidate, file);
      }
      CohortRun run =
          new CohortRun(
              cases, loaded.candidates(), CohortResultStore.in(work), gallery, threads(), context);
      return new Outcome(run.run(), run.gallery());
    }
  }

  private static void requireCts(CohortManifest cases, CohortCandidate candidate, Path file) {
    for (CohortManifest.Entry entry : cases.entries()) {
      if (candidate.needsCt() && entry.ct().isEmpty()) {
        throw new CommandFailedException(
            ExitCode.INPUT_UNUSABLE,
            file
                + ": case "
                + entry.identity().id()
                + " has no ct, which "
                + candidate.model().name()
                + " needs",
            null);
      }
    }
  }
}
