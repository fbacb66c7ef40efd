package org.lungseg.examples;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * Compiles the Java of a document. Statements are put into a {@code main} of a class that has the
 * usual imports, and as fields the things that a document may take for given.
 */
final class JavaSnippet {

  /** The name of the class that statements are put into. */
  static final String CLASS_NAME = "Snippet";

  private static final Pattern TYPE_DECLARATION =
      Pattern.compile("(?m)^(public )?(final |abstract |sealed )?(class|record|interface|enum) ");

  private static final String IMPORTS =
      """
      import java.io.*;
      import java.net.URI;
      import java.nio.file.*;
      import java.time.Duration;
      import java.util.*;
      import java.util.concurrent.*;
      import java.util.stream.*;
      import net.imglib2.img.array.ArrayImgs;
      import org.lungseg.api.*;
      import org.lungseg.engine.*;
      import org.lungseg.io.*;
      import org.lungseg.metrics.*;
      import org.lungseg.metrics.picture.*;
      import org.lungseg.phantom.*;
      """;

  private static final String GIVEN =
      """
        static Path folder = Path.of(".");
        static CtVolume ct;
        static LungMask lungs;
        static LungMask reference;
        static LungMask predicted;
        static Segmenter segmenter;
      """;

  private JavaSnippet() {}

  /**
   * Compiles a block.
   *
   * @param target where classes go
   * @return what the compiler complains about
   */
  static List<String> compile(MarkdownBlock block, Path target) throws IOException {
    Path source = target.resolve(CLASS_NAME + ".java");
    Files.writeString(source, source(block.text()));
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    DiagnosticCollector<JavaFileObject> diagnostics = new DiagnosticCollector<>();
    try (StandardJavaFileManager files =
        compiler.getStandardFileManager(diagnostics, Locale.ROOT, null)) {
      List<String> options =
          List.of("-proc:none", "-d", target.toString(), "-cp", TestProcess.classPath());
      compiler
          .getTask(null, files, diagnostics, options, null, files.getJavaFileObjects(source))
          .call();
    }
    List<String> errors = new ArrayList<>();
    for (Diagnostic<? extends JavaFileObject> diagnostic : diagnostics.getDiagnostics()) {
      if (diagnostic.getKind() == Diagnostic.Kind.ERROR) {
        errors.add(diagnostic.getMessage(Locale.ROOT));
      }
    }
    return errors;
  }

  private static String source(List<String> lines) {
    StringBuilder imports = new StringBuilder(IMPORTS);
    StringBuilder body = new StringBuilder();
    for (String line : lines) {
      (line.startsWith("import ") ? imports : body).append(line).append('\n');
    }
    if (TYPE_DECLARATION.matcher(body).find()) {
      return imports + body.toString().replaceFirst("(?m)^public ", "");
    }
    return imports
        + "public class "
        + CLASS_NAME
        + " {\n"
        + GIVEN
        + "  public static void main(String[] args) throws Exception {\n"
        + body
        + "  }\n}\n";
  }
}
