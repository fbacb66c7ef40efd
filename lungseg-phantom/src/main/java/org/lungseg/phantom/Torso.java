package org.lungseg.phantom;

/** Paints the whole trunk and says how far each voxel is from the pleura. */
final class Torso {

  private static final double MEDIASTINAL_FAT_HU = -88;

  /** Muscle and ligaments beside the spine. */
  private static final double PARASPINAL_HU = 44;

  /** Pleura and what lies between it and the ribs. */
  private static final double LINING_MM = 1.5;

  /** Beyond this distance a voxel takes no part in the lungs. */
  private static final float OUTSIDE_MM = 100;

  private final Physique physique;
  private final Spine spine;
  private final Thorax thorax;
  private final Mediastinum mediastinum;
  private final LungShape lungs;
  private final BodyWall bodyWall;
  private final Abdomen abdomen;
  private final Ribs ribs;
  private final ValueNoise fatGrain;

  Torso(Physique physique, long seed) {
    this.physique = physique;
    this.spine = new Spine(physique);
    this.thorax = new Thorax(physique);
    this.mediastinum = new Mediastinum(physique, spine);
    this.lungs = new LungShape(thorax, mediastinum);
    this.bodyWall = new BodyWall(physique, seed);
    this.abdomen = new Abdomen(physique, seed);
    this.ribs = new Ribs(physique);
    this.fatGrain = new ValueNoise(seed ^ 51, 9);
  }

  /**
   * Paints trunk and lungs.
   *
   * @return for each voxel the distance from the pleura, negative inside a lung
   */
  float[] paint(Canvas canvas, Disease disease, long seed) {
    float[] distanceMm = new float[canvas.hu().length];
    for (int k = 0; k < canvas.size(2); k++) {
      paintSlice(canvas, k, distanceMm);
    }
    mediastinum.paint(canvas);
    spine.paint(canvas);
    new Girdle(thorax).paint(canvas);
    new LungInterior(canvas, lungs, physique, new DiseasePattern(disease, seed), seed)
        .paint(distanceMm, mediastinum);
    return distanceMm;
  }

  private void paintSlice(Canvas canvas, int k, float[] distanceMm) {
    double z = canvas.z(k);
    Thorax.Section section = thorax.section(z);
    BodyWall.Outline outline = bodyWall.outline(z);
    double reach = Math.max(outline.halfWidth(), z > 60 ? 260 : 0) + 5;
    for (int j = 0; j < canvas.size(1); j++) {
      double y = canvas.y(j);
      int at = canvas.index(0, j, k);
      for (int i = 0; i < canvas.size(0); i++, at++) {
        double x = canvas.x(i);
        distanceMm[at] = OUTSIDE_MM;
        if (Math.abs(x) > reach || y > BodyWall.BACK_MM + 5) {
          continue;
        }
        double skin = bodyWall.distanceMm(outline, x, y, z);
        if (skin > canvas.blurMm()) {
          continue;
        }
        double wall = thorax.wallMm(section, x, y);
        canvas.mix(at, trunkHu(canvas, section, x, y, z, skin, wall), canvas.coverage(skin));
        distanceMm[at] = (float) lungs.distanceMm(x, y, z, wall);
      }
    }
  }

  private double trunkHu(
      Canvas canvas,
      Thorax.Section section,
      double x,
      double y,
      double z,
      double skinMm,
      double wallMm) {
    double inside = canvas.coverage(wallMm + LINING_MM);
    double hu = inside < 1 ? bodyWall.tissueHu(x, y, z, -skinMm, wallMm) : 0;
    if (inside > 0) {
      hu += (innerHu(canvas, x, y, z, wallMm) - hu) * inside;
    }
    if (wallMm > 0 && wallMm < Ribs.SHELL_MM) {
      double rib = ribs.distanceMm(section, x, y, z, wallMm);
      if (rib < canvas.blurMm()) {
        hu += (ribs.hu(section, x, y, rib) - hu) * canvas.coverage(rib);
      }
    }
    return hu;
  }

  private double innerHu(Canvas canvas, double x, double y, double z, double wallMm) {
    double below = thorax.belowDiaphragmMm(x, y, z);
    double under = canvas.coverage(-below);
    double grain = fatGrain.at(x, y, z);
    double behind = Thorax.smoothStep((y - Spine.bodyYMm(z) - 2) / 8);
    double fat = MEDIASTINAL_FAT_HU + 18 * grain;
    fat += (PARASPINAL_HU + 14 * grain - fat) * behind;
    return under == 0 ? fat : fat + (abdomen.hu(canvas, x, y, z, below, wallMm) - fat) * under;
  }
}
