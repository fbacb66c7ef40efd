package org.lungseg.io.internal.dicom;

import java.nio.ByteOrder;
import java.util.Locale;
import java.util.Optional;
import org.lungseg.api.LungsegException;
import org.lungseg.api.UnreadableFormatException;

/** Reads the header of a file: finds out whether it is DICOM, and how it is written. */
final class HeaderReader {

  private static final String DICOMDIR = "1.2.840.10008.1.3.10";
  private static final int PREAMBLE_BYTES = 128;
  private static final int MAGIC_BYTES = 4;
  private static final int ELEMENT_BYTES = 8;

  /** How many bytes {@link #looksLikeDicom} wants to see. */
  static final int HEAD_BYTES = PREAMBLE_BYTES + MAGIC_BYTES;

  /** What a file turned out to be. */
  sealed interface Found {

    /** No DICOM file. */
    record NotDicom() implements Found {}

    /** A DICOM file without pixels: a report, a presentation state. */
    record NoImage() implements Found {}

    /** A table of contents of a medium. */
    record Directory(ParsedFile parsed) implements Found {}

    /** A DICOM file that is damaged before one can tell to which series it belongs. */
    record Damaged(LungsegException error) implements Found {}

    /** An image. */
    record OneImage(Image image) implements Found {}
  }

  private HeaderReader() {}

  /**
   * Whether a file begins like DICOM: with the magic of PS3.10, or like a bare data set, whose
   * first element has group 2 or 8 and a plausible length.
   */
  static boolean looksLikeDicom(byte[] head) {
    return hasMagic(head) || looksBare(head);
  }

  private static boolean hasMagic(byte[] head) {
    return head.length >= HEAD_BYTES
        && head[PREAMBLE_BYTES] == 'D'
        && head[PREAMBLE_BYTES + 1] == 'I'
        && head[PREAMBLE_BYTES + 2] == 'C'
        && head[PREAMBLE_BYTES + 3] == 'M';
  }

  private static boolean looksBare(byte[] head) {
    if (head.length < ELEMENT_BYTES) {
      return false;
    }
    boolean little = (head[0] == 2 || head[0] == 8) && head[1] == 0;
    boolean big = head[0] == 0 && head[1] == 8;
    if (!little && !big) {
      return false;
    }
    int element = little ? (head[2] & 0xff) | head[3] << 8 : head[2] << 8 | (head[3] & 0xff);
    // The group's length, its first few elements, the class or the instance of the image.
    boolean earlyElement = element >= 0 && element <= 0x18;
    boolean explicit = DataSetParser.isVr(head[4], head[5]);
    boolean shortImplicit = little && (head[4] & 0xff) <= 0x80 && head[5] == 0 && head[6] == 0;
    return earlyElement && (explicit || (shortImplicit && head[7] == 0));
  }

  /**
   * Reads the header of a file.
   *
   * @param budget bounds what comes out of compressed files
   * @throws LungsegException if reading fails for a reason outside the data, or goes over a limit
   */
  static Found read(DicomFile file, InflationBudget budget) {
    return read(file, budget, HeaderPart.IMAGE);
  }

  /**
   * Reads a part of the header of a file.
   *
   * @param budget bounds what comes out of compressed files
   * @throws LungsegException if reading fails for a reason outside the data, or goes over a limit
   */
  static Found read(DicomFile file, InflationBudget budget, HeaderPart part) {
    try (DicomInput input = file.open(budget)) {
      byte[] head = input.peek(HEAD_BYTES);
      if (!looksLikeDicom(head)) {
        return isNamedDicom(file.name())
            ? new Found.Damaged(
                new UnreadableFormatException(
                    file.name()
                        + ": named as a DICOM file, but its content is none; a slice would be"
                        + " missing"))
            : new Found.NotDicom();
      }
      boolean certain = hasMagic(head);
      try {
        return read(file, input, certain, budget, part);
      } catch (UnreadableFormatException e) {
        // A bare data set has no magic: what does not parse is not DICOM after all.
        return certain ? new Found.Damaged(e) : new Found.NotDicom();
      }
    }
  }

  private static boolean isNamedDicom(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return lower.endsWith(".dcm") || lower.endsWith(".dicom") || lower.endsWith(".ima");
  }

  private static Found read(
      DicomFile file, DicomInput input, boolean certain, InflationBudget budget, HeaderPart part) {
    if (certain) {
      input.skip(HEAD_BYTES);
    }
    DataSet meta = new DataSetParser(input, true, ByteOrder.LITTLE_ENDIAN).parseMeta();
    long start = input.position();
    TransferSyntax stated =
        meta.text(Tag.TRANSFER_SYNTAX_UID)
            .map(TransferSyntax::of)
            .orElse(TransferSyntax.IMPLICIT_LITTLE);
    boolean isStated = meta.text(Tag.TRANSFER_SYNTAX_UID).isPresent();
    if (stated.deflated()) {
      try (DicomInput inflated = ParsedFile.inflated(input, file.size(), budget)) {
        return parsed(file, inflated, stated, start, meta, part, budget);
      }
    }
    TransferSyntax syntax = actual(stated, isStated, input.peek(6));
    return parsed(file, input, syntax, start, meta, part, budget);
  }

  /** The syntax that the first element shows: some files state another than they are written in. */
  private static TransferSyntax actual(TransferSyntax stated, boolean isStated, byte[] first) {
    boolean showsVr = first.length == 6 && DataSetParser.isVr(first[4], first[5]);
    if (!isStated && first.length == 6 && first[0] == 0) {
      return TransferSyntax.EXPLICIT_BIG;
    }
    if (stated.equals(TransferSyntax.IMPLICIT_LITTLE) && showsVr) {
      return TransferSyntax.EXPLICIT_LITTLE;
    }
    if (stated.equals(TransferSyntax.EXPLICIT_LITTLE) && !showsVr) {
      return TransferSyntax.IMPLICIT_LITTLE;
    }
    return stated;
  }

  private static Found parsed(
      DicomFile file,
      DicomInput input,
      TransferSyntax syntax,
      long start,
      DataSet meta,
      HeaderPart part,
      InflationBudget budget) {
    DataSet data = new DataSet(syntax.order());
    DataSetParser parser =
        new DataSetParser(
            input, syntax.explicitVr(), syntax.order(), part, budget.limits().maxNesting());
    DataSetParser.PixelElement pixels = parser.parse(data);
    ParsedFile parsed = new ParsedFile(file, syntax, data, start, pixels);
    Optional<String> storageClass = meta.text(Tag.MEDIA_STORAGE_SOP_CLASS_UID);
    if (storageClass.isPresent() && storageClass.get().equals(DICOMDIR)) {
      return new Found.Directory(parsed);
    }
    boolean known =
        storageClass.isPresent()
            || data.text(Tag.SOP_CLASS_UID).isPresent()
            || data.text(Tag.MODALITY).isPresent();
    if (pixels.tag() == 0) {
      String sopClass = data.text(Tag.SOP_CLASS_UID).or(() -> storageClass).orElse("");
      if (Image.isCtClass(sopClass) || sopClass.equals(Image.SEGMENTATION)) {
        throw input.malformed("the file is cut off: it is an image and has no pixels");
      }
      return known ? new Found.NoImage() : new Found.NotDicom();
    }
    return new Found.OneImage(Image.of(parsed));
  }
}
