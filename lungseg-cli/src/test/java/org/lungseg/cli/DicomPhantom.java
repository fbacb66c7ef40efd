package org.lungseg.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.lungseg.api.CtVolume;
import org.lungseg.api.VolumeGeometry;

/**
 * Writes a CT as the DICOM series of a made-up patient: whole files in implicit little endian, with
 * all that makes a patient and a study known.
 */
final class DicomPhantom {

  /** What tells who the patient is, and which study and scanner it was. */
  static final List<String> IDENTITY =
      List.of(
          "Doe^Phantasia",
          "MRN-00815",
          "19010203",
          "ACC4711",
          "20110912",
          "101112.131415",
          "Quack^Referring",
          "Kept secret study",
          "StudyNo5",
          "1.2.826.0.1.3680043.9.5555.1",
          "Sanatorium Example",
          "Only for the file");

  static final String SERIES_UID = "1.2.826.0.1.3680043.9.5555.2";
  private static final String STUDY_UID = "1.2.826.0.1.3680043.9.5555.1";
  private static final String FRAME_UID = "1.2.826.0.1.3680043.9.5555.3";
  private static final String CT_IMAGE = "1.2.840.10008.5.1.4.1.1.2";
  private static final int INTERCEPT = -1024;

  private DicomPhantom() {}

  /** Writes a file for each slice. */
  static Path write(CtVolume ct, Path folder) throws IOException {
    Files.createDirectories(folder);
    VolumeGeometry grid = ct.geometry();
    float[] plane = new float[grid.size(0) * grid.size(1)];
    for (int k = 0; k < grid.size(2); k++) {
      ct.copyPlane(k, plane);
      Files.write(folder.resolve("IM" + (grid.size(2) - k)), file(grid, k, plane));
    }
    return folder;
  }

  private static byte[] file(VolumeGeometry grid, int k, float[] plane) {
    String instance = SERIES_UID + "." + (k + 1);
    double[] position = grid.voxelToLpsMm().apply(0, 0, k);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(new byte[128]);
    out.writeBytes("DICM".getBytes(StandardCharsets.US_ASCII));
    // Group 2 is explicit; all of its elements here have the short form.
    ByteArrayOutputStream meta = new ByteArrayOutputStream();
    metaText(meta, 0x0002, CT_IMAGE);
    metaText(meta, 0x0003, instance);
    metaText(meta, 0x0010, "1.2.840.10008.1.2");
    metaText(meta, 0x0012, "1.2.826.0.1.3680043.9.5555.9");
    header(out, 0x0002, 0x0000);
    out.writeBytes(new byte[] {'U', 'L', 4, 0});
    int32(out, meta.size());
    out.writeBytes(meta.toByteArray());

    text(out, 0x0008, 0x0008, "ORIGINAL\\PRIMARY\\AXIAL");
    text(out, 0x0008, 0x0016, CT_IMAGE);
    text(out, 0x0008, 0x0018, instance);
    text(out, 0x0008, 0x0020, "20110912");
    text(out, 0x0008, 0x0030, "101112.131415");
    text(out, 0x0008, 0x0050, "ACC4711");
    text(out, 0x0008, 0x0060, "CT");
    text(out, 0x0008, 0x0080, "Sanatorium Example");
    text(out, 0x0008, 0x0090, "Quack^Referring");
    text(out, 0x0008, 0x1030, "Kept secret study");
    text(out, 0x0010, 0x0010, "Doe^Phantasia");
    text(out, 0x0010, 0x0020, "MRN-00815");
    text(out, 0x0010, 0x0030, "19010203");
    text(out, 0x0010, 0x0040, "O");
    text(out, 0x0010, 0x4000, "Only for the file");
    text(out, 0x0018, 0x0050, decimal(grid.spacingMm(2)));
    text(out, 0x0020, 0x000D, STUDY_UID);
    text(out, 0x0020, 0x000E, SERIES_UID);
    text(out, 0x0020, 0x0010, "StudyNo5");
    text(out, 0x0020, 0x0011, "4");
    text(out, 0x0020, 0x0013, Integer.toString(k + 1));
    text(
        out,
        0x0020,
        0x0032,
        decimal(position[0]) + "\\" + decimal(position[1]) + "\\" + decimal(position[2]));
    text(out, 0x0020, 0x0037, "1\\0\\0\\0\\1\\0");
    text(out, 0x0020, 0x0052, FRAME_UID);
    uint16(out, 0x0002, 1);
    text(out, 0x0028, 0x0004, "MONOCHROME2");
    uint16(out, 0x0010, grid.size(1));
    uint16(out, 0x0011, grid.size(0));
    text(out, 0x0028, 0x0030, decimal(grid.spacingMm(1)) + "\\" + decimal(grid.spacingMm(0)));
    uint16(out, 0x0100, 16);
    uint16(out, 0x0101, 16);
    uint16(out, 0x0102, 15);
    uint16(out, 0x0103, 0);
    text(out, 0x0028, 0x1052, Integer.toString(INTERCEPT));
    text(out, 0x0028, 0x1053, "1");
    byte[] pixels = new byte[plane.length * Short.BYTES];
    ByteBuffer stored = ByteBuffer.wrap(pixels).order(ByteOrder.LITTLE_ENDIAN);
    for (float hounsfield : plane) {
      stored.putShort((short) Math.max(0, Math.round(hounsfield) - INTERCEPT));
    }
    element(out, 0x7FE0, 0x0010, pixels);
    return out.toByteArray();
  }

  private static String decimal(double value) {
    return String.format(Locale.ROOT, "%.4f", value);
  }

  private static void metaText(ByteArrayOutputStream out, int element, String text) {
    byte[] value = padded(text, '\0');
    header(out, 0x0002, element);
    out.writeBytes(new byte[] {'U', 'I', (byte) value.length, 0});
    out.writeBytes(value);
  }

  private static void text(ByteArrayOutputStream out, int group, int element, String text) {
    boolean identifier = text.startsWith("1.2.");
    element(out, group, element, padded(text, identifier ? '\0' : ' '));
  }

  private static byte[] padded(String text, char padding) {
    String even = text.length() % 2 == 0 ? text : text + padding;
    return even.getBytes(StandardCharsets.US_ASCII);
  }

  /** A number of group 0028. */
  private static void uint16(ByteArrayOutputStream out, int element, int value) {
    element(out, 0x0028, element, new byte[] {(byte) value, (byte) (value >> 8)});
  }

  private static void element(ByteArrayOutputStream out, int group, int element, byte[] value) {
    header(out, group, element);
    int32(out, value.length);
    out.writeBytes(value);
  }

  private static void header(ByteArrayOutputStream out, int group, int element) {
    for (int half : new int[] {group, element}) {
      out.write(half);
      out.write(half >> 8);
    }
  }

  private static void int32(ByteArrayOutputStream out, int value) {
    for (int shift = 0; shift < Integer.SIZE; shift += Byte.SIZE) {
      out.write(value >> shift);
    }
  }
}
