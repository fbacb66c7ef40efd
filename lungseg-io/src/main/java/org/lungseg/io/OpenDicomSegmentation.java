package org.lungseg.io;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.lungseg.api.IntensityDomain;
import org.lungseg.api.Label;
import org.lungseg.api.LabelMask;
import org.lungseg.api.LabelSet;
import org.lungseg.api.UnusableInputException;
import org.lungseg.api.VolumeGeometry;
import org.lungseg.io.internal.dicom.DicomFiles;
import org.lungseg.io.internal.dicom.Segmentation;
import org.lungseg.io.internal.dicom.Segmentation.Segment;

/**
 * A DICOM segmentation as a volume: as numbers, the numbers of its segments; as a mask, the labels
 * that its segments are.
 */
final class OpenDicomSegmentation implements VolumeFormat.OpenVolume {

  private static final int MAX_VALUE = 255;
  private static final int NO_LABEL = -1;

  /** The codes of the scheme that came before SNOMED CT's own numbers, for lungs and sides. */
  private static final Map<String, String> SNOMED_OF_SRT =
      Map.of("T-28000", "39607008", "G-A100", "24028007", "G-A101", "7771000");

  private final String name;
  private final DicomFiles files;
  private final Segmentation segmentation;
  private final ReadLimits limits;

  OpenDicomSegmentation(
      String name, DicomFiles files, Segmentation segmentation, ReadLimits limits) {
    this.name = name;
    this.files = files;
    this.segmentation = segmentation;
    this.limits = limits;
  }

  @Override
  public VolumeHeader header() {
    List<String> notes = new ArrayList<>();
    for (Segment segment : segmentation.segments()) {
      notes.add(
          "segment "
              + segment.number()
              + ": "
              + (segment.label().isEmpty() ? "without a name" : segment.label())
              + (segment.type().value().isEmpty()
                  ? ""
                  : " (" + segment.type().scheme() + " " + segment.type().value() + ")"));
    }
    return new VolumeHeader(
        "DICOM SEG, " + segmentation.encoding(),
        SampleType.UINT8,
        segmentation.geometry(),
        3,
        1,
        new ValueScaling(1, 0),
        Optional.of(IntensityDomain.GREY),
        segmentation.warnings(),
        notes);
  }

  @Override
  public boolean namesStructures() {
    return true;
  }

  @Override
  public VoxelArray read(int volumeIndex) {
    Map<Integer, Integer> values = new HashMap<>();
    for (Segment segment : segmentation.segments()) {
      if (segment.number() > MAX_VALUE) {
        throw new UnusableInputException(
            name
                + ": its segments have numbers of more than "
                + MAX_VALUE
                + "; it can be read as a mask of chosen labels only");
      }
      values.put(segment.number(), segment.number());
    }
    return new VoxelArray.UnsignedBytes(fill(values, List.of()));
  }

  @Override
  public Optional<LabelMask> readMask(LabelSet labels) {
    List<Segment> segments = segmentation.segments();
    List<Integer> found =
        SegmentLabels.of(
            segments.stream().map(OpenDicomSegmentation::structure).toList(), labels, name);
    Map<Integer, Integer> values = new HashMap<>();
    for (int at = 0; at < found.size(); at++) {
      values.put(segments.get(at).number(), found.get(at) == 0 ? NO_LABEL : found.get(at));
    }
    byte[] voxels = fill(values, labels.labels());
    return Optional.of(LabelMask.of(voxels, segmentation.geometry(), labels));
  }

  private static SegmentLabels.Structure structure(Segment segment) {
    SlicerTerminology.Code none = new SlicerTerminology.Code("", "", "");
    return new SegmentLabels.Structure(
        segment.label(),
        Optional.of(
            new SlicerTerminology(
                "", none, code(segment.type()), code(segment.modifier()), "", none, none)),
        segment.number());
  }

  private static SlicerTerminology.Code code(Segmentation.Code code) {
    String snomed = SNOMED_OF_SRT.get(code.value());
    return snomed != null && code.scheme().equals("SRT")
        ? new SlicerTerminology.Code("SCT", snomed, code.meaning())
        : new SlicerTerminology.Code(code.scheme(), code.value(), code.meaning());
  }

  /** The value of each voxel's segment; a voxel of two values, or of none, is refused. */
  private byte[] fill(Map<Integer, Integer> valueOfSegment, List<Label> labels) {
    byte[] voxels = limits.newBytes(name, segmentation.geometry().voxelCount());
    int[] values = new int[1 << Character.SIZE];
    Arrays.fill(values, NO_LABEL);
    valueOfSegment.forEach((segment, value) -> values[segment] = value);
    segmentation.forEachVoxel(
        (at, segment) -> {
          int value = values[segment];
          if (value == NO_LABEL) {
            throw new UnusableInputException(
                name
                    + ": not such a mask: voxel "
                    + place(at)
                    + " is in segment "
                    + segment
                    + ", '"
                    + label(segment)
                    + "', expected background or one of "
                    + labels.stream().map(Label::name).toList());
          }
          if (voxels[at] != 0 && voxels[at] != (byte) value) {
            throw new UnusableInputException(
                name
                    + ": segments overlap: voxel "
                    + place(at)
                    + " is in segment "
                    + segment
                    + ", '"
                    + label(segment)
                    + "', and in another");
          }
          voxels[at] = (byte) value;
        });
    return voxels;
  }

  private String label(int number) {
    return segmentation.segments().stream()
        .filter(segment -> segment.number() == number)
        .map(Segment::label)
        .findFirst()
        .orElse("");
  }

  private String place(int at) {
    VolumeGeometry grid = segmentation.geometry();
    int i = at % grid.size(0);
    int j = at / grid.size(0) % grid.size(1);
    int k = at / grid.size(0) / grid.size(1);
    return "(" + i + ", " + j + ", " + k + ")";
  }

  @Override
  public void close() {
    files.close();
  }
}
