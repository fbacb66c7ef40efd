package org.lungseg.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.lang.ref.WeakReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lungseg.api.CancellationToken;
import org.lungseg.api.CtVolume;
import org.lungseg.api.Device;
import org.lungseg.api.EngineChoice;
import org.lungseg.api.IntensityDomain;
import org.lungseg.api.ModelSource;
import org.lungseg.api.OperationCancelledException;
import org.lungseg.api.ProgressListener;
import org.lungseg.api.Segmenter;
import org.lungseg.api.SegmenterOptions;
import org.lungseg.api.SpacingOrigin;
import org.lungseg.api.VolumeGeometry;
import org.lungseg.engine.internal.network.DjlOnnxRunner;
import org.lungseg.engine.spi.NetworkRunner;

/** A segmentation that is cancelled midway: how soon it ends, and what it leaves behind. */
class CancellationTest {

  private static final int THREADS = 2;

  /** 6 million voxels: 12 MB of image, and more in arrays for the network and the mask. */
  private static final VolumeGeometry LARGE =
      VolumeGeometry.axial(192, 192, 160, 1.8, 1.8, 2, SpacingOrigin.CALIBRATED);

  private static final int RUNS = 20;

  /** Less than any one array of a voxel each, so that not even one can be kept. */
  private static final long HEAP_ALLOWANCE = 4_000_000;

  /** The Java heap may come to lie elsewhere; one image kept of each run would be 236 MB. */
  private static final long RSS_ALLOWANCE = 150_000_000;

  private static final int COLLECTIONS = 10;

  @TempDir static Path folder;
  private static Path model;
  private static short[] hounsfield;

  @BeforeAll
  static void writeModel() {
    model = TestNetworks.writeTwoLungs(folder.resolve("two-lungs"));
    hounsfield = SyntheticChest.on(LARGE).hounsfield();
  }

  /** A call of the network takes tens of milliseconds, so an end within two calls is soon. */
  @Test
  void segment_cancelledInTheNetwork_makesNoFurtherCall() {
    ModelPackage network = ModelPackage.read(model);
    CancellationToken token = CancellationToken.create();
    CancellingRunner runner =
        new CancellingRunner(DjlOnnxRunner.load(network, Device.cpu(), 1), token, 5);
    try (Segmenter segmenter = segmenter(network, runner)) {
      CtVolume ct = large();

      assertThatExceptionOfType(OperationCancelledException.class)
          .isThrownBy(() -> segmenter.segment(ct, ProgressListener.NONE, token));

      assertThat(runner.begunAfterTheCancel.get())
          .as("calls that other threads were about to make")
          .isLessThanOrEqualTo(THREADS - 1);
      assertThat(runner.running.get()).as("calls that still run").isZero();
    }
  }

  @Test
  void segment_cancelledManyTimes_letsGoOfAllMemory() throws IOException, InterruptedException {
    ModelPackage network = ModelPackage.read(model);
    try (NetworkRunner shared = DjlOnnxRunner.load(network, Device.cpu(), 1)) {
      cancelled(network, shared); // loads classes and fills the pools of the native library
      cancelled(network, shared);
      long heap = usedHeap();
      long rss = rssBytes();

      for (int run = 0; run < RUNS; run++) {
        WeakReference<CtVolume> image = cancelled(network, shared);
        assertIsLetGo(image);
      }

      assertThat(usedHeap()).isLessThan(heap + HEAP_ALLOWANCE);
      assumeTrue(rss > 0, "resident memory is told on Linux only");
      assertThat(rssBytes()).isLessThan(rss + RSS_ALLOWANCE);
    }
  }

  /** Cancels in the middle of the network, and returns what may still hold the image. */
  private static WeakReference<CtVolume> cancelled(ModelPackage network, NetworkRunner shared) {
    CancellationToken token = CancellationToken.create();
    CtVolume ct = large();
    // Not closed: that would free the network, which the next run needs.
    Segmenter segmenter = segmenter(network, new CancellingRunner(shared, token, 5));
    assertThatExceptionOfType(OperationCancelledException.class)
        .isThrownBy(() -> segmenter.segment(ct, ProgressListener.NONE, token));
    return new WeakReference<>(ct);
  }

  private static void assertIsLetGo(WeakReference<CtVolume> image) throws InterruptedException {
    for (int round = 0; round < COLLECTIONS && image.get() != null; round++) {
      System.gc();
      Thread.sleep(10);
    }
    assertThat(image.get()).as("the image of a cancelled segmentation").isNull();
  }

  private static Segmenter segmenter(ModelPackage network, NetworkRunner runner) {
    SegmenterOptions options =
        SegmenterOptions.builder().model(ModelSource.directory(model)).threads(THREADS).build();
    return new NetworkSegmenter(
        network.info(),
        new GridPipeline(network, runner),
        options,
        new EngineChoice("OnnxRuntime", EngineChoice.Reason.ONLY_ONE, List.of()),
        List.of());
  }

  /** An image of its own each time, so that it can be seen to go. */
  private static CtVolume large() {
    return CtVolume.ofShorts(hounsfield.clone(), LARGE, IntensityDomain.HOUNSFIELD);
  }

  private static long usedHeap() throws InterruptedException {
    long least = Long.MAX_VALUE;
    for (int round = 0; round < COLLECTIONS; round++) {
      System.gc();
      Thread.sleep(10);
      Runtime runtime = Runtime.getRuntime();
      least = Math.min(least, runtime.totalMemory() - runtime.freeMemory());
    }
    return least;
  }

  /** The resident memory of this process; 0 where the system does not tell. */
  private static long rssBytes() throws IOException {
    Path status = Path.of("/proc/self/status");
    if (!Files.isReadable(status)) {
      return 0;
    }
    try (Stream<String> lines = Files.lines(status)) {
      return lines
          .filter(line -> line.startsWith("VmRSS:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
          .findFirst()
          .orElse(0);
    }
  }

  /** A real network that cancels before its nth call returns, and counts what comes after. */
  private static final class CancellingRunner extends ForwardingRunner {

    private final CancellationToken token;
    private final int cancelAt;
    private final AtomicInteger calls = new AtomicInteger();
    private final AtomicInteger running = new AtomicInteger();
    private final AtomicInteger begunAfterTheCancel = new AtomicInteger();

    CancellingRunner(NetworkRunner network, CancellationToken token, int cancelAt) {
      super(network);
      this.token = token;
      this.cancelAt = cancelAt;
    }

    @Override
    public float[] run(float[] values, int count, int height, int width) {
      if (token.isCancelled()) {
        begunAfterTheCancel.incrementAndGet();
      }
      running.incrementAndGet();
      try {
        float[] found = super.run(values, count, height, width);
        if (calls.incrementAndGet() == cancelAt) {
          token.cancel();
        }
        return found;
      } finally {
        running.decrementAndGet();
      }
    }
  }
}
