package org.lungseg.io.internal.dicom;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Finds where the frames of an image lie and how their values are made: in the data set itself for
 * CT Image Storage, in the functional groups for Enhanced CT (PS3.3, C.7.6.16 and C.8.15.3).
 */
final class FrameReader {

  /** How far a direction may be from length 1, and two from a right angle: rounding, no more. */
  private static final double DIRECTION_TOLERANCE = 0.01;

  private static final String LOCALIZER = "LOCALIZER";
  private static final int IMAGE_FLAVOUR = 2;

  private FrameReader() {}

  /**
   * Adds the frame of an image that holds one.
   *
   * @return what is missing; {@code null} if nothing is
   */
  static @Nullable String addSingle(ImageHeader header, List<Frame> target) {
    DataSet data = header.parsed().data();
    if (header.frameCount() != 1) {
      return "it holds "
          + header.frameCount()
          + " frames without saying where each lies (it is no Enhanced CT)";
    }
    return add(
        header,
        0,
        isLocalizer(data, Tag.IMAGE_TYPE),
        new Sources(data, data, data, data),
        new Frame.Moment(
            data.integer(Tag.ACQUISITION_NUMBER).orElse(-1),
            data.integer(Tag.TEMPORAL_POSITION_IDENTIFIER).orElse(-1)),
        target);
  }

  /** Where the parts of a frame's description stand. */
  private record Sources(
      DataSet position, DataSet orientation, DataSet measures, DataSet transformation) {}

  /**
   * Adds the frames of an Enhanced CT.
   *
   * @return what is missing; {@code null} if nothing is
   */
  static @Nullable String addEnhanced(ImageHeader header, List<Frame> target) {
    DataSet data = header.parsed().data();
    DataSet shared =
        data.item(Tag.SHARED_FUNCTIONAL_GROUPS_SEQUENCE)
            .orElseGet(() -> new DataSet(header.parsed().syntax().order()));
    List<DataSet> perFrame = data.items(Tag.PER_FRAME_FUNCTIONAL_GROUPS_SEQUENCE);
    if (perFrame.size() != header.frameCount()) {
      return "it states "
          + header.frameCount()
          + " frames (0028,0008) and describes "
          + perFrame.size()
          + " (5200,9230)";
    }
    boolean allLocalizers = isLocalizer(data, Tag.IMAGE_TYPE);
    for (int index = 0; index < perFrame.size(); index++) {
      DataSet own = perFrame.get(index);
      Optional<DataSet> type = group(own, shared, Tag.CT_IMAGE_FRAME_TYPE_SEQUENCE);
      Optional<DataSet> content = group(own, shared, Tag.FRAME_CONTENT_SEQUENCE);
      DataSet empty = new DataSet(header.parsed().syntax().order());
      String problem =
          add(
              header,
              index,
              allLocalizers || (type.isPresent() && isLocalizer(type.get(), Tag.FRAME_TYPE)),
              new Sources(
                  group(own, shared, Tag.PLANE_POSITION_SEQUENCE).orElse(empty),
                  group(own, shared, Tag.PLANE_ORIENTATION_SEQUENCE).orElse(empty),
                  group(own, shared, Tag.PIXEL_MEASURES_SEQUENCE).orElse(empty),
                  group(own, shared, Tag.PIXEL_VALUE_TRANSFORMATION_SEQUENCE).orElse(empty)),
              new Frame.Moment(
                  content.map(c -> c.unsignedShort(Tag.FRAME_ACQUISITION_NUMBER)).stream()
                      .flatMapToInt(OptionalInt::stream)
                      .findFirst()
                      .orElse(-1),
                  content.map(c -> c.unsignedInt(Tag.TEMPORAL_POSITION_INDEX)).stream()
                      .flatMapToInt(OptionalInt::stream)
                      .findFirst()
                      .orElse(-1)),
              target);
      if (problem != null) {
        return "frame " + (index + 1) + ": " + problem;
      }
    }
    return null;
  }

  /** The six direction cosines of a frame as its file states them, rounded lengths and all. */
  static double[] statedOrientation(Frame frame) {
    DataSet data = frame.image().parsed().data();
    Optional<DataSet> holder =
        Image.isEnhancedCt(data)
            ? group(
                data.items(Tag.PER_FRAME_FUNCTIONAL_GROUPS_SEQUENCE).get(frame.index()),
                data.item(Tag.SHARED_FUNCTIONAL_GROUPS_SEQUENCE).orElse(data),
                Tag.PLANE_ORIENTATION_SEQUENCE)
            : Optional.of(data);
    return holder
        .flatMap(group -> group.decimals(Tag.IMAGE_ORIENTATION_PATIENT, 6))
        .orElseThrow(() -> new IllegalStateException("a frame without orientation"));
  }

  private static Optional<DataSet> group(DataSet own, DataSet shared, int tag) {
    return own.item(tag).or(() -> shared.item(tag));
  }

  private static boolean isLocalizer(DataSet data, int tag) {
    List<String> type = data.texts(tag);
    return type.size() > IMAGE_FLAVOUR && type.get(IMAGE_FLAVOUR).equals(LOCALIZER);
  }

  /**
   * Where a frame of a segmentation lies.
   *
   * @return what is missing; {@code null} if nothing is
   */
  static @Nullable String place(
      DataSet own, DataSet shared, DataSet empty, Consumer<Frame.Place> target) {
    return place(
        new Sources(
            group(own, shared, Tag.PLANE_POSITION_SEQUENCE).orElse(empty),
            group(own, shared, Tag.PLANE_ORIENTATION_SEQUENCE).orElse(empty),
            group(own, shared, Tag.PIXEL_MEASURES_SEQUENCE).orElse(empty),
            empty),
        target);
  }

  private static @Nullable String add(
      ImageHeader header,
      int index,
      boolean localizer,
      Sources sources,
      Frame.Moment moment,
      List<Frame> target) {
    Optional<Rescale> rescale = Rescale.of(sources.transformation());
    if (rescale.isEmpty()) {
      return "its rescale slope (0028,1053) or intercept (0028,1052) is no usable number";
    }
    if (localizer) {
      target.add(new Frame(header, index, true, Frame.Place.NOWHERE, rescale.get(), moment));
      return null;
    }
    return place(
        sources,
        place -> target.add(new Frame(header, index, false, place, rescale.get(), moment)));
  }

  private static @Nullable String place(Sources sources, Consumer<Frame.Place> target) {
    Optional<double[]> position = sources.position().decimals(Tag.IMAGE_POSITION_PATIENT, 3);
    Optional<double[]> orientation =
        sources.orientation().decimals(Tag.IMAGE_ORIENTATION_PATIENT, 6);
    Optional<double[]> spacing = sources.measures().decimals(Tag.PIXEL_SPACING, 2);
    if (position.isEmpty()) {
      return "it states no usable position (0020,0032)";
    }
    if (orientation.isEmpty()) {
      return "it states no usable orientation (0020,0037)";
    }
    if (spacing.isEmpty() || !(spacing.get()[0] > 0) || !(spacing.get()[1] > 0)) {
      return "it states no usable pixel spacing (0028,0030)";
    }
    double[] cosines = orientation.get();
    Vec3 row = new Vec3(cosines[0], cosines[1], cosines[2]);
    Vec3 column = new Vec3(cosines[3], cosines[4], cosines[5]);
    if (!(Math.abs(row.length() - 1) <= DIRECTION_TOLERANCE)
        || !(Math.abs(column.length() - 1) <= DIRECTION_TOLERANCE)
        || !(Math.abs(row.dot(column)) <= DIRECTION_TOLERANCE)) {
      return "its orientation (0020,0037) is not two directions at a right angle";
    }
    double thickness =
        sources
            .measures()
            .decimals(Tag.SLICE_THICKNESS, 1)
            .map(values -> Math.max(values[0], 0))
            .orElse(0.0);
    target.accept(
        new Frame.Place(
            new Vec3(position.get()[0], position.get()[1], position.get()[2]),
            row.dividedBy(row.length()),
            column.dividedBy(column.length()),
            spacing.get()[1],
            spacing.get()[0],
            thickness));
    return null;
  }
}
