package org.lungseg.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.lungseg.api.CtVolume;
import org.lungseg.api.LabelMask;
import org.lungseg.api.LungLabels;
import org.lungseg.api.LungsegException;
import org.lungseg.api.VolumeIoException;
import org.lungseg.cli.spi.CommandFailedException;
import org.lungseg.io.ByteSource;
import org.lungseg.io.DicomSeries;
import org.lungseg.io.NiftiExtension;
import org.lungseg.io.ReadOptions;
import org.lungseg.io.VolumeIO;
import org.lungseg.io.VolumeInfo;

/** Reads inputs; all errors name the file and mean that the input is unusable. */
final class Inputs {

  private Inputs() {}

  /** Fails at once where there is no such file or folder. */
  static void requireExists(Path input) {
    if (!Files.exists(input)) {
      throw CommandFailedException.about(input, new VolumeIoException("no such file or folder"));
    }
  }

  static CtVolume ct(Path input, ReadOptions options) {
    try {
      return VolumeIO.readCt(input, options);
    } catch (LungsegException e) {
      throw CommandFailedException.about(input, e);
    }
  }

  static LabelMask lungMask(Path input, ReadOptions options) {
    try {
      return VolumeIO.readMask(ByteSource.of(input), LungLabels.RIGHT_LEFT, options);
    } catch (LungsegException e) {
      throw CommandFailedException.about(input, e);
    }
  }

  /** The DICOM series of an input; none if it is no DICOM. */
  static List<DicomSeries> series(Path input, ReadOptions options) {
    try {
      return DicomSeries.list(ByteSource.of(input), options);
    } catch (LungsegException e) {
      throw CommandFailedException.about(input, e);
    }
  }

  /** The DICOM series that a mask was made of. */
  static DicomSeries sourceSeries(Path source, ReadOptions options) {
    requireExists(source);
    try {
      return DicomSeries.choose(ByteSource.of(source), options);
    } catch (LungsegException e) {
      throw CommandFailedException.about(source, e);
    }
  }

  static VolumeInfo info(Path input, ReadOptions options) {
    try {
      return VolumeIO.info(ByteSource.of(input), options);
    } catch (LungsegException e) {
      throw CommandFailedException.about(input, e);
    }
  }

  /** Whether the input says itself what its voxels are, as a segmentation does. */
  static boolean namesStructures(Path input, ReadOptions options) {
    try {
      return VolumeIO.namesStructures(ByteSource.of(input), options);
    } catch (LungsegException e) {
      throw CommandFailedException.about(input, e);
    }
  }

  static List<NiftiExtension> niftiExtensions(Path input) {
    try {
      return NiftiExtension.readAll(ByteSource.of(input));
    } catch (LungsegException e) {
      throw CommandFailedException.about(input, e);
    }
  }
}
