package org.lungseg.io;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.lungseg.api.UnreadableFormatException;
import org.lungseg.api.VolumeGeometry;

/**
 * Reads NIfTI-1 and NIfTI-2: {@code .nii}, pairs of {@code .hdr} and {@code .img}, each also packed
 * with gzip, in both byte orders.
 */
final class NiftiFormat implements VolumeFormat {

  /** Beyond this no extension of a header reaches; skipping there would only waste time. */
  private static final long MAX_VOXEL_OFFSET = Integer.MAX_VALUE;

  @Override
  public String name() {
    return "NIfTI";
  }

  @Override
  public boolean recognises(VolumeInput input) {
    return input instanceof VolumeInput.Stream stream
        && (NiftiHeader.startsIn(stream.head())
            || NiftiHeader.isAnalyze(stream.head())
            || NiftiPair.headerBeside(stream.source()).isPresent());
  }

  @Override
  public OpenVolume open(VolumeInput input, ReadOptions options) {
    if (!(input instanceof VolumeInput.Stream stream)) {
      throw new IllegalArgumentException("not recognised: " + input.name());
    }
    if (NiftiHeader.startsIn(stream.head())) {
      NiftiHeader header = NiftiHeader.parse(stream.head(), input.name());
      if (header.singleFile) {
        return new OpenNifti(header, input.name(), stream.bytes(), Optional.empty(), options);
      }
      Path image = NiftiPair.imageBeside(stream.source());
      InputBytes voxels = InputBytes.open(ByteSource.of(image));
      return opened(header, input.name(), voxels, options);
    }
    Optional<Path> headerPath = NiftiPair.headerBeside(stream.source());
    if (headerPath.isEmpty()) {
      throw analyze(input.name());
    }
    ByteSource headerSource = ByteSource.of(headerPath.get());
    NiftiHeader header;
    try (InputBytes headerBytes = InputBytes.open(headerSource)) {
      Head head = new Head(headerBytes.peek());
      if (!NiftiHeader.startsIn(head)) {
        throw analyze(headerSource.name());
      }
      header = NiftiHeader.parse(head, headerSource.name());
    }
    if (header.singleFile) {
      throw new UnreadableFormatException(
          headerSource.name()
              + ": the NIfTI header says that the voxels follow it in the same file, but "
              + input.name()
              + " was given for them; give the header's file");
    }
    return new OpenNifti(header, headerSource.name(), stream.bytes(), Optional.empty(), options);
  }

  @Override
  public List<String> endings() {
    return NiftiWriter.ENDINGS;
  }

  @Override
  public void write(VoxelOutput volume, String fileName, OutputStream out) throws IOException {
    NiftiWriter.write(volume, fileName, out);
  }

  private static OpenNifti opened(
      NiftiHeader header, String name, InputBytes voxels, ReadOptions options) {
    try {
      return new OpenNifti(header, name, voxels, Optional.of(voxels), options);
    } catch (RuntimeException e) {
      voxels.close();
      throw e;
    }
  }

  private static UnreadableFormatException analyze(String name) {
    return new UnreadableFormatException(
        name
            + ": no NIfTI magic in the header; Analyze 7.5 does not say which side is right and is"
            + " not read, convert it to NIfTI");
  }

  /** A NIfTI file whose header is read. */
  private static final class OpenNifti implements OpenVolume {

    private final NiftiHeader nifti;
    private final InputBytes bytes;
    private final Optional<InputBytes> toClose;
    private final ReadOptions options;
    private final VolumeHeader header;
    private final long volumeBytes;

    OpenNifti(
        NiftiHeader nifti,
        String name,
        InputBytes bytes,
        Optional<InputBytes> toClose,
        ReadOptions options) {
      this.nifti = nifti;
      this.bytes = bytes;
      this.toClose = toClose;
      this.options = options;
      SampleType type = NiftiDataType.of(nifti.dataTypeCode, name);
      requireOffset(name);
      List<String> warnings = new ArrayList<>();
      List<String> notes = new ArrayList<>();
      VolumeGeometry geometry = NiftiGeometry.of(nifti, name, warnings, notes);
      long volumes = 1;
      try {
        this.volumeBytes =
            Math.multiplyExact(
                Math.multiplyExact(nifti.size[0] * nifti.size[1], nifti.size[2]), type.bytes());
        for (int axis = 3; axis < nifti.size.length; axis++) {
          volumes = Math.multiplyExact(volumes, nifti.size[axis]);
        }
        long expected = Math.addExact(nifti.voxelOffset, Math.multiplyExact(volumes, volumeBytes));
        bytes.requireRemaining(expected, "the NIfTI header");
        bytes.requireRatio(expected, "the NIfTI header", options.limits());
      } catch (ArithmeticException e) {
        throw new UnreadableFormatException(
            name + ": the sizes in the NIfTI header (dim, byte 40) multiply to more than 2^63", e);
      }
      this.header =
          new VolumeHeader(
              description(),
              type,
              geometry,
              nifti.dimensions,
              volumes,
              scaling(name),
              Optional.empty(),
              warnings,
              notes);
    }

    private String description() {
      return String.format(
          Locale.ROOT,
          "NIfTI-%d %s%s, %s-endian",
          nifti.version,
          nifti.singleFile ? "file" : "pair",
          bytes.isGzip() ? ", gzip" : "",
          nifti.order == ByteOrder.BIG_ENDIAN ? "big" : "little");
    }

    private void requireOffset(String name) {
      long least = 0;
      if (nifti.singleFile) {
        least =
            nifti.version == 1
                ? NiftiHeader.SINGLE_FILE_OFFSET_1
                : NiftiHeader.SINGLE_FILE_OFFSET_2;
      }
      if (nifti.voxelOffset < least || nifti.voxelOffset > MAX_VOXEL_OFFSET) {
        throw new UnreadableFormatException(
            name
                + ": the NIfTI header places the voxels at byte "
                + nifti.voxelOffset
                + " (vox_offset), expected "
                + least
                + " to "
                + MAX_VOXEL_OFFSET);
      }
    }

    /** As nibabel: a slope of 0 or one that is not finite means that nothing is scaled. */
    private ValueScaling scaling(String name) {
      if (nifti.slope == 0 || !Double.isFinite(nifti.slope)) {
        return ValueScaling.NONE;
      }
      if (!Double.isFinite(nifti.intercept)) {
        throw new UnreadableFormatException(
            name
                + ": the NIfTI header has a slope of "
                + nifti.slope
                + " (scl_slope) and an intercept of "
                + nifti.intercept
                + " (scl_inter)");
      }
      return new ValueScaling(nifti.slope, nifti.intercept);
    }

    @Override
    public VolumeHeader header() {
      return header;
    }

    @Override
    public VoxelArray read(int volumeIndex) {
      SampleType type = header.sampleType();
      bytes.skip(nifti.voxelOffset + volumeIndex * volumeBytes, "the voxels");
      VoxelArray voxels =
          new SampleDecoder(bytes, type, nifti.order, header.scaling(), options.limits())
              .decode(header.geometry().voxelCount());
      if (volumeIndex == header.volumes() - 1) {
        bytes.requireEnd("the voxels");
      }
      return voxels;
    }

    @Override
    public void close() {
      toClose.ifPresent(InputBytes::close);
    }
  }
}
