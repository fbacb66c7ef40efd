package org.lungseg.io;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.IntStream;
import org.lungseg.api.Label;
import org.lungseg.api.LabelMask;
import org.lungseg.api.LabelSet;
import org.lungseg.api.VolumeGeometry;

/** The contract of formats for DICOM segmentations. */
class DicomSegmentationFormatTest extends VolumeFormatContract {

  /** Names that say nothing, so that the numbers count. */
  private static final LabelSet ALL =
      new LabelSet(
          IntStream.rangeClosed(1, 255)
              .mapToObj(value -> new Label(value, "label " + value, "", value))
              .toList());

  @Override
  Path store(Path parent, byte[] values, VolumeGeometry geometry) throws IOException {
    Path series =
        new DicomFormatTest()
            .store(Files.createTempDirectory(parent, "of"), new byte[values.length], geometry);
    Path target = parent.resolve("mask.dcm");
    VolumeIO.writeMask(
        LabelMask.of(values, geometry, ALL),
        target,
        WriteOption.OVERWRITE,
        WriteOption.dicomSource(ByteSource.of(series), ReadOptions.defaults()));
    return target;
  }

  @Override
  VolumeGeometry geometryReadBack(VolumeGeometry stored) {
    return stored;
  }

  @Override
  Path voxelFile(Path stored) {
    return stored;
  }
}
