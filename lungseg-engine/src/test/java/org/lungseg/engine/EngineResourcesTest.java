package org.lungseg.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lungseg.api.BudgetExceededException;
import org.lungseg.api.CancellationToken;
import org.lungseg.api.CtVolume;
import org.lungseg.api.ModelSource;
import org.lungseg.api.SegmentationResult;
import org.lungseg.api.SegmentationStage;
import org.lungseg.api.Segmenter;
import org.lungseg.api.SegmenterOptions;
import org.lungseg.api.SpacingOrigin;
import org.lungseg.api.VolumeGeometry;

/** What a segmentation takes of the machine: memory within its budget, threads as allowed. */
class EngineResourcesTest {

  private static final VolumeGeometry GEOMETRY =
      VolumeGeometry.axial(96, 72, 30, 3.6, 3.4, 8, SpacingOrigin.CALIBRATED);

  /** Threads of the virtual machine itself, which come and go as it likes. */
  private static final List<String> MACHINE =
      List.of("C1 Comp", "C2 Comp", "GC Thread", "G1 ", "VM ", "Service Thr", "Monitor", "Sweeper");

  @TempDir static Path folder;
  private static Path model;

  @BeforeAll
  static void writeModel() {
    model = TestNetworks.writeTwoLungs(folder.resolve("two-lungs"));
  }

  @Test
  void segment_budgetOfExactlyTheEstimate_isEnoughAndOneByteLessIsNot() {
    CtVolume ct = SyntheticChest.on(GEOMETRY).ct();
    long needed = refused(ct, 1, 1_000_000).requiredBytes();

    assertThat(refused(ct, 1, needed - 1).requiredBytes()).isEqualTo(needed);
    try (Segmenter tight = load(1, needed)) {
      assertThat(tight.segment(ct).mask().isEmpty()).isFalse();
    }
  }

  @Test
  void segment_budgetForFewerSlicesAtATime_usesFewerThreadsForTheNetworkAndGivesTheSameMask() {
    CtVolume ct = SyntheticChest.on(GEOMETRY).ct();
    // What one slice at a time takes with the planes of four threads.
    long least = refused(ct, 4, 1_000_000).requiredBytes();
    try (Segmenter free = Segmenter.load(options(4).build());
        Segmenter tight = load(4, least)) {
      SegmentationResult expected = free.segment(ct);

      SegmentationResult found = tight.segment(ct);

      assertThat(expected.threads()).isEqualTo(4);
      assertThat(found.threads()).isEqualTo(1);
      assertThat(found.mask().array()).isEqualTo(expected.mask().array());
    }
  }

  @Test
  void segment_withOneThread_startsNoOtherNotEvenNative() {
    CtVolume ct = SyntheticChest.on(GEOMETRY).ct();
    try (Segmenter segmenter = Segmenter.load(options(1).build())) {
      assertThat(threadsStartedWhile(segmenter, ct)).isEmpty();
    }
  }

  @Test
  void segment_onAHostsExecutor_startsNoOtherThreadInAnyStage() {
    CtVolume ct = SyntheticChest.on(GEOMETRY).ct();
    ThreadPoolExecutor pool =
        new ThreadPoolExecutor(2, 2, 1, TimeUnit.MINUTES, new LinkedBlockingQueue<>());
    pool.prestartAllCoreThreads();
    try (Segmenter segmenter = Segmenter.load(options(3).executor(pool).build())) {
      assertThat(threadsStartedWhile(segmenter, ct)).isEmpty();
      assertThat(pool.getTaskCount()).isGreaterThan(SegmentationStage.values().length);
    } finally {
      pool.shutdown();
    }
  }

  /** What is there at any progress of a segmentation and was not before. */
  private static Set<String> threadsStartedWhile(Segmenter segmenter, CtVolume ct) {
    assumeTrue(Files.isDirectory(Path.of("/proc/self/task")), "threads are listed on Linux only");
    Set<String> before = nativeThreads();
    Set<String> during = ConcurrentHashMap.newKeySet();
    segmenter.segment(
        ct, (stage, fraction) -> during.addAll(nativeThreads()), CancellationToken.create());
    during.removeAll(before);
    return during;
  }

  /** The numbers and names of all threads of this process but those of the virtual machine. */
  private static Set<String> nativeThreads() {
    Set<String> found = new HashSet<>();
    try (Stream<Path> tasks = Files.list(Path.of("/proc/self/task"))) {
      for (Path task : tasks.toList()) {
        String name = nameOf(task);
        if (MACHINE.stream().noneMatch(name::startsWith)) {
          found.add(task.getFileName() + " " + name);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return found;
  }

  private static String nameOf(Path task) {
    try {
      return Files.readString(task.resolve("comm")).strip();
    } catch (IOException e) {
      return MACHINE.get(0); // it has ended meanwhile
    }
  }

  private static BudgetExceededException refused(CtVolume ct, int threads, long budget) {
    List<BudgetExceededException> refusals = new ArrayList<>();
    try (Segmenter small = load(threads, budget)) {
      assertThatExceptionOfType(BudgetExceededException.class)
          .isThrownBy(() -> small.segment(ct))
          .satisfies(refusals::add);
    }
    return refusals.get(0);
  }

  private static Segmenter load(int threads, long budget) {
    return Segmenter.load(options(threads).memoryBudgetBytes(budget).build());
  }

  private static SegmenterOptions.Builder options(int threads) {
    return SegmenterOptions.builder().model(ModelSource.directory(model)).threads(threads);
  }
}
