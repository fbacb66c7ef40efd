package org.lungseg.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.lungseg.api.BudgetExceededException;
import org.lungseg.api.CtVolume;
import org.lungseg.api.IntensityDomain;
import org.lungseg.api.LungMask;
import org.lungseg.api.UnreadableFormatException;
import org.lungseg.api.VolumeGeometry;

/** The limits a caller can set beside voxels, bytes and files: inflation and nesting. */
class ReadLimitsTest {

  private static final ReadOptions INFLATION_BY_10 =
      ReadOptions.defaults().withLimits(ReadLimits.defaults().withMaxInflationRatio(10));

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"a.nii.gz", "a.nrrd"})
  void readCt_packedVoxels_obeyTheInflationRatio(String name) {
    Path file = folder.resolve(name);
    VolumeGeometry geometry = Volumes.axialGeometry(100, 100, 20);
    VolumeIO.writeCt(
        CtVolume.ofShorts(new short[200_000], geometry, IntensityDomain.HOUNSFIELD), file);
    assertThat(VolumeIO.readCt(file).geometry()).isEqualTo(geometry);
    assertThatThrownBy(() -> VolumeIO.readCt(ByteSource.of(file), INFLATION_BY_10))
        .isInstanceOf(BudgetExceededException.class)
        .hasMessageContainingAll(name, "10 times", "ReadLimits");
  }

  @Test
  void readMask_pictures_obeyTheInflationRatio() {
    Path pictures = folder.resolve("pictures");
    VolumeGeometry geometry = Volumes.axialGeometry(300, 300, 2);
    PngStack.writeMask(
        LungMask.of(new byte[180_000], geometry), pictures, List.of("a.png", "b.png"));
    assertThat(VolumeIO.readLungMask(pictures).voxelCount()).isZero();
    assertThatThrownBy(() -> VolumeIO.readCt(ByteSource.of(pictures), INFLATION_BY_10))
        .isInstanceOf(UnreadableFormatException.class)
        .hasMessageContainingAll("a.png", "ReadLimits");
  }

  @Test
  void readCt_zipAndDeflatedFile_obeyTheInflationRatio() throws IOException {
    byte[] plain = withZeros(DicomBytes.Syntax.EXPLICIT);
    byte[] zip = zip(plain);
    assertThat(zip).hasSizeLessThan(plain.length / 10);
    Path onDisk = Files.write(folder.resolve("a.zip"), zip);
    Path deflated = Files.write(folder.resolve("deflated"), withZeros(DicomBytes.Syntax.DEFLATED));
    for (ByteSource source :
        List.of(
            ByteSource.of(onDisk), ByteSource.ofBytes("upload", zip), ByteSource.of(deflated))) {
      assertThat(VolumeIO.info(source, ReadOptions.defaults()).geometry().size(2)).isEqualTo(1);
      assertThatThrownBy(() -> VolumeIO.info(source, INFLATION_BY_10))
          .isInstanceOf(BudgetExceededException.class)
          .hasMessageContainingAll(source.name(), "10 times", "ReadLimits");
    }
  }

  @Test
  void readCt_nestedSequences_obeyTheNesting() throws IOException {
    DicomBytes inner = new DicomBytes(DicomBytes.Syntax.EXPLICIT);
    for (int level = 0; level < 5; level++) {
      inner = new DicomBytes(DicomBytes.Syntax.EXPLICIT).sequence(0x00289110, true, inner);
    }
    Path file =
        Files.write(
            folder.resolve("nested"),
            DicomSlices.slice(0).sequence(0x00289110, true, inner).file());
    assertThat(VolumeIO.info(ByteSource.of(file), nesting(6)).geometry().size(2)).isEqualTo(1);
    assertThatThrownBy(() -> VolumeIO.info(ByteSource.of(file), nesting(5)))
        .isInstanceOf(UnreadableFormatException.class)
        .hasMessageContaining("nested more than 5 deep");
  }

  @Test
  void limits_thatMakeNoSense_areRefused() {
    ReadLimits limits = ReadLimits.defaults();
    assertThatIllegalArgumentException().isThrownBy(() -> limits.withMaxInflationRatio(0));
    assertThatIllegalArgumentException().isThrownBy(() -> limits.withMaxNesting(0));
    assertThatIllegalArgumentException().isThrownBy(() -> limits.withMaxNesting(257));
    assertThatIllegalArgumentException().isThrownBy(() -> new ReadLimits(0, 1));
  }

  private static ReadOptions nesting(int deep) {
    return ReadOptions.defaults().withLimits(ReadLimits.defaults().withMaxNesting(deep));
  }

  private static byte[] withZeros(DicomBytes.Syntax syntax) {
    return DicomSlices.slice(syntax, 0).bytes(0x00091010, "OB", new byte[500_000]).file();
  }

  private static byte[] zip(byte[] content) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(out)) {
      zip.putNextEntry(new ZipEntry("slice"));
      zip.write(content);
      zip.closeEntry();
    }
    return out.toByteArray();
  }
}
