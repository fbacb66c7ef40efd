package org.lungseg.io;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lungseg.api.CtVolume;
import org.lungseg.api.LungMask;
import org.lungseg.api.LungSide;
import org.lungseg.api.VolumeGeometry;

/** Runs the snippet of the module's README, which must be a part of this file. */
class ReadmeTest {

  @TempDir Path folder;

  @Test
  void snippet_runs() {
    VolumeGeometry geometry = Volumes.axialGeometry(5, 4, 3);
    VolumeIO.writeCt(Volumes.ct(geometry), folder.resolve("patient.nii.gz"));
    VolumeIO.writeMask(
        LungMask.of(Volumes.labels(geometry), geometry), folder.resolve("lungs.nii.gz"));

    CtVolume ct = VolumeIO.readCt(folder.resolve("patient.nii.gz"));
    LungMask lungs = VolumeIO.readLungMask(folder.resolve("lungs.nii.gz"));
    double rightMl = lungs.volumeMl(LungSide.RIGHT);
    VolumeIO.writeMask(lungs, folder.resolve("copy.nii.gz"));
    VolumeInfo info = VolumeIO.info(folder.resolve("copy.nii.gz"));

    assertThat(ct.geometry()).isEqualTo(lungs.geometry()).isEqualTo(info.geometry());
    assertThat(rightMl).isPositive();
  }

  @Test
  void snippet_isPartOfThisTest() throws IOException {
    String readme = Files.readString(Path.of("README.md"));
    String test = Files.readString(Path.of("src/test/java/org/lungseg/io/ReadmeTest.java"));
    int start = readme.indexOf("```java\n") + "```java\n".length();
    String snippet = readme.substring(start, readme.indexOf("```", start));
    assertThat(snippet.lines()).hasSizeGreaterThan(3);
    assertThat(test).contains(snippet.indent(4));
  }
}
