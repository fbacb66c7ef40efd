package org.lungseg.engine.internal.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;
import org.lungseg.api.SegmenterOptions;

class WorkersTest {

  @Test
  void forEach_runsEachTaskOnceWithAtMostTheThreadsAllowed() {
    AtomicIntegerArray runs = new AtomicIntegerArray(1000);
    AtomicInteger threads = new AtomicInteger();

    workers(4)
        .forEach(
            1000,
            () -> {
              threads.incrementAndGet();
              return runs::incrementAndGet;
            });

    for (int task = 0; task < 1000; task++) {
      assertThat(runs.get(task)).isEqualTo(1);
    }
    assertThat(threads).hasValueBetween(1, 4);
  }

  @Test
  void forEach_noTasks_doesNothing() {
    workers(3).forEach(0, () -> task -> assertThat(task).isNegative());
  }

  @Test
  void forEach_failure_isThrownAndStopsTheRest() {
    AtomicInteger begun = new AtomicInteger();
    assertThatIllegalStateException()
        .isThrownBy(
            () ->
                workers(2)
                    .forEach(
                        100_000,
                        () ->
                            task -> {
                              begun.incrementAndGet();
                              throw new IllegalStateException("task");
                            }))
        .withMessage("task");
    assertThat(begun).hasValueLessThan(100);
    assertThatExceptionOfType(AssertionError.class)
        .isThrownBy(
            () ->
                workers(1)
                    .forEach(
                        1,
                        () ->
                            task -> {
                              throw new AssertionError("error");
                            }));
  }

  @Test
  void forEach_executorThatRunsLate_findsNothingLeftToDo() {
    List<Runnable> kept = new ArrayList<>();
    Executor late = kept::add;
    AtomicInteger runs = new AtomicInteger();
    Workers workers = Workers.of(SegmenterOptions.builder().threads(3).executor(late).build());

    workers.forEach(10, () -> task -> runs.incrementAndGet());
    assertThat(runs).hasValue(10);
    assertThat(kept).hasSize(2);

    kept.forEach(Runnable::run);
    assertThat(runs).hasValue(10);
  }

  @Test
  void forEach_interruptedCaller_finishesAndStaysInterrupted() {
    Thread.currentThread().interrupt();
    AtomicInteger runs = new AtomicInteger();

    workers(4).forEach(50, () -> task -> runs.incrementAndGet());

    assertThat(runs).hasValue(50);
    assertThat(Thread.interrupted()).isTrue();
  }

  private static Workers workers(int threads) {
    return Workers.of(SegmenterOptions.builder().threads(threads).build());
  }
}
