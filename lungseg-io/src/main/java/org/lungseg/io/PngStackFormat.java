package org.lungseg.io;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.lungseg.api.IntensityDomain;
import org.lungseg.api.SpacingOrigin;
import org.lungseg.api.UnreadableFormatException;
import org.lungseg.api.UnusableInputException;
import org.lungseg.api.VolumeGeometry;

/** Reads a folder of PNG slices; {@link PngStack} says how they are placed. */
final class PngStackFormat implements VolumeFormat {

  @Override
  public String name() {
    return "a folder of PNG slices";
  }

  /** Also recognises a single PNG, to say why it is no volume. */
  @Override
  public boolean recognises(VolumeInput input) {
    if (input instanceof VolumeInput.Folder folder) {
      return !PngStack.list(folder.path()).names().isEmpty();
    }
    return input instanceof VolumeInput.Stream stream && GreyPng.startsIn(stream.head());
  }

  @Override
  public OpenVolume open(VolumeInput input, ReadOptions options) {
    if (!(input instanceof VolumeInput.Folder folder)) {
      throw new UnusableInputException(
          input.name() + ": one PNG picture, not a volume; give the folder of all slices");
    }
    return new OpenStack(folder.path(), PngStack.list(folder.path()), options);
  }

  private static final class OpenStack implements OpenVolume {

    private final Path folder;
    private final List<String> names;
    private final ReadOptions options;
    private final GreyPng first;
    private final VolumeHeader header;

    OpenStack(Path folder, PngStack.Listing listing, ReadOptions options) {
      this.folder = folder;
      this.names = listing.names();
      this.options = options;
      this.first = GreyPng.open(folder.resolve(names.get(0)), options.limits());
      Optional<VoxelSpacing> stated = options.pictureSpacing();
      VoxelSpacing spacing = stated.orElseGet(() -> PngStack.assumedSpacing(first.width()));
      List<String> notes = new ArrayList<>();
      if (stated.isEmpty()) {
        notes.add("the voxel spacing and the orientation are assumed; PNG pictures state none");
      }
      if (listing.ignored() > 0) {
        notes.add(listing.ignored() + " files that are no PNG pictures are ignored");
      }
      this.header =
          new VolumeHeader(
              "stack of PNG pictures",
              first.bits() == 8 ? SampleType.UINT8 : SampleType.UINT16,
              VolumeGeometry.axial(
                  first.width(),
                  first.height(),
                  names.size(),
                  spacing.iMm(),
                  spacing.jMm(),
                  spacing.kMm(),
                  stated.isPresent() ? SpacingOrigin.CALIBRATED : SpacingOrigin.ASSUMED),
              3,
              1,
              ValueScaling.NONE,
              Optional.of(IntensityDomain.GREY),
              List.of(),
              notes);
    }

    @Override
    public VolumeHeader header() {
      return header;
    }

    @Override
    public VoxelArray read(int volumeIndex) {
      boolean wide = first.bits() > 8;
      long count = header.geometry().voxelCount();
      byte[] narrowVoxels = options.limits().newBytes(folder.toString(), wide ? 0 : count);
      short[] wideVoxels = options.limits().newShorts(folder.toString(), wide ? count : 0);
      int plane = first.width() * first.height();
      short[] slice = new short[wide ? 0 : plane];
      for (int k = 0; k < names.size(); k++) {
        Path file = folder.resolve(names.get(k));
        GreyPng png = GreyPng.open(file, options.limits());
        if (png.width() != first.width()
            || png.height() != first.height()
            || png.bits() != first.bits()) {
          throw new UnreadableFormatException(
              file + ": the slice is " + describe(png) + ", the first is " + describe(first));
        }
        if (wide) {
          png.copyTo(wideVoxels, k * plane);
        } else {
          png.copyTo(slice, 0);
          for (int at = 0; at < plane; at++) {
            narrowVoxels[k * plane + at] = (byte) slice[at];
          }
        }
      }
      return wide
          ? SampleDecoder.ofUnsignedShorts(wideVoxels, folder.toString(), options.limits())
          : new VoxelArray.UnsignedBytes(narrowVoxels);
    }

    private static String describe(GreyPng png) {
      return png.width() + "×" + png.height() + " pixels of " + png.bits() + " bits";
    }
  }
}
