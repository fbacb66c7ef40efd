package org.lungseg.io;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.lungseg.api.LungsegException;
import org.lungseg.api.VolumeGeometry;
import org.lungseg.io.internal.dicom.CtSeries;
import org.lungseg.io.internal.dicom.DicomFiles;
import org.lungseg.io.internal.dicom.SeriesIndex;

/**
 * One DICOM series among some files: what it is, and whether it can be read as a CT volume.
 *
 * <p>{@link #list(Path)} looks through a folder and those below it, a zip archive, a DICOMDIR, or a
 * single file, and {@link #list(ByteSource, ReadOptions)} also through a list of files ({@link
 * ByteSource#ofFiles}). {@link VolumeIO#readCt} reads the same sources: the only series of CT
 * slices there, or the one that {@link ReadOptions#withSeries} names.
 *
 * <p>The rules by which slices become a volume, and what is refused, are in {@code
 * docs/formats-dicom.md}. Nothing that identifies the patient or the study is ever held; the
 * description is the free text of an operator, shown here and nowhere else.
 *
 * @param number its place in the listing, from 1: by Series Number, then by UID
 * @param uid the Series Instance UID; empty where none is stated
 * @param modality such as CT; empty where none is stated
 * @param description the Series Description; empty where there is none
 * @param kernel the reconstruction kernel; empty where none is stated
 * @param slices how many slices it has; images, where it is no volume
 * @param thicknessMm the thickness of a slice, where it is stated
 * @param encoding how the pixels are written
 * @param geometry the grid; there if the series can be read as a volume
 * @param refusal why it cannot
 * @param notes what is worth knowing
 */
public record DicomSeries(
    int number,
    String uid,
    String modality,
    String description,
    String kernel,
    int slices,
    OptionalDouble thicknessMm,
    String encoding,
    Optional<VolumeGeometry> geometry,
    Optional<String> refusal,
    List<String> notes) {

  /** Copies the list. */
  public DicomSeries {
    notes = List.copyOf(notes);
  }

  /** Lists the series of a path with the default options; see the other method for errors. */
  public static List<DicomSeries> list(Path path) {
    return list(ByteSource.of(path), ReadOptions.defaults());
  }

  /**
   * Lists the series of a source. Reads headers only; pixels may still turn out to be damaged.
   *
   * @return empty if the source is no DICOM
   * @throws org.lungseg.api.VolumeIoException if there is no such file or reading fails
   * @throws org.lungseg.api.UnreadableFormatException if an archive or a DICOMDIR is damaged, or
   *     all there is of DICOM
   * @throws org.lungseg.api.BudgetExceededException if a limit is exceeded
   */
  public static List<DicomSeries> list(ByteSource source, ReadOptions options) {
    try (VolumeInput input = VolumeInput.open(source)) {
      if (!new DicomFormat().recognises(input)) {
        return List.of();
      }
      try (DicomFiles files = DicomFormat.files(input, options.limits())) {
        return SeriesIndex.of(files, options).series().stream().map(DicomSeries::of).toList();
      }
    }
  }

  /**
   * The series that {@link VolumeIO#readCt} would read. Reads headers only; pixels may still turn
   * out to be damaged.
   *
   * @return one with a grid
   * @throws org.lungseg.api.UnusableInputException if the source is no DICOM, if there are several
   *     series and none is named, or if the series is no volume
   * @throws org.lungseg.api.VolumeIoException if there is no such file or reading fails
   * @throws org.lungseg.api.UnreadableFormatException if something of the series is damaged
   * @throws org.lungseg.api.BudgetExceededException if a limit is exceeded
   */
  public static DicomSeries choose(ByteSource source, ReadOptions options) {
    try (VolumeInput input = VolumeInput.open(source)) {
      DicomFormat.requireDicom(input);
      try (DicomFiles files = DicomFormat.files(input, options.limits())) {
        return of(SeriesIndex.of(files, options).choose(options.series()));
      }
    }
  }

  private static DicomSeries of(CtSeries series) {
    List<String> notes = new ArrayList<>(series.notes());
    notes.addAll(series.warnings());
    return new DicomSeries(
        series.number(),
        series.uid(),
        series.modality(),
        series.description(),
        series.kernel(),
        series.sliceCount(),
        series.thicknessMm(),
        series.encoding(),
        series.geometry(),
        series.refusal().map(LungsegException::getMessage),
        notes);
  }
}
