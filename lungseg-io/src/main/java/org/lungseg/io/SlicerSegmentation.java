package org.lungseg.io;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.lungseg.api.BudgetExceededException;
import org.lungseg.api.Label;
import org.lungseg.api.LabelMask;
import org.lungseg.api.LabelSet;
import org.lungseg.api.OutputRefusedException;
import org.lungseg.api.UnreadableFormatException;
import org.lungseg.api.UnusableInputException;
import org.lungseg.api.VolumeGeometry;
import org.lungseg.api.VolumeIoException;

/**
 * A segmentation as 3D Slicer keeps it in {@code .seg.nrrd}: named, coloured, coded segments that
 * may overlap, because they lie in several layers.
 *
 * <p>{@link VolumeIO#readMask} and {@link VolumeIO#writeMask} do what most callers want; this class
 * is for those who need the segments themselves, or a segmentation that Slicer has cut to the
 * extent of its segments.
 *
 * <p>The layers are shared, not copied; apart from that an object is immutable and safe for many
 * threads.
 *
 * <p>Source: Slicer's developer guide, "Segmentations",
 * slicer.readthedocs.io/en/latest/developer_guide/modules/segmentations.html.
 */
public final class SlicerSegmentation {

  private static final int AXES = 3;
  private static final int VALUES = 256;
  private static final int NO_SEGMENT = -1;

  private final VolumeGeometry geometry;
  private final List<SlicerSegment> segments;
  private final List<byte[]> layers;
  private final List<Integer> referenceOffset;
  private final String conversionParameters;

  SlicerSegmentation(
      VolumeGeometry geometry,
      List<SlicerSegment> segments,
      List<byte[]> layers,
      List<Integer> referenceOffset,
      String conversionParameters) {
    this.geometry = geometry;
    this.segments = List.copyOf(segments);
    this.layers = List.copyOf(layers);
    this.referenceOffset = List.copyOf(referenceOffset);
    this.conversionParameters = conversionParameters;
  }

  /**
   * Makes a segmentation of layers.
   *
   * @param layers label values, 0 for background, {@code i} fastest, at least one; not copied
   * @throws IllegalArgumentException if a layer does not fit the grid, two segments have the same
   *     identifier or the same value in a layer, or a segment lies in a layer that is not there
   */
  public static SlicerSegmentation of(
      VolumeGeometry geometry, List<SlicerSegment> segments, List<byte[]> layers) {
    problem(geometry, segments, layers)
        .ifPresent(
            problem -> {
              throw new IllegalArgumentException(problem);
            });
    return new SlicerSegmentation(
        geometry, segments, layers, List.of(0, 0, 0), referenceGeometry(geometry));
  }

  /** What is wrong with the parts of a segmentation, if anything is. */
  static Optional<String> problem(
      VolumeGeometry geometry, List<SlicerSegment> segments, List<byte[]> layers) {
    Set<String> ids = new HashSet<>();
    Set<Integer> values = new HashSet<>();
    for (SlicerSegment segment : segments) {
      if (segment.layer() >= layers.size()) {
        return Optional.of(
            "a segment lies in layer "
                + segment.layer()
                + ", but there are "
                + layers.size()
                + " layers, from 0");
      }
      if (!ids.add(segment.id()) || !values.add(segment.layer() * VALUES + segment.labelValue())) {
        return Optional.of(
            "two segments have the same identifier, or the same value "
                + segment.labelValue()
                + " in layer "
                + segment.layer());
      }
    }
    for (byte[] layer : layers) {
      if (layer.length != geometry.voxelCount()) {
        return Optional.of(
            "the grid has " + geometry.voxelCount() + " voxels, a layer " + layer.length);
      }
    }
    return layers.isEmpty()
        ? Optional.of("a segmentation has at least one layer")
        : Optional.empty();
  }

  /**
   * A segmentation with a segment for each label of a mask, in one layer that shares its voxels.
   */
  public static SlicerSegmentation of(LabelMask mask) {
    List<SlicerSegment> segments = new ArrayList<>();
    for (Label label : mask.labels().labels()) {
      segments.add(
          new SlicerSegment(
              "Segment_" + label.value(),
              label.name(),
              false,
              label.rgb(),
              false,
              label.value(),
              0,
              SlicerTerminology.of(label)
                  .map(codes -> Map.of(SlicerSegment.TERMINOLOGY_TAG, codes.toTag()))
                  .orElse(Map.of())));
    }
    return of(mask.geometry(), segments, List.of(mask.array()));
  }

  /** Reads a segmentation with the default options; for errors see the other method. */
  public static SlicerSegmentation read(Path path) {
    return read(ByteSource.of(path), ReadOptions.defaults());
  }

  /**
   * Reads a segmentation, all of its layers.
   *
   * @throws VolumeIoException if the source cannot be read
   * @throws UnreadableFormatException if it is no segmentation of 3D Slicer, or a wrong one
   * @throws UnusableInputException if it holds no voxels, or fractions instead of labels
   * @throws BudgetExceededException if it is larger than the limits or the heap allow
   */
  public static SlicerSegmentation read(ByteSource source, ReadOptions options) {
    try (VolumeInput input = VolumeInput.open(source);
        VolumeFormat.OpenVolume open = VolumeFormats.of(input).open(input, options)) {
      if (open instanceof OpenSegmentation segmentation) {
        return segmentation.readSegmentation();
      }
    }
    throw new UnreadableFormatException(
        source.name() + ": no segmentation of 3D Slicer: its header names no segments");
  }

  /** The segments, in order. */
  public List<SlicerSegment> segments() {
    return segments;
  }

  /** The grid of the layers, which may be a part of the grid that was segmented. */
  public VolumeGeometry geometry() {
    return geometry;
  }

  /** The label values of each layer, {@code i} fastest; shared, for reading only. */
  public List<byte[]> layers() {
    return layers;
  }

  /**
   * Where the first voxel of the layers lies in the grid that was segmented, as Slicer has noted it
   * ({@code Segmentation_ReferenceImageExtentOffset}); may be negative. Three numbers.
   */
  public List<Integer> referenceOffset() {
    return referenceOffset;
  }

  /**
   * The segments as one mask on the grid of the layers. A segment is matched to a label by its
   * code, else by its name; where no segment says what it is by either, by its value.
   *
   * @throws UnusableInputException if voxels belong to something else than the labels, or to two
   *     labels at once
   */
  public LabelMask toMask(LabelSet labels) {
    byte[] target = new byte[layers.get(0).length];
    relabel(target, labels, "the segmentation");
    return LabelMask.of(target, geometry, labels);
  }

  /**
   * The segments as one mask on the grid of an image, of which the layers may be a part.
   *
   * @throws UnusableInputException as {@link #toMask(LabelSet)} does, and if the grids do not fit
   *     or voxels of a segment lie outside the image
   */
  public LabelMask toMask(LabelSet labels, VolumeGeometry image) {
    byte[] part = new byte[layers.get(0).length];
    relabel(part, labels, "the segmentation");
    return LabelMask.of(GridPart.onto(image, part, geometry, "the segmentation"), image, labels);
  }

  /** As {@link #toMask(LabelSet)}, but takes the first layer as the array of the mask. */
  LabelMask intoMask(LabelSet labels, String name) {
    byte[] target = layers.get(0);
    relabel(target, labels, name);
    return LabelMask.of(target, geometry, labels);
  }

  private void relabel(byte[] target, LabelSet labels, String name) {
    int[][] labelOf = labelTables(labels, name);
    for (int at = 0; at < target.length; at++) {
      int found = 0;
      for (int layer = 0; layer < labelOf.length; layer++) {
        int value = layers.get(layer)[at] & 0xff;
        int label = labelOf[layer][value];
        if (label == NO_SEGMENT) {
          throw noLabel(at, layer, value, labels, name);
        }
        if (label != 0 && found != 0 && label != found) {
          throw new UnusableInputException(
              name
                  + ": segments overlap: voxel "
                  + place(at)
                  + " is in "
                  + labels.find(found).orElseThrow().name()
                  + " and in "
                  + labels.find(label).orElseThrow().name());
        }
        found = label == 0 ? found : label;
      }
      target[at] = (byte) found;
    }
  }

  /** For each layer and value the label, 0 for background, or {@link #NO_SEGMENT}. */
  private int[][] labelTables(LabelSet labels, String name) {
    List<Integer> found =
        SegmentLabels.of(
            segments.stream()
                .map(s -> new SegmentLabels.Structure(s.name(), s.terminology(), s.labelValue()))
                .toList(),
            labels,
            name);
    int[][] labelOf = new int[layers.size()][VALUES];
    for (int[] table : labelOf) {
      Arrays.fill(table, 1, VALUES, NO_SEGMENT);
    }
    for (int index = 0; index < segments.size(); index++) {
      SlicerSegment segment = segments.get(index);
      int label = found.get(index);
      labelOf[segment.layer()][segment.labelValue()] = label == 0 ? NO_SEGMENT : label;
    }
    return labelOf;
  }

  private UnusableInputException noLabel(
      int at, int layer, int value, LabelSet labels, String name) {
    String segment =
        segments.stream()
            .filter(s -> s.layer() == layer && s.labelValue() == value)
            .map(s -> "the segment '" + s.name() + "'")
            .findFirst()
            .orElse("no segment");
    return new UnusableInputException(
        name
            + ": not such a mask: voxel "
            + place(at)
            + " is "
            + value
            + ", "
            + segment
            + ", expected background or one of "
            + labels.labels().stream().map(Label::name).toList());
  }

  private String place(int at) {
    int i = at % geometry.size(0);
    int j = at / geometry.size(0) % geometry.size(1);
    int k = at / geometry.size(0) / geometry.size(1);
    return "(" + i + ", " + j + ", " + k + ")";
  }

  /**
   * Writes the segmentation.
   *
   * @param target ends in {@code .seg.nrrd}
   * @throws OutputRefusedException if the target exists and {@link WriteOption#OVERWRITE} is not
   *     given, if its folder is missing or closed, or if its ending is another
   * @throws VolumeIoException if writing fails; then no part of the file is left and an old one is
   *     as it was
   */
  public void write(Path target, WriteOption... options) {
    if (!NrrdWriter.isSegmentation(String.valueOf(target.getFileName()))) {
      throw new OutputRefusedException(
          target + ": a segmentation's name ends in " + NrrdWriter.SEGMENTATION_ENDING);
    }
    WriteSettings settings = WriteSettings.of(options);
    AtomicOutput.writeFile(target, settings.overwrite(), out -> writeTo(out, settings));
  }

  /** Writes the file. Does not close the stream. */
  void writeTo(OutputStream out, WriteSettings settings) throws IOException {
    List<List<Integer>> extents = layers.stream().map(this::extent).toList();
    SegmentFields fields = new SegmentFields(segments, true, referenceOffset, conversionParameters);
    NrrdWriter.write(
        geometry,
        SampleType.UINT8,
        layers.size(),
        fields.toPairs(extents),
        settings,
        this::writeSamples,
        out);
  }

  private void writeSamples(OutputStream out) throws IOException {
    if (layers.size() == 1) {
      out.write(layers.get(0));
      return;
    }
    int count = layers.size();
    byte[] row = new byte[geometry.size(0) * count];
    for (int start = 0; start < layers.get(0).length; start += geometry.size(0)) {
      for (int i = 0; i < geometry.size(0); i++) {
        for (int layer = 0; layer < count; layer++) {
          row[i * count + layer] = layers.get(layer)[start + i];
        }
      }
      out.write(row);
    }
  }

  /** The least and greatest index of the voxels that are not background, as Slicer orders them. */
  private List<Integer> extent(byte[] layer) {
    int[] extent = {Integer.MAX_VALUE, -1, Integer.MAX_VALUE, -1, Integer.MAX_VALUE, -1};
    int row = 0;
    for (int k = 0; k < geometry.size(2); k++) {
      for (int j = 0; j < geometry.size(1); j++, row += geometry.size(0)) {
        int first = 0;
        while (first < geometry.size(0) && layer[row + first] == 0) {
          first++;
        }
        if (first < geometry.size(0)) {
          int last = geometry.size(0) - 1;
          while (layer[row + last] == 0) {
            last--;
          }
          include(extent, 0, first, last);
          include(extent, 1, j, j);
          include(extent, 2, k, k);
        }
      }
    }
    return extent[1] < 0 ? List.of(0, -1, 0, -1, 0, -1) : Arrays.stream(extent).boxed().toList();
  }

  private static void include(int[] extent, int axis, int first, int last) {
    extent[2 * axis] = Math.min(extent[2 * axis], first);
    extent[2 * axis + 1] = Math.max(extent[2 * axis + 1], last);
  }

  /** Slicer's setting that keeps the grid of the image also where segments are edited. */
  private static String referenceGeometry(VolumeGeometry geometry) {
    StringBuilder value = new StringBuilder("Reference image geometry|");
    for (double number : geometry.voxelToRasMm().toRowMajor()) {
      value.append(NrrdWriter.number(number)).append(';');
    }
    value.append("0;0;0;1;");
    for (int axis = 0; axis < AXES; axis++) {
      value.append("0;").append(geometry.size(axis) - 1).append(';');
    }
    return value.append("|The grid of the image that was segmented.&").toString();
  }
}
