package org.lungseg.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;
import net.imglib2.type.numeric.integer.ShortType;
import net.imglib2.type.numeric.integer.UnsignedByteType;
import net.imglib2.type.numeric.real.FloatType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lungseg.api.CtVolume;
import org.lungseg.api.IntensityDomain;
import org.lungseg.api.LungMask;
import org.lungseg.api.OutputRefusedException;
import org.lungseg.api.SpacingOrigin;
import org.lungseg.api.UnreadableFormatException;
import org.lungseg.api.UnusableInputException;
import org.lungseg.api.VolumeGeometry;
import org.lungseg.api.VolumeIoException;

class PngStackTest {

  @TempDir Path folder;

  private void picture(String name, int type, int width, int height, int rgb) throws IOException {
    BufferedImage image = new BufferedImage(width, height, type);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        image.setRGB(x, y, rgb);
      }
    }
    ImageIO.write(image, "png", folder.resolve(name).toFile());
  }

  private void wide(String name, int value) throws IOException {
    BufferedImage image = new BufferedImage(3, 2, BufferedImage.TYPE_USHORT_GRAY);
    image.getRaster().setSample(2, 1, 0, value);
    ImageIO.write(image, "png", folder.resolve(name).toFile());
  }

  private static LungMask mask() {
    VolumeGeometry geometry = VolumeGeometry.axial(4, 3, 2, 1, 1, 2, SpacingOrigin.ASSUMED);
    return LungMask.of(Volumes.labels(geometry), geometry);
  }

  @Test
  void sliceNames_areOrderedByNumber() throws IOException {
    for (String name : new String[] {"10.png", "9.png", "1.png", "02.png"}) {
      picture(name, BufferedImage.TYPE_BYTE_GRAY, 2, 2, 0);
    }
    assertThat(PngStack.sliceNames(folder)).containsExactly("1.png", "02.png", "9.png", "10.png");
  }

  @Test
  void sliceNames_folderWithoutPictures_isAnIoError() {
    assertThatThrownBy(() -> PngStack.sliceNames(folder)).isInstanceOf(VolumeIoException.class);
    assertThatThrownBy(() -> PngStack.sliceNames(folder.resolve("none")))
        .isInstanceOf(VolumeIoException.class);
  }

  @Test
  void readCt_greyAndColourPicturesWithEqualChannels_areGrey() throws IOException {
    picture("0.png", BufferedImage.TYPE_BYTE_GRAY, 3, 2, 0xFF000000);
    picture("1.png", BufferedImage.TYPE_INT_RGB, 3, 2, 0xFF646464);
    picture("2.png", BufferedImage.TYPE_INT_ARGB, 3, 2, 0xFF656565);
    byte[] ramp = new byte[256];
    for (int at = 0; at < 256; at++) {
      ramp[at] = (byte) (255 - at);
    }
    BufferedImage palette =
        new BufferedImage(
            3, 2, BufferedImage.TYPE_BYTE_INDEXED, new IndexColorModel(8, 256, ramp, ramp, ramp));
    ImageIO.write(palette, "png", folder.resolve("3.png").toFile());
    CtVolume ct = VolumeIO.readCt(folder);
    assertThat(ct.voxels().getType()).isInstanceOf(UnsignedByteType.class);
    assertThat(ct.domain()).isEqualTo(IntensityDomain.GREY);
    float[] values = Volumes.values(ct);
    assertThat(new float[] {values[0], values[6], values[12], values[18]})
        .containsExactly(0, 100, 101, 255);
  }

  @Test
  void readCt_colouredPicture_namesFileAndPixel() throws IOException {
    picture("0.png", BufferedImage.TYPE_INT_RGB, 3, 2, 0xFF646465);
    assertThatThrownBy(() -> VolumeIO.readCt(folder))
        .isInstanceOf(UnreadableFormatException.class)
        .hasMessageContainingAll("0.png", "colour", "blue 101");
  }

  @Test
  void readCt_sixteenBits_keepsThem() throws IOException {
    wide("0.png", 4000);
    wide("1.png", 30000);
    CtVolume ct = VolumeIO.readCt(folder);
    assertThat(ct.voxels().getType()).isInstanceOf(ShortType.class);
    assertThat(Volumes.values(ct)).containsSequence(4000, 0).endsWith(30000);
    assertThat(ct.domain()).isEqualTo(IntensityDomain.GREY);
    wide("1.png", 60000);
    assertThat(VolumeIO.readCt(folder).voxels().getType()).isInstanceOf(FloatType.class);
    assertThat(VolumeIO.info(folder).dataType()).isEqualTo("uint16");
  }

  @Test
  void readLungMask_oneBitPictures_keepTheirValues() throws IOException {
    picture("0.png", BufferedImage.TYPE_BYTE_BINARY, 3, 2, 0xFFFFFFFF);
    assertThat(VolumeIO.readLungMask(folder).voxelCount(1)).isEqualTo(6);
  }

  @Test
  void readCt_sizesDiffer_namesTheFile() throws IOException {
    picture("0.png", BufferedImage.TYPE_BYTE_GRAY, 3, 2, 0);
    picture("1.png", BufferedImage.TYPE_BYTE_GRAY, 3, 3, 0);
    assertThatThrownBy(() -> VolumeIO.readCt(folder))
        .isInstanceOf(UnreadableFormatException.class)
        .hasMessageContainingAll("1.png", "3×3", "3×2");
    wide("1.png", 7);
    assertThatThrownBy(() -> VolumeIO.readCt(folder)).hasMessageContaining("16 bits");
  }

  @Test
  void readCt_otherFiles_areIgnoredAndNoted() throws IOException {
    picture("0.png", BufferedImage.TYPE_BYTE_GRAY, 3, 2, 0);
    Files.writeString(folder.resolve("notes.txt"), "text");
    Files.writeString(folder.resolve("._0.png"), "side file");
    Files.createDirectory(folder.resolve("more"));
    VolumeInfo info = VolumeIO.info(folder);
    assertThat(info.geometry().size(2)).isEqualTo(1);
    assertThat(info.notes()).anyMatch(note -> note.contains("1 file"));
  }

  @Test
  void readCt_pngByNameOnly_isUnreadable() throws IOException {
    picture("0.png", BufferedImage.TYPE_BYTE_GRAY, 3, 2, 0);
    Files.writeString(folder.resolve("1.png"), "text");
    assertThatThrownBy(() -> VolumeIO.readCt(folder))
        .isInstanceOf(UnreadableFormatException.class)
        .hasMessageContaining("1.png");
  }

  @Test
  void readCt_damagedPixels_isUnreadable() throws IOException {
    picture("0.png", BufferedImage.TYPE_BYTE_GRAY, 30, 20, 0xFF777777);
    Path file = folder.resolve("0.png");
    byte[] bytes = Files.readAllBytes(file);
    for (int at = 8; at < bytes.length; at++) {
      byte[] damaged = bytes.clone();
      damaged[at] ^= 0x10;
      Files.write(file, damaged);
      assertThatThrownBy(() -> VolumeIO.readCt(folder))
          .as("byte %d", at)
          .isInstanceOf(UnreadableFormatException.class)
          .hasMessageContaining("0.png");
    }
  }

  @Test
  void readCt_headerOfAForgedSize_isUnreadableBeforeAllocation() throws IOException {
    picture("0.png", BufferedImage.TYPE_BYTE_GRAY, 30, 20, 0);
    assertForgedHeaderIsUnreadable(16, 0x7fff_ffff);
    assertForgedHeaderIsUnreadable(16, 1 << 20);
    assertForgedHeaderIsUnreadable(20, -1);
    assertForgedHeaderIsUnreadable(20, 25); // more rows than there are data
    assertForgedHeaderIsUnreadable(24, 0x0700_0000); // 7 bits a sample
    assertForgedHeaderIsUnreadable(24, 0x0805_0000); // no such colour type
    assertForgedHeaderIsUnreadable(24, 0x0803_0000); // a palette that is not there
  }

  /** Sets four bytes of the header and gives it a right check sum. */
  private void assertForgedHeaderIsUnreadable(int at, int value) throws IOException {
    Path file = folder.resolve("0.png");
    byte[] whole = Files.readAllBytes(file);
    ByteBuffer forged = ByteBuffer.wrap(whole.clone());
    forged.putInt(at, value);
    CRC32 sum = new CRC32();
    sum.update(forged.array(), 12, 17);
    forged.putInt(29, (int) sum.getValue());
    Files.write(file, forged.array());
    assertThatThrownBy(() -> VolumeIO.readCt(folder))
        .as("%x at %d", value, at)
        .isInstanceOf(UnreadableFormatException.class)
        .hasMessageContaining("0.png");
    Files.write(file, whole);
  }

  @Test
  void readCt_onePicture_isUnusable() throws IOException {
    picture("0.png", BufferedImage.TYPE_BYTE_GRAY, 3, 2, 0);
    assertThatThrownBy(() -> VolumeIO.readCt(folder.resolve("0.png")))
        .isInstanceOf(UnusableInputException.class)
        .hasMessageContainingAll("0.png", "one PNG picture");
  }

  @Test
  void readCt_statedSpacing_isCalibrated() throws IOException {
    picture("0.png", BufferedImage.TYPE_BYTE_GRAY, 3, 2, 0);
    ReadOptions options = ReadOptions.defaults().withPictureSpacing(new VoxelSpacing(0.7, 0.8, 5));
    assertThat(VolumeIO.readCt(folder, options).geometry())
        .isEqualTo(VolumeGeometry.axial(3, 2, 1, 0.7, 0.8, 5, SpacingOrigin.CALIBRATED));
  }

  @Test
  void writeMask_newFolder_comesBackUnderTheNames() {
    Path target = folder.resolve("lungs");
    PngStack.writeMask(mask(), target, List.of("0279.png", "0280.png"));
    assertThat(PngStack.sliceNames(target)).containsExactly("0279.png", "0280.png");
    assertThat(VolumeIO.readLungMask(target).array()).isEqualTo(mask().array());
    assertThat(folder.toFile().list()).containsExactly("lungs");
  }

  @Test
  void writeMask_emptyFolder_isFilled() throws IOException {
    Path target = Files.createDirectory(folder.resolve("lungs"));
    PngStack.writeMask(mask(), target, List.of("a.png", "b.png"));
    assertThat(target.toFile().list()).containsExactlyInAnyOrder("a.png", "b.png");
    assertThat(folder.toFile().list()).containsExactly("lungs");
  }

  @Test
  void writeMask_folderWithFiles_isRefusedUnlessAsked() throws IOException {
    Path target = Files.createDirectory(folder.resolve("lungs"));
    Files.writeString(target.resolve("a.png"), "old");
    Files.writeString(target.resolve("keep.txt"), "keep");
    assertThatThrownBy(() -> PngStack.writeMask(mask(), target, List.of("a.png", "b.png")))
        .isInstanceOf(OutputRefusedException.class)
        .hasMessageContaining("not empty");
    assertThat(target.resolve("a.png")).hasContent("old");
    PngStack.writeMask(mask(), target, List.of("a.png", "b.png"), WriteOption.OVERWRITE);
    assertThat(target.resolve("keep.txt")).hasContent("keep");
    assertThat(VolumeIO.readLungMask(target).array()).isEqualTo(mask().array());
    assertThat(folder.toFile().list()).containsExactly("lungs");
  }

  @Test
  void writeMask_missingParent_isRefused() {
    assertThatThrownBy(
            () -> PngStack.writeMask(mask(), folder.resolve("no/lungs"), List.of("a", "b")))
        .isInstanceOf(OutputRefusedException.class);
  }

  @Test
  void writeMask_namesThatDoNotFit_areRefused() {
    Path target = folder.resolve("lungs");
    List<List<String>> wrong = new ArrayList<>();
    wrong.add(List.of("a.png"));
    wrong.add(List.of("a.png", "a.png"));
    wrong.add(List.of("a.png", "../b.png"));
    wrong.add(List.of("a.png", ".."));
    wrong.add(List.of("a.png", ""));
    wrong.add(List.of("a.png", "/b.png"));
    for (List<String> names : wrong) {
      assertThatThrownBy(() -> PngStack.writeMask(mask(), target, names))
          .as(names.toString())
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void naturalOrder_comparesNumbersByValueAndIsTotal() {
    List<String> ordered =
        List.of("", "a", "a1b", "a1c", "a2", "a10", "a010", "a99999999999999999999", "b");
    for (int x = 0; x < ordered.size(); x++) {
      for (int y = 0; y < ordered.size(); y++) {
        int expected = Integer.compare(x, y);
        if (ordered.get(x).endsWith("10") && ordered.get(y).endsWith("10") && x != y) {
          expected = "a010".equals(ordered.get(x)) ? -1 : 1; // equal numbers: as text
        }
        assertThat(Integer.signum(NaturalOrder.INSTANCE.compare(ordered.get(x), ordered.get(y))))
            .as("%s, %s", ordered.get(x), ordered.get(y))
            .isEqualTo(expected);
      }
    }
  }

  @Test
  void voxelSpacing_notPositive_isRefused() {
    assertThatThrownBy(() -> new VoxelSpacing(1, 0, 1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new VoxelSpacing(1, 1, Double.NaN))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
