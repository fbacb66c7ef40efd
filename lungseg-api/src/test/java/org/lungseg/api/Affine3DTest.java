package org.lungseg.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Offset.offset;

import java.util.List;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class Affine3DTest {

  @Property
  void inverse_ofAnyRegularMap_takesPointsBack(
      @ForAll @Size(12) List<@DoubleRange(min = -5, max = 5) Double> numbers,
      @ForAll @DoubleRange(min = -100, max = 100) double x) {
    Affine3D map = Affine3D.of(numbers.stream().mapToDouble(Double::doubleValue).toArray());
    Assume.that(Math.abs(map.determinant()) > 0.1);
    double[] there = map.apply(x, 2, -3);
    double[] back = map.inverse().apply(there[0], there[1], there[2]);
    assertThat(back).containsExactly(new double[] {x, 2, -3}, offset(1e-6));
  }

  @Test
  void after_twoMaps_appliesTheArgumentFirst() {
    Affine3D shift = Affine3D.scaling(1, 1, 1, 10, 20, 30);
    Affine3D scale = Affine3D.scaling(2, 3, 4, 0, 0, 0);
    assertThat(scale.after(shift).apply(1, 1, 1)).containsExactly(22, 63, 124);
    assertThat(shift.after(scale).apply(1, 1, 1)).containsExactly(12, 23, 34);
  }

  @Test
  void of_wrongCountOrNotFinite_isRefused() {
    assertThatThrownBy(() -> Affine3D.of(1, 2, 3)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Affine3D.scaling(Double.NaN, 1, 1, 0, 0, 0))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void inverse_ofSingularMap_isRefused() {
    assertThatThrownBy(() -> Affine3D.scaling(1, 1, 0, 0, 0, 0).inverse())
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void get_outsideTheMatrix_isRefused() {
    Affine3D map = Affine3D.scaling(1, 2, 3, 4, 5, 6);
    assertThat(map.get(2, 3)).isEqualTo(6);
    assertThatThrownBy(() -> map.get(3, 0)).isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void equals_comparesNumbers() {
    Affine3D map = Affine3D.scaling(1, 2, 3, 4, 5, 6);
    assertThat(map)
        .isEqualTo(Affine3D.of(map.toRowMajor()))
        .hasSameHashCodeAs(Affine3D.of(map.toRowMajor()));
    assertThat(map).isNotEqualTo(Affine3D.scaling(1, 2, 3, 4, 5, 7));
  }
}
