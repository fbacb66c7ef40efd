package org.lungseg.engine.classic;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import org.lungseg.api.BudgetExceededException;
import org.lungseg.api.CancellationToken;
import org.lungseg.api.CtVolume;
import org.lungseg.api.Device;
import org.lungseg.api.IntensityDomain;
import org.lungseg.api.LungLabels;
import org.lungseg.api.LungMask;
import org.lungseg.api.ModelInfo;
import org.lungseg.api.ProgressListener;
import org.lungseg.api.SegmentationResult;
import org.lungseg.api.SegmentationStage;
import org.lungseg.api.Segmenter;
import org.lungseg.api.SegmenterOptions;
import org.lungseg.api.UnusableInputException;
import org.lungseg.engine.ModelDescription;
import org.lungseg.engine.internal.anatomy.AnatomyCheck;
import org.lungseg.engine.internal.input.Findings;
import org.lungseg.engine.internal.input.InputCheck;
import org.lungseg.engine.internal.input.InputVerdict;
import org.lungseg.engine.internal.input.PatientAxes;
import org.lungseg.engine.internal.postprocess.LungPostProcessor;
import org.lungseg.engine.internal.run.StageTracker;
import org.lungseg.engine.internal.run.Workers;

/**
 * Lungs by a threshold and morphology: the method that networks replaced, to compare them with.
 *
 * <p>Dark voxels inside the body, less trachea and main bronchi, divided into right and left,
 * closed at the border, holes filled. After Hu, Hoffman and Reinhardt, "Automatic lung segmentation
 * for accurate quantitation of volumetric X-ray CT images" (IEEE Transactions on Medical Imaging
 * 20:490–498, 2001), with the threshold of Ridler and Calvard, "Picture thresholding using an
 * iterative selection method" (IEEE Transactions on Systems, Man, and Cybernetics 8:630–632, 1978),
 * and closing instead of their smoothing along the mediastinum.
 *
 * <p><b>Values.</b> In Hounsfield units the threshold is the one that the image asks for, held
 * between {@value #THRESHOLD_LEAST_HU} and {@value #THRESHOLD_MOST_HU}. In grey values, between
 * their 0.1 and 99.9 percentiles, {@value #GREY_TRIALS} are tried, evenly from the one that parts
 * all values to the one that parts what lies below it once more; that one counts which encloses
 * most dark voxels in the body, so that fat may be nearer to lung than to muscle. Pictures in which
 * the lungs are not darker than the body give wrong masks. What is refused, and what is warned of,
 * is the same as for networks.
 *
 * <p><b>Limits.</b> Dense disease is not found, except small pieces at the border: consolidation,
 * effusion and large masses are left out. Nothing is found in slices where the lung touches the
 * edge of the image or of the scanner's field of view. A lung that crosses the middle of the body
 * widely is cut.
 *
 * <p>The method runs on the grid of the image in time linear in its voxels, on the processor. Of
 * the options, threads, executor and memory budget count. Immutable and safe for use by many
 * threads; closing frees nothing.
 */
public final class ClassicSegmenter implements Segmenter {

  /** The name that {@link #model} gives. */
  public static final String NAME = "lungseg-classic";

  /** The lowest threshold in Hounsfield units. */
  public static final int THRESHOLD_LEAST_HU = -500;

  /** The highest threshold in Hounsfield units. */
  public static final int THRESHOLD_MOST_HU = -400;

  private static final String VERSION = "1.0.0";
  private static final float AIR_HU = -1000;

  private static final int GREY_TRIALS = 6;

  /** What the check of inputs asks for: the range of values that matters. */
  private static final ModelDescription.Input VALUES =
      new ModelDescription.Input(
          1,
          1,
          1,
          List.of(0.0),
          new ModelDescription.Range(-1024, 600),
          new ModelDescription.Range(0.1, 99.9));

  /** Levels, marks and inside, twice for grey values; mask, runs and box of the post-processing. */
  private static final int BYTES_PER_VOXEL = 10;

  /** One Java array holds a volume with its border. */
  private static final long MAX_ARRAY = Integer.MAX_VALUE - 16L;

  private static final double MB = 1e6;

  private final SegmenterOptions options;
  private final Workers workers;
  private final ModelInfo info;
  private volatile boolean closed;

  private ClassicSegmenter(SegmenterOptions options) {
    this.options = options;
    this.workers = Workers.of(options);
    this.info = new ModelInfo(NAME, VERSION, checksumOfRules(), LungLabels.RIGHT_LEFT);
  }

  /** A segmenter with all cores. */
  public static ClassicSegmenter create() {
    return create(SegmenterOptions.defaults());
  }

  /**
   * A segmenter as the options say. Model, device and engine are not looked at: there is no
   * network.
   */
  public static ClassicSegmenter create(SegmenterOptions options) {
    return new ClassicSegmenter(options);
  }

  @Override
  public SegmentationResult segment(
      CtVolume ct, ProgressListener progress, CancellationToken cancellation) {
    if (closed) {
      throw new IllegalStateException("the segmenter is closed");
    }
    requireSize(ct);
    try {
      return run(ct, new StageTracker(progress, cancellation));
    } catch (OutOfMemoryError e) {
      long heap = Runtime.getRuntime().maxMemory();
      throw new BudgetExceededException(
          "the Java heap of "
              + heap / 1_000_000
              + " MB is too small for this image ("
              + ct.geometry()
              + "); start Java with a larger -Xmx",
          heap,
          heap);
    }
  }

  /**
   * The name and version of the method. The checksum is that of the version and thresholds, since
   * there is no network file.
   */
  @Override
  public ModelInfo model() {
    return info;
  }

  @Override
  public void close() {
    closed = true;
  }

  private SegmentationResult run(CtVolume ct, StageTracker tracker) {
    PatientAxes axes = PatientAxes.of(ct.geometry());
    tracker.begin(SegmentationStage.CHECK, InputCheck.steps(axes));
    Findings findings = new Findings(options::policy);
    InputVerdict verdict = InputCheck.check(ct, axes, VALUES, findings, workers, tracker);
    boolean hounsfield = verdict.domain() == IntensityDomain.HOUNSFIELD;
    DarkThreshold chosen =
        DarkThreshold.choose(ct, verdict.valueOfZero(), verdict.valueOfOne(), workers);

    int trials = hounsfield ? 1 : GREY_TRIALS;
    tracker.begin(SegmentationStage.INFER, trials * Seen.steps(axes));
    // The check has found out whether the image stores its values with an offset.
    float offset = (float) (verdict.valueOfZero() - VALUES.hounsfieldWindow().low());
    float air = hounsfield ? AIR_HU + offset : verdict.valueOfZero();
    float threshold = chosen.first();
    if (hounsfield) {
      threshold = Math.max(threshold, THRESHOLD_LEAST_HU + offset);
      threshold = Math.min(threshold, THRESHOLD_MOST_HU + offset);
    }
    Seen seen = Seen.look(ct, axes, air, threshold, workers, tracker);
    for (int trial = 1; trial < trials; trial++) {
      float lower = threshold + (chosen.second() - threshold) * trial / (trials - 1);
      Seen other = Seen.look(ct, axes, air, lower, workers, tracker);
      // Too high a threshold joins the lungs with the air around the body, too low a one leaves
      // most of them out: the right one encloses most.
      seen = other.body().enclosedVoxels() > seen.body().enclosedVoxels() ? other : seen;
    }
    byte[] mask = seen.lungs(hounsfield, workers, tracker);

    tracker.begin(SegmentationStage.RESTORE, axes.size(PatientAxes.S));
    SliceClosing.close(seen.volume(), seen.body(), workers, tracker);
    for (int at = 0; at < mask.length; at++) {
      mask[at] = mask[at] == Marks.AIRWAY ? Marks.NONE : mask[at];
    }
    byte[] inImageOrder = new byte[mask.length];
    DarkVolume.copyToImageOrder(mask, axes, inImageOrder, workers);

    tracker.begin(SegmentationStage.POST_PROCESS, LungPostProcessor.steps());
    LungPostProcessor.clean(inImageOrder, axes, workers, tracker).warnings().forEach(findings::add);
    LungMask lungs = LungMask.of(inImageOrder, ct.geometry());
    AnatomyCheck.of(ct, lungs).ifPresent(anatomy -> anatomy.report(findings));
    return new SegmentationResult(
        lungs,
        info,
        tracker.end(),
        Device.cpu(),
        workers.threads(),
        NAME + " " + VERSION,
        findings.warnings());
  }

  /** What a threshold shows. */
  private record Seen(DarkVolume volume, BodyInside body) {

    static Seen look(
        CtVolume ct,
        PatientAxes axes,
        float air,
        float threshold,
        Workers workers,
        StageTracker tracker) {
      DarkVolume volume = DarkVolume.of(ct, axes, air, threshold, workers, tracker);
      return new Seen(volume, BodyInside.find(volume, workers, tracker));
    }

    /** How many steps {@link #look} reports. */
    static int steps(PatientAxes axes) {
      return axes.size(axes.patientAxis(2)) + 2 * axes.size(PatientAxes.S);
    }

    /** The working array with both lungs and the airways marked. */
    byte[] lungs(boolean hounsfield, Workers workers, StageTracker tracker) {
      Airways.mark(volume, body);
      tracker.throwIfCancelled();
      if (LungParts.decide(volume, body, hounsfield)) {
        LungDivision.divide(volume, body.marks(), body.middleColumn(), workers);
      }
      tracker.throwIfCancelled();
      return body.marks();
    }
  }

  private void requireSize(CtVolume ct) {
    double withBorder = 1;
    for (int axis = 0; axis < 3; axis++) {
      withBorder *= ct.geometry().size(axis) + 2.0;
    }
    if (withBorder > MAX_ARRAY) {
      throw new UnusableInputException(
          String.format(
              Locale.ROOT,
              "the image has %d voxels; at most about %d can be segmented, crop or reduce it",
              ct.geometry().voxelCount(),
              MAX_ARRAY));
    }
    long bytes = ct.geometry().voxelCount() * BYTES_PER_VOXEL;
    if (options.memoryBudgetBytes().isPresent()
        && bytes > options.memoryBudgetBytes().getAsLong()) {
      throw new BudgetExceededException(
          String.format(
              Locale.ROOT,
              "segmenting this image takes about %.0f MB beside the image, %.0f MB are allowed;"
                  + " raise the memory budget, or reduce or crop the image",
              Math.ceil(bytes / MB),
              options.memoryBudgetBytes().getAsLong() / MB),
          bytes,
          options.memoryBudgetBytes().getAsLong());
    }
  }

  private static String checksumOfRules() {
    String rules =
        String.join(
            " ",
            NAME,
            VERSION,
            String.valueOf(THRESHOLD_LEAST_HU),
            String.valueOf(THRESHOLD_MOST_HU),
            String.valueOf(SliceClosing.RADIUS_MM));
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(rules.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
