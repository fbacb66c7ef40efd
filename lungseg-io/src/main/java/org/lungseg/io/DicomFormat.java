package org.lungseg.io;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.zip.GZIPInputStream;
import org.lungseg.api.IntensityDomain;
import org.lungseg.api.OutputRefusedException;
import org.lungseg.api.UnusableInputException;
import org.lungseg.api.VolumeGeometry;
import org.lungseg.io.internal.dicom.CtSeries;
import org.lungseg.io.internal.dicom.DicomFile;
import org.lungseg.io.internal.dicom.DicomFiles;
import org.lungseg.io.internal.dicom.Segmentation;
import org.lungseg.io.internal.dicom.SegmentationWriter;
import org.lungseg.io.internal.dicom.SeriesIndex;
import org.lungseg.io.internal.dicom.SliceReader;

/**
 * Reads CT series of DICOM files ({@link DicomSeries} says which and how) and binary segmentations,
 * and writes segmentations.
 */
final class DicomFormat implements VolumeFormat {

  private static final String ENDING = ".dcm";

  /** What segmentations name as the software; it stands in the jar's manifest. */
  private static final String VERSION =
      Optional.ofNullable(DicomFormat.class.getPackage().getImplementationVersion())
          .orElse("development");

  private static final int[] ZIP_MAGIC = {'P', 'K', 3, 4};

  @Override
  public String name() {
    return "DICOM";
  }

  /** Also recognises any zip archive, to say that there is no DICOM in it. */
  @Override
  public boolean recognises(VolumeInput input) {
    if (input instanceof VolumeInput.Stream stream) {
      return DicomFiles.looksLikeDicom(stream.head().bytes()) || isZip(stream);
    }
    return input instanceof VolumeInput.Files
        || (input instanceof VolumeInput.Folder folder && DicomFiles.anyBelow(folder.path()));
  }

  private static boolean isZip(VolumeInput.Stream stream) {
    return stream.head().has(0, ZIP_MAGIC);
  }

  @Override
  public OpenVolume open(VolumeInput input, ReadOptions options) {
    DicomFiles files = files(input, options.limits());
    try {
      SeriesIndex index = SeriesIndex.of(files, options);
      CtSeries series = index.chooseAny(options.series());
      return series.isSegmentation()
          ? new OpenDicomSegmentation(
              input.name(), files, Segmentation.of(series, input.name()), options.limits())
          : new OpenSeries(input, files, index, series, options);
    } catch (RuntimeException e) {
      files.close();
      throw e;
    }
  }

  @Override
  public List<String> endings() {
    return List.of(ENDING);
  }

  @Override
  public boolean writesMasksOnly(String fileName) {
    return true;
  }

  @Override
  public void write(VoxelOutput volume, String fileName, OutputStream out) throws IOException {
    WriteOption.DicomSource given =
        volume
            .settings()
            .dicomSource()
            .orElseThrow(
                () ->
                    new OutputRefusedException(
                        fileName
                            + ": a DICOM segmentation belongs to the DICOM series that was"
                            + " segmented; name it (WriteOption.dicomSource), or give another"
                            + " ending"));
    try (VolumeInput input = VolumeInput.open(given.source())) {
      requireDicom(input);
      try (DicomFiles files = files(input, given.options().limits())) {
        CtSeries series = SeriesIndex.of(files, given.options()).choose(given.options().series());
        new SegmentationWriter(
                series, volume.mask().orElseThrow(), volume.settings().algorithm(), VERSION)
            .writeTo(out);
      }
    }
  }

  /**
   * Does nothing if an input is DICOM.
   *
   * @throws UnusableInputException if it is not
   */
  static void requireDicom(VolumeInput input) {
    if (!new DicomFormat().recognises(input)) {
      throw new UnusableInputException(
          input.name() + ": no DICOM; expected the DICOM series that was segmented");
    }
  }

  /** The files that an input is made of; closing them leaves the input open. */
  static DicomFiles files(VolumeInput input, ReadLimits limits) {
    if (input instanceof VolumeInput.Folder folder) {
      return DicomFiles.ofFolder(folder.path(), limits);
    }
    if (input instanceof VolumeInput.Files several) {
      List<DicomFile> files = new ArrayList<>();
      for (ByteSource source : several.source().files()) {
        files.add(file(source));
      }
      return DicomFiles.of(input.name(), files);
    }
    VolumeInput.Stream stream = (VolumeInput.Stream) input;
    Optional<Path> path = stream.source().path();
    if (isZip(stream)) {
      // The JDK opens archives by name in the default file system only.
      return path.isPresent()
              && path.get().getFileSystem().equals(FileSystems.getDefault())
              && !stream.bytes().isGzip()
          ? DicomFiles.ofZip(path.get(), limits)
          : DicomFiles.ofZip(file(stream.source()), limits);
    }
    if (path.isPresent() && DicomFiles.isDirectory(file(stream.source()), limits)) {
      return DicomFiles.ofDirectory(path.get(), limits);
    }
    return DicomFiles.of(input.name(), List.of(file(stream.source())));
  }

  private static DicomFile file(ByteSource source) {
    OptionalLong size;
    boolean gzip;
    try (InputBytes bytes = InputBytes.open(source)) {
      size = bytes.exactSize();
      gzip = bytes.isGzip();
    }
    if (source.path().isPresent() && !gzip) {
      return DicomFiles.onDisk(source.path().get());
    }
    return new DicomFile(
        source.name(),
        () -> gzip ? unpacked(source.open()) : source.open(),
        size,
        !gzip && size.isPresent());
  }

  private static InputStream unpacked(InputStream packed) throws IOException {
    try {
      return new GZIPInputStream(new BufferedInputStream(packed));
    } catch (IOException e) {
      packed.close();
      throw e;
    }
  }

  /** A series that makes a volume. */
  private static final class OpenSeries implements OpenVolume {

    private final String name;
    private final DicomFiles files;
    private final CtSeries series;
    private final ReadOptions options;
    private final VolumeHeader header;

    OpenSeries(
        VolumeInput input,
        DicomFiles files,
        SeriesIndex index,
        CtSeries series,
        ReadOptions options) {
      this.name = input.name();
      this.files = files;
      this.options = options;
      this.series = series;
      VolumeGeometry geometry = series.geometry().orElseThrow();
      // A slice on its own is a picture; the only slice of a folder or a list is all there is.
      boolean picture = input instanceof VolumeInput.Stream && geometry.size(2) == 1;
      List<String> notes = new ArrayList<>(series.notes());
      notes.addAll(index.notes());
      int others = index.series().size() - 1;
      if (others > 0) {
        notes.add(others + (others == 1 ? " other series is" : " other series are") + " left out");
      }
      this.header =
          new VolumeHeader(
              "DICOM CT, " + series.encoding(),
              SampleType.ofInteger(series.bits(), series.isSigned()),
              geometry,
              picture ? 2 : 3,
              1,
              new ValueScaling(series.slope(), series.intercept()),
              Optional.of(
                  series.isHounsfield() ? IntensityDomain.HOUNSFIELD : IntensityDomain.GREY),
              series.warnings(),
              notes);
    }

    @Override
    public VolumeHeader header() {
      return header;
    }

    @Override
    public VoxelArray read(int volumeIndex) {
      long count = header.geometry().voxelCount();
      SliceReader reader = new SliceReader(series, options);
      if (reader.mayBeShorts()) {
        short[] voxels = options.limits().newShorts(name, count);
        if (reader.readShorts(voxels)) {
          return new VoxelArray.Shorts(voxels);
        }
      }
      float[] voxels = options.limits().newFloats(name, count);
      reader.readFloats(voxels);
      return new VoxelArray.Floats(voxels);
    }

    @Override
    public void close() {
      files.close();
    }
  }
}
