package org.lungseg.io;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lungseg.api.CtVolume;
import org.lungseg.api.LungMask;

/** Runs the snippet of the page about formats, and holds the page to what there is. */
class FormatsDocumentTest {

  private static final Path PAGE = Path.of("../docs/formats.md");

  @TempDir Path folder;

  private static LungMask segmented(Path series) {
    CtVolume ct = VolumeIO.readCt(series);
    return LungMask.of(Volumes.labels(ct.geometry()), ct.geometry());
  }

  @Test
  void snippet_runs() {
    LungMask lungs = segmented(DicomSlices.series(folder.resolve("patient"), 4));

    Path series = folder.resolve("patient");
    VolumeIO.writeMask(
        lungs,
        folder.resolve("lungs.dcm"),
        WriteOption.dicomSource(ByteSource.of(series), ReadOptions.defaults()),
        WriteOption.algorithm("my-network", "1.0"));
    LungMask back = VolumeIO.readLungMask(folder.resolve("lungs.dcm"));

    assertThat(back.array()).isEqualTo(lungs.array());
    assertThat(back.geometry()).isEqualTo(lungs.geometry());
  }

  @Test
  void snippet_isPartOfThisTest() throws IOException {
    String page = Files.readString(PAGE);
    String test =
        Files.readString(Path.of("src/test/java/org/lungseg/io/FormatsDocumentTest.java"));
    int start = page.indexOf("```java\n") + "```java\n".length();
    String snippet = page.substring(start, page.indexOf("```", start));
    assertThat(snippet.lines()).hasSizeGreaterThan(3);
    assertThat(test).contains(snippet.indent(4));
  }

  @Test
  void page_namesEveryEndingThatIsWritten() throws IOException {
    String page = Files.readString(PAGE);
    for (String ending : VolumeIO.writableEndings().split(", ", -1)) {
      assertThat(page).contains("`" + ending + "`");
    }
  }

  @Test
  void links_leadToFiles() throws IOException {
    for (Path document :
        new Path[] {PAGE, Path.of("../docs/formats-dicom.md"), Path.of("README.md")}) {
      Matcher link = Pattern.compile("]\\(([^)#]+)").matcher(Files.readString(document));
      while (link.find()) {
        assertThat(document.resolveSibling(link.group(1))).exists();
      }
    }
  }
}
