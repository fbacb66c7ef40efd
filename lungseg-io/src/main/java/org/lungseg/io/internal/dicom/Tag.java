package org.lungseg.io.internal.dicom;

import java.util.Locale;
import java.util.Set;

/** The data elements that are read, by their numbers (group, element) in DICOM PS3.6. */
final class Tag {

  static final int MEDIA_STORAGE_SOP_CLASS_UID = 0x0002_0002;
  static final int TRANSFER_SYNTAX_UID = 0x0002_0010;
  static final int DIRECTORY_RECORD_SEQUENCE = 0x0004_1220;
  static final int DIRECTORY_RECORD_TYPE = 0x0004_1430;
  static final int REFERENCED_FILE_ID = 0x0004_1500;
  static final int SPECIFIC_CHARACTER_SET = 0x0008_0005;
  static final int IMAGE_TYPE = 0x0008_0008;
  static final int SOP_CLASS_UID = 0x0008_0016;
  static final int SOP_INSTANCE_UID = 0x0008_0018;
  static final int MODALITY = 0x0008_0060;
  static final int CODE_VALUE = 0x0008_0100;
  static final int CODING_SCHEME_DESIGNATOR = 0x0008_0102;
  static final int CODE_MEANING = 0x0008_0104;
  static final int SERIES_DESCRIPTION = 0x0008_103E;
  static final int REFERENCED_SERIES_SEQUENCE = 0x0008_1115;
  static final int REFERENCED_INSTANCE_SEQUENCE = 0x0008_114A;
  static final int SLICE_THICKNESS = 0x0018_0050;
  static final int SPACING_BETWEEN_SLICES = 0x0018_0088;
  static final int CONVOLUTION_KERNEL = 0x0018_1210;
  static final int CT_RECONSTRUCTION_SEQUENCE = 0x0018_9314;
  static final int CT_IMAGE_FRAME_TYPE_SEQUENCE = 0x0018_9329;
  static final int FRAME_TYPE = 0x0008_9007;
  static final int SERIES_INSTANCE_UID = 0x0020_000E;
  static final int SERIES_NUMBER = 0x0020_0011;
  static final int ACQUISITION_NUMBER = 0x0020_0012;
  static final int IMAGE_POSITION_PATIENT = 0x0020_0032;
  static final int IMAGE_ORIENTATION_PATIENT = 0x0020_0037;
  static final int FRAME_OF_REFERENCE_UID = 0x0020_0052;
  static final int TEMPORAL_POSITION_IDENTIFIER = 0x0020_0100;
  static final int FRAME_CONTENT_SEQUENCE = 0x0020_9111;
  static final int PLANE_POSITION_SEQUENCE = 0x0020_9113;
  static final int PLANE_ORIENTATION_SEQUENCE = 0x0020_9116;
  static final int TEMPORAL_POSITION_INDEX = 0x0020_9128;
  static final int FRAME_ACQUISITION_NUMBER = 0x0020_9156;
  static final int SAMPLES_PER_PIXEL = 0x0028_0002;
  static final int PHOTOMETRIC_INTERPRETATION = 0x0028_0004;
  static final int NUMBER_OF_FRAMES = 0x0028_0008;
  static final int ROWS = 0x0028_0010;
  static final int COLUMNS = 0x0028_0011;
  static final int PIXEL_SPACING = 0x0028_0030;
  static final int BITS_ALLOCATED = 0x0028_0100;
  static final int BITS_STORED = 0x0028_0101;
  static final int HIGH_BIT = 0x0028_0102;
  static final int PIXEL_REPRESENTATION = 0x0028_0103;
  static final int PIXEL_PADDING_VALUE = 0x0028_0120;
  static final int PIXEL_PADDING_RANGE_LIMIT = 0x0028_0121;
  static final int RESCALE_INTERCEPT = 0x0028_1052;
  static final int RESCALE_SLOPE = 0x0028_1053;
  static final int RESCALE_TYPE = 0x0028_1054;
  static final int LOSSY_IMAGE_COMPRESSION = 0x0028_2110;
  static final int MODALITY_LUT_SEQUENCE = 0x0028_3000;
  static final int PIXEL_MEASURES_SEQUENCE = 0x0028_9110;
  static final int PIXEL_VALUE_TRANSFORMATION_SEQUENCE = 0x0028_9145;
  static final int SEGMENTATION_TYPE = 0x0062_0001;
  static final int SEGMENT_SEQUENCE = 0x0062_0002;
  static final int SEGMENT_NUMBER = 0x0062_0004;
  static final int SEGMENT_LABEL = 0x0062_0005;
  static final int SEGMENT_IDENTIFICATION_SEQUENCE = 0x0062_000A;
  static final int REFERENCED_SEGMENT_NUMBER = 0x0062_000B;
  static final int SEGMENTED_PROPERTY_TYPE_CODE_SEQUENCE = 0x0062_000F;
  static final int SEGMENTED_PROPERTY_TYPE_MODIFIER_CODE_SEQUENCE = 0x0062_0011;
  static final int SHARED_FUNCTIONAL_GROUPS_SEQUENCE = 0x5200_9229;
  static final int PER_FRAME_FUNCTIONAL_GROUPS_SEQUENCE = 0x5200_9230;
  static final int FLOAT_PIXEL_DATA = 0x7FE0_0008;
  static final int DOUBLE_FLOAT_PIXEL_DATA = 0x7FE0_0009;
  static final int PIXEL_DATA = 0x7FE0_0010;
  static final int ITEM = 0xFFFE_E000;
  static final int ITEM_DELIMITATION = 0xFFFE_E00D;
  static final int SEQUENCE_DELIMITATION = 0xFFFE_E0DD;

  private static final Set<Integer> VALUES =
      Set.of(
          MEDIA_STORAGE_SOP_CLASS_UID,
          TRANSFER_SYNTAX_UID,
          DIRECTORY_RECORD_TYPE,
          REFERENCED_FILE_ID,
          SPECIFIC_CHARACTER_SET,
          IMAGE_TYPE,
          SOP_CLASS_UID,
          SOP_INSTANCE_UID,
          MODALITY,
          CODE_VALUE,
          CODING_SCHEME_DESIGNATOR,
          CODE_MEANING,
          SERIES_DESCRIPTION,
          SLICE_THICKNESS,
          SPACING_BETWEEN_SLICES,
          CONVOLUTION_KERNEL,
          FRAME_TYPE,
          SERIES_INSTANCE_UID,
          SERIES_NUMBER,
          ACQUISITION_NUMBER,
          IMAGE_POSITION_PATIENT,
          IMAGE_ORIENTATION_PATIENT,
          FRAME_OF_REFERENCE_UID,
          TEMPORAL_POSITION_IDENTIFIER,
          TEMPORAL_POSITION_INDEX,
          FRAME_ACQUISITION_NUMBER,
          SAMPLES_PER_PIXEL,
          PHOTOMETRIC_INTERPRETATION,
          NUMBER_OF_FRAMES,
          ROWS,
          COLUMNS,
          PIXEL_SPACING,
          BITS_ALLOCATED,
          BITS_STORED,
          HIGH_BIT,
          PIXEL_REPRESENTATION,
          PIXEL_PADDING_VALUE,
          PIXEL_PADDING_RANGE_LIMIT,
          RESCALE_INTERCEPT,
          RESCALE_SLOPE,
          RESCALE_TYPE,
          LOSSY_IMAGE_COMPRESSION,
          SEGMENTATION_TYPE,
          SEGMENT_NUMBER,
          SEGMENT_LABEL,
          REFERENCED_SEGMENT_NUMBER);

  private static final Set<Integer> SEQUENCES =
      Set.of(
          DIRECTORY_RECORD_SEQUENCE,
          REFERENCED_SERIES_SEQUENCE,
          REFERENCED_INSTANCE_SEQUENCE,
          CT_RECONSTRUCTION_SEQUENCE,
          CT_IMAGE_FRAME_TYPE_SEQUENCE,
          FRAME_CONTENT_SEQUENCE,
          PLANE_POSITION_SEQUENCE,
          PLANE_ORIENTATION_SEQUENCE,
          MODALITY_LUT_SEQUENCE,
          PIXEL_MEASURES_SEQUENCE,
          PIXEL_VALUE_TRANSFORMATION_SEQUENCE,
          SEGMENT_SEQUENCE,
          SEGMENT_IDENTIFICATION_SEQUENCE,
          SEGMENTED_PROPERTY_TYPE_CODE_SEQUENCE,
          SEGMENTED_PROPERTY_TYPE_MODIFIER_CODE_SEQUENCE,
          SHARED_FUNCTIONAL_GROUPS_SEQUENCE,
          PER_FRAME_FUNCTIONAL_GROUPS_SEQUENCE);

  private Tag() {}

  /** Whether the value of an element is kept when volumes are read. */
  static boolean isKeptValue(int tag) {
    return VALUES.contains(tag);
  }

  /** Whether the items of a sequence are kept when volumes are read. */
  static boolean isKeptSequence(int tag) {
    return SEQUENCES.contains(tag);
  }

  /** The number as DICOM writes it: {@code (0028,0010)}. */
  static String text(int tag) {
    return String.format(Locale.ROOT, "(%04X,%04X)", tag >>> 16, tag & 0xffff);
  }
}
