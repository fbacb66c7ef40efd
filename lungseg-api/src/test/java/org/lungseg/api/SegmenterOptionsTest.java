package org.lungseg.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import net.imglib2.RandomAccess;
import net.imglib2.type.numeric.real.FloatType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.lungseg.api.SegmentationWarning.Kind;

class SegmenterOptionsTest {

  @ParameterizedTest
  @EnumSource(Kind.class)
  void policy_ofEachKind_canBeErrorAndDefaultsToOneOfItsOwn(Kind kind) {
    assertThat(kind.policies()).contains(InputPolicy.ERROR, kind.defaultPolicy());
    assertThat(kind.defaultPolicy()).isNotEqualTo(InputPolicy.ERROR);
    assertThat(SegmenterOptions.defaults().policy(kind)).isEqualTo(kind.defaultPolicy());
    for (InputPolicy policy : kind.policies()) {
      assertThat(SegmenterOptions.builder().policy(kind, policy).build().policy(kind))
          .isEqualTo(policy);
    }
  }

  @Test
  void policy_thatDoesNotExistForAKind_isRefusedByName() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SegmenterOptions.builder().policy(Kind.LUNGS_CUT, InputPolicy.REPAIR))
        .withMessage("no policy REPAIR for LUNGS_CUT: there are [ERROR, WARN]");
  }

  @Test
  void policy_changedInABuilder_leavesBuiltOptionsAlone() {
    SegmenterOptions.Builder builder = SegmenterOptions.builder();
    SegmenterOptions before = builder.build();
    builder.policy(Kind.NO_LUNG, InputPolicy.ERROR);

    assertThat(before.policy(Kind.NO_LUNG)).isEqualTo(InputPolicy.WARN);
    assertThat(builder.build().policy(Kind.NO_LUNG)).isEqualTo(InputPolicy.ERROR);
  }

  @Test
  void qualityScore_isTheProductOfItsParts() {
    assertThat(new QualityScore(0.9, 0.5).value()).isEqualTo(0.45, within(1e-12));
    assertThatIllegalArgumentException().isThrownBy(() -> new QualityScore(1.1, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> new QualityScore(1, Double.NaN));
  }

  @Test
  void probabilityMap_showsStepsAsProbabilities() {
    VolumeGeometry geometry = VolumeGeometry.axial(2, 3, 1, 1, 1, 1, SpacingOrigin.CALIBRATED);
    byte[] steps = {0, 51, (byte) 255, (byte) 204, 1, 2};
    ProbabilityMap map = ProbabilityMap.of(steps, geometry);
    RandomAccess<FloatType> voxels = map.voxels().randomAccess();

    assertThat(map.probabilityAt(1, 0, 0)).isEqualTo(0.2f);
    assertThat(map.probabilityAt(0, 1, 0)).isEqualTo(1);
    assertThat(voxels.setPositionAndGet(1, 1, 0).get()).isEqualTo(0.8f);
    assertThat(map.voxels().dimensionsAsLongArray()).containsExactly(2, 3, 1);
    assertThatIllegalArgumentException().isThrownBy(() -> ProbabilityMap.of(new byte[5], geometry));
  }
}
