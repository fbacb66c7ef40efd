package org.lungseg.engine.benchmark;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import org.lungseg.api.CancellationToken;
import org.lungseg.api.CtVolume;
import org.lungseg.api.ProgressListener;
import org.lungseg.api.SegmentationStage;
import org.lungseg.api.SegmenterOptions;
import org.lungseg.engine.ModelPackage;
import org.lungseg.engine.internal.input.Findings;
import org.lungseg.engine.internal.input.InputCheck;
import org.lungseg.engine.internal.input.InputVerdict;
import org.lungseg.engine.internal.input.PatientAxes;
import org.lungseg.engine.internal.onnx.ConvolutionCost;
import org.lungseg.engine.internal.resample.NetworkGrid;
import org.lungseg.engine.internal.run.StageTracker;
import org.lungseg.engine.internal.run.Workers;

/**
 * What a network on a grid of millimetres has to do for one volume.
 *
 * @param slices the slices of its grid; those that turn out to be far from any lung are left out
 *     when it runs, and counted here
 * @param rows the rows of a slice
 * @param columns the columns of a slice
 * @param operations floating-point operations of the convolutions for all slices
 */
public record NetworkWork(int slices, int rows, int columns, double operations) {

  /**
   * Looks at a volume as a segmentation would, and counts.
   *
   * @throws org.lungseg.api.UnusableInputException if the volume cannot show lungs
   * @throws IllegalArgumentException if the network's file cannot be understood
   */
  public static NetworkWork of(ModelPackage model, CtVolume ct) {
    PatientAxes axes = PatientAxes.of(ct.geometry());
    SegmenterOptions options = SegmenterOptions.defaults();
    StageTracker tracker = new StageTracker(ProgressListener.NONE, CancellationToken.create());
    tracker.begin(SegmentationStage.CHECK, InputCheck.steps(axes));
    InputVerdict verdict =
        InputCheck.check(
            ct,
            axes,
            model.description().input(),
            new Findings(options::policy),
            Workers.of(options),
            tracker);
    NetworkGrid grid =
        NetworkGrid.of(
            axes, verdict.region(), ct.geometry().spacingOrigin(), model.description().input());
    int slices = grid.slices().count();
    return new NetworkWork(
        slices,
        grid.rows().count(),
        grid.columns().count(),
        operationsPerPixel(model) * grid.sliceSize() * slices);
  }

  /**
   * The floating-point operations of a network's convolutions for each pixel of its input.
   *
   * @throws IllegalArgumentException if the network's file cannot be understood
   */
  public static double operationsPerPixel(ModelPackage model) {
    try (InputStream network = model.openNetwork()) {
      return ConvolutionCost.perPixel(network.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException("a network in memory can be read", e);
    }
  }
}
