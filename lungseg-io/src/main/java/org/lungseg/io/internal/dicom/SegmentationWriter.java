package org.lungseg.io.internal.dicom;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.lungseg.api.Label;
import org.lungseg.api.LabelMask;
import org.lungseg.api.OutputRefusedException;
import org.lungseg.api.UnusableInputException;
import org.lungseg.io.WriteOption;

/**
 * Writes a mask as a DICOM segmentation of the series that it was made of (PS3.3, A.51): binary, a
 * segment for each label, a frame for each slice of a segment.
 *
 * <p>Frames without voxels are left out, apart from those of the first segment in the first and the
 * last slice, which tell the whole grid to whoever reads the file without the series. A segment
 * without any voxel has the one of the first slice.
 */
public final class SegmentationWriter {

  private static final int PREAMBLE_BYTES = 128;
  private static final long MAX_PIXEL_BYTES = 0xffff_fffeL;
  private final LabelMask mask;
  private final List<SegmentFrame> frames;
  private final SegmentationHeader header;

  /** A frame of the segmentation: the segment, from 1, and the slice of the volume, from 0. */
  record SegmentFrame(int segment, int labelValue, int k) {}

  /**
   * Prepares the writing; reads the header of a file of the series.
   *
   * @param series one that is a volume
   * @param algorithm what made the mask, if that is known
   * @throws UnusableInputException if the mask is not on the grid of the series, or the series
   *     lacks the identifiers that a segmentation refers to
   */
  public SegmentationWriter(
      CtSeries series,
      LabelMask mask,
      Optional<WriteOption.Algorithm> algorithm,
      String softwareVersion) {
    this.mask = mask;
    SliceStack stack = series.stack();
    if (!mask.geometry().isSameGrid(stack.geometry())) {
      throw new UnusableInputException(
          "the mask, "
              + mask.geometry()
              + ", is not on the grid of the DICOM series, "
              + stack.geometry());
    }
    Frame first = stack.frames().get(0);
    requireUid(first, "Series Instance UID (0020,000E)", series.uid());
    requireUid(
        first, "Frame of Reference UID (0020,0052)", SegmentationHeader.frameOfReference(first));
    for (Frame frame : stack.frames()) {
      requireUid(frame, "SOP Instance UID (0008,0018)", SegmentationHeader.instanceUid(frame));
    }
    this.frames = frames(mask);
    this.header =
        new SegmentationHeader(
            series,
            StudyHeader.read(first.image().file()),
            mask,
            frames,
            algorithm,
            softwareVersion);
  }

  private static void requireUid(Frame frame, String what, String uid) {
    if (!Uid.isValid(uid)) {
      throw new UnusableInputException(
          frame.name() + ": states no usable " + what + ", to which a segmentation would refer");
    }
  }

  private static List<SegmentFrame> frames(LabelMask mask) {
    int slices = mask.geometry().size(2);
    int plane = mask.geometry().size(0) * mask.geometry().size(1);
    boolean[][] present = new boolean[slices][256];
    for (int k = 0; k < slices; k++) {
      for (int at = k * plane; at < (k + 1) * plane; at++) {
        present[k][mask.array()[at] & 0xff] = true;
      }
    }
    List<SegmentFrame> frames = new ArrayList<>();
    int segment = 0;
    for (Label label : mask.labels().labels()) {
      segment++;
      boolean isEmpty = mask.voxelCount(label.value()) == 0;
      for (int k = 0; k < slices; k++) {
        boolean tellsGrid = segment == 1 && (k == 0 || k == slices - 1);
        if (present[k][label.value()] || tellsGrid || (isEmpty && k == 0)) {
          frames.add(new SegmentFrame(segment, label.value(), k));
        }
      }
    }
    return frames;
  }

  /**
   * Writes the file.
   *
   * @throws IOException if that fails
   * @throws OutputRefusedException if the frames are more than a file can hold
   */
  public void writeTo(OutputStream out) throws IOException {
    long bits = (long) frames.size() * mask.geometry().size(0) * mask.geometry().size(1);
    long bytes = (bits + Byte.SIZE - 1) / Byte.SIZE;
    long even = bytes + bytes % 2;
    if (even > MAX_PIXEL_BYTES) {
      throw new OutputRefusedException("a DICOM file holds 4 GiB of pixels, the mask has " + even);
    }
    String instanceUid = Uid.create();
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    head.writeBytes(new byte[PREAMBLE_BYTES]);
    head.writeBytes("DICM".getBytes(StandardCharsets.US_ASCII));
    head.writeBytes(meta(instanceUid));
    head.writeBytes(header.toDataSet(instanceUid).toBytes());
    DataSetWriter.header(head, Tag.PIXEL_DATA, "OB", even);
    head.writeTo(out);
    writePixels(out);
    if (even > bytes) {
      out.write(0);
    }
  }

  private static byte[] meta(String instanceUid) {
    byte[] rest =
        new DataSetWriter()
            .bytes(0x0002_0001, "OB", new byte[] {0, 1}) // File Meta Information Version
            .text(Tag.MEDIA_STORAGE_SOP_CLASS_UID, "UI", Image.SEGMENTATION)
            .text(0x0002_0003, "UI", instanceUid) // Media Storage SOP Instance UID
            .text(Tag.TRANSFER_SYNTAX_UID, "UI", TransferSyntax.EXPLICIT_LITTLE.uid())
            .text(0x0002_0012, "UI", Uid.IMPLEMENTATION) // Implementation Class UID
            .text(0x0002_0013, "SH", "LUNGSEG") // Implementation Version Name
            .toBytes();
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    // File Meta Information Group Length
    all.writeBytes(new DataSetWriter().unsignedInts(0x0002_0000, rest.length).toBytes());
    all.writeBytes(rest);
    return all.toByteArray();
  }

  /** One bit a voxel, the lowest bit of a byte first; frames follow each other without a gap. */
  private void writePixels(OutputStream out) throws IOException {
    int plane = mask.geometry().size(0) * mask.geometry().size(1);
    byte[] voxels = mask.array();
    byte[] packed = new byte[plane / Byte.SIZE + 2];
    int bit = 0;
    for (SegmentFrame frame : frames) {
      int start = frame.k() * plane;
      for (int at = start; at < start + plane; at++) {
        if ((voxels[at] & 0xff) == frame.labelValue()) {
          packed[bit >>> 3] |= (byte) (1 << (bit & 7));
        }
        bit++;
      }
      int whole = bit >>> 3;
      out.write(packed, 0, whole);
      byte begun = packed[whole];
      Arrays.fill(packed, (byte) 0);
      packed[0] = begun;
      bit &= 7;
    }
    if (bit > 0) {
      out.write(packed, 0, 1);
    }
  }
}
