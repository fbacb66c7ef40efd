package org.lungseg.phantom;

import java.util.ArrayList;
import java.util.List;

/**
 * What lies between the lungs: heart, great vessels, trachea and main bronchi, oesophagus, and the
 * fat around them. Its outer surface is the medial border of the lungs.
 *
 * <p>Sizes follow an unenhanced scan of an adult: heart about 12 cm across, ascending aorta 32 mm,
 * trachea 18 mm.
 */
final class Mediastinum implements Shape {

  private static final double BLOOD_HU = 42;
  private static final double MUSCLE_HU = 50;
  private static final double AIR_HU = -990;
  private static final double WALL_HU = 30;
  private static final double FAT_HU = -92;

  /** How smoothly the parts run into each other, and the fat left between them and the pleura. */
  private static final double ROUND_MM = 14;

  private static final double MARGIN_MM = 3;

  /** Half the thickness of the two pleurae and what is between them in front of the vessels. */
  private static final double SEPTUM_MM = 3.5;

  /** Wall of the trachea and the main bronchi. */
  private static final double AIRWAY_WALL_MM = 1.6;

  /** Nothing of it lies farther from the midline. */
  private static final double REACH_MM = 100;

  /** Farther out the distance from that plane will do. */
  private static final double FAR_MM = 140;

  private final Spine spine;
  private final Ellipsoid ventricles;
  private final Ellipsoid rightAtrium;
  private final Ellipsoid leftAtrium;
  private final Tube aorta;
  private final List<Tube> vessels = new ArrayList<>();
  private final List<Tube> airways = new ArrayList<>();
  private final Ellipsoid rightHilum;
  private final Ellipsoid leftHilum;
  private final Tube oesophagus;

  Mediastinum(Physique physique, Spine spine) {
    this.spine = spine;
    double s = physique.heartScale();
    double lift = (physique.rightDomeMm() + 93) * 0.5;
    ventricles = Ellipsoid.of(27, -36, -70 + lift, 63 * s, 45 * s, 47 * s).turned(-33, -18);
    rightAtrium = Ellipsoid.of(-22, -28, -62 + lift, 29 * s, 31 * s, 38 * s);
    leftAtrium = Ellipsoid.of(2, 10, -50 + lift, 37 * s, 20 * s, 24 * s);
    aorta =
        Tube.through(
            -4, -22, -48, 16, -19, -32, -15, 16, -18, -30, 10, 15.5, -6, -17, 29, 15, 13, 8, 34, 14,
            26, 27, 22, 13, 30, 33, -5, 12.5, 27, 33, -80, 12, 14, 26, -145, 11, 5, 24, -260, 10);
    oesophagus =
        Tube.through(3, 18, 130, 6, 5, 25, 40, 6, 6, 27, -10, 7, 6, 27, -60, 7, 18, 12, -110, 9);
    rightHilum = Ellipsoid.of(-42, 10, -22, 17, 20, 25);
    leftHilum = Ellipsoid.of(44, 14, -18, 16, 19, 24);
    addVessels();
    addAirways();
  }

  private void addVessels() {
    vessels.add(aorta);
    // pulmonary trunk, right and left pulmonary artery
    vessels.add(Tube.through(17, -44, -46, 15, 14, -26, -18, 14));
    vessels.add(Tube.through(14, -24, -18, 12, -16, -6, -18, 11, -46, 6, -22, 9));
    vessels.add(Tube.through(14, -24, -18, 12, 30, 2, -8, 11, 48, 14, -12, 9));
    // pulmonary veins
    vessels.add(Tube.through(-20, 12, -48, 8, -48, 12, -40, 6));
    vessels.add(Tube.through(24, 14, -48, 8, 48, 16, -38, 6));
    // superior and inferior vena cava, left brachiocephalic vein
    vessels.add(Tube.through(-27, -24, 52, 8, -28, -18, 0, 9, -25, -12, -50, 11));
    vessels.add(Tube.through(-24, -2, -88, 12, -21, 10, -130, 12, -18, 18, -260, 12));
    vessels.add(Tube.through(36, -28, 66, 6, 2, -36, 48, 7, -27, -24, 46, 7));
    vessels.add(Tube.through(-27, -24, 50, 7, -36, -22, 78, 6, -42, -16, 140, 5));
    // branches of the arch
    vessels.add(Tube.through(-4, -14, 32, 6.5, -18, -10, 66, 6, -30, -4, 150, 4.5));
    vessels.add(Tube.through(9, 0, 34, 4.5, 20, -4, 70, 4.5, 30, -4, 150, 4.5));
    vessels.add(Tube.through(17, 12, 34, 5, 28, 14, 76, 5, 62, 4, 100, 4.5));
  }

  private void addAirways() {
    airways.add(Tube.through(0, -16, 170, 8.5, 0, -2, 70, 9, -1, 13, 3, 9));
    airways.add(Tube.through(-3, 13, 1, 7.5, -22, 16, -14, 7, -40, 17, -24, 6));
    airways.add(Tube.through(1, 13, 1, 7, 22, 18, -15, 6.5, 42, 19, -27, 5.5));
  }

  /** Where the vessels of a lung enter it: x, y, z. */
  double[] hilumMm(int side) {
    return side < 0 ? new double[] {-46, 10, -22} : new double[] {48, 14, -18};
  }

  /** The distance from the pleura that covers the mediastinum. */
  @Override
  public double distanceMm(double x, double y, double z) {
    if (Math.abs(x) > FAR_MM) {
      return Math.abs(x) - REACH_MM;
    }
    double d = spine.coverMm(x, y, z);
    // Below its middle the heart casts its outline down to the diaphragm: no lung gets under it.
    double heart = ventricles.distanceMm(x, y, Math.max(z, ventricles.centreZMm()));
    heart =
        Shape.smoothUnion(
            heart, rightAtrium.distanceMm(x, y, Math.max(z, rightAtrium.centreZMm())), 20);
    heart = Shape.smoothUnion(heart, leftAtrium.distanceMm(x, y, z), 20);
    d = Shape.smoothUnion(d, heart - MARGIN_MM, ROUND_MM);
    d = Shape.smoothUnion(d, aorta.distanceMm(x, y, z) - MARGIN_MM, ROUND_MM);
    d = Shape.smoothUnion(d, upperMm(x, y, z), ROUND_MM);
    d = Shape.smoothUnion(d, (x < 0 ? rightHilum : leftHilum).distanceMm(x, y, z), ROUND_MM);
    d = Shape.smoothUnion(d, oesophagus.distanceMm(x, y, z) - MARGIN_MM, ROUND_MM);
    return Shape.smoothUnion(d, Math.abs(x - septumXMm(y, z)) - SEPTUM_MM, ROUND_MM);
  }

  /** Where the two lungs come closest to each other. */
  static double septumXMm(double y, double z) {
    return 2 + 5 * Thorax.smoothStep((-30 - y) / 50) + 4 * Math.sin(z / 60);
  }

  /** The block of great vessels, trachea and thymus above the heart, widest at the top. */
  private static double upperMm(double x, double y, double z) {
    double halfWidth = 33 + 8 * Thorax.smoothStep((z - 10) / 60);
    double inPlane = Shape.squircleMm(x, y + 12 - 0.12 * z, halfWidth, 41);
    double below = -42 - z;
    return below <= 0 ? inPlane : Shape.smoothIntersection(inPlane, below, 20);
  }

  /** Paints the organs; the fat around them must be there already. */
  void paint(Canvas canvas) {
    Canvas.Material heartMuscle = heartMaterial();
    for (Ellipsoid chamber : List.of(rightAtrium, leftAtrium, ventricles)) {
      canvas.paint(chamber, chamber.box(4), heartMuscle);
    }
    for (Tube vessel : vessels) {
      canvas.paint(vessel, vessel.box(4), BLOOD_HU);
    }
    canvas.paint(oesophagus, oesophagus.box(4), WALL_HU);
    for (Tube airway : airways) {
      canvas.paint(airway.grown(AIRWAY_WALL_MM), airway.box(5), WALL_HU);
    }
    for (Tube airway : airways) {
      canvas.paint(airway, airway.box(4), AIR_HU);
    }
  }

  /** Muscle outside, blood inside, fat in the groove between atria and ventricles. */
  private Canvas.Material heartMaterial() {
    return (x, y, z, distance) -> {
      double atria = Math.min(rightAtrium.distanceMm(x, y, z), leftAtrium.distanceMm(x, y, z));
      double chambers = ventricles.distanceMm(x, y, z);
      double surface = Math.min(atria, chambers);
      if (Math.abs(atria - chambers) < 4 && surface > -12) {
        return FAT_HU * 0.6;
      }
      return distance < -11 ? BLOOD_HU : MUSCLE_HU;
    };
  }
}
