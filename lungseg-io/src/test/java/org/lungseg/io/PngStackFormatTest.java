package org.lungseg.io;

import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.IntStream;
import org.lungseg.api.LabelMask;
import org.lungseg.api.SpacingOrigin;
import org.lungseg.api.VolumeGeometry;

/** The contract of formats for folders of PNG slices. */
class PngStackFormatTest extends VolumeFormatContract {

  @Override
  Path store(Path parent, byte[] values, VolumeGeometry geometry) throws IOException {
    Path stack = parent.resolve("slices");
    PngStack.writeMask(
        LabelMask.of(values, geometry, NiftiFileTest.ALL_VALUES),
        stack,
        IntStream.range(0, geometry.size(2)).mapToObj(k -> "slice" + k + ".png").toList());
    return stack;
  }

  @Override
  VolumeGeometry geometryReadBack(VolumeGeometry stored) {
    double pixelMm = 350.0 / stored.size(0);
    return VolumeGeometry.axial(
        stored.size(0),
        stored.size(1),
        stored.size(2),
        pixelMm,
        pixelMm,
        1.5,
        SpacingOrigin.ASSUMED);
  }

  @Override
  Path voxelFile(Path stored) {
    return stored.resolve("slice1.png");
  }
}
