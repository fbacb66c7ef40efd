package org.lungseg.cli;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.IntUnaryOperator;
import java.util.zip.GZIPOutputStream;
import javax.imageio.ImageIO;
import org.lungseg.api.CtVolume;
import org.lungseg.api.VolumeGeometry;
import org.lungseg.io.VolumeIO;
import org.lungseg.phantom.ChestPhantom;
import org.lungseg.phantom.Phantom;

/** Inputs, good and bad, made on the spot. */
final class TestInputs {

  private static final int HEADER_BYTES = 352;
  private static final short INT16 = 4;
  private static final short FLOAT32 = 16;

  private TestInputs() {}

  /** A small healthy chest. */
  static Phantom chest() {
    return ChestPhantom.builder().size(96, 80, 40).spacingMm(4, 4, 7.5).build().generate();
  }

  /** A small healthy chest in a file. */
  static Path chest(Path file) {
    VolumeIO.writeCt(chest().ct(), file);
    return file;
  }

  /** The small chest as a folder of 8-bit pictures in the window of −1024 to 600 HU. */
  static Path chestPictures(Path folder) {
    CtVolume ct = chest().ct();
    VolumeGeometry grid = ct.geometry();
    int width = grid.size(0);
    float[] plane = new float[width * grid.size(1)];
    try {
      Files.createDirectory(folder);
      for (int k = 0; k < grid.size(2); k++) {
        ct.copyPlane(k, plane);
        BufferedImage picture =
            new BufferedImage(width, grid.size(1), BufferedImage.TYPE_BYTE_GRAY);
        for (int at = 0; at < plane.length; at++) {
          int grey = Math.round(Math.min(1, Math.max(0, (plane[at] + 1024) / 1624)) * 255);
          picture.getRaster().setSample(at % width, at / width, 0, grey);
        }
        String name = String.format(Locale.ROOT, "slice-%d.png", k + 1);
        ImageIO.write(picture, "png", folder.resolve(name).toFile());
      }
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return folder;
  }

  /** A NIfTI file of int16 whose header states any dimensions. */
  static Path shorts(Path file, IntUnaryOperator values, int... dimensions) {
    ByteBuffer content = header(INT16, dimensions);
    for (int at = 0; content.hasRemaining(); at++) {
      content.putShort((short) values.applyAsInt(at));
    }
    return save(file, content);
  }

  /** A NIfTI file of float32 with one value everywhere. */
  static Path floats(Path file, float value, int... dimensions) {
    ByteBuffer content = header(FLOAT32, dimensions);
    while (content.hasRemaining()) {
      content.putFloat(value);
    }
    return save(file, content);
  }

  /** The first part of a file. */
  static Path truncated(Path file, Path whole, int bytes) {
    try {
      byte[] content = Files.readAllBytes(whole);
      Files.write(file, Arrays.copyOf(content, Math.min(bytes, content.length)));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return file;
  }

  private static ByteBuffer header(short type, int... dimensions) {
    int bytes = type == INT16 ? Short.BYTES : Float.BYTES;
    int count = 1;
    for (int size : dimensions) {
      count *= size;
    }
    ByteBuffer header =
        ByteBuffer.allocate(HEADER_BYTES + count * bytes).order(ByteOrder.LITTLE_ENDIAN);
    header.putInt(0, 348);
    header.putShort(40, (short) dimensions.length);
    for (int at = 0; at < 7; at++) {
      header.putShort(42 + 2 * at, (short) (at < dimensions.length ? dimensions[at] : 1));
    }
    header.putShort(70, type).putShort(72, (short) (bytes * 8));
    header.putFloat(76, 1);
    for (int at = 1; at <= 3; at++) {
      header.putFloat(76 + 4 * at, 3);
    }
    header.putFloat(108, HEADER_BYTES).putFloat(112, 1);
    header.put(123, (byte) 2); // millimetres
    header.putShort(254, (short) 1);
    header.putFloat(280, -3).putFloat(300, -3).putFloat(320, 3);
    header.put(344, "n+1\0".getBytes(StandardCharsets.US_ASCII));
    return header.position(HEADER_BYTES);
  }

  private static Path save(Path file, ByteBuffer buffer) {
    byte[] content = new byte[buffer.capacity()];
    buffer.rewind().get(content);
    try (OutputStream raw = Files.newOutputStream(file);
        OutputStream out = file.toString().endsWith(".gz") ? new GZIPOutputStream(raw) : raw) {
      out.write(content);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return file;
  }
}
