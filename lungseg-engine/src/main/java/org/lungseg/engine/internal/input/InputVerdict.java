package org.lungseg.engine.internal.input;

import java.util.List;
import org.lungseg.api.IntensityDomain;
import org.lungseg.api.SegmentationWarning;

/**
 * What was found out about an input.
 *
 * @param domain what its numbers really mean
 * @param valueOfZero the voxel value that becomes 0 for the network; lower ones and those that are
 *     no number do too
 * @param valueOfOne the voxel value that becomes 1 for the network; higher ones do too
 * @param region the part of the slices that the network must see
 * @param warnings what the user should know
 */
public record InputVerdict(
    IntensityDomain domain,
    float valueOfZero,
    float valueOfOne,
    Region region,
    List<SegmentationWarning> warnings) {

  /** Copies the list. */
  public InputVerdict {
    warnings = List.copyOf(warnings);
  }
}
