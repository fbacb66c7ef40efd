package org.lungseg.io.internal.dicom;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An image file as a part of a series.
 *
 * @param parsed the file
 * @param isCt whether it is a slice of a CT, or several; otherwise it is a picture of a screen,
 *     another modality, a segmentation
 * @param frames its frames; none if it is refused
 * @param refusal why it cannot be a part of a CT volume
 * @param damaged whether that is because the file is damaged
 */
record Image(
    ParsedFile parsed,
    boolean isCt,
    List<Frame> frames,
    Optional<String> refusal,
    boolean damaged) {

  /** The class of DICOM SEG. */
  static final String SEGMENTATION = "1.2.840.10008.5.1.4.1.1.66.4";

  private static final String LABEL_MAP_SEGMENTATION = "1.2.840.10008.5.1.4.1.1.66.7";
  static final String CT_IMAGE = "1.2.840.10008.5.1.4.1.1.2";
  private static final Set<String> ENHANCED_CT =
      Set.of("1.2.840.10008.5.1.4.1.1.2.1", "1.2.840.10008.5.1.4.1.1.2.2");
  private static final String SECONDARY_CAPTURE = "1.2.840.10008.5.1.4.1.1.7";

  /** What a file with pixels is. */
  static Image of(ParsedFile parsed) {
    DataSet data = parsed.data();
    String sopClass = data.text(Tag.SOP_CLASS_UID).orElse("");
    String other = otherThanCt(sopClass, data.text(Tag.MODALITY).orElse(""));
    if (other != null) {
      return new Image(parsed, false, List.of(), Optional.of(other), false);
    }
    String refusal = refusal(parsed);
    if (refusal != null) {
      return new Image(parsed, true, List.of(), Optional.of(refusal), false);
    }
    OptionalInt stated = data.integer(Tag.NUMBER_OF_FRAMES);
    int count = data.bytes(Tag.NUMBER_OF_FRAMES).isPresent() ? stated.orElse(0) : 1;
    ImageHeader header = new ImageHeader(parsed, PixelLayout.of(data), count);
    String cutOff = sizeProblem(header);
    if (cutOff != null) {
      return new Image(parsed, true, List.of(), Optional.of(cutOff), true);
    }
    List<Frame> frames = new ArrayList<>();
    String misplaced =
        isEnhancedCt(data)
            ? FrameReader.addEnhanced(header, frames)
            : FrameReader.addSingle(header, frames);
    return misplaced != null
        ? new Image(parsed, true, List.of(), Optional.of(misplaced), false)
        : new Image(parsed, true, List.copyOf(frames), Optional.empty(), false);
  }

  /** Whether objects of a class are CT images. */
  static boolean isCtClass(String sopClass) {
    return sopClass.equals(CT_IMAGE) || ENHANCED_CT.contains(sopClass);
  }

  /** Whether a data set is one of a CT whose frames lie in functional groups. */
  static boolean isEnhancedCt(DataSet data) {
    return ENHANCED_CT.contains(data.text(Tag.SOP_CLASS_UID).orElse(""));
  }

  private static @Nullable String otherThanCt(String sopClass, String modality) {
    if (isCtClass(sopClass)) {
      return null;
    }
    if (sopClass.equals(SECONDARY_CAPTURE) || sopClass.startsWith(SECONDARY_CAPTURE + ".")) {
      return "a picture made from a screen (secondary capture), not a CT";
    }
    if (sopClass.equals(SEGMENTATION)) {
      return "a segmentation (DICOM SEG), not a CT: read it as a mask";
    }
    if (sopClass.equals(LABEL_MAP_SEGMENTATION)) {
      return "a label map segmentation, which is not read; convert it into a binary one";
    }
    if (sopClass.isEmpty() && modality.equals("CT")) {
      return null;
    }
    return "no CT images (modality "
        + (modality.isEmpty() ? "not stated" : Printable.code(modality))
        + ")";
  }

  private static @Nullable String refusal(ParsedFile parsed) {
    if (parsed.pixels().tag() != Tag.PIXEL_DATA) {
      return "its pixels are floating-point numbers, expected whole ones (7FE0,0010)";
    }
    if (parsed.syntax().encoding() == PixelEncoding.UNREAD) {
      return parsed.syntax().refusal();
    }
    if (!parsed.data().items(Tag.MODALITY_LUT_SEQUENCE).isEmpty()) {
      return "its values need a look-up table (0028,3000), which is not read";
    }
    return PixelLayout.refusal(parsed.data());
  }

  /** What is wrong with the number of bytes of the pixels; {@code null} if nothing is. */
  private static @Nullable String sizeProblem(ImageHeader header) {
    ParsedFile parsed = header.parsed();
    int count = header.frameCount();
    if (count < 1) {
      return "its number of frames (0028,0008) is " + count;
    }
    long length = parsed.pixels().length();
    boolean undefined = length == DataSetParser.UNDEFINED;
    if (parsed.syntax().encapsulated() != undefined) {
      return "its pixels are "
          + (undefined ? "in fragments" : "one block")
          + ", which its transfer syntax, "
          + parsed.syntax().name()
          + ", does not allow";
    }
    OptionalLong fileSize =
        parsed.syntax().deflated() ? OptionalLong.empty() : parsed.file().size();
    if (!undefined) {
      long frameBytes = header.layout().frameBytes();
      long expected = count * frameBytes;
      // One byte more pads to an even length; less than a frame more is padding of some scanners.
      if (length < expected || length >= expected + Math.max(frameBytes, 2)) {
        return "its pixels take " + length + " bytes, its header asks for " + expected;
      }
      long end = parsed.pixels().offset() + expected;
      if (fileSize.isPresent() && fileSize.getAsLong() < end) {
        return "the file is cut off: it ends at byte "
            + fileSize.getAsLong()
            + ", within the pixels, which end at byte "
            + end;
      }
    } else if (fileSize.isPresent() && count > fileSize.getAsLong() / 8) {
      // Each frame has at least one fragment, and each of those a header of 8 bytes.
      return "it states " + count + " frames, more than its bytes can hold";
    }
    return null;
  }

  /** Whether it is a segmentation. */
  boolean isSegmentation() {
    return text(Tag.SOP_CLASS_UID).equals(SEGMENTATION);
  }

  String text(int tag) {
    return parsed.data().text(tag).orElse("");
  }
}
