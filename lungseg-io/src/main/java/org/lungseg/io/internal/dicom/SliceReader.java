package org.lungseg.io.internal.dicom;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.IntConsumer;
import org.lungseg.io.ReadOptions;
import org.lungseg.io.internal.run.Workers;

/**
 * Fills the array of a volume with the values of its slices. Each file is opened by one thread at a
 * time and its frames are decoded straight into their places; files of many frames that can be
 * skipped in are shared among threads.
 *
 * <p>Values are {@code slope · stored + intercept} with the numbers of each slice. Padding keeps
 * its value too; where only padding does not fit 16 bits, it becomes the nearest value that does,
 * so that the volume can stay one of 16 bits.
 */
public final class SliceReader {

  /** Frames of one file that one thread decodes at a time. */
  private static final int FRAMES_PER_TASK = 8;

  private final SliceStack stack;
  private final Workers workers;
  private final List<Task> tasks;

  /** Frames of one file, ascending, and the slices of the volume that they are. */
  private record Task(ImageHeader image, List<Slot> slots) {}

  private record Slot(Frame frame, int k) {}

  /**
   * Plans the reading of a series that is a volume.
   *
   * @param options gives the threads
   */
  public SliceReader(CtSeries series, ReadOptions options) {
    this.stack = series.stack();
    this.workers = Workers.of(options);
    this.tasks = plan(stack.frames());
  }

  private static List<Task> plan(List<Frame> frames) {
    IdentityHashMap<ImageHeader, List<Slot>> byImage = new IdentityHashMap<>();
    List<ImageHeader> order = new ArrayList<>();
    for (int k = 0; k < frames.size(); k++) {
      ImageHeader image = frames.get(k).image();
      if (!byImage.containsKey(image)) {
        order.add(image);
      }
      byImage.computeIfAbsent(image, key -> new ArrayList<>()).add(new Slot(frames.get(k), k));
    }
    List<Task> tasks = new ArrayList<>();
    for (ImageHeader image : order) {
      List<Slot> slots = byImage.getOrDefault(image, List.of());
      Collections.sort(slots, Comparator.comparingInt(slot -> slot.frame().index()));
      boolean skips = image.file().seekable() && !image.parsed().syntax().deflated();
      int perTask = skips ? FRAMES_PER_TASK : slots.size();
      for (int start = 0; start < slots.size(); start += perTask) {
        tasks.add(new Task(image, slots.subList(start, Math.min(start + perTask, slots.size()))));
      }
    }
    return tasks;
  }

  /** Whether all values are whole numbers that may fit 16 bits. */
  public boolean mayBeShorts() {
    return stack.frames().stream().allMatch(frame -> frame.rescale().isWholeShift());
  }

  /**
   * Fills an array of 16-bit values.
   *
   * @param target as long as the volume
   * @return whether all values but padding fit 16 bits; if not, the array is of no use
   * @throws org.lungseg.api.UnreadableFormatException if pixels are cut off or corrupt
   * @throws org.lungseg.api.VolumeIoException if reading fails for another reason
   */
  public boolean readShorts(short[] target) {
    AtomicBoolean fits = new AtomicBoolean(true);
    workers.forEach(
        tasks.size(),
        () -> {
          FrameDecoder decoder = new FrameDecoder();
          return index -> {
            if (fits.get()) {
              readShorts(decoder, tasks.get(index), target, fits);
            }
          };
        });
    return fits.get();
  }

  private static void readShorts(
      FrameDecoder decoder, Task task, short[] target, AtomicBoolean fits) {
    int samples = task.image().layout().samples();
    int[] offsets = task.slots().stream().mapToInt(slot -> slot.k() * samples).toArray();
    decoder.read(
        task.image(),
        indexes(task),
        target,
        offsets,
        slot -> {
          SampleValues values = new SampleValues(task.image().layout());
          int shift = (int) task.slots().get(slot).frame().rescale().intercept();
          if (!values.toShorts(target, offsets[slot], samples, shift)) {
            fits.set(false);
          }
        });
  }

  /**
   * Fills an array of floating-point values.
   *
   * @param target as long as the volume
   * @throws org.lungseg.api.UnreadableFormatException if pixels are cut off or corrupt
   * @throws org.lungseg.api.VolumeIoException if reading fails for another reason
   */
  public void readFloats(float[] target) {
    workers.forEach(tasks.size(), () -> floatTasks(target));
  }

  private IntConsumer floatTasks(float[] target) {
    FrameDecoder decoder = new FrameDecoder();
    int samples = stack.frames().get(0).image().layout().samples();
    short[] stored = new short[samples];
    return index -> {
      Task task = tasks.get(index);
      decoder.read(
          task.image(),
          indexes(task),
          stored,
          new int[task.slots().size()],
          slot -> {
            SampleValues values = new SampleValues(task.image().layout());
            Slot into = task.slots().get(slot);
            values.toFloats(stored, into.frame().rescale(), target, into.k() * samples);
          });
    };
  }

  private static int[] indexes(Task task) {
    return task.slots().stream().mapToInt(slot -> slot.frame().index()).toArray();
  }
}
