package org.lungseg.metrics.picture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.awt.geom.Path2D;
import java.awt.geom.PathIterator;
import java.awt.geom.Rectangle2D;
import java.util.HashMap;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class OutlineTest {

  private static Slice slice(int width, byte[] labels) {
    int height = labels.length / width;
    return new Slice(PlaneView.AXIAL, 1, 1, width, height, 1, 1, new float[labels.length], labels);
  }

  @Test
  void trace_block_liesOnTheBorderOfTheVoxels() {
    byte[] labels = new byte[8 * 6];
    for (int y = 1; y < 4; y++) {
      for (int x = 2; x < 7; x++) {
        labels[y * 8 + x] = 1;
      }
    }
    Rectangle2D bounds = Outline.trace(slice(8, labels), 1, 10, 20).getBounds2D();
    assertThat(bounds.getMinX()).isCloseTo(20, within(1e-9));
    assertThat(bounds.getMaxX()).isCloseTo(70, within(1e-9));
    assertThat(bounds.getMinY()).isCloseTo(20, within(1e-9));
    assertThat(bounds.getMaxY()).isCloseTo(80, within(1e-9));
  }

  @Test
  void trace_absentLabel_isEmpty() {
    assertThat(Outline.trace(slice(3, new byte[9]), 1, 1, 1).getPathIterator(null).isDone())
        .isTrue();
  }

  @Property(tries = 200, seed = "35")
  void trace_anyLabels_givesClosedLines(@ForAll @Size(35) boolean[] inside) {
    byte[] labels = new byte[35];
    for (int at = 0; at < 35; at++) {
      labels[at] = (byte) (inside[at] ? 1 : 0);
    }
    Path2D path = Outline.trace(slice(7, labels), 1, 2, 2);
    Map<String, Integer> ends = new HashMap<>();
    double[] point = new double[6];
    for (PathIterator it = path.getPathIterator(null); !it.isDone(); it.next()) {
      it.currentSegment(point);
      ends.merge(point[0] + " " + point[1], 1, Integer::sum);
    }
    // Each end of a segment is shared with exactly one other segment.
    assertThat(ends.values()).allMatch(count -> count == 2);
  }
}
