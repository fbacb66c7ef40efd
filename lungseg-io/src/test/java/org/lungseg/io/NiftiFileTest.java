package org.lungseg.io;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Nested;
import org.lungseg.api.Label;
import org.lungseg.api.LabelMask;
import org.lungseg.api.LabelSet;
import org.lungseg.api.VolumeGeometry;

/** The contract of formats for each way in which NIfTI is stored. */
class NiftiFileTest {

  static final LabelSet ALL_VALUES =
      new LabelSet(
          IntStream.rangeClosed(1, 255).mapToObj(v -> new Label(v, "label " + v, "", 0)).toList());

  abstract static class NiftiContract extends VolumeFormatContract {

    @Override
    VolumeGeometry geometryReadBack(VolumeGeometry stored) {
      return stored;
    }

    @Override
    Path voxelFile(Path stored) {
      return stored;
    }

    static Path write(Path target, byte[] values, VolumeGeometry geometry) {
      VolumeIO.writeMask(LabelMask.of(values, geometry, ALL_VALUES), target, WriteOption.OVERWRITE);
      return target;
    }
  }

  @Nested
  class Plain extends NiftiContract {
    @Override
    Path store(Path parent, byte[] values, VolumeGeometry geometry) {
      return write(parent.resolve("mask.nii"), values, geometry);
    }
  }

  @Nested
  class Gzip extends NiftiContract {
    @Override
    Path store(Path parent, byte[] values, VolumeGeometry geometry) {
      return write(parent.resolve("mask.nii.gz"), values, geometry);
    }
  }

  /** Split by hand: the library writes single files only. */
  @Nested
  class Pair extends NiftiContract {
    @Override
    Path store(Path parent, byte[] values, VolumeGeometry geometry) throws IOException {
      byte[] single = Files.readAllBytes(write(parent.resolve("single.nii"), values, geometry));
      byte[] header = Arrays.copyOf(single, 348);
      header[345] = 'i';
      Arrays.fill(header, NiftiBytes.VOX_OFFSET, NiftiBytes.VOX_OFFSET + 4, (byte) 0);
      Files.write(parent.resolve("mask.hdr"), header);
      Files.write(parent.resolve("mask.img"), Arrays.copyOfRange(single, 352, single.length));
      return parent.resolve("mask.hdr");
    }

    @Override
    Path voxelFile(Path stored) {
      return stored.resolveSibling("mask.img");
    }
  }

  /** A name that tells nothing: the content does. */
  @Nested
  class Unnamed extends NiftiContract {
    @Override
    Path store(Path parent, byte[] values, VolumeGeometry geometry) throws IOException {
      Path named = write(parent.resolve("mask.nii.gz"), values, geometry);
      return Files.copy(named, parent.resolve("upload_" + List.of(parent.toFile().list()).size()));
    }
  }
}
