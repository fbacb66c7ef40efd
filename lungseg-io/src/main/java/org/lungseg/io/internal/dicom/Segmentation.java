package org.lungseg.io.internal.dicom;

import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import org.lungseg.api.LungsegException;
import org.lungseg.api.UnreadableFormatException;
import org.lungseg.api.UnusableInputException;
import org.lungseg.api.VolumeGeometry;

/**
 * A binary DICOM segmentation whose header is read (PS3.3, A.51): segments, and frames of one bit a
 * voxel, each of which is a slice of one segment. Immutable.
 */
public final class Segmentation {

  private static final String BINARY = "BINARY";
  private static final int CHUNK_BYTES = 1 << 16;

  private final ParsedFile parsed;
  private final int columns;
  private final int rows;
  private final SegmentationGrid grid;
  private final Map<Integer, Segment> segments;
  private final List<Integer> segmentOfFrame;
  private final int referencedInstances;

  /**
   * One segment.
   *
   * @param number by which frames refer to it, 1 to 65535
   * @param label its name, fit for showing
   * @param type the code of what it is
   * @param modifier the code that narrows the type, such as the side
   */
  public record Segment(int number, String label, Code type, Code modifier) {}

  /**
   * A code; all parts may be empty.
   *
   * @param scheme the coding scheme, such as {@code SCT}
   * @param value the code
   * @param meaning the meaning in words, fit for showing
   */
  public record Code(String scheme, String value, String meaning) {}

  /** Is told of each voxel that belongs to a segment. */
  @FunctionalInterface
  public interface VoxelSink {
    /**
     * Takes a voxel.
     *
     * @param at its index in the grid, {@code i} fastest
     * @param segment the number of its segment
     */
    void accept(int at, int segment);
  }

  private Segmentation(
      ParsedFile parsed,
      int columns,
      int rows,
      SegmentationGrid grid,
      Map<Integer, Segment> segments,
      List<Integer> segmentOfFrame,
      int referencedInstances) {
    this.parsed = parsed;
    this.columns = columns;
    this.rows = rows;
    this.grid = grid;
    this.segments = segments;
    this.segmentOfFrame = segmentOfFrame;
    this.referencedInstances = referencedInstances;
  }

  /**
   * The segmentation of a series that holds one.
   *
   * @throws UnusableInputException if it holds several, one of another kind, or frames that make no
   *     grid
   * @throws UnreadableFormatException if the file is damaged
   */
  public static Segmentation of(CtSeries series, String sourceName) {
    if (series.images().size() > 1) {
      throw new UnusableInputException(
          sourceName
              + ": holds "
              + series.images().size()
              + " segmentations, expected one; give the file of one");
    }
    ParsedFile parsed = series.images().get(0).parsed();
    try {
      return of(parsed);
    } catch (NoVolumeException e) {
      String message = parsed.file().name() + ": no mask: " + e.reason();
      LungsegException error =
          e.isDamaged()
              ? new UnreadableFormatException(message, e)
              : new UnusableInputException(message, e);
      throw error;
    }
  }

  private static Segmentation of(ParsedFile parsed) throws NoVolumeException {
    DataSet data = parsed.data();
    requireBinary(parsed);
    int columns = data.unsignedShort(Tag.COLUMNS).orElse(0);
    int rows = data.unsignedShort(Tag.ROWS).orElse(0);
    int count = data.integer(Tag.NUMBER_OF_FRAMES).orElse(0);
    if (columns == 0 || rows == 0 || count < 1) {
      throw NoVolumeException.damaged(
          "its header states no size (0028,0010), (0028,0011) or number of frames (0028,0008)");
    }
    requirePixels(parsed, (long) columns * rows * count);
    List<DataSet> perFrame = data.items(Tag.PER_FRAME_FUNCTIONAL_GROUPS_SEQUENCE);
    if (perFrame.size() != count) {
      throw NoVolumeException.damaged(
          "it states "
              + count
              + " frames (0028,0008) and describes "
              + perFrame.size()
              + " (5200,9230)");
    }
    Map<Integer, Segment> segments = segments(data);
    DataSet empty = new DataSet(parsed.syntax().order());
    DataSet shared = data.item(Tag.SHARED_FUNCTIONAL_GROUPS_SEQUENCE).orElse(empty);
    List<Frame.Place> places = new ArrayList<>();
    List<Integer> segmentOfFrame = new ArrayList<>();
    for (int frame = 0; frame < count; frame++) {
      String problem = FrameReader.place(perFrame.get(frame), shared, empty, places::add);
      if (problem != null) {
        throw NoVolumeException.unusable("frame " + (frame + 1) + ": " + problem);
      }
      OptionalInt segment =
          perFrame
              .get(frame)
              .item(Tag.SEGMENT_IDENTIFICATION_SEQUENCE)
              .or(() -> shared.item(Tag.SEGMENT_IDENTIFICATION_SEQUENCE))
              .map(group -> group.unsignedShort(Tag.REFERENCED_SEGMENT_NUMBER))
              .orElse(OptionalInt.empty());
      if (segment.isEmpty() || !segments.containsKey(segment.getAsInt())) {
        throw NoVolumeException.damaged(
            "frame " + (frame + 1) + " names no segment that is described (0062,000B)");
      }
      segmentOfFrame.add(segment.getAsInt());
    }
    SegmentationGrid grid =
        SegmentationGrid.of(places, columns, rows, statedDistance(shared, perFrame.get(0)));
    requireOnce(grid, segmentOfFrame);
    int referenced =
        data.items(Tag.REFERENCED_SERIES_SEQUENCE).stream()
            .mapToInt(series -> series.items(Tag.REFERENCED_INSTANCE_SEQUENCE).size())
            .max()
            .orElse(0);
    return new Segmentation(parsed, columns, rows, grid, segments, segmentOfFrame, referenced);
  }

  private static void requireBinary(ParsedFile parsed) throws NoVolumeException {
    String type = parsed.data().text(Tag.SEGMENTATION_TYPE).orElse("");
    if (!type.equals(BINARY)) {
      throw NoVolumeException.unusable(
          type.equals("FRACTIONAL")
              ? "a fractional segmentation (0062,0001), whose voxels are probabilities or shares;"
                  + " convert it into a binary one"
              : "its segmentation type (0062,0001) is "
                  + (type.isEmpty() ? "not stated" : Printable.code(type))
                  + ", expected BINARY");
    }
    int bits = parsed.data().unsignedShort(Tag.BITS_ALLOCATED).orElse(0);
    int samples = parsed.data().unsignedShort(Tag.SAMPLES_PER_PIXEL).orElse(1);
    if (bits != 1 || samples != 1) {
      throw NoVolumeException.damaged(
          "a binary segmentation has one sample of one bit (0028,0100), not "
              + samples
              + " of "
              + bits);
    }
    if (parsed.syntax().encoding() != PixelEncoding.NATIVE) {
      throw NoVolumeException.unusable(
          parsed.syntax().encoding() == PixelEncoding.UNREAD
              ? parsed.syntax().refusal()
              : "its pixels are compressed ("
                  + parsed.syntax().name()
                  + "), which is not read for single bits; convert the file first, with"
                  + " \"gdcmconv --raw IN OUT\" (GDCM)");
    }
  }

  /** The bytes of the pixels have to be those that the header asks for. */
  private static void requirePixels(ParsedFile parsed, long bits) throws NoVolumeException {
    long expected = (bits + Byte.SIZE - 1) / Byte.SIZE;
    long length = parsed.pixels().length();
    if (parsed.pixels().tag() != Tag.PIXEL_DATA
        || length < expected
        || length > expected + 1
        || length == DataSetParser.UNDEFINED) {
      throw NoVolumeException.damaged(
          "its pixels take " + length + " bytes, its header asks for " + expected);
    }
    OptionalLong size = parsed.syntax().deflated() ? OptionalLong.empty() : parsed.file().size();
    long end = parsed.pixels().offset() + expected;
    if (size.isPresent() && size.getAsLong() < end) {
      throw NoVolumeException.damaged(
          "the file is cut off: it ends at byte "
              + size.getAsLong()
              + ", within the pixels, which end at byte "
              + end);
    }
  }

  private static Map<Integer, Segment> segments(DataSet data) throws NoVolumeException {
    Map<Integer, Segment> segments = new TreeMap<>();
    for (DataSet item : data.items(Tag.SEGMENT_SEQUENCE)) {
      OptionalInt number = item.unsignedShort(Tag.SEGMENT_NUMBER);
      if (number.isEmpty() || number.getAsInt() == 0) {
        throw NoVolumeException.damaged("a segment without a number from 1 (0062,0004)");
      }
      Optional<DataSet> type = item.item(Tag.SEGMENTED_PROPERTY_TYPE_CODE_SEQUENCE);
      Segment segment =
          new Segment(
              number.getAsInt(),
              FreeText.of(item, Tag.SEGMENT_LABEL, data),
              code(type, data),
              code(
                  type.flatMap(t -> t.item(Tag.SEGMENTED_PROPERTY_TYPE_MODIFIER_CODE_SEQUENCE)),
                  data));
      if (segments.put(segment.number(), segment) != null) {
        throw NoVolumeException.damaged("two segments have the number " + segment.number());
      }
    }
    return segments;
  }

  private static Code code(Optional<DataSet> item, DataSet data) {
    return item.map(
            code ->
                new Code(
                    Printable.text(code.text(Tag.CODING_SCHEME_DESIGNATOR).orElse("")),
                    Printable.text(code.text(Tag.CODE_VALUE).orElse("")),
                    FreeText.of(code, Tag.CODE_MEANING, data)))
        .orElse(new Code("", "", ""));
  }

  private static Optional<Double> statedDistance(DataSet shared, DataSet firstFrame) {
    return firstFrame
        .item(Tag.PIXEL_MEASURES_SEQUENCE)
        .or(() -> shared.item(Tag.PIXEL_MEASURES_SEQUENCE))
        .flatMap(measures -> measures.decimals(Tag.SPACING_BETWEEN_SLICES, 1))
        .map(values -> values[0])
        .filter(distance -> distance > 0);
  }

  private static void requireOnce(SegmentationGrid grid, List<Integer> segmentOfFrame)
      throws NoVolumeException {
    Set<Long> seen = new HashSet<>();
    for (int frame = 0; frame < segmentOfFrame.size(); frame++) {
      long key = (long) grid.slices().get(frame) << Integer.SIZE | segmentOfFrame.get(frame);
      if (!seen.add(key)) {
        throw NoVolumeException.unusable(
            "two frames are the same slice of segment "
                + segmentOfFrame.get(frame)
                + ", the second of them frame "
                + (frame + 1));
      }
    }
  }

  /** The grid, from the first slice that has a frame to the last. */
  public VolumeGeometry geometry() {
    return grid.geometry();
  }

  /** The segments, by number. */
  public List<Segment> segments() {
    return List.copyOf(segments.values());
  }

  /** How the file is written. */
  public String encoding() {
    return parsed.syntax().name();
  }

  /** What may be read wrongly. */
  public List<String> warnings() {
    List<String> warnings = new ArrayList<>(grid.warnings());
    int slices = grid.geometry().size(2);
    if (referencedInstances > slices) {
      warnings.add(
          "the frames reach over "
              + slices
              + " slices, the series that the file refers to has "
              + referencedInstances
              + "; give that series to get its whole grid");
    }
    return warnings;
  }

  /**
   * Goes through all voxels that belong to segments, frame by frame.
   *
   * @throws UnreadableFormatException if the pixels are cut off
   * @throws org.lungseg.api.VolumeIoException if reading fails for another reason
   */
  public void forEachVoxel(VoxelSink sink) {
    long plane = (long) columns * rows;
    long bits = plane * segmentOfFrame.size();
    long bytes = (bits + Byte.SIZE - 1) / Byte.SIZE;
    int flip = parsed.pixels().vr() == DataSetParser.OW && isBigEndian() ? 1 : 0;
    byte[] chunk = new byte[CHUNK_BYTES];
    int frame = 0;
    int segment = segmentOfFrame.get(0);
    long shift = grid.slices().get(0) * plane; // from the bit's number to the voxel's
    try (DicomInput input = parsed.openPixels()) {
      for (long done = 0; done < bytes; done += CHUNK_BYTES) {
        int count = (int) Math.min(CHUNK_BYTES, bytes - done);
        input.readFully(chunk, 0, count + (flip & count));
        for (int at = 0; at < count; at++) {
          int eight = chunk[at ^ flip] & 0xff;
          while (eight != 0) {
            long bit = (done + at) * Byte.SIZE + Integer.numberOfTrailingZeros(eight);
            eight &= eight - 1;
            if (bit >= bits) {
              return; // what pads the last byte
            }
            if (bit >= (frame + 1) * plane) {
              frame = (int) (bit / plane);
              segment = segmentOfFrame.get(frame);
              shift = (grid.slices().get(frame) - frame) * plane;
            }
            sink.accept((int) (bit + shift), segment);
          }
        }
      }
    }
  }

  private boolean isBigEndian() {
    return parsed.syntax().order() == ByteOrder.BIG_ENDIAN;
  }
}
