package org.lungseg.phantom;

import java.util.Objects;

/** A bent tube whose radius changes along it: a chain of cones with round joints. */
final class Tube implements Shape {

  private static final int NUMBERS = 4;

  private final double[] nodes;

  private Tube(double[] nodes) {
    this.nodes = nodes;
  }

  /** Four numbers a node: x, y, z and the radius. */
  static Tube through(double... nodes) {
    if (nodes.length < 2 * NUMBERS || nodes.length % NUMBERS != 0) {
      throw new IllegalArgumentException("a tube has four numbers for each of two nodes or more");
    }
    return new Tube(nodes);
  }

  /** The same tube on the other side of the midline. */
  Tube mirrored() {
    double[] other = nodes.clone();
    for (int at = 0; at < other.length; at += NUMBERS) {
      other[at] = -other[at];
    }
    return new Tube(other);
  }

  Box box(double marginMm) {
    Box box = null;
    for (int at = 0; at < nodes.length; at += NUMBERS) {
      Box node = Box.around(nodes[at], nodes[at + 1], nodes[at + 2], nodes[at + 3] + marginMm);
      box = box == null ? node : box.joined(node);
    }
    return Objects.requireNonNull(box);
  }

  @Override
  public double distanceMm(double x, double y, double z) {
    double nearest = Double.MAX_VALUE;
    for (int at = 0; at + NUMBERS < nodes.length; at += NUMBERS) {
      double ax = x - nodes[at];
      double ay = y - nodes[at + 1];
      double az = z - nodes[at + 2];
      double bx = nodes[at + 4] - nodes[at];
      double by = nodes[at + 5] - nodes[at + 1];
      double bz = nodes[at + 6] - nodes[at + 2];
      double along = (ax * bx + ay * by + az * bz) / (bx * bx + by * by + bz * bz);
      along = Math.max(0, Math.min(1, along));
      double dx = ax - along * bx;
      double dy = ay - along * by;
      double dz = az - along * bz;
      double radius = nodes[at + 3] + along * (nodes[at + 7] - nodes[at + 3]);
      nearest = Math.min(nearest, Math.sqrt(dx * dx + dy * dy + dz * dz) - radius);
    }
    return nearest;
  }
}
