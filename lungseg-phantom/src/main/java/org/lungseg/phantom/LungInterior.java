package org.lungseg.phantom;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Fills the lungs: aerated tissue, fissures, disease, vessels and bronchi. */
final class LungInterior {

  private static final double VESSEL_HU = 42;
  private static final double LUMEN_HU = -985;
  private static final double BRONCHUS_WALL_HU = -60;
  private static final double FISSURE_HU = -700;
  private static final double FISSURE_MM = 0.5;

  /** Gravity makes the tissue behind denser than in front. */
  private static final double GRADIENT_HU_PER_MM = 0.55;

  private static final int TIPS = 3000;

  /** Bronchi run beside arteries at least this thick. */
  private static final double BRONCHUS_FROM_MM = 1.4;

  private static final double LUMEN_SHARE = 0.62;
  private static final double WALL_SHARE = 0.28;

  private final Canvas canvas;
  private final LungShape lungs;
  private final Physique physique;
  private final DiseasePattern disease;
  private final long seed;
  private final ValueNoise coarse;
  private final ValueNoise fine;

  LungInterior(
      Canvas canvas, LungShape lungs, Physique physique, DiseasePattern disease, long seed) {
    this.canvas = canvas;
    this.lungs = lungs;
    this.physique = physique;
    this.disease = disease;
    this.seed = seed;
    this.coarse = new ValueNoise(seed ^ 41, 28);
    this.fine = new ValueNoise(seed ^ 42, 4.5);
  }

  /**
   * Paints the lungs over whatever is there.
   *
   * @param distanceMm for each voxel of the canvas the distance from the pleura
   * @param mediastinum says where vessels enter
   */
  void paint(float[] distanceMm, Mediastinum mediastinum) {
    paintTissue(distanceMm);
    for (int side = -1; side <= 1; side += 2) {
      SplittableRandom random = new SplittableRandom(seed * 31 + side);
      double[] hilum = mediastinum.hilumMm(side);
      List<VesselTree.Segment> arteries =
          VesselTree.grow(hilum, pointsInside(side, random), random);
      double[] below = {hilum[0] - side * 2, hilum[1] + 3, hilum[2] - 20};
      List<VesselTree.Segment> veins = VesselTree.grow(below, pointsInside(side, random), random);
      veins.forEach(segment -> paintSegment(segment, 0, VESSEL_HU, distanceMm));
      arteries.forEach(segment -> paintSegment(segment, 0, VESSEL_HU, distanceMm));
      paintBronchi(arteries, side, distanceMm);
    }
  }

  private void paintTissue(float[] distanceMm) {
    int at = 0;
    for (int k = 0; k < canvas.size(2); k++) {
      for (int j = 0; j < canvas.size(1); j++) {
        for (int i = 0; i < canvas.size(0); i++, at++) {
          double distance = distanceMm[at];
          double share = distance < canvas.blurMm() ? canvas.coverage(distance) : 0;
          if (share > 0) {
            double x = canvas.x(i);
            double y = canvas.y(j);
            double z = canvas.z(k);
            double depth = Math.max(0, -distance);
            canvas.mix(at, disease.hu(x, y, z, depth, parenchymaHu(x, y, z)), share);
          }
        }
      }
    }
  }

  private double parenchymaHu(double x, double y, double z) {
    double hu =
        physique.parenchymaHu()
            + GRADIENT_HU_PER_MM * y
            + 11 * coarse.at(x, y, z)
            + 16 * fine.at(x, y, z);
    double fissure = fissureMm(x, y, z);
    return hu + (FISSURE_HU - hu) * canvas.coverage(fissure) * Math.min(1, 1.6 / canvas.blurMm());
  }

  /** The distance from the nearest fissure: oblique in both lungs, horizontal in the right one. */
  private double fissureMm(double x, double y, double z) {
    double bend = 5 * coarse.at(x * 0.3, y * 0.3, 0) + 0.0012 * x * x;
    double oblique = 0.72 * (z + 46 - 0.95 * y + bend);
    double nearest = Math.abs(oblique);
    if (oblique > 0 && LungShape.side(x, y, z) < 0) {
      nearest = Math.min(nearest, Math.abs(z + 34 + 0.1 * y + bend));
    }
    return nearest - FISSURE_MM;
  }

  private double[][] pointsInside(int side, SplittableRandom random) {
    List<double[]> inside = new ArrayList<>(TIPS);
    for (int attempt = 0; inside.size() < TIPS && attempt < TIPS * 40; attempt++) {
      double x = side * 140 * random.nextDouble();
      double y = -95 + 190 * random.nextDouble();
      double z = -172 + 264 * random.nextDouble();
      if (lungs.distanceMm(x, y, z) < -2.5 && LungShape.side(x, y, z) == side) {
        inside.add(new double[] {x, y, z});
      }
    }
    return inside.toArray(new double[0][]);
  }

  private void paintBronchi(List<VesselTree.Segment> arteries, int side, float[] distanceMm) {
    List<VesselTree.Segment> bronchi = new ArrayList<>();
    for (VesselTree.Segment a : arteries) {
      if (a.aRadius() > BRONCHUS_FROM_MM) {
        bronchi.add(beside(a, side));
      }
    }
    for (VesselTree.Segment b : bronchi) {
      paintSegment(b, WALL_SHARE, BRONCHUS_WALL_HU, distanceMm);
    }
    for (VesselTree.Segment b : bronchi) {
      paintSegment(b, 0, LUMEN_HU, distanceMm);
    }
  }

  private static VesselTree.Segment beside(VesselTree.Segment a, int side) {
    double dx = -side * 1.3;
    double dy = 1.5;
    return new VesselTree.Segment(
        a.ax() + dx * a.aRadius(),
        a.ay() + dy * a.aRadius(),
        a.az(),
        LUMEN_SHARE * a.aRadius(),
        a.bx() + dx * a.bRadius(),
        a.by() + dy * a.bRadius(),
        a.bz(),
        LUMEN_SHARE * a.bRadius());
  }

  /**
   * Paints one cone inside the lung. What is thinner than a voxel keeps its share of the voxel's
   * area, so that small vessels fade instead of ending.
   *
   * @param extraShare thickens the cone by this share of its radius
   */
  private void paintSegment(
      VesselTree.Segment s, double extraShare, double hu, float[] distanceMm) {
    double thickest = Math.max(s.aRadius(), s.bRadius()) * (1 + extraShare) + canvas.blurMm();
    double dx = s.bx() - s.ax();
    double dy = s.by() - s.ay();
    double dz = s.bz() - s.az();
    double length2 = Math.max(1e-9, dx * dx + dy * dy + dz * dz);
    int fromI = canvas.from(0, Math.min(s.ax(), s.bx()) - thickest);
    int toI = canvas.from(0, Math.max(s.ax(), s.bx()) + thickest);
    int fromJ = canvas.from(1, Math.min(s.ay(), s.by()) - thickest);
    int toJ = canvas.from(1, Math.max(s.ay(), s.by()) + thickest);
    int toK = canvas.from(2, Math.max(s.az(), s.bz()) + thickest);
    for (int k = canvas.from(2, Math.min(s.az(), s.bz()) - thickest); k < toK; k++) {
      double pz = canvas.z(k) - s.az();
      for (int j = fromJ; j < toJ; j++) {
        double py = canvas.y(j) - s.ay();
        int at = canvas.index(fromI, j, k);
        for (int i = fromI; i < toI; i++, at++) {
          double px = canvas.x(i) - s.ax();
          double along = (px * dx + py * dy + pz * dz) / length2;
          along = Math.max(0, Math.min(1, along));
          double ox = px - along * dx;
          double oy = py - along * dy;
          double oz = pz - along * dz;
          double radius = (s.aRadius() + along * (s.bRadius() - s.aRadius())) * (1 + extraShare);
          double away = Math.sqrt(ox * ox + oy * oy + oz * oz);
          double share = coneShare(radius, away);
          if (share > 0.01 && distanceMm[at] < 0) {
            blend(at, canvas.x(i), canvas.y(j), canvas.z(k), -distanceMm[at], hu, share);
          }
        }
      }
    }
  }

  private double coneShare(double radius, double away) {
    double shown = Math.max(radius, canvas.blurMm() / 2);
    double faint = Math.min(1, radius / shown);
    return canvas.coverage(away - shown) * faint * faint;
  }

  /**
   * Vessels only make a voxel denser, air only thinner: crossing pieces do not erase each other.
   */
  private void blend(
      int at, double x, double y, double z, double depthMm, double hu, double share) {
    double here = canvas.hu()[at];
    double full = hu > here ? physique.parenchymaHu() : here;
    double mixed = full + (hu - full) * share;
    boolean counts = hu == LUMEN_HU ? mixed < here : mixed > here;
    if (counts) {
      double visible = canvas.coverage(-depthMm) * (1 - disease.fluid(x, y, z, depthMm));
      canvas.mix(at, mixed, Math.min(1, visible));
    }
  }
}
