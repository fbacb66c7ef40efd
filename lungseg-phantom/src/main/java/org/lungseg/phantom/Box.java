package org.lungseg.phantom;

/** An axis-parallel box in LPS millimetres of the anatomy. */
record Box(double minX, double maxX, double minY, double maxY, double minZ, double maxZ) {

  static Box around(double x, double y, double z, double reachMm) {
    return new Box(x - reachMm, x + reachMm, y - reachMm, y + reachMm, z - reachMm, z + reachMm);
  }

  Box joined(Box other) {
    return new Box(
        Math.min(minX, other.minX),
        Math.max(maxX, other.maxX),
        Math.min(minY, other.minY),
        Math.max(maxY, other.maxY),
        Math.min(minZ, other.minZ),
        Math.max(maxZ, other.maxZ));
  }
}
