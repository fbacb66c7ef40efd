package org.lungseg.engine.internal.anatomy;

import java.util.ArrayList;
import java.util.List;
import org.lungseg.api.Affine3D;
import org.lungseg.api.VolumeGeometry;

/**
 * What the anatomy says of the orientation that an image states. A sign speaks against it only from
 * about half of what an exact exchange shows on.
 *
 * <p>Right and left are doubted if the network sees the right lung on the left, which it does only
 * if it knows the lungs by their looks; or if both liver and aorta speak against them. They are
 * judged only where front and back, head and feet are as stated: in a turned chest neither says
 * anything.
 *
 * @param frontBack whether front and back seem exchanged
 * @param headFeet whether head and feet seem exchanged
 * @param rightLeft whether right and left seem exchanged
 */
public record Orientation(boolean frontBack, boolean headFeet, boolean rightLeft) {

  private static final double FRONT_BACK_AGAINST = -0.05;

  private static final double HEAD_FEET_AGAINST = -0.5;

  private static final double LIVER_AGAINST = -0.09;

  private static final double AORTA_AGAINST = -0.05;

  /**
   * Judges signs.
   *
   * @param mirrored whether the network sees the right lung on the left
   */
  static Orientation of(AnatomySigns signs, boolean mirrored) {
    boolean frontBack = signs.frontBack() < FRONT_BACK_AGAINST;
    boolean headFeet = signs.headFeet() < HEAD_FEET_AGAINST;
    boolean organs = signs.liver() < LIVER_AGAINST && signs.aorta() < AORTA_AGAINST;
    boolean turned = frontBack || headFeet;
    return new Orientation(frontBack, headFeet, !turned && (mirrored || organs));
  }

  /** Whether anything speaks against the orientation that the image states. */
  public boolean isDoubtful() {
    return frontBack || headFeet || rightLeft;
  }

  /** Whether the chest is not upright or faces the other way, so that its organs say nothing. */
  public boolean isTurned() {
    return frontBack || headFeet;
  }

  /** The same with right and left exchanged too. */
  public Orientation withRightLeft() {
    return new Orientation(frontBack, headFeet, true);
  }

  /** What seems exchanged, for people. */
  public String contradiction() {
    List<String> pairs = new ArrayList<>();
    if (frontBack) {
      pairs.add("front and back");
    }
    if (headFeet) {
      pairs.add("head and feet");
    }
    if (rightLeft) {
      pairs.add("right and left");
    }
    return String.join(", ", pairs);
  }

  /** The geometry with right and left, front and back, head and feet as the anatomy shows them. */
  public VolumeGeometry corrected(VolumeGeometry geometry) {
    Affine3D flip =
        Affine3D.scaling(rightLeft ? -1 : 1, frontBack ? -1 : 1, headFeet ? -1 : 1, 0, 0, 0);
    return VolumeGeometry.of(
        geometry.size(0),
        geometry.size(1),
        geometry.size(2),
        flip.after(geometry.voxelToRasMm()),
        geometry.spacingOrigin());
  }
}
