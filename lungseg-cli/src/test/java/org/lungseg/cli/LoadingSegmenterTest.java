package org.lungseg.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.lungseg.api.CtVolume;
import org.lungseg.api.Segmenter;
import org.lungseg.api.UnusableModelException;
import org.lungseg.engine.classic.ClassicSegmenter;
import org.lungseg.phantom.ChestPhantom;

class LoadingSegmenterTest {

  @Test
  void begin_twoThreads_loadsWhileTheCallerGoesOn() throws InterruptedException {
    CountDownLatch wentOn = new CountDownLatch(1);
    AtomicReference<Thread> loader = new AtomicReference<>();
    try (LoadingSegmenter loading =
        LoadingSegmenter.begin(
            () -> {
              loader.set(Thread.currentThread());
              await(wentOn);
              return ClassicSegmenter.create();
            },
            2)) {
      wentOn.countDown(); // would not be reached if begin waited for the network
      assertThat(loading.get().segment(small()).mask().isEmpty()).isFalse();
      assertThat(loader.get()).isNotSameAs(Thread.currentThread());
    }
  }

  @Test
  void begin_oneThread_loadsOnIt() {
    AtomicReference<Thread> loader = new AtomicReference<>();
    try (LoadingSegmenter loading =
        LoadingSegmenter.begin(
            () -> {
              loader.set(Thread.currentThread());
              return ClassicSegmenter.create();
            },
            1)) {
      assertThat(loader.get()).isSameAs(Thread.currentThread());
      assertThat(loading.get()).isNotNull();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void get_whatCannotBeLoaded_throwsWhatLoadingThrew(int threads) {
    UnusableModelException failure = new UnusableModelException("damaged");
    assertThatThrownBy(
            () -> {
              try (LoadingSegmenter loading =
                  LoadingSegmenter.begin(
                      () -> {
                        throw failure;
                      },
                      threads)) {
                loading.get();
              }
            })
        .isSameAs(failure);
  }

  @Test
  void close_beforeItIsLoaded_waitsAndClosesIt() {
    AtomicBoolean loaded = new AtomicBoolean();
    Thread caller = Thread.currentThread();
    Segmenter network = ClassicSegmenter.create();
    LoadingSegmenter loading =
        LoadingSegmenter.begin(
            () -> {
              while (caller.getState() != Thread.State.WAITING) {
                Thread.onSpinWait(); // for ever if close does not wait
              }
              loaded.set(true);
              return network;
            },
            2);
    loading.close();
    assertThat(loaded).isTrue();
    assertThatThrownBy(() -> network.segment(small())).isInstanceOf(IllegalStateException.class);
  }

  private static CtVolume small() {
    return ChestPhantom.builder().size(64, 64, 30).spacingMm(6.4, 6.4, 10).build().generate().ct();
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
