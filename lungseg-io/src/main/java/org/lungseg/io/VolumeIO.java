package org.lungseg.io;

import java.nio.file.Path;
import java.util.Optional;
import org.lungseg.api.BudgetExceededException;
import org.lungseg.api.CtVolume;
import org.lungseg.api.IntensityDomain;
import org.lungseg.api.LabelMask;
import org.lungseg.api.LabelSet;
import org.lungseg.api.LungLabels;
import org.lungseg.api.LungMask;
import org.lungseg.api.OutputRefusedException;
import org.lungseg.api.UnreadableFormatException;
import org.lungseg.api.UnusableInputException;
import org.lungseg.api.VolumeGeometry;
import org.lungseg.api.VolumeIoException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads and writes volumes and masks.
 *
 * <p>Read are NIfTI-1 and NIfTI-2 ({@code .nii}, pairs of {@code .hdr} and {@code .img} by either
 * name, each also with gzip), NRRD with the voxels in the same file or in another, 3D Slicer's
 * segmentations ({@link SlicerSegmentation}), MetaImage ({@code .mha}, {@code .mhd}) and folders of
 * PNG slices ({@link PngStack} says how those are placed). Written are {@code .nii}, {@code
 * .nii.gz}, {@code .nrrd}, {@code .seg.nrrd} and {@code .mha}. What an input is, is found from its
 * content. Geometry and voxel order stay those of the file.
 *
 * <p>Also read are CT series of DICOM files, from a folder, a zip archive, a DICOMDIR or a list of
 * files; see {@link DicomSeries}.
 *
 * <h2>DICOM segmentations</h2>
 *
 * <p>Binary segmentations (DICOM SEG) are read and, as {@code .dcm}, written. A segmentation
 * belongs to a series: {@link WriteOption#dicomSource} names it, and the mask must lie on its grid.
 * One that was written here reads back to the whole grid of the series; of one that some other
 * program has cut to the slices with voxels, {@link ReadOptions#withGrid} restores it. Rules:
 * {@code docs/formats-dicom.md}.
 *
 * <h2>NIfTI: where a volume lies</h2>
 *
 * <p>As in nibabel: the sform if its code is positive, else the qform if its code is positive, else
 * the spacings alone with {@code i} to the left, {@code j} to the front, {@code k} to the head.
 * Where the forms disagree, and where the orientation is only assumed, {@link #info} warns and the
 * reading methods log. Metres and micrometres become millimetres. A 4-D file with one volume is a
 * volume.
 *
 * <h2>What the numbers mean</h2>
 *
 * <p>These formats do not say whether voxels are Hounsfield units. They are taken as {@link
 * IntensityDomain#GREY} if they are stored as unsigned bytes without scaling, or if all finite
 * values lie in 0 to 255 (which includes pictures scaled to 0 to 1): a CT has air, and air is
 * negative. Everything else is taken as {@link IntensityDomain#HOUNSFIELD}. {@link
 * CtVolume#withDomain} states it otherwise.
 *
 * <h2>Errors of all reading methods</h2>
 *
 * <ul>
 *   <li>{@link VolumeIoException}: no such file, a folder without images, no permission, a failing
 *       disk;
 *   <li>{@link UnreadableFormatException}: unknown, unsupported, truncated or corrupt;
 *   <li>{@link UnusableInputException}: a single picture, several volumes and no index, a mask with
 *       values that are no labels;
 *   <li>{@link BudgetExceededException}: more voxels or bytes than {@link ReadLimits} or the heap
 *       allow.
 * </ul>
 *
 * <p>All methods are safe for use by many threads.
 */
public final class VolumeIO {

  private static final Logger LOG = LoggerFactory.getLogger(VolumeIO.class);

  private static final double GREY_MAX = 255;

  private VolumeIO() {}

  /** Reads a CT with the default options; see the class for formats and errors. */
  public static CtVolume readCt(Path path) {
    return readCt(ByteSource.of(path), ReadOptions.defaults());
  }

  /** Reads a CT; see the class for formats and errors. */
  public static CtVolume readCt(Path path, ReadOptions options) {
    return readCt(ByteSource.of(path), options);
  }

  /** Reads a CT with the default options; see the class for formats and errors. */
  public static CtVolume readCt(ByteSource source) {
    return readCt(source, ReadOptions.defaults());
  }

  /** Reads a CT; see the class for formats and errors. */
  public static CtVolume readCt(ByteSource source, ReadOptions options) {
    Decoded decoded = decode(source, options);
    return decoded.voxels().toCt(decoded.header().geometry(), domain(decoded));
  }

  /**
   * Reads a mask; see the class for formats and errors.
   *
   * @param labels the values that may occur beside 0
   */
  public static LabelMask readMask(Path path, LabelSet labels) {
    return readMask(ByteSource.of(path), labels, ReadOptions.defaults());
  }

  /**
   * Reads a mask; see the class for formats and errors. Where the file names its structures, they
   * are matched to the labels by code or name, not by number ({@link SlicerSegmentation#toMask}).
   *
   * @param labels the values that may occur beside 0
   */
  public static LabelMask readMask(ByteSource source, LabelSet labels, ReadOptions options) {
    try (VolumeInput input = VolumeInput.open(source);
        VolumeFormat.OpenVolume open = VolumeFormats.of(input).open(input, options)) {
      Optional<LabelMask> named = open.readMask(labels);
      if (named.isPresent()) {
        warn(open.header(), source);
        return onGrid(named.get(), source, options);
      }
      Decoded decoded = decode(open, source, options);
      byte[] values = MaskLabels.of(decoded.voxels(), decoded.header().geometry(), labels, source);
      return onGrid(LabelMask.of(values, decoded.header().geometry(), labels), source, options);
    }
  }

  private static LabelMask onGrid(LabelMask mask, ByteSource source, ReadOptions options) {
    if (options.grid().isEmpty()) {
      return mask;
    }
    VolumeGeometry grid = options.grid().get();
    byte[] values = GridPart.onto(grid, mask.array(), mask.geometry(), source.name());
    return LabelMask.of(values, grid, mask.labels());
  }

  /** Reads a mask of 0, 1 (right) and 2 (left); see the class for formats and errors. */
  public static LungMask readLungMask(Path path) {
    return readLungMask(ByteSource.of(path));
  }

  /** Reads a mask of 0, 1 (right) and 2 (left); see the class for formats and errors. */
  public static LungMask readLungMask(ByteSource source) {
    return LungMask.view(readMask(source, LungLabels.RIGHT_LEFT, ReadOptions.defaults()));
  }

  /**
   * Whether a source says itself what its voxels are, as a segmentation of 3D Slicer does. {@link
   * #readMask} then matches its structures to the labels by code or name, and {@link #readCt} gives
   * the numbers as stored. Reads the header; see the class for formats and errors.
   */
  public static boolean namesStructures(ByteSource source, ReadOptions options) {
    try (VolumeInput input = VolumeInput.open(source);
        VolumeFormat.OpenVolume open = VolumeFormats.of(input).open(input, options)) {
      return open.namesStructures();
    }
  }

  /** Says what a file is; see the class for formats and errors. */
  public static VolumeInfo info(Path path) {
    return info(ByteSource.of(path), ReadOptions.defaults());
  }

  /**
   * Says what a file is. Reads all voxels of the chosen volume, or of the first. Unlike the reading
   * methods it also describes single pictures and files of several volumes; see the class for
   * formats and other errors.
   */
  public static VolumeInfo info(ByteSource source, ReadOptions options) {
    try (VolumeInput input = VolumeInput.open(source);
        VolumeFormat.OpenVolume open = VolumeFormats.of(input).open(input, options)) {
      VolumeHeader header = open.header();
      int index = options.volumeIndex().orElse(0);
      requireVolume(header, index, source);
      Decoded decoded = new Decoded(header, open.read(index));
      return new VolumeInfo(
          header.format(),
          header.sampleType().label(),
          header.geometry(),
          header.dimensions(),
          header.volumes(),
          header.scaling().slope(),
          header.scaling().intercept(),
          decoded.voxels().range(),
          domain(decoded),
          header.warnings(),
          header.notes());
    }
  }

  /**
   * Writes a mask as unsigned bytes, with the geometry it has.
   *
   * @param target ends in one of {@link #writableEndings}; {@code .seg.nrrd} makes a segmentation
   *     of 3D Slicer, {@code .dcm} one of DICOM, for which {@link WriteOption#dicomSource} has to
   *     be given; pictures are written by {@link PngStack#writeMask}
   * @throws OutputRefusedException if the target exists and {@link WriteOption#OVERWRITE} is not
   *     given, if its folder is missing or closed, if its ending names no format, or if it is a
   *     DICOM segmentation without a source
   * @throws UnusableInputException if the source of a DICOM segmentation is no CT series, or the
   *     mask is not on its grid; other errors of the source are those of reading it
   * @throws VolumeIoException if writing fails; then no part of the file is left and an old one is
   *     as it was
   */
  public static void writeMask(LabelMask mask, Path target, WriteOption... options) {
    write(VoxelOutput.of(mask), target, options);
  }

  /**
   * Writes a CT with the type of number it has in memory, or as float32 if that is not a whole
   * number of up to 16 bits or a signed one of 32.
   *
   * @param target ends in one of {@link #writableEndings} that holds images
   * @throws OutputRefusedException if the target exists and {@link WriteOption#OVERWRITE} is not
   *     given, if its folder is missing or closed, or if its ending names no format
   * @throws VolumeIoException if writing fails; then no part of the file is left and an old one is
   *     as it was
   */
  public static void writeCt(CtVolume ct, Path target, WriteOption... options) {
    write(VoxelOutput.of(ct), target, options);
  }

  /**
   * Whether a name ends as one that is written.
   *
   * @param target a file; need not exist
   */
  public static boolean canWrite(Path target) {
    return VolumeFormats.named(String.valueOf(target.getFileName())).isPresent();
  }

  /**
   * Whether a name asks for a format that holds masks and nothing else, such as {@code .seg.nrrd}.
   *
   * @param target a file; need not exist
   */
  public static boolean holdsMasksOnly(Path target) {
    String fileName = String.valueOf(target.getFileName());
    return VolumeFormats.named(fileName).filter(f -> f.writesMasksOnly(fileName)).isPresent();
  }

  /**
   * Whether a name asks for a format that needs {@link WriteOption#dicomSource}: {@code .dcm}.
   *
   * @param target a file; need not exist
   */
  public static boolean needsDicomSource(Path target) {
    return VolumeFormats.named(String.valueOf(target.getFileName()))
        .filter(DicomFormat.class::isInstance)
        .isPresent();
  }

  /** The endings of names that are written, for messages, such as {@code .nii, .nii.gz}. */
  public static String writableEndings() {
    return VolumeFormats.endings();
  }

  private static void write(VoxelOutput volume, Path target, WriteOption... options) {
    String fileName = String.valueOf(target.getFileName());
    VolumeFormat format = VolumeFormats.writing(target);
    if (volume.mask().isEmpty() && format.writesMasksOnly(fileName)) {
      throw new OutputRefusedException(
          target + ": files of this ending hold masks, not images; give another ending");
    }
    WriteSettings settings = WriteSettings.of(options);
    VoxelOutput output = volume.with(settings);
    AtomicOutput.writeFile(
        target, settings.overwrite(), out -> format.write(output, fileName, out));
  }

  private record Decoded(VolumeHeader header, VoxelArray voxels) {}

  private static Decoded decode(ByteSource source, ReadOptions options) {
    try (VolumeInput input = VolumeInput.open(source);
        VolumeFormat.OpenVolume open = VolumeFormats.of(input).open(input, options)) {
      return decode(open, source, options);
    }
  }

  private static Decoded decode(
      VolumeFormat.OpenVolume open, ByteSource source, ReadOptions options) {
    VolumeHeader header = open.header();
    if (header.dimensions() < 3) {
      throw new UnusableInputException(
          source.name()
              + ": one picture, not a volume: it has "
              + header.dimensions()
              + " dimensions, expected 3; of slices in files of their own give the folder");
    }
    if (header.volumes() > 1 && options.volumeIndex().isEmpty()) {
      throw new UnusableInputException(
          source.name()
              + ": holds "
              + header.volumes()
              + " volumes, expected one; say which by its index, from 0");
    }
    int index = options.volumeIndex().orElse(0);
    requireVolume(header, index, source);
    warn(header, source);
    return new Decoded(header, open.read(index));
  }

  private static void warn(VolumeHeader header, ByteSource source) {
    for (String warning : header.warnings()) {
      LOG.warn("{}: {}", source.name(), warning);
    }
  }

  private static void requireVolume(VolumeHeader header, int index, ByteSource source) {
    if (index >= header.volumes()) {
      throw new UnusableInputException(
          source.name()
              + ": no volume "
              + index
              + "; the last of "
              + header.volumes()
              + " has index "
              + (header.volumes() - 1));
    }
  }

  private static IntensityDomain domain(Decoded decoded) {
    return decoded
        .header()
        .statedDomain()
        .orElseGet(
            () -> {
              boolean grey =
                  decoded.voxels() instanceof VoxelArray.UnsignedBytes
                      || decoded.voxels().isWithin(0, GREY_MAX);
              return grey ? IntensityDomain.GREY : IntensityDomain.HOUNSFIELD;
            });
  }
}
