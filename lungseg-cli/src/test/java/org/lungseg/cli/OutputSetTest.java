package org.lungseg.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lungseg.api.OutputRefusedException;
import org.lungseg.cli.spi.CommandFailedException;
import org.lungseg.cli.spi.ExitCode;

class OutputSetTest {

  @TempDir Path folder;

  private final RunContext context =
      new RunContext(
          new PrintWriter(new StringWriter()), new PrintWriter(new StringWriter()), false);

  @Test
  void commit_movesAllIntoPlace() throws IOException {
    Path file = folder.resolve("a.txt");
    Path directory = folder.resolve("d");
    try (OutputSet outputs = new OutputSet(context, OutputSet.Existing.KEEP)) {
      Files.writeString(outputs.file(file), "new");
      Path staged = outputs.folder(directory, List.of("1"));
      Files.createDirectory(staged);
      Files.writeString(staged.resolve("1"), "one");
      assertThat(file).doesNotExist();
      assertThat(directory).doesNotExist();
      outputs.commit();
    }

    assertThat(file).hasContent("new");
    assertThat(Cli.tree(folder)).containsExactly(folder, file, directory, directory.resolve("1"));
  }

  @Test
  void close_withoutCommitLeavesNothing() throws IOException {
    try (OutputSet outputs = new OutputSet(context, OutputSet.Existing.KEEP)) {
      Files.writeString(outputs.file(folder.resolve("a.txt")), "new");
    }

    assertThat(Cli.tree(folder)).containsExactly(folder);
  }

  @Test
  void commit_whenOneCannotBeMovedTakesTheOthersBack() throws IOException {
    Path first = folder.resolve("first.txt");
    Path second = Files.writeString(folder.resolve("second.txt"), "old");
    Path third = folder.resolve("third");
    Path last = folder.resolve("last.txt");
    Files.createDirectory(third);
    Files.writeString(third.resolve("1"), "old one");

    try (OutputSet outputs = new OutputSet(context, OutputSet.Existing.REPLACE)) {
      Files.writeString(outputs.file(first), "new");
      Files.writeString(outputs.file(second), "new");
      Path staged = outputs.folder(third, List.of("1"));
      Files.createDirectory(staged);
      Files.writeString(staged.resolve("1"), "new one");
      outputs.file(last); // never written, so it cannot be moved

      assertThatThrownBy(outputs::commit)
          .isInstanceOf(CommandFailedException.class)
          .hasMessageContaining("last.txt")
          .extracting(failure -> ((CommandFailedException) failure).exitCode())
          .isEqualTo(ExitCode.OUTPUT_REFUSED);
    }

    assertThat(first).doesNotExist();
    assertThat(second).hasContent("old");
    assertThat(third.resolve("1")).hasContent("old one");
    assertThat(Cli.tree(folder)).containsExactly(folder, second, third, third.resolve("1"));
  }

  @Test
  void commit_refusesAFileThatAppearedMeanwhile() throws IOException {
    Path file = folder.resolve("a.txt");
    try (OutputSet outputs = new OutputSet(context, OutputSet.Existing.KEEP)) {
      Files.writeString(outputs.file(file), "new");
      Files.writeString(file, "of somebody else");

      assertThatThrownBy(outputs::commit).isInstanceOf(CommandFailedException.class);
    }

    assertThat(file).hasContent("of somebody else");
  }

  @Test
  void file_behindALinkIsReplacedAndTheLinkStays() throws IOException {
    Path file = Files.writeString(folder.resolve("a.txt"), "old");
    Path link = Files.createSymbolicLink(folder.resolve("link.txt"), file);
    try (OutputSet outputs = new OutputSet(context, OutputSet.Existing.REPLACE)) {
      Files.writeString(outputs.file(link), "new");
      outputs.commit();
    }

    assertThat(link).isSymbolicLink();
    assertThat(file).isRegularFile().hasContent("new");
  }

  @Test
  void file_thatIsADeviceIsNeverReplaced() {
    try (OutputSet outputs = new OutputSet(context, OutputSet.Existing.REPLACE)) {
      assertThatThrownBy(() -> outputs.file(Path.of("/dev/null")))
          .isInstanceOf(OutputRefusedException.class)
          .hasMessageContaining("no regular file");
    }
  }

  @Test
  void file_twiceIsRefused() {
    try (OutputSet outputs = new OutputSet(context, OutputSet.Existing.REPLACE)) {
      outputs.file(folder.resolve("a.txt"));

      assertThatThrownBy(() -> outputs.file(folder.resolve("x/../a.txt")))
          .isInstanceOf(OutputRefusedException.class)
          .hasMessageContaining("two outputs");
    }
  }

  @Test
  void file_inAnOutputFolderIsRefused() throws IOException {
    Path directory = Files.createDirectory(folder.resolve("d"));
    try (OutputSet outputs = new OutputSet(context, OutputSet.Existing.KEEP)) {
      outputs.folder(directory, List.of());

      assertThatThrownBy(() -> outputs.file(directory.resolve("report.json")))
          .isInstanceOf(OutputRefusedException.class)
          .hasMessageContaining("output folder");
    }
  }

  @Test
  void deleteTemporaries_removesWhatAnAbortedCommandLeft() throws IOException {
    OutputSet outputs = new OutputSet(context, OutputSet.Existing.KEEP);
    Files.writeString(outputs.file(folder.resolve("a.txt")), "half");

    context.deleteTemporaries();

    assertThat(Cli.tree(folder)).containsExactly(folder);
    outputs.close();
  }
}
