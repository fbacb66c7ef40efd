package org.lungseg.io;

import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageInputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.lungseg.api.UnreadableFormatException;

/**
 * One grey PNG picture, as stored: 8 or 16 bits a pixel, or fewer bits, whose values are kept as
 * they are. Colour pictures and palettes are read if all their pixels are grey.
 *
 * @param name what errors call the file
 * @param file its bytes
 * @param width in pixels
 * @param height in pixels
 * @param bits 8 or 16 a pixel
 * @param colourType the code of the PNG header
 */
@SuppressWarnings("ArrayRecordComponent") // holds the bytes between two steps; never compared
record GreyPng(String name, byte[] file, int width, int height, int bits, int colourType) {

  private static final int[] MAGIC = {0x89, 'P', 'N', 'G', 13, 10, 26, 10};
  private static final int HEADER_END = 26;
  private static final int COLOUR_GREY = 0;
  private static final int COLOUR_RGB = 2;
  private static final int COLOUR_PALETTE = 3;
  private static final int COLOUR_GREY_ALPHA = 4;
  private static final int COLOUR_RGB_ALPHA = 6;

  /** The bound of deflate on how much a byte of the file can unpack to. */

  /** Whether a file begins like a PNG. */
  static boolean startsIn(Head head) {
    return head.has(0, MAGIC);
  }

  /**
   * Reads a file and its header; the pixels stay packed until {@link #copyTo}.
   *
   * @throws UnreadableFormatException if the header is no PNG's, or states more pixels than the
   *     file can hold
   */
  static GreyPng open(Path path, ReadLimits limits) {
    String name = path.toString();
    byte[] file;
    try (InputStream in = Files.newInputStream(path)) {
      file = limits.newBytes(name, Files.size(path));
      file = Arrays.copyOf(file, in.readNBytes(file, 0, file.length));
    } catch (IOException e) {
      throw InputBytes.translate(name, 0, e);
    }
    if (file.length < HEADER_END
        || !startsIn(new Head(file))
        || !new Head(file).has(12, 'I', 'H', 'D', 'R')) {
      throw new UnreadableFormatException(name + ": not a PNG picture, or one cut off");
    }
    ByteBuffer header = ByteBuffer.wrap(file);
    int width = header.getInt(16);
    int height = header.getInt(20);
    PngChunks.requireWhole(file, name);
    int depth = file[24];
    int colourType = file[25];
    if (Integer.bitCount(depth) != 1 || depth < 1 || depth > 16 || channels(colourType) == 0) {
      throw new UnreadableFormatException(
          name
              + ": the PNG header states "
              + depth
              + " bits a sample and colour type "
              + colourType
              + ", which the standard does not know");
    }
    long bitsPerPixel = (long) depth * channels(colourType);
    long ratio = Math.min(ReadLimits.MAX_DEFLATE_RATIO, limits.maxInflationRatio());
    if (width < 1
        || height < 1
        || (long) width * height > ratio * file.length * Byte.SIZE / bitsPerPixel) {
      throw new UnreadableFormatException(
          name
              + ": the PNG header states "
              + width
              + "×"
              + height
              + " pixels, which a file of "
              + file.length
              + " bytes cannot hold or, by ReadLimits, may not unpack to");
    }
    return new GreyPng(name, file, width, height, depth == Short.SIZE ? 16 : 8, colourType);
  }

  /** The samples a pixel of a colour type, 0 for an unknown type. */
  private static int channels(int colourType) {
    return switch (colourType) {
      case COLOUR_GREY, COLOUR_PALETTE -> 1;
      case COLOUR_GREY_ALPHA -> 2;
      case COLOUR_RGB -> 3;
      case COLOUR_RGB_ALPHA -> 4;
      default -> 0;
    };
  }

  /**
   * Unpacks the pixels, row by row from the top.
   *
   * @param target receives {@code width × height} values
   * @param offset where the first goes
   * @throws UnreadableFormatException if the picture is corrupt or has colours
   */
  void copyTo(short[] target, int offset) {
    BufferedImage image = decode();
    if (image.getWidth() != width || image.getHeight() != height) {
      throw new UnreadableFormatException(name + ": the PNG data do not fit their header");
    }
    Raster raster = image.getRaster();
    boolean single = colourType == COLOUR_GREY || colourType == COLOUR_GREY_ALPHA;
    int bands = single ? 1 : raster.getNumBands();
    ColorModel palette = image.getColorModel();
    int[] row = new int[width * raster.getNumBands()];
    int step = raster.getNumBands();
    for (int y = 0; y < height; y++) {
      raster.getPixels(0, y, width, 1, row);
      for (int x = 0; x < width; x++) {
        int value = row[x * step];
        if (colourType == COLOUR_PALETTE && palette instanceof IndexColorModel colours) {
          int entry = value;
          value = colours.getRed(entry);
          requireGrey(value, colours.getGreen(entry), colours.getBlue(entry), x, y);
        } else if (bands >= 3) {
          requireGrey(value, row[x * step + 1], row[x * step + 2], x, y);
        }
        target[offset + y * width + x] = (short) value;
      }
    }
  }

  private void requireGrey(int red, int green, int blue, int x, int y) {
    if (red != green || red != blue) {
      throw new UnreadableFormatException(
          name
              + ": a colour picture; pixel ("
              + x
              + ", "
              + y
              + ") has red "
              + red
              + ", green "
              + green
              + ", blue "
              + blue
              + ", expected grey");
    }
  }

  /** Reads from memory, so that {@code ImageIO}'s cache on the disk stays out of it. */
  private BufferedImage decode() {
    ImageReader reader = ImageIO.getImageReadersByFormatName("png").next();
    try (MemoryCacheImageInputStream stream =
        new MemoryCacheImageInputStream(new ByteArrayInputStream(file))) {
      reader.setInput(stream, true, true);
      return reader.read(0);
    } catch (IOException | RuntimeException e) {
      // The JDK's reader answers malformed data with many kinds of unchecked exceptions.
      throw new UnreadableFormatException(
          name + ": the PNG picture is cut off or corrupt: " + e.getMessage(), e);
    } finally {
      reader.dispose();
    }
  }

  /** Writes 8-bit grey pixels, row by row from the top. Does not close the stream. */
  static void write(byte[] pixels, int width, int height, OutputStream out) throws IOException {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_BYTE_GRAY);
    image.getRaster().setDataElements(0, 0, width, height, pixels);
    ImageWriter writer = ImageIO.getImageWritersByFormatName("png").next();
    try (MemoryCacheImageOutputStream stream = new MemoryCacheImageOutputStream(out)) {
      writer.setOutput(stream);
      writer.write(image);
    } finally {
      writer.dispose();
    }
  }
}
