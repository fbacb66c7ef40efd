package org.lungseg.examples;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.lungseg.api.CancellationToken;
import org.lungseg.api.CtVolume;
import org.lungseg.api.ModelSource;
import org.lungseg.api.OperationCancelledException;
import org.lungseg.api.SegmentationResult;
import org.lungseg.api.Segmenter;
import org.lungseg.api.SegmenterOptions;
import org.lungseg.io.VolumeIO;

/** A host that stays in charge: its own model, two threads, a memory budget and a time limit. */
public final class CustomOptions {

  private static final long BUDGET_BYTES = 4L << 30;

  private CustomOptions() {}

  /** Takes the CT, the mask to write, the folder of a model package, and seconds to wait. */
  public static void main(String[] args) {
    if (args.length != 4) {
      System.err.println("usage: CustomOptions CT MASK.nii.gz MODEL_FOLDER SECONDS");
      return;
    }
    SegmenterOptions options =
        SegmenterOptions.builder()
            .model(ModelSource.directory(Path.of(args[2])))
            .threads(2)
            .memoryBudgetBytes(BUDGET_BYTES)
            .build();
    Duration limit = Duration.ofSeconds(Long.parseLong(args[3]));
    CtVolume ct = VolumeIO.readCt(Path.of(args[0]));
    try (Segmenter segmenter = Segmenter.load(options)) {
      SegmentationResult result = segmentWithin(limit, segmenter, ct);
      VolumeIO.writeMask(result.mask(), Path.of(args[1]));
      System.out.println(result.model().name() + " took " + result.totalTime());
    } catch (OperationCancelledException e) {
      System.out.println("gave up after " + limit);
    }
  }

  /**
   * Segments and tells how far it is.
   *
   * @throws OperationCancelledException if it takes longer than the limit
   */
  private static SegmentationResult segmentWithin(
      Duration limit, Segmenter segmenter, CtVolume ct) {
    CancellationToken cancellation = CancellationToken.create();
    ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
    try {
      var unused = clock.schedule(cancellation::cancel, limit.toMillis(), TimeUnit.MILLISECONDS);
      return segmenter.segment(
          ct,
          (stage, fraction) ->
              System.out.println(String.format(Locale.ROOT, "%s %.0f %%", stage, 100 * fraction)),
          cancellation);
    } finally {
      clock.shutdownNow();
    }
  }
}
