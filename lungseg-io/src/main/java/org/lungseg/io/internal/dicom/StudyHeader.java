package org.lungseg.io.internal.dicom;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.lungseg.api.UnreadableFormatException;
import org.lungseg.api.UnusableInputException;
import org.lungseg.io.ReadLimits;

/**
 * What a new object repeats of a file so that it joins the same patient and study (PS3.3, C.7.1.1
 * and C.7.2.1), and how its pixels had been compressed. This is the only place where the identity
 * of a patient is read, and only {@link SegmentationWriter} asks for it.
 */
final class StudyHeader {

  private static final int STUDY_INSTANCE_UID = 0x0020_000D;
  private static final int DEIDENTIFICATION_METHOD_CODES = 0x0012_0064;

  /** Elements that an object has to have, if only without a value. */
  private static final Map<Integer, String> REQUIRED =
      Map.of(
          0x0008_0020,
          "DA", // Study Date
          0x0008_0030,
          "TM", // Study Time
          0x0008_0050,
          "SH", // Accession Number
          0x0008_0090,
          "PN", // Referring Physician's Name
          0x0010_0010,
          "PN", // Patient's Name
          0x0010_0020,
          "LO", // Patient ID
          0x0010_0030,
          "DA", // Patient's Birth Date
          0x0010_0040,
          "CS", // Patient's Sex
          STUDY_INSTANCE_UID,
          "UI",
          0x0020_0010,
          "SH"); // Study ID

  /** Elements that are there where the file has them. */
  private static final Map<Integer, String> OPTIONAL =
      Map.of(
          Tag.SPECIFIC_CHARACTER_SET,
          "CS",
          0x0008_1030,
          "LO", // Study Description
          0x0010_0021,
          "LO", // Issuer of Patient ID
          0x0012_0062,
          "CS", // Patient Identity Removed
          0x0012_0063,
          "LO", // De-identification Method
          0x0028_2112,
          "DS", // Lossy Image Compression Ratio
          0x0028_2114,
          "CS"); // Lossy Image Compression Method

  private final DataSet data;
  private final String fileName;

  private StudyHeader(DataSet data, String fileName) {
    this.data = data;
    this.fileName = fileName;
  }

  static boolean holdsValue(int tag) {
    return REQUIRED.containsKey(tag) || OPTIONAL.containsKey(tag);
  }

  static boolean holdsSequence(int tag) {
    return tag == DEIDENTIFICATION_METHOD_CODES;
  }

  /**
   * Reads the header of a file of the series.
   *
   * @throws UnusableInputException if it does not say to which study it belongs
   */
  static StudyHeader read(DicomFile file) {
    ReadLimits limits = new ReadLimits(1, DataSetParser.MAX_HEADER_BYTES);
    InflationBudget budget = new InflationBudget(file.name(), limits);
    if (!(HeaderReader.read(file, budget, HeaderPart.IMAGE_AND_STUDY)
        instanceof HeaderReader.Found.OneImage found)) {
      throw new UnreadableFormatException(file.name() + ": changed while it was in use");
    }
    DataSet data = found.image().parsed().data();
    if (!Uid.isValid(data.text(STUDY_INSTANCE_UID).orElse(""))) {
      throw new UnusableInputException(
          file.name()
              + ": states no Study Instance UID (0020,000D), so that a segmentation of it could"
              + " not join its study");
    }
    return new StudyHeader(data, file.name());
  }

  /** Adds the elements, byte for byte as in the file. */
  void copyTo(DataSetWriter target) {
    Map<Integer, String> all = new TreeMap<>(OPTIONAL);
    all.putAll(REQUIRED);
    all.forEach(
        (tag, vr) -> {
          byte[] value = data.bytes(tag).orElse(new byte[0]);
          if (value.length > 0 || REQUIRED.containsKey(tag)) {
            target.bytes(tag, vr, value);
          }
        });
    List<DataSet> methods = data.items(DEIDENTIFICATION_METHOD_CODES);
    if (!methods.isEmpty()) {
      target.sequence(
          DEIDENTIFICATION_METHOD_CODES,
          methods.stream()
              .map(
                  code ->
                      new DataSetWriter()
                          .text(Tag.CODE_VALUE, "SH", code.text(Tag.CODE_VALUE).orElse(""))
                          .text(
                              Tag.CODING_SCHEME_DESIGNATOR,
                              "SH",
                              code.text(Tag.CODING_SCHEME_DESIGNATOR).orElse(""))
                          .text(Tag.CODE_MEANING, "LO", code.text(Tag.CODE_MEANING).orElse("")))
              .toList());
    }
  }

  @Override
  public String toString() {
    return "study of " + fileName;
  }
}
