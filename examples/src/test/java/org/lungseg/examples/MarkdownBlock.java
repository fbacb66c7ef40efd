package org.lungseg.examples;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A fenced block of a Markdown document.
 *
 * @param document the document
 * @param line where the block starts, from 1
 * @param info what stands behind the opening fence, such as {@code java no-run}
 * @param text the lines between the fences
 */
record MarkdownBlock(Path document, int line, String info, List<String> text) {

  private static final String FENCE = "```";

  /** All blocks of a document, in order. */
  static List<MarkdownBlock> of(Path document) throws IOException {
    List<MarkdownBlock> blocks = new ArrayList<>();
    List<String> text = new ArrayList<>();
    String info = "";
    int start = 0;
    int number = 0;
    for (String line : Files.readAllLines(document)) {
      number++;
      String stripped = line.strip();
      if (stripped.startsWith(FENCE) && start == 0) {
        start = number;
        info = stripped.substring(FENCE.length()).strip();
      } else if (stripped.equals(FENCE)) {
        blocks.add(new MarkdownBlock(document, start, info, List.copyOf(text)));
        text.clear();
        start = 0;
      } else if (start > 0) {
        text.add(line);
      }
    }
    if (start > 0) {
      throw new IllegalArgumentException(document + ":" + start + ": the block has no end");
    }
    return blocks;
  }

  /** Whether the block is of a language, by the first word behind the fence. */
  boolean isOf(String language) {
    return words().findFirst().orElse("").equals(language);
  }

  /** Whether it is marked as only to be compiled. */
  boolean isNotToBeRun() {
    return words().anyMatch("no-run"::equals);
  }

  private Stream<String> words() {
    return Pattern.compile("\\s+").splitAsStream(info);
  }

  /** For the names of tests. */
  @Override
  public String toString() {
    return document + ":" + line;
  }
}
