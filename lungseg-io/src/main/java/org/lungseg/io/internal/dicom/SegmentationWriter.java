package org.lungseg.io.internal.dicom;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
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
  private static final int SERIES_NUMBER_OFFSET = 1000;
  private static final String PRIVATE_SCHEME = "99LUNGSEG";
  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("yyyyMMdd", Locale.ROOT);
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("HHmmss.SSSSSS", Locale.ROOT);

  private static final Code ANATOMICAL_STRUCTURE =
      new Code("123037004", "SCT", "Anatomical Structure");
  private static final Code SEGMENTATION = new Code("113076", "DCM", "Segmentation");
  private static final Code SOURCE_IMAGE =
      new Code("121322", "DCM", "Source image for image processing operation");
  private static final Code ARTIFICIAL_INTELLIGENCE =
      new Code("123109", "DCM", "Artificial Intelligence");

  private final SliceStack stack;
  private final CtSeries series;
  private final LabelMask mask;
  private final Optional<WriteOption.Algorithm> algorithm;
  private final StudyHeader study;
  private final String softwareVersion;
  private final List<SegmentFrame> frames;
  private final LocalDateTime now = LocalDateTime.now(ZoneId.systemDefault());

  /** A frame of the segmentation: the segment, from 1, and the slice of the volume, from 0. */
  private record SegmentFrame(int segment, int labelValue, int k) {}

  private record Code(String value, String scheme, String meaning) {
    DataSetWriter toItem() {
      return new DataSetWriter()
          .text(Tag.CODE_VALUE, "SH", value)
          .text(Tag.CODING_SCHEME_DESIGNATOR, "SH", scheme)
          .text(Tag.CODE_MEANING, "LO", meaning);
    }
  }

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
    this.series = series;
    this.stack = series.stack();
    this.mask = mask;
    this.algorithm = algorithm;
    this.softwareVersion = softwareVersion;
    String file = stack.frames().get(0).name();
    if (!mask.geometry().isSameGrid(stack.geometry())) {
      throw new UnusableInputException(
          "the mask, "
              + mask.geometry()
              + ", is not on the grid of the DICOM series, "
              + stack.geometry());
    }
    requireUid(file, "Series Instance UID (0020,000E)", series.uid());
    requireUid(file, "Frame of Reference UID (0020,0052)", frameOfReference());
    for (Frame frame : stack.frames()) {
      requireUid(frame.name(), "SOP Instance UID (0008,0018)", instanceUid(frame));
    }
    this.study = StudyHeader.read(stack.frames().get(0).image().file());
    this.frames = frames(mask);
  }

  private static void requireUid(String file, String what, String uid) {
    if (!Uid.isValid(uid)) {
      throw new UnusableInputException(
          file + ": states no usable " + what + ", to which a segmentation would refer");
    }
  }

  private String frameOfReference() {
    DataSet data = stack.frames().get(0).image().parsed().data();
    return data.text(Tag.FRAME_OF_REFERENCE_UID).orElse("");
  }

  private static String instanceUid(Frame frame) {
    return frame.image().parsed().data().text(Tag.SOP_INSTANCE_UID).orElse("");
  }

  private static String classUid(Frame frame) {
    return frame.image().parsed().data().text(Tag.SOP_CLASS_UID).orElse(Image.CT_IMAGE);
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
    head.writeBytes(dataSet(instanceUid).toBytes());
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

  private DataSetWriter dataSet(String instanceUid) {
    DataSetWriter data = new DataSetWriter();
    study.copyTo(data);
    describeObject(data, instanceUid);
    describePixels(data);
    String dimensions = Uid.create();
    data.item(
            0x0020_9221, // Dimension Organization Sequence
            new DataSetWriter().text(0x0020_9164, "UI", dimensions))
        .sequence(
            0x0020_9222, // Dimension Index Sequence
            List.of(
                dimension(
                    dimensions,
                    Tag.REFERENCED_SEGMENT_NUMBER,
                    Tag.SEGMENT_IDENTIFICATION_SEQUENCE,
                    "Segment"),
                dimension(
                    dimensions, Tag.IMAGE_POSITION_PATIENT, Tag.PLANE_POSITION_SEQUENCE, "Slice")))
        .sequence(Tag.SEGMENT_SEQUENCE, segments())
        .item(Tag.REFERENCED_SERIES_SEQUENCE, sourceSeries())
        .item(Tag.SHARED_FUNCTIONAL_GROUPS_SEQUENCE, sharedGroups())
        .sequence(
            Tag.PER_FRAME_FUNCTIONAL_GROUPS_SEQUENCE, frames.stream().map(this::groups).toList());
    return data;
  }

  private void describeObject(DataSetWriter data, String instanceUid) {
    int sourceNumber = series.seriesNumber().orElse(0);
    data.text(Tag.SOP_CLASS_UID, "UI", Image.SEGMENTATION)
        .text(Tag.SOP_INSTANCE_UID, "UI", instanceUid)
        .text(Tag.IMAGE_TYPE, "CS", "DERIVED\\PRIMARY")
        .text(0x0008_0021, "DA", DATE.format(now)) // Series Date
        .text(0x0008_0023, "DA", DATE.format(now)) // Content Date
        .text(0x0008_0031, "TM", TIME.format(now)) // Series Time
        .text(0x0008_0033, "TM", TIME.format(now)) // Content Time
        .text(Tag.MODALITY, "CS", "SEG")
        .text(0x0008_0070, "LO", "lungseg") // Manufacturer
        .text(Tag.SERIES_DESCRIPTION, "LO", "Segmentation")
        .text(0x0008_1090, "LO", "lungseg") // Manufacturer's Model Name
        .text(0x0018_1000, "LO", "none") // Device Serial Number
        .text(0x0018_1020, "LO", softwareVersion) // Software Versions
        .text(Tag.SERIES_INSTANCE_UID, "UI", Uid.create())
        .text(
            Tag.SERIES_NUMBER,
            "IS",
            Integer.toString(Math.max(sourceNumber, 0) % 100_000_000 + SERIES_NUMBER_OFFSET))
        .text(0x0020_0013, "IS", "1") // Instance Number
        .text(Tag.FRAME_OF_REFERENCE_UID, "UI", frameOfReference())
        .text(0x0020_1040, "LO", "") // Position Reference Indicator
        .text(0x0070_0080, "CS", "SEGMENTATION") // Content Label
        .text(0x0070_0081, "LO", "") // Content Description
        .text(0x0070_0084, "PN", ""); // Content Creator's Name
  }

  private void describePixels(DataSetWriter data) {
    boolean lossy =
        stack.frames().stream()
            .map(frame -> frame.image().parsed().data())
            .anyMatch(source -> source.text(Tag.LOSSY_IMAGE_COMPRESSION).orElse("").equals("01"));
    data.unsignedShorts(Tag.SAMPLES_PER_PIXEL, 1)
        .text(Tag.PHOTOMETRIC_INTERPRETATION, "CS", "MONOCHROME2")
        .text(Tag.NUMBER_OF_FRAMES, "IS", Integer.toString(frames.size()))
        .unsignedShorts(Tag.ROWS, mask.geometry().size(1))
        .unsignedShorts(Tag.COLUMNS, mask.geometry().size(0))
        .unsignedShorts(Tag.BITS_ALLOCATED, 1)
        .unsignedShorts(Tag.BITS_STORED, 1)
        .unsignedShorts(Tag.HIGH_BIT, 0)
        .unsignedShorts(Tag.PIXEL_REPRESENTATION, 0)
        .text(Tag.LOSSY_IMAGE_COMPRESSION, "CS", lossy ? "01" : "00")
        .text(Tag.SEGMENTATION_TYPE, "CS", "BINARY");
  }

  private static DataSetWriter dimension(String organization, int index, int group, String label) {
    return new DataSetWriter()
        .text(0x0020_9164, "UI", organization) // Dimension Organization UID
        .tag(0x0020_9165, index) // Dimension Index Pointer
        .tag(0x0020_9167, group) // Functional Group Pointer
        .text(0x0020_9421, "LO", label); // Dimension Description Label
  }

  private List<DataSetWriter> segments() {
    List<DataSetWriter> segments = new ArrayList<>();
    for (Label label : mask.labels().labels()) {
      Code type =
          label.snomedCode().isEmpty()
              ? new Code("LABEL" + label.value(), PRIVATE_SCHEME, label.name())
              : new Code(label.snomedCode(), "SCT", capitalized(label.name()));
      DataSetWriter segment =
          new DataSetWriter()
              .unsignedShorts(Tag.SEGMENT_NUMBER, segments.size() + 1)
              .text(Tag.SEGMENT_LABEL, "LO", label.name())
              .item(0x0062_0003, ANATOMICAL_STRUCTURE.toItem()) // Property Category Code Sequence
              .item(Tag.SEGMENTED_PROPERTY_TYPE_CODE_SEQUENCE, type.toItem())
              // Recommended Display CIELab Value
              .unsignedShorts(0x0062_000D, CieLab.ofRgb(label.rgb()));
      describeAlgorithm(segment);
      segments.add(segment);
    }
    return segments;
  }

  /** Segment Algorithm Type and Name, and Segmentation Algorithm Identification Sequence. */
  private void describeAlgorithm(DataSetWriter segment) {
    segment.text(0x0062_0008, "CS", algorithm.isPresent() ? "AUTOMATIC" : "SEMIAUTOMATIC");
    segment.text(0x0062_0009, "LO", algorithm.map(WriteOption.Algorithm::name).orElse("unknown"));
    algorithm.ifPresent(
        known ->
            segment.item(
                0x0062_0007,
                new DataSetWriter()
                    // Algorithm Family Code Sequence, Version, Name
                    .item(0x0066_002F, ARTIFICIAL_INTELLIGENCE.toItem())
                    .text(0x0066_0031, "LO", known.version())
                    .text(0x0066_0036, "LO", known.name())));
  }

  private static String capitalized(String name) {
    return name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1);
  }

  private DataSetWriter sourceSeries() {
    Map<String, DataSetWriter> instances = new LinkedHashMap<>();
    for (Frame frame : stack.frames()) {
      instances.put(instanceUid(frame), instance(frame));
    }
    return new DataSetWriter()
        .text(Tag.SERIES_INSTANCE_UID, "UI", series.uid())
        .sequence(Tag.REFERENCED_INSTANCE_SEQUENCE, List.copyOf(instances.values()));
  }

  private static DataSetWriter instance(Frame frame) {
    return new DataSetWriter()
        .text(0x0008_1150, "UI", classUid(frame)) // Referenced SOP Class UID
        .text(0x0008_1155, "UI", instanceUid(frame)); // Referenced SOP Instance UID
  }

  private DataSetWriter sharedGroups() {
    Frame first = stack.frames().get(0);
    double distance = sliceDistanceMm();
    DataSetWriter measures =
        new DataSetWriter()
            .decimals(
                Tag.PIXEL_SPACING, first.place().rowSpacingMm(), first.place().columnSpacingMm());
    if (distance > 0) {
      double thickness = first.place().thicknessMm();
      measures
          .decimals(Tag.SLICE_THICKNESS, thickness > 0 ? thickness : distance)
          .decimals(Tag.SPACING_BETWEEN_SLICES, distance);
    }
    return new DataSetWriter()
        .item(Tag.PIXEL_MEASURES_SEQUENCE, measures)
        .item(
            Tag.PLANE_ORIENTATION_SEQUENCE,
            new DataSetWriter()
                .decimals(Tag.IMAGE_ORIENTATION_PATIENT, FrameReader.statedOrientation(first)));
  }

  /** The distance of slices along their normal; 0 where a single one does not state it. */
  private double sliceDistanceMm() {
    Frame.Place first = stack.frames().get(0).place();
    int last = stack.frames().size() - 1;
    if (last == 0) {
      return first.thicknessMm();
    }
    Vec3 normal = first.rowDirection().cross(first.columnDirection());
    Vec3 whole = stack.frames().get(last).place().position().minus(first.position());
    return whole.dot(normal) / normal.length() / last;
  }

  private DataSetWriter groups(SegmentFrame frame) {
    Frame source = stack.frames().get(frame.k());
    Vec3 position = source.place().position();
    DataSetWriter sourceImage =
        instance(source)
            .text(0x0028_135A, "CS", "YES") // Spatial Locations Preserved
            .item(0x0040_A170, SOURCE_IMAGE.toItem()); // Purpose of Reference Code Sequence
    if (source.image().frameCount() > 1) {
      // Referenced Frame Number
      sourceImage.text(0x0008_1160, "IS", Integer.toString(source.index() + 1));
    }
    return new DataSetWriter()
        .item(
            0x0008_9124, // Derivation Image Sequence
            new DataSetWriter()
                .item(0x0008_2112, sourceImage) // Source Image Sequence
                .item(0x0008_9215, SEGMENTATION.toItem())) // Derivation Code Sequence
        .item(
            Tag.FRAME_CONTENT_SEQUENCE,
            new DataSetWriter()
                // Dimension Index Values
                .unsignedInts(0x0020_9157, frame.segment(), frame.k() + 1))
        .item(
            Tag.PLANE_POSITION_SEQUENCE,
            new DataSetWriter()
                .decimals(Tag.IMAGE_POSITION_PATIENT, position.x(), position.y(), position.z()))
        .item(
            Tag.SEGMENT_IDENTIFICATION_SEQUENCE,
            new DataSetWriter().unsignedShorts(Tag.REFERENCED_SEGMENT_NUMBER, frame.segment()));
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
