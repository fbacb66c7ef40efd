package org.lungseg.phantom;

/**
 * A smooth random field: random values at the points of a lattice, interpolated between them (value
 * noise). The same seed gives the same field everywhere.
 */
final class ValueNoise {

  private static final double TO_UNIT = 1.0 / (1L << 52);

  private final long seed;
  private final double cellMm;

  ValueNoise(long seed, double cellMm) {
    this.seed = seed;
    this.cellMm = cellMm;
  }

  /** A value from −1 to 1, with features about one cell in size. */
  double at(double x, double y, double z) {
    double u = x / cellMm;
    double v = y / cellMm;
    double w = z / cellMm;
    int i = (int) Math.floor(u);
    int j = (int) Math.floor(v);
    int k = (int) Math.floor(w);
    double a = smooth(u - i);
    double b = smooth(v - j);
    double c = smooth(w - k);
    double lower = plane(i, j, k, a, b);
    return lower + c * (plane(i, j, k + 1, a, b) - lower);
  }

  private double plane(int i, int j, int k, double a, double b) {
    double near = lattice(i, j, k);
    near += a * (lattice(i + 1, j, k) - near);
    double far = lattice(i, j + 1, k);
    far += a * (lattice(i + 1, j + 1, k) - far);
    return near + b * (far - near);
  }

  private double lattice(int i, int j, int k) {
    long h = seed ^ i * 0x9E3779B97F4A7C15L ^ j * 0xC2B2AE3D27D4EB4FL ^ k * 0x165667B19E3779F9L;
    h = (h ^ h >>> 30) * 0xBF58476D1CE4E5B9L;
    h = (h ^ h >>> 27) * 0x94D049BB133111EBL;
    return (h >> 11) * TO_UNIT;
  }

  private static double smooth(double t) {
    return t * t * (3 - 2 * t);
  }
}
