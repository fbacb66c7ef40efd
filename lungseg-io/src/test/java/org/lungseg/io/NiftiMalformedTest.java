package org.lungseg.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lungseg.api.BudgetExceededException;
import org.lungseg.api.CtVolume;
import org.lungseg.api.UnreadableFormatException;
import org.lungseg.api.UnusableInputException;
import org.lungseg.api.VolumeIoException;

class NiftiMalformedTest {

  @TempDir Path folder;

  private static AbstractThrowableAssert<?, ?> assertUnreadable(NiftiBytes file) {
    return assertThatThrownBy(() -> VolumeIO.readCt(file.source()))
        .isInstanceOf(UnreadableFormatException.class)
        .hasMessageContaining("small.nii");
  }

  @Test
  void readCt_wellFormed_reads() {
    CtVolume ct = VolumeIO.readCt(NiftiBytes.small().source());
    assertThat(Volumes.values(ct)).startsWith(0, 10, 20).endsWith(220, 230);
    assertThat(ct.geometry().axisCodes()).isEqualTo("LPS");
  }

  @Test
  void readCt_numberOfDimensionsOutOfRange_isUnreadable() {
    assertUnreadable(NiftiBytes.small().dims(0)).hasMessageContaining("0 dimensions");
    assertUnreadable(NiftiBytes.small().dims(8)).hasMessageContaining("8 dimensions");
    assertUnreadable(NiftiBytes.small().dims(-3)).hasMessageContaining("-3 dimensions");
  }

  @Test
  void readCt_sizeZeroOrNegative_isUnreadable() {
    assertUnreadable(NiftiBytes.small().dims(3, 4, 0, 2)).hasMessageContaining("size of 0 (dim[2]");
    assertUnreadable(NiftiBytes.small().dims(3, 4, 3, -2)).hasMessageContaining("dim[3]");
    assertUnreadable(NiftiBytes.small().dims(4, 4, 3, 2, 0)).hasMessageContaining("dim[4]");
  }

  @Test
  void readCt_sizesThatOverflow_isUnreadable() {
    int most = Short.MAX_VALUE;
    assertUnreadable(NiftiBytes.small().dims(7, most, most, most, most, most, most, most))
        .hasMessageContaining("2^63");
  }

  @Test
  void readCt_sizesBeyondTheSource_isUnreadableBeforeAllocation() {
    assertUnreadable(NiftiBytes.small().dims(3, 4000, 3000, 2000))
        .hasMessageContainingAll("400 bytes", "asks for");
  }

  @Test
  void readCt_sizesBeyondWhatGzipCanHold_isUnreadableBeforeAllocation() {
    byte[] packed = NiftiBytes.gzip(NiftiBytes.small().dims(3, 4000, 3000, 20).toArray());
    assertThatThrownBy(() -> VolumeIO.readCt(ByteSource.ofBytes("bomb.nii.gz", packed)))
        .isInstanceOf(UnreadableFormatException.class)
        .hasMessageContainingAll("bomb.nii.gz", "gzip");
  }

  @Test
  void readCt_sizesBeyondTheLimitsInAStream_isOverBudget() {
    byte[] bytes = NiftiBytes.small().dims(3, 30000, 30000, 30000).toArray();
    ByteSource stream = ByteSource.ofStream("upload", () -> new ByteArrayInputStream(bytes));
    assertThatThrownBy(() -> VolumeIO.readCt(stream))
        .isInstanceOf(BudgetExceededException.class)
        .hasMessageContainingAll("upload", "27000000000000 voxels");
  }

  @Test
  void readCt_bytesBeyondTheLimit_isOverBudget() {
    ReadOptions options = ReadOptions.defaults().withLimits(new ReadLimits(1000, 47));
    assertThatThrownBy(() -> VolumeIO.readCt(NiftiBytes.small().source(), options))
        .isInstanceOfSatisfying(
            BudgetExceededException.class,
            e -> {
              assertThat(e.requiredBytes()).isEqualTo(48);
              assertThat(e.budgetBytes()).isEqualTo(47);
            });
  }

  @Test
  void readCt_voxelOffsetOutOfRange_isUnreadable() {
    for (double offset :
        new double[] {Double.NaN, -352, 0, 348, 352.5, 1e30, Double.POSITIVE_INFINITY}) {
      assertUnreadable(NiftiBytes.small().setFloat(NiftiBytes.VOX_OFFSET, offset))
          .hasMessageContaining("vox_offset");
    }
    assertUnreadable(NiftiBytes.small().setFloat(NiftiBytes.VOX_OFFSET, 1000))
        .hasMessageContaining("cut off");
  }

  @Test
  void readCt_trailingBytes_isUnreadable() {
    byte[] whole = NiftiBytes.small().toArray();
    byte[] longer = Arrays.copyOf(whole, whole.length + 5);
    assertThatThrownBy(() -> VolumeIO.readCt(ByteSource.ofBytes("long.nii", longer)))
        .isInstanceOf(UnreadableFormatException.class)
        .hasMessageContainingAll("long.nii", "405 bytes", "400");
    assertThatThrownBy(
            () -> VolumeIO.readCt(ByteSource.ofBytes("long.nii.gz", NiftiBytes.gzip(longer))))
        .isInstanceOf(UnreadableFormatException.class)
        .hasMessageContainingAll("long.nii.gz", "byte 400");
  }

  @Test
  void readCt_wrongGzipCheckSum_isUnreadable() {
    byte[] packed = NiftiBytes.gzip(NiftiBytes.small().toArray());
    packed[packed.length - 6] ^= 1;
    assertThatThrownBy(() -> VolumeIO.readCt(ByteSource.ofBytes("damaged", packed)))
        .isInstanceOf(UnreadableFormatException.class)
        .hasMessageContainingAll("damaged", "gzip");
  }

  @Test
  void readCt_gzipOfSeveralMembers_readsOn() throws IOException {
    byte[] whole = NiftiBytes.small().toArray();
    byte[] first = NiftiBytes.gzip(Arrays.copyOf(whole, 380));
    byte[] second = NiftiBytes.gzip(Arrays.copyOfRange(whole, 380, whole.length));
    byte[] both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    // A stream that never knows what is available, as from a network.
    ByteSource stream =
        ByteSource.ofStream(
            "members",
            () ->
                new ByteArrayInputStream(both) {
                  @Override
                  public synchronized int available() {
                    return 0;
                  }
                });
    assertThat(Volumes.values(VolumeIO.readCt(stream))).endsWith(220, 230);
  }

  @Test
  void readCt_dataTypesThatAreNoNumber_nameTheType() {
    assertUnreadable(NiftiBytes.small().setShort(NiftiBytes.DATA_TYPE, 32))
        .hasMessageContainingAll("32", "complex");
    assertUnreadable(NiftiBytes.small().setShort(NiftiBytes.DATA_TYPE, 128))
        .hasMessageContaining("colours");
    assertUnreadable(NiftiBytes.small().setShort(NiftiBytes.DATA_TYPE, 0));
    assertUnreadable(NiftiBytes.small().setShort(NiftiBytes.DATA_TYPE, 1536));
    assertUnreadable(NiftiBytes.small().setShort(NiftiBytes.DATA_TYPE, 1));
    assertUnreadable(NiftiBytes.small().setShort(NiftiBytes.DATA_TYPE, 77));
  }

  @Test
  void readCt_interceptThatIsNoNumber_isUnreadable() {
    NiftiBytes file =
        NiftiBytes.small().setFloat(NiftiBytes.SLOPE, 2).setFloat(NiftiBytes.INTERCEPT, Double.NaN);
    assertUnreadable(file).hasMessageContaining("scl_inter");
  }

  @Test
  void readCt_formThatIsNoMap_isUnreadable() {
    assertUnreadable(NiftiBytes.small().setFloat(NiftiBytes.SROW, Double.NaN))
        .hasMessageContaining("sform code 1");
    assertUnreadable(NiftiBytes.small().setFloat(NiftiBytes.SROW, 0));
  }

  @Test
  void readCt_magicWithoutHeaderSize_isUnreadable() {
    assertUnreadable(NiftiBytes.small().setInt(0, 999)).hasMessageContaining("348");
  }

  @Test
  void readCt_analyzeHeader_saysWhyNot() {
    assertUnreadable(NiftiBytes.small().setInt(344, 0)).hasMessageContaining("Analyze");
  }

  @Test
  void readCt_otherFile_isUnreadable() {
    byte[] text = "<html>not found</html>".getBytes(StandardCharsets.UTF_8);
    assertThatThrownBy(() -> VolumeIO.readCt(ByteSource.ofBytes("page.nii", text)))
        .isInstanceOf(UnreadableFormatException.class)
        .hasMessageContainingAll("page.nii", "not a volume", "NIfTI");
    assertThatThrownBy(() -> VolumeIO.readCt(ByteSource.ofBytes("empty.nii", new byte[0])))
        .isInstanceOf(UnreadableFormatException.class)
        .hasMessageContaining("empty");
  }

  @Test
  void readCt_missingFile_isAnIoError() {
    assertThatThrownBy(() -> VolumeIO.readCt(folder.resolve("nowhere.nii")))
        .isInstanceOf(VolumeIoException.class)
        .hasMessageContainingAll("nowhere.nii", "no such file");
  }

  @Test
  void readCt_folderWithoutImages_isAnIoError() throws IOException {
    Files.writeString(folder.resolve("notes.txt"), "nothing here");
    assertThatThrownBy(() -> VolumeIO.readCt(folder))
        .isInstanceOf(VolumeIoException.class)
        .hasMessageContaining("without images");
  }

  @Test
  void readCt_streamThatFails_isAnIoError() {
    ByteSource source =
        ByteSource.ofStream(
            "store",
            () -> {
              throw new IOException("connection reset");
            });
    assertThatThrownBy(() -> VolumeIO.readCt(source))
        .isInstanceOf(VolumeIoException.class)
        .hasMessageContainingAll("store", "connection reset");
  }

  @Test
  void readCt_streamThatBreaksOff_isAnIoError() {
    byte[] half = Arrays.copyOf(NiftiBytes.small().toArray(), 370);
    for (boolean unchecked : new boolean[] {false, true}) {
      InputStream breaking =
          new InputStream() {
            @Override
            public int read() throws IOException {
              return read(new byte[1], 0, 1);
            }

            @Override
            public int read(byte[] target, int offset, int length) throws IOException {
              IOException reset = new IOException("connection reset");
              if (unchecked) {
                throw new UncheckedIOException(reset);
              }
              throw reset;
            }
          };
      ByteSource source =
          ByteSource.ofStream(
              "store", () -> new SequenceInputStream(new ByteArrayInputStream(half), breaking));
      assertThatThrownBy(() -> VolumeIO.readCt(source))
          .isInstanceOf(VolumeIoException.class)
          .hasMessageContainingAll("store", "connection reset");
    }
  }

  @Test
  void readCt_twoDimensions_isUnusableAndInfoTellsSo() {
    NiftiBytes picture = NiftiBytes.small().dims(2, 4, 6, 1);
    assertThatThrownBy(() -> VolumeIO.readCt(picture.source()))
        .isInstanceOf(UnusableInputException.class)
        .hasMessageContaining("2 dimensions");
    assertThat(VolumeIO.info(picture.source(), ReadOptions.defaults()).dimensions()).isEqualTo(2);
  }

  @Test
  void readCt_severalVolumes_needsAnIndex() {
    NiftiBytes series = NiftiBytes.small().dims(4, 2, 3, 2, 2);
    assertThatThrownBy(() -> VolumeIO.readCt(series.source()))
        .isInstanceOf(UnusableInputException.class)
        .hasMessageContaining("2 volumes");
    ReadOptions second = ReadOptions.defaults().withVolumeIndex(1);
    assertThat(Volumes.values(VolumeIO.readCt(series.source(), second)))
        .startsWith(120)
        .endsWith(230);
    ReadOptions first = ReadOptions.defaults().withVolumeIndex(0);
    assertThat(Volumes.values(VolumeIO.readCt(series.source(), first))).startsWith(0).endsWith(110);
    assertThatThrownBy(
            () -> VolumeIO.readCt(series.source(), ReadOptions.defaults().withVolumeIndex(2)))
        .isInstanceOf(UnusableInputException.class)
        .hasMessageContaining("no volume 2");
    assertThat(VolumeIO.info(series.source(), ReadOptions.defaults()).volumes()).isEqualTo(2);
  }

  @Test
  void readCt_pairWithoutItsImage_isAnIoError() throws IOException {
    Path header = folder.resolve("scan.hdr");
    Files.write(header, NiftiBytes.small().setByte(345, 'i').toArray());
    assertThatThrownBy(() -> VolumeIO.readCt(header))
        .isInstanceOf(VolumeIoException.class)
        .hasMessageContainingAll("scan.hdr", ".img");
  }

  @Test
  void readCt_pairWithPackedImageAndUpperCaseNames_reads() throws IOException {
    byte[] whole =
        NiftiBytes.small().setByte(345, 'i').setFloat(NiftiBytes.VOX_OFFSET, 0).toArray();
    Files.write(folder.resolve("SCAN.HDR"), Arrays.copyOf(whole, 348));
    Path image = folder.resolve("SCAN.IMG.gz");
    Files.write(image, NiftiBytes.gzip(Arrays.copyOfRange(whole, 352, whole.length)));
    assertThat(Volumes.values(VolumeIO.readCt(folder.resolve("SCAN.HDR")))).endsWith(230);
    assertThat(Volumes.values(VolumeIO.readCt(image))).endsWith(230);
  }

  @Test
  void readCt_headerOfPairWithoutPath_saysWhatToGive() {
    assertUnreadable(NiftiBytes.small().setByte(345, 'i')).hasMessageContaining(".hdr");
  }

  @Test
  void readCt_imageBesideASingleFileHeader_isUnreadable() throws IOException {
    Files.write(folder.resolve("odd.hdr"), NiftiBytes.small().toArray());
    Files.write(folder.resolve("odd.img"), new byte[48]);
    assertThatThrownBy(() -> VolumeIO.readCt(folder.resolve("odd.img")))
        .isInstanceOf(UnreadableFormatException.class)
        .hasMessageContaining("odd.hdr");
    Files.write(folder.resolve("odd.hdr"), new byte[348]);
    assertThatThrownBy(() -> VolumeIO.readCt(folder.resolve("odd.img")))
        .isInstanceOf(UnreadableFormatException.class)
        .hasMessageContaining("Analyze");
  }

  @Test
  void errorsAndInfo_neverShowFreeTextOfTheHeader() {
    String secret = "DOE^JANE";
    NiftiBytes file = NiftiBytes.small();
    for (int at = 0; at < secret.length(); at++) {
      file.setByte(NiftiBytes.DESCRIPTION + at, secret.charAt(at));
      file.setByte(14 + at, secret.charAt(at)); // db_name
      file.setByte(228 + at, secret.charAt(at)); // aux_file
    }
    assertThat(VolumeIO.info(file.source(), ReadOptions.defaults()).toString())
        .doesNotContain(secret);
    Path copy = folder.resolve("copy.nii");
    VolumeIO.writeCt(VolumeIO.readCt(file.source()), copy);
    assertThat(copy).content(StandardCharsets.ISO_8859_1).doesNotContain(secret);
    assertUnreadable(file.dims(9)).hasMessageNotContaining(secret);
  }
}
