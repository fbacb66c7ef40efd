package org.lungseg.engine.internal.chest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.lungseg.api.CancellationToken;
import org.lungseg.api.ProgressListener;
import org.lungseg.api.SegmenterOptions;
import org.lungseg.engine.ModelDescription;
import org.lungseg.engine.internal.resample.AxisMap;
import org.lungseg.engine.internal.resample.ImageStack;
import org.lungseg.engine.internal.resample.NetworkGrid;
import org.lungseg.engine.internal.run.StageTracker;
import org.lungseg.engine.internal.run.Workers;

class ChestGridTest {

  private static final int MULTIPLE = 4;
  private static final double CUBE_MM = 7;

  /**
   * Columns, rows and slices, and the distances of the first two and of the last.
   *
   * @param slicesMm may be more than a cube
   */
  record Shape(int columns, int rows, int slices, double inPlaneMm, double slicesMm) {}

  static Stream<Shape> shapes() {
    return Stream.of(
        new Shape(37, 20, 11, 2, 2.5),
        new Shape(14, 14, 14, 7, 7),
        new Shape(16, 32, 5, 3.3, 12),
        new Shape(3, 2, 1, 9, 1),
        new Shape(1, 1, 1, 0.5, 0.5));
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void of_anyGrid_coversItAroundItsMiddleWithMultiples(Shape shape) {
    ChestGrid grid = grid(shape);

    double[] sampleMm = {shape.inPlaneMm(), shape.inPlaneMm(), shape.slicesMm()};
    List<AxisMap> axes = List.of(grid.columns(), grid.rows(), grid.slices());
    for (int axis = 0; axis < 3; axis++) {
      AxisMap map = axes.get(axis);
      double extentMm = map.sourceCount() * sampleMm[axis];
      assertThat(map.step() * sampleMm[axis]).isCloseTo(CUBE_MM, within(1e-9));
      assertThat(map.count() % MULTIPLE).isZero();
      assertThat(map.count() * CUBE_MM).isGreaterThanOrEqualTo(extentMm - 1e-6);
      assertThat((map.count() - MULTIPLE) * CUBE_MM).isLessThan(extentMm);
      double middle = map.toSource((map.count() - 1) / 2.0);
      assertThat(middle).isCloseTo((map.sourceCount() - 1) / 2.0, within(1e-9));
    }
  }

  /** Neither mass nor its centre moves: the mean over cubes keeps both. */
  @ParameterizedTest
  @MethodSource("shapes")
  void mean_anyImage_keepsItsMassAndItsPlace(Shape shape) {
    SplittableRandom random = new SplittableRandom(3);
    ImageStack image =
        new ImageStack(stack(shape), new float[shape.slices()][shape.rows() * shape.columns()]);
    for (int slice = 0; slice < shape.slices(); slice++) {
      for (int at = 0; at < image.slice(slice).length; at++) {
        image.slice(slice)[at] = (float) random.nextDouble();
      }
    }
    ChestGrid grid = grid(shape);

    float[] means = grid.mean(image, workers(2), tracker());

    double[] expected = new double[4];
    for (int slice = 0; slice < shape.slices(); slice++) {
      for (int at = 0; at < image.slice(slice).length; at++) {
        double mass =
            image.slice(slice)[at] * shape.inPlaneMm() * shape.inPlaneMm() * shape.slicesMm();
        expected[0] += mass;
        expected[1] += mass * (at % shape.columns());
        int row = at / shape.columns();
        expected[2] += mass * row;
        expected[3] += mass * slice;
      }
    }
    double[] found = new double[4];
    int columns = grid.columns().count();
    int rows = grid.rows().count();
    for (int cube = 0; cube < means.length; cube++) {
      double mass = means[cube] * CUBE_MM * CUBE_MM * CUBE_MM;
      found[0] += mass;
      found[1] += mass * grid.columns().toSource(cube % columns);
      int row = cube / columns % rows;
      int slice = cube / columns / rows;
      found[2] += mass * grid.rows().toSource(row);
      found[3] += mass * grid.slices().toSource(slice);
    }
    assertThat(means).hasSize(grid.size());
    assertThat(found[0]).isCloseTo(expected[0], within(1e-4 * expected[0]));
    // A sample that two cubes share is at the middle of neither: a cube may be off by half a one.
    double[] toleranceMm = new double[3];
    for (int axis = 0; axis < 3; axis++) {
      double sampleMm = axis == 2 ? shape.slicesMm() : shape.inPlaneMm();
      toleranceMm[axis] = Math.min(CUBE_MM, sampleMm) / 2;
      double offMm = (found[1 + axis] / found[0] - expected[1 + axis] / expected[0]) * sampleMm;
      assertThat(offMm).as("axis %d", axis).isCloseTo(0, within(toleranceMm[axis]));
    }
    assertThat(grid.mean(image, workers(5), tracker())).isEqualTo(means);
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void mean_ofOnes_isOneInsideAndLessWhereACubeReachesOut(Shape shape) {
    float[][] ones = new float[shape.slices()][shape.rows() * shape.columns()];
    for (float[] slice : ones) {
      Arrays.fill(slice, 1);
    }
    ChestGrid grid = grid(shape);

    float[] means = grid.mean(new ImageStack(stack(shape), ones), workers(1), tracker());

    for (int cube = 0; cube < means.length; cube++) {
      int columns = grid.columns().count();
      double expected =
          inside(grid.columns(), cube % columns)
              * inside(grid.rows(), cube / columns % grid.rows().count())
              * inside(grid.slices(), cube / grid.sliceSize());
      assertThat(means[cube]).isCloseTo((float) expected, within(1e-5f));
    }
  }

  /** The share of a cube that lies over voxels, along one axis. */
  private static double inside(AxisMap axis, int cube) {
    double from = axis.toSource(cube) - axis.step() / 2;
    double low = Math.max(from, -0.5);
    double high = Math.min(from + axis.step(), axis.sourceCount() - 0.5);
    return Math.max(0, high - low) / axis.step();
  }

  private static ChestGrid grid(Shape shape) {
    ModelDescription.Input chest =
        new ModelDescription.Input(
            CUBE_MM,
            CUBE_MM,
            MULTIPLE,
            List.of(0.0),
            new ModelDescription.Range(-1024, 600),
            new ModelDescription.Range(0, 100));
    return ChestGrid.of(stack(shape), shape.inPlaneMm(), chest);
  }

  private static NetworkGrid stack(Shape shape) {
    return new NetworkGrid(
        AxisMap.identity(shape.columns()),
        AxisMap.identity(shape.rows()),
        AxisMap.identity(shape.slices()),
        shape.slicesMm());
  }

  private static Workers workers(int threads) {
    return Workers.of(SegmenterOptions.builder().threads(threads).build());
  }

  private static StageTracker tracker() {
    return new StageTracker(ProgressListener.NONE, CancellationToken.create());
  }
}
