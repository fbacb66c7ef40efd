package org.lungseg.io.internal.dicom;

import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.lungseg.api.Label;
import org.lungseg.api.LabelMask;
import org.lungseg.io.WriteOption;
import org.lungseg.io.internal.dicom.SegmentationWriter.SegmentFrame;

/**
 * What stands before the pixels of a segmentation, module by module (PS3.3, A.51 and C.8.20; codes
 * from PS3.16).
 */
final class SegmentationHeader {

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
      new Code("123110", "DCM", "Artificial Intelligence");

  private final CtSeries series;
  private final SliceStack stack;
  private final StudyHeader study;
  private final LabelMask mask;
  private final List<SegmentFrame> frames;
  private final Optional<WriteOption.Algorithm> algorithm;
  private final String softwareVersion;
  private final LocalDateTime now = LocalDateTime.now(ZoneId.systemDefault());

  private record Code(String value, String scheme, String meaning) {
    DataSetWriter toItem() {
      return new DataSetWriter()
          .text(Tag.CODE_VALUE, "SH", value)
          .text(Tag.CODING_SCHEME_DESIGNATOR, "SH", scheme)
          .text(Tag.CODE_MEANING, "LO", meaning);
    }
  }

  SegmentationHeader(
      CtSeries series,
      StudyHeader study,
      LabelMask mask,
      List<SegmentFrame> frames,
      Optional<WriteOption.Algorithm> algorithm,
      String softwareVersion) {
    this.series = series;
    this.stack = series.stack();
    this.study = study;
    this.mask = mask;
    this.frames = frames;
    this.algorithm = algorithm;
    this.softwareVersion = softwareVersion;
  }

  /** Where the slices of a series are positioned; empty where it is not stated. */
  static String frameOfReference(Frame frame) {
    return frame.image().parsed().data().text(Tag.FRAME_OF_REFERENCE_UID).orElse("");
  }

  /** The identifier of a slice; empty where it is not stated. */
  static String instanceUid(Frame frame) {
    return frame.image().parsed().data().text(Tag.SOP_INSTANCE_UID).orElse("");
  }

  private static String classUid(Frame frame) {
    return frame.image().parsed().data().text(Tag.SOP_CLASS_UID).orElse(Image.CT_IMAGE);
  }

  /**
   * The data set up to the pixels.
   *
   * @param instanceUid the new object's SOP Instance UID
   */
  DataSetWriter toDataSet(String instanceUid) {
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
        .text(Tag.FRAME_OF_REFERENCE_UID, "UI", frameOfReference(stack.frames().get(0)))
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
}
