package org.lungseg.phantom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.api.Test;

class ShapesTest {

  @Property(tries = 200, seed = "1")
  void ellipsoid_ofEqualRadii_isASphereHoweverTurned(
      @ForAll @DoubleRange(min = -30, max = 30) double x,
      @ForAll @DoubleRange(min = -30, max = 30) double y,
      @ForAll @DoubleRange(min = -30, max = 30) double z,
      @ForAll @DoubleRange(min = -180, max = 180) double turn) {
    Ellipsoid sphere = Ellipsoid.of(1, 2, 3, 10, 10, 10).turned(turn, turn / 3);
    double expected = Math.sqrt((x - 1) * (x - 1) + (y - 2) * (y - 2) + (z - 3) * (z - 3)) - 10;
    assertThat(sphere.distanceMm(x, y, z)).isCloseTo(expected, within(1e-9));
  }

  @Test
  void ellipsoid_turned_pointsWhereItShould() {
    Ellipsoid long1 = Ellipsoid.of(0, 0, 0, 20, 5, 5).turned(90, 0);
    assertThat(long1.distanceMm(0, 20, 0)).isCloseTo(0, within(1e-9));
    assertThat(long1.distanceMm(20, 0, 0)).isPositive();
    Ellipsoid tilted = Ellipsoid.of(0, 0, 0, 20, 5, 5).turned(0, 90);
    assertThat(tilted.distanceMm(0, 0, 20)).isCloseTo(0, within(1e-9));
  }

  @Test
  void tube_cone_hasTheDistanceFromItsSurface() {
    Tube tube = Tube.through(0, 0, 0, 2, 10, 0, 0, 4);
    assertThat(tube.distanceMm(5, 8, 0)).isCloseTo(5, within(1e-9));
    assertThat(tube.distanceMm(-5, 0, 0)).isCloseTo(3, within(1e-9));
    assertThat(tube.distanceMm(10, 0, 0)).isCloseTo(-4, within(1e-9));
    assertThat(tube.mirrored().distanceMm(-5, 8, 0)).isCloseTo(5, within(1e-9));
    assertThat(tube.box(1)).isEqualTo(new Box(-3, 15, -5, 5, -5, 5));
  }

  @Test
  void tube_unusableNodes_areRejected() {
    assertThatThrownBy(() -> Tube.through(0, 0, 0, 1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Tube.through(0, 0, 0, 1, 2))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Property(tries = 300, seed = "2")
  void squircle_anyPoint_isInsideIfTheFormulaSaysSo(
      @ForAll @DoubleRange(min = -60, max = 60) double x,
      @ForAll @DoubleRange(min = -60, max = 60) double y) {
    double formula = Math.pow(Math.abs(x) / 40, 2.5) + Math.pow(Math.abs(y) / 25, 2.5);
    double distance = Shape.squircleMm(x, y, 40, 25);
    if (Math.abs(formula - 1) > 1e-6) {
      assertThat(distance < 0).isEqualTo(formula < 1);
    }
    assertThat(Double.isFinite(distance)).isTrue();
  }

  @Test
  void squircle_onTheAxes_hasTheTrueDistance() {
    assertThat(Shape.squircleMm(43, 0, 40, 25)).isCloseTo(3, within(1e-9));
    assertThat(Shape.squircleMm(0, -22, 40, 25)).isCloseTo(-3, within(1e-9));
    assertThat(Shape.squircleMm(0, 0, 40, 25)).isEqualTo(-25);
  }

  @Property(tries = 300, seed = "3")
  void smoothUnion_anyDistances_liesBelowBothByAQuarterOfTheRoundingAtMost(
      @ForAll @DoubleRange(min = -50, max = 50) double a,
      @ForAll @DoubleRange(min = -50, max = 50) double b) {
    double union = Shape.smoothUnion(a, b, 8);
    assertThat(union).isBetween(Math.min(a, b) - 2 - 1e-9, Math.min(a, b) + 1e-9);
    assertThat(Shape.smoothIntersection(a, b, 8))
        .isBetween(Math.max(a, b) - 1e-9, Math.max(a, b) + 2 + 1e-9);
  }

  @Test
  void shape_combined_isTheIntersection() {
    Shape ball = Ellipsoid.of(0, 0, 0, 5, 5, 5);
    Shape half = ball.within((x, y, z) -> x);
    assertThat(half.distanceMm(-2, 0, 0)).isNegative();
    assertThat(half.distanceMm(2, 0, 0)).isEqualTo(2);
    assertThat(ball.grown(2).distanceMm(7, 0, 0)).isCloseTo(0, within(1e-9));
  }

  @Test
  void profile_knots_areMetAndEndsStay() {
    Profile profile = Profile.through(-10, 1, 0, 5, 20, 2);
    assertThat(profile.at(-10)).isEqualTo(1);
    assertThat(profile.at(0)).isCloseTo(5, within(1e-12));
    assertThat(profile.at(20)).isEqualTo(2);
    assertThat(profile.at(-99)).isEqualTo(1);
    assertThat(profile.at(99)).isEqualTo(2);
    assertThat(profile.at(1e-7)).isCloseTo(profile.at(-1e-7), within(1e-5));
    assertThatThrownBy(() -> Profile.through(1, 1, 1, 2))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Property(tries = 300, seed = "4")
  void valueNoise_anyPoint_isBoundedContinuousAndRepeatable(
      @ForAll @DoubleRange(min = -500, max = 500) double x,
      @ForAll @DoubleRange(min = -500, max = 500) double y,
      @ForAll @DoubleRange(min = -500, max = 500) double z) {
    ValueNoise noise = new ValueNoise(7, 12);
    double here = noise.at(x, y, z);
    assertThat(here).isBetween(-1.0, 1.0);
    assertThat(noise.at(x + 1e-6, y - 1e-6, z + 1e-6)).isCloseTo(here, within(1e-5));
    assertThat(new ValueNoise(7, 12).at(x, y, z)).isEqualTo(here);
  }

  @Test
  void valueNoise_manyPoints_isCentredAndSpread() {
    ValueNoise noise = new ValueNoise(3, 1);
    double sum = 0;
    double squares = 0;
    for (int at = 0; at < 20_000; at++) {
      double value = noise.at(at % 27, Math.floorDiv(at, 27) % 27, Math.floorDiv(at, 729));
      sum += value;
      squares += value * value;
    }
    assertThat(sum / 20_000).isCloseTo(0, within(0.02));
    assertThat(squares / 20_000).isCloseTo(1 / 3.0, within(0.02));
  }
}
