package org.lungseg.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.lungseg.api.CancellationToken;
import org.lungseg.cli.spi.CommandContext;

/** The context of one run. */
final class RunContext implements CommandContext {

  private final PrintWriter out;
  private final PrintWriter err;
  private final boolean terminal;
  private final CancellationToken cancellation = CancellationToken.create();
  private final Set<Path> temporaries = ConcurrentHashMap.newKeySet();

  RunContext(PrintWriter out, PrintWriter err, boolean terminal) {
    this.out = out;
    this.err = err;
    this.terminal = terminal;
  }

  @Override
  public PrintWriter out() {
    return out;
  }

  @Override
  public PrintWriter err() {
    return err;
  }

  @Override
  public boolean isTerminal() {
    return terminal;
  }

  @Override
  public CancellationToken cancellation() {
    return cancellation;
  }

  @Override
  public void deleteOnAbort(Path temporary) {
    temporaries.add(temporary.toAbsolutePath());
  }

  /** Deletes what commands named as temporary and what is still there. */
  void deleteTemporaries() {
    for (Path temporary : temporaries) {
      try {
        deleteTree(temporary);
      } catch (IOException e) {
        err.println("lungseg: cannot delete the temporary " + temporary + ": " + e);
      }
    }
  }

  /** Deletes a file, or a folder with all it holds; links are deleted, not followed. */
  static void deleteTree(Path root) throws IOException {
    if (!Files.exists(root, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    Files.walkFileTree(
        root,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.deleteIfExists(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException failure)
              throws IOException {
            if (failure != null) {
              throw failure;
            }
            Files.deleteIfExists(folder);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
