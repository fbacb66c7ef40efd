package org.lungseg.phantom;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VesselTreeTest {

  private static double[][] points(int count, SplittableRandom random) {
    double[][] points = new double[count][];
    for (int at = 0; at < count; at++) {
      points[at] =
          new double[] {
            100 * random.nextDouble(), 150 * random.nextDouble(), 200 * random.nextDouble()
          };
    }
    return points;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 7, 500})
  void grow_anyPoints_reachesEachOfThemOnce(int count) {
    double[][] points = points(count, new SplittableRandom(1));
    Set<List<Double>> wanted = new HashSet<>();
    for (double[] point : points) {
      wanted.add(Arrays.stream(point).boxed().toList());
    }
    List<VesselTree.Segment> segments =
        VesselTree.grow(new double[] {0, 75, 100}, points, new SplittableRandom(2));
    Set<List<Double>> starts = new HashSet<>();
    Set<List<Double>> ends = new HashSet<>();
    for (VesselTree.Segment s : segments) {
      starts.add(List.of(s.ax(), s.ay(), s.az()));
      ends.add(List.of(s.bx(), s.by(), s.bz()));
    }
    assertThat(ends).containsAll(wanted);
    // Every piece but the first begins where another ends, and only the points are dead ends.
    starts.remove(List.of(0.0, 75.0, 100.0));
    assertThat(ends).containsAll(starts);
    ends.removeAll(starts);
    assertThat(ends).isEqualTo(wanted);
  }

  @Test
  void grow_manyPoints_getsThinnerOutwards() {
    List<VesselTree.Segment> segments =
        VesselTree.grow(
            new double[] {0, 75, 100},
            points(800, new SplittableRandom(3)),
            new SplittableRandom(4));
    assertThat(segments).allMatch(s -> s.bRadius() <= s.aRadius() + 1e-12 && s.bRadius() > 0);
    assertThat(segments.get(0).aRadius()).isBetween(3.0, 6.0);
  }

  @Test
  void grow_noPoints_isNoTree() {
    assertThat(VesselTree.grow(new double[] {0, 0, 0}, new double[0][], new SplittableRandom(5)))
        .isEmpty();
  }
}
