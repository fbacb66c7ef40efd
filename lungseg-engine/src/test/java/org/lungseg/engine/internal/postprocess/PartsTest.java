package org.lungseg.engine.internal.postprocess;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class PartsTest {

  @Property(tries = 200, seed = "20261")
  void of_anyBlock_findsTheSamePartsAsFloodFilling(
      @ForAll @IntRange(min = 1, max = 7) int width,
      @ForAll @IntRange(min = 1, max = 6) int height,
      @ForAll @IntRange(min = 1, max = 5) int depth,
      @ForAll long seed) {
    byte[] labels = randomLabels(width * height * depth, seed);

    Parts parts = Parts.of(labels, 0, width, height, depth);

    assertThat(partOfVoxel(parts)).isEqualTo(floodFilled(labels, width, height, depth));
  }

  @Property(tries = 100, seed = "20261")
  void forEachContact_anyBlock_countsEachFaceBetweenLabelsOnce(
      @ForAll @IntRange(min = 1, max = 6) int width,
      @ForAll @IntRange(min = 1, max = 5) int height,
      @ForAll @IntRange(min = 1, max = 4) int depth,
      @ForAll long seed) {
    byte[] labels = randomLabels(width * height * depth, seed);
    Parts parts = Parts.of(labels, 0, width, height, depth);
    int[] part = partOfVoxel(parts);

    Map<String, Integer> actual = new HashMap<>();
    parts.forEachContact(
        (run, other, axis, faces) ->
            actual.merge(
                key(parts.partOfRun(run), parts.partOfRun(other), axis), faces, Integer::sum));

    Map<String, Integer> expected = new HashMap<>();
    int[] step = {1, width, width * height};
    int[] size = {width, height, depth};
    for (int at = 0; at < labels.length; at++) {
      int[] place = {at % width, at / width % height, at / width / height};
      for (int axis = 0; axis < 3; axis++) {
        if (place[axis] + 1 < size[axis] && labels[at] != labels[at + step[axis]]) {
          expected.merge(key(part[at], part[at + step[axis]], axis), 1, Integer::sum);
        }
      }
    }
    assertThat(actual).isEqualTo(expected);
  }

  @Test
  void paint_givesEachPartItsLabel() {
    byte[] labels = {9, 0, 1, 1, 0, 1, 9};
    Parts parts = Parts.of(labels, 1, 5, 1, 1);
    assertThat(parts.count()).isEqualTo(4);

    parts.paint(new byte[] {0, 2, 3, 1}, labels, 1);

    assertThat(labels).containsExactly(9, 0, 2, 2, 3, 1, 9);
  }

  private static String key(int one, int other, int axis) {
    return Math.min(one, other) + "-" + Math.max(one, other) + " across " + axis;
  }

  private static byte[] randomLabels(int count, long seed) {
    Random random = new Random(seed);
    byte[] labels = new byte[count];
    for (int at = 0; at < count; at++) {
      labels[at] = (byte) random.nextInt(3);
    }
    return labels;
  }

  private static int[] partOfVoxel(Parts parts) {
    int[] result = new int[parts.endOfRun(parts.runCount() - 1)];
    for (int run = 0; run < parts.runCount(); run++) {
      Arrays.fill(result, parts.startOfRun(run), parts.endOfRun(run), parts.partOfRun(run));
    }
    return result;
  }

  private static int[] floodFilled(byte[] labels, int width, int height, int depth) {
    int[] part = new int[labels.length];
    Arrays.fill(part, -1);
    int count = 0;
    ArrayDeque<Integer> queue = new ArrayDeque<>();
    for (int seed = 0; seed < labels.length; seed++) {
      if (part[seed] >= 0) {
        continue;
      }
      part[seed] = count;
      queue.add(seed);
      while (!queue.isEmpty()) {
        int at = queue.remove();
        int[] place = {at % width, at / width % height, at / width / height};
        int[] size = {width, height, depth};
        int[] step = {1, width, width * height};
        for (int axis = 0; axis < 3; axis++) {
          for (int sign = -1; sign <= 1; sign += 2) {
            int moved = place[axis] + sign;
            int next = at + sign * step[axis];
            if (moved >= 0
                && moved < size[axis]
                && part[next] < 0
                && labels[next] == labels[seed]) {
              part[next] = count;
              queue.add(next);
            }
          }
        }
      }
      count++;
    }
    return part;
  }
}
