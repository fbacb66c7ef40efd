package org.lungseg.engine;

import org.lungseg.engine.internal.chest.ChestGrid;
import org.lungseg.engine.internal.input.PatientAxes;
import org.lungseg.engine.internal.network.SliceInference;
import org.lungseg.engine.internal.resample.NetworkGrid;

/**
 * What a segmentation takes beside its input, from above, so that a refusal comes before anything
 * large is allocated.
 */
final class MemoryEstimate {

  /**
   * Floats that a U-Net of {@link #REFERENCE_NETWORK_BYTES} holds for each pixel of a batch at its
   * widest point: 16 channels at full size, twice for a block's input and output, 32 more where the
   * two paths join, and as much again for what the allocator keeps.
   */
  private static final double REFERENCE_FLOATS_PER_PIXEL = 160;

  /** A U-Net of 16 channels at full size and 4 levels: 0.45 million weights. */
  private static final double REFERENCE_NETWORK_BYTES = 1.8e6;

  /**
   * Floats that a 3-D U-Net of {@link #REFERENCE_CHEST_BYTES} holds for each cube at its widest
   * point; its channels and levels are those of the 2-D network above.
   */
  private static final double REFERENCE_FLOATS_PER_CUBE = 160;

  /** A 3-D U-Net of 16 channels at full size and 4 levels: 1.33 million weights. */
  private static final double REFERENCE_CHEST_BYTES = 5.3e6;

  private final long voxels;
  private final int planeBytes;
  private final int threads;

  MemoryEstimate(PatientAxes axes, int threads) {
    this.voxels = (long) axes.size(0) * axes.size(1) * axes.size(2);
    this.planeBytes = axes.size(axes.patientAxis(0)) * axes.size(axes.patientAxis(1)) * Float.BYTES;
    this.threads = threads;
  }

  /**
   * What is needed whatever the network's grid: a plane for each thread, the mask, its cleaning.
   */
  long leastBytes() {
    // Cleaning copies the mask's box (at most the mask) and lists runs (less than half of it).
    return (long) threads * planeBytes + voxels * 5 / 2;
  }

  /**
   * What the whole segmentation needs.
   *
   * @param slicesAtATime how many slices are inside the network at a time
   * @param slabBytes for slices in their original size
   * @param networkBytes the size of the network's file
   */
  long bytes(
      NetworkGrid grid,
      SliceInference inference,
      int slicesAtATime,
      int channels,
      long networkBytes,
      long slabBytes) {
    long slicePixels = grid.sliceSize();
    long samples = slicePixels * grid.slices().count();
    // The image, the probabilities of each label, and a byte that marks fat.
    long stacks = samples * (Float.BYTES * (1L + inference.labelCount()) + 1);
    double floatsPerPixel =
        REFERENCE_FLOATS_PER_PIXEL * Math.max(1, Math.sqrt(networkBytes / REFERENCE_NETWORK_BYTES));
    long network =
        (long) (slicesAtATime * slicePixels * Float.BYTES * (floatsPerPixel + 2.0 * channels));
    return leastBytes() + stacks + slabBytes + network;
  }

  /**
   * What a second network for the whole chest adds.
   *
   * @param cubes its grid
   * @param classes how many classes both networks tell apart
   * @param networkBytes the size of its file
   */
  long chestBytes(ChestGrid cubes, int classes, long networkBytes) {
    double inside =
        REFERENCE_FLOATS_PER_CUBE * Math.max(1, Math.sqrt(networkBytes / REFERENCE_CHEST_BYTES));
    // Its input and its scores, here and in the library's memory, and the odds of each label.
    double floatsPerCube = inside + 2 * (1 + classes) + classes;
    // A thread averages one slice, later it changes the probabilities of one.
    long slices = (long) threads * (classes - 1) * cubes.stack().sliceSize();
    return (long) (cubes.size() * floatsPerCube * Float.BYTES) + slices * Float.BYTES;
  }
}
