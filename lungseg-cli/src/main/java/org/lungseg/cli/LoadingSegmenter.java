package org.lungseg.cli;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import org.lungseg.api.Segmenter;

/**
 * A network that is loaded on a thread of its own while the image is read, which takes as long. For
 * one thread.
 */
final class LoadingSegmenter implements AutoCloseable {

  private final CompletableFuture<Segmenter> loading;

  private LoadingSegmenter(CompletableFuture<Segmenter> loading) {
    this.loading = loading;
  }

  /**
   * Begins to load.
   *
   * @param load gives the network
   * @param threads how many threads may work; with one, it is loaded here and now
   */
  static LoadingSegmenter begin(Supplier<Segmenter> load, int threads) {
    if (threads == 1) {
      return new LoadingSegmenter(CompletableFuture.completedFuture(load.get()));
    }
    CompletableFuture<Segmenter> loading = new CompletableFuture<>();
    Thread thread =
        new Thread(
            () -> {
              try {
                loading.complete(load.get());
              } catch (RuntimeException | Error e) {
                loading.completeExceptionally(e);
              }
            },
            "lungseg-load");
    thread.setDaemon(true);
    thread.start();
    return new LoadingSegmenter(loading);
  }

  /** Waits for the network; throws what loading it threw. */
  Segmenter get() {
    try {
      return loading.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      if (e.getCause() instanceof Error cause) {
        throw cause;
      }
      throw e;
    }
  }

  /** Waits for the network, since a process must not end inside a native library, and closes it. */
  @Override
  public void close() {
    try {
      loading.join().close();
    } catch (CompletionException e) {
      // There is no network to close; whoever wanted it was told by get.
    }
  }
}
