package org.lungseg.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.lungseg.cli.Main;
import org.lungseg.io.VolumeIO;
import org.lungseg.phantom.Phantom;
import picocli.CommandLine;
import picocli.CommandLine.ParseResult;

/**
 * What the documents show works: all Java is compiled, that of the README is run, all calls of
 * {@code ./lungseg} are checked against its options, and those of the README on files that exist
 * are run, one after the other in one folder.
 */
class DocumentSnippetsTest {

  private static final Path ROOT =
      Path.of(System.getProperty("basedir", "")).toAbsolutePath().resolve("..").normalize();
  private static final Path README = ROOT.resolve("README.md");
  private static final String LAUNCHER = "./lungseg";

  @TempDir Path folder;

  @Test
  void readme_isThereAndShowsBothWays() throws IOException {
    assertThat(README).isRegularFile();
    assertThat(MarkdownBlock.of(README)).anyMatch(block -> block.isOf("java"));
    assertThat(commandLines(README)).isNotEmpty();
  }

  @TestFactory
  Stream<DynamicTest> java_compiles() throws IOException {
    return blocks(documents(), "java").stream()
        .map(
            block ->
                DynamicTest.dynamicTest(
                    name(block),
                    () -> {
                      Path target = Files.createTempDirectory(folder, "classes");
                      assertThat(JavaSnippet.compile(block, target)).as("%s", block).isEmpty();
                    }));
  }

  @TestFactory
  Stream<DynamicTest> javaOfReadme_runs() throws IOException {
    return blocks(List.of(README), "java").stream()
        .filter(block -> !block.isNotToBeRun())
        .map(block -> DynamicTest.dynamicTest(name(block), () -> run(block)));
  }

  private void run(MarkdownBlock block) throws Exception {
    Path work = Files.createTempDirectory(folder, "work");
    Path target = Files.createTempDirectory(folder, "classes");
    writePatient(work);
    assertThat(JavaSnippet.compile(block, target)).isEmpty();

    TestProcess.Outcome outcome =
        TestProcess.run(
            work,
            target + File.pathSeparator + TestProcess.classPath(),
            JavaSnippet.CLASS_NAME,
            List.of());

    assertThat(outcome.code()).as(outcome.output()).isZero();
  }

  @TestFactory
  Stream<DynamicTest> commandLines_haveOptionsThatExist() throws IOException {
    List<DynamicTest> tests = new ArrayList<>();
    for (Path document : documents()) {
      for (List<String> words : commandLines(document)) {
        tests.add(
            DynamicTest.dynamicTest(
                ROOT.relativize(document) + ": " + String.join(" ", words),
                () -> checkOptions(words)));
      }
    }
    return tests.stream();
  }

  private static void checkOptions(List<String> words) throws IOException {
    CommandLine parser = Main.commandLine();
    String command = words.stream().filter(word -> !word.startsWith("-")).findFirst().orElse("");
    if (!parser.getSubcommands().containsKey(command) && isOfOtherModule(command)) {
      return; // has a class path of its own, and tests of its own
    }
    ParseResult parsed = parser.parseArgs(words.toArray(new String[0]));
    assertThat(
            parsed.hasSubcommand()
                || parsed.isVersionHelpRequested()
                || parsed.isUsageHelpRequested())
        .isTrue();
  }

  /** Whether the launcher knows a command as one of another module. */
  private static boolean isOfOtherModule(String command) throws IOException {
    return Files.readAllLines(ROOT.resolve("lungseg")).stream()
        .anyMatch(line -> line.matches(command + " lungseg-[a-z]+\"?"));
  }

  @Test
  void commandLinesOfReadme_run() throws Exception {
    writePatient(folder);
    List<String> ran = new ArrayList<>();
    for (List<String> words : commandLines(README)) {
      ParseResult parsed = Main.commandLine().parseArgs(words.toArray(new String[0]));
      if (!inputsExist(parsed)) {
        continue;
      }
      TestProcess.Outcome outcome =
          TestProcess.run(folder, TestProcess.classPath(), Main.class.getName(), words);
      assertThat(outcome.code()).as("%s: %s", words, outcome.output()).isZero();
      ran.add(words.get(0));
    }

    assertThat(ran).contains("demo", "segment", "info", "evaluate");
  }

  /** Whether all positional arguments but outputs are there; {@code convert} has an output. */
  private boolean inputsExist(ParseResult parsed) {
    if (!parsed.hasSubcommand()) {
      return true;
    }
    ParseResult command = parsed.subcommand();
    String name = command.commandSpec().name();
    if (name.equals("help")) {
      return true;
    }
    List<Path> files = new ArrayList<>();
    for (int at = 0; command.hasMatchedPositional(at); at++) {
      files.add(folder.resolve(command.matchedPositional(at).<Path>getValue()));
    }
    if (name.equals("convert")) {
      files.remove(files.size() - 1);
    }
    return files.stream().allMatch(Files::exists);
  }

  private static void writePatient(Path target) {
    Phantom phantom = Patient.phantom();
    VolumeIO.writeCt(phantom.ct(), target.resolve("patient.nii.gz"));
    VolumeIO.writeMask(phantom.lungs(), target.resolve("reference.nii.gz"));
  }

  /** The README, all documents, and the README of each module. */
  private static List<Path> documents() throws IOException {
    List<Path> documents = new ArrayList<>();
    documents.add(README);
    try (Stream<Path> modules = Files.list(ROOT)) {
      modules
          .map(module -> module.resolve("README.md"))
          .filter(Files::isRegularFile)
          .forEach(documents::add);
    }
    try (Stream<Path> docs = Files.walk(ROOT.resolve("docs"))) {
      docs.filter(file -> file.toString().endsWith(".md")).forEach(documents::add);
    }
    return documents.stream().sorted().toList();
  }

  private static List<MarkdownBlock> blocks(List<Path> documents, String language)
      throws IOException {
    List<MarkdownBlock> found = new ArrayList<>();
    for (Path document : documents) {
      MarkdownBlock.of(document).stream().filter(block -> block.isOf(language)).forEach(found::add);
    }
    return found;
  }

  /** The calls of the launcher in the blocks for a shell, as words behind its name. */
  private static List<List<String>> commandLines(Path document) throws IOException {
    List<List<String>> calls = new ArrayList<>();
    for (MarkdownBlock block : blocks(List.of(document), "bash")) {
      String joined = String.join("\n", block.text()).replace("\\\n", " ");
      for (String line : joined.lines().toList()) {
        String code = line.replaceFirst("(^|\\s)#.*", "").strip();
        if (code.equals(LAUNCHER) || code.startsWith(LAUNCHER + " ")) {
          List<String> words = List.of(code.split("\\s+"));
          calls.add(words.subList(1, words.size()));
        }
      }
    }
    return calls;
  }

  private static String name(MarkdownBlock block) {
    return ROOT.relativize(block.document()) + ":" + block.line();
  }
}
