package org.lungseg.cli;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.lungseg.api.LungsegException;
import org.lungseg.api.OutputRefusedException;
import org.lungseg.cli.spi.CommandContext;
import org.lungseg.cli.spi.CommandFailedException;
import org.lungseg.cli.spi.ExitCode;

/**
 * The outputs of a command: all of them appear, or none.
 *
 * <p>Each output is announced before the work, which checks it and gives a place to write to: a
 * path of the same name in a hidden temporary folder beside the target, so on the same file system.
 * {@link #commit} moves all into place, in the order of announcement; if one cannot be moved, those
 * before it are taken back and what they replaced is restored. {@link #close} removes the temporary
 * folders. Not safe for use by many threads.
 */
final class OutputSet implements AutoCloseable {

  /** Whether outputs that exist may be replaced. */
  enum Existing {
    /** Refuse to replace. */
    KEEP,
    /** Replace files, and folders that hold nothing else than what will be written again. */
    REPLACE;

    /** The meaning of the option {@code --overwrite}. */
    static Existing ofOverwrite(boolean overwrite) {
      return overwrite ? REPLACE : KEEP;
    }
  }

  private static final String TEMPORARY_PREFIX = ".lungseg-";
  private static final String OLD_PREFIX = "old-";

  private final CommandContext context;
  private final Existing existing;
  private final List<Path> inputs;
  private final List<Output> outputs = new ArrayList<>();
  private final Map<Path, Path> temporaryOfFolder = new HashMap<>();

  /** One output: where it is to appear, and where it is written until then. */
  private record Output(Path target, Path staged, boolean folder) {}

  /** A step of committing that can be taken back. */
  private record Done(Output output, @Nullable Path old) {}

  /**
   * Starts without outputs.
   *
   * @param inputs files and folders that no output may touch
   */
  OutputSet(CommandContext context, Existing existing, Path... inputs) {
    this.context = context;
    this.existing = existing;
    this.inputs = List.of(inputs);
  }

  /**
   * Announces a file.
   *
   * @return where to write it
   * @throws OutputRefusedException if it cannot or must not be made
   */
  Path file(Path target) {
    Path staged = announce(target, false);
    if (Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
      if (Files.isDirectory(target)) {
        throw new OutputRefusedException(target + ": is a folder, expected the name of a file");
      }
      if (!Files.isRegularFile(target)) {
        throw new OutputRefusedException(target + ": exists and is no regular file");
      }
      if (existing == Existing.KEEP) {
        throw new OutputRefusedException(
            target + ": exists; choose another name, or --overwrite replaces it");
      }
    }
    return staged;
  }

  /**
   * Announces a folder, which may exist if it is empty. With {@link Existing#REPLACE} it may also
   * hold files of the names that will be written, but no others, since it is replaced as a whole.
   *
   * @param names the files that will be written into it
   * @return where to make it; it does not exist there yet
   * @throws OutputRefusedException if it cannot or must not be made
   */
  Path folder(Path target, List<String> names) {
    Path staged = announce(target, true);
    if (!Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
      return staged;
    }
    if (!Files.isDirectory(target)) {
      throw new OutputRefusedException(target + ": exists and is no folder");
    }
    Set<String> replaced = new HashSet<>(names);
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(target)) {
      for (Path entry : entries) {
        if (existing == Existing.KEEP) {
          throw new OutputRefusedException(
              target + ": exists and is not empty; choose another, or --overwrite replaces it");
        }
        if (!replaced.contains(fileName(entry)) || !Files.isRegularFile(entry)) {
          throw new OutputRefusedException(
              target
                  + ": holds "
                  + fileName(entry)
                  + ", which would not be written again; choose another folder");
        }
      }
    } catch (IOException e) {
      throw refused(target, e);
    }
    return staged;
  }

  /**
   * Runs what writes an output; a failure names the output, not the temporary file.
   *
   * @throws CommandFailedException if it fails
   */
  static void write(Path target, Path staged, Writing writing) {
    try {
      writing.to(staged);
    } catch (LungsegException | IOException e) {
      String message = String.valueOf(e.getMessage()).replace(staged.toString(), target.toString());
      if (!message.contains(target.toString())) {
        message = target + ": " + message;
      }
      throw new CommandFailedException(ExitCode.OUTPUT_REFUSED, message, e);
    }
  }

  /** Something that writes a file or folder. */
  @FunctionalInterface
  interface Writing {
    void to(Path staged) throws IOException;
  }

  /**
   * Moves everything into place.
   *
   * @throws CommandFailedException if that is not possible; then all is as before
   */
  void commit() {
    Deque<Done> done = new ArrayDeque<>();
    for (Output output : outputs) {
      try {
        done.push(new Done(output, moveIntoPlace(output)));
      } catch (IOException e) {
        CommandFailedException failure = CommandFailedException.writing(output.target(), e);
        takeBack(done, failure);
        throw failure;
      }
    }
  }

  /** Removes what was written and not moved into place. */
  @Override
  public void close() {
    for (Path temporary : temporaryOfFolder.values()) {
      try {
        RunContext.deleteTree(temporary);
      } catch (IOException e) {
        context.err().println("lungseg: cannot delete the temporary " + temporary + ": " + e);
      }
    }
    temporaryOfFolder.clear();
  }

  private Path announce(Path target, boolean folder) {
    Path real = resolved(target);
    Path parent = real.getParent();
    if (parent == null) {
      throw new OutputRefusedException(target + ": is the root of the file system");
    }
    if (!Files.isDirectory(parent)) {
      throw new OutputRefusedException(
          target + ": there is no folder " + parent + "; make it first");
    }
    requireApart(target, real);
    Path staged = temporaryIn(parent, target).resolve(fileName(real));
    outputs.add(new Output(real, staged, folder));
    return staged;
  }

  /** The path without links: behind a link, the file is replaced and the link stays. */
  private static Path resolved(Path target) {
    try {
      if (Files.exists(target)) {
        return target.toRealPath();
      }
      Path absolute = target.toAbsolutePath().normalize();
      Path parent = absolute.getParent();
      return parent != null && Files.isDirectory(parent)
          ? parent.toRealPath().resolve(fileName(absolute))
          : absolute;
    } catch (IOException e) {
      throw refused(target, e);
    }
  }

  private void requireApart(Path target, Path real) {
    for (Path input : inputs) {
      try {
        if (Files.exists(real) && Files.isSameFile(real, input)) {
          throw new OutputRefusedException(target + ": is the input itself");
        }
        if (Files.isDirectory(input)
            && input.toRealPath().equals(real.getParent())
            && fileName(real).endsWith(".png")) {
          throw new OutputRefusedException(
              target + ": lies in the input folder and would become one of its slices");
        }
      } catch (IOException e) {
        throw refused(target, e);
      }
    }
    for (Output other : outputs) {
      if (other.target().equals(real)) {
        throw new OutputRefusedException(target + ": two outputs have this name");
      }
      if (other.folder() && real.startsWith(other.target())) {
        throw new OutputRefusedException(
            target + ": lies in the output folder, which is to hold masks only");
      }
    }
  }

  /** The temporary folder beside a target. That it can be made shows that the target can. */
  private Path temporaryIn(Path parent, Path target) {
    Path known = temporaryOfFolder.get(parent);
    if (known != null) {
      return known;
    }
    try {
      Path made = Files.createTempDirectory(parent, TEMPORARY_PREFIX);
      temporaryOfFolder.put(parent, made);
      context.deleteOnAbort(made);
      return made;
    } catch (IOException e) {
      throw refused(target, e);
    }
  }

  /** Moves one output and returns where the one that it replaced is kept, if it replaced one. */
  private @Nullable Path moveIntoPlace(Output output) throws IOException {
    Path target = output.target();
    if (existing == Existing.KEEP || !Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
      // Refuses to replace a file that somebody made meanwhile; an empty folder may be there.
      if (output.folder()) {
        Files.move(output.staged(), target, StandardCopyOption.REPLACE_EXISTING);
      } else {
        Files.move(output.staged(), target);
      }
      return null;
    }
    Path old = output.staged().resolveSibling(OLD_PREFIX + fileName(target));
    if (output.folder()) {
      Files.move(target, old);
      try {
        Files.move(output.staged(), target);
      } catch (IOException e) {
        Files.move(old, target);
        throw e;
      }
    } else {
      keepCopy(target, old);
      Files.move(output.staged(), target, StandardCopyOption.REPLACE_EXISTING);
    }
    return old;
  }

  /** Keeps the old file under another name, so that its own name is never without a file. */
  private static void keepCopy(Path target, Path old) throws IOException {
    try {
      Files.createLink(old, target);
    } catch (UnsupportedOperationException | IOException e) {
      Files.copy(target, old, LinkOption.NOFOLLOW_LINKS, StandardCopyOption.COPY_ATTRIBUTES);
    }
  }

  private static void takeBack(Deque<Done> done, CommandFailedException failure) {
    for (Done step : done) {
      try {
        if (step.old() == null) {
          RunContext.deleteTree(step.output().target());
        } else {
          if (step.output().folder()) {
            RunContext.deleteTree(step.output().target());
          }
          Files.move(step.old(), step.output().target(), StandardCopyOption.REPLACE_EXISTING);
        }
      } catch (IOException e) {
        failure.addSuppressed(e);
      }
    }
  }

  private static OutputRefusedException refused(Path target, IOException cause) {
    return new OutputRefusedException(target + ": cannot be written: " + cause, cause);
  }

  private static String fileName(Path path) {
    return String.valueOf(path.getFileName());
  }
}
