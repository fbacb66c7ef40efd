package org.lungseg.io;

import java.util.List;
import java.util.Optional;
import org.lungseg.api.IntensityDomain;
import org.lungseg.api.VolumeGeometry;

/**
 * What a format found before the voxels.
 *
 * @param format the format and its variant, for people
 * @param sampleType the type of the stored numbers
 * @param geometry the grid of one volume
 * @param dimensions the number of dimensions that the file states, 2 for a single picture
 * @param volumes how many volumes the file holds
 * @param scaling from stored numbers to values
 * @param statedDomain what the numbers mean, if the format says
 * @param warnings what may have been read wrongly; logged when the volume is read
 * @param notes what is worth knowing and common; not logged
 */
record VolumeHeader(
    String format,
    SampleType sampleType,
    VolumeGeometry geometry,
    int dimensions,
    long volumes,
    ValueScaling scaling,
    Optional<IntensityDomain> statedDomain,
    List<String> warnings,
    List<String> notes) {

  VolumeHeader {
    warnings = List.copyOf(warnings);
    notes = List.copyOf(notes);
  }
}
