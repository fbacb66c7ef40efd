package org.lungseg.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;
import org.lungseg.api.LabelMask;
import org.lungseg.api.LungsegException;
import org.lungseg.api.OperationCancelledException;
import org.lungseg.cli.spi.CommandContext;
import org.lungseg.cli.spi.CommandFailedException;
import org.lungseg.metrics.cohort.CaseMeasures;
import org.lungseg.metrics.cohort.CaseResult;
import org.lungseg.metrics.cohort.Cohort;
import org.lungseg.metrics.cohort.CohortManifest;
import org.lungseg.metrics.cohort.Measure;
import org.lungseg.metrics.cohort.report.Disagreement;
import org.lungseg.metrics.cohort.report.GalleryPicture;
import org.lungseg.metrics.cohort.report.WorstCases;

/**
 * Runs each model on each case and measures the masks. Case after case, so that each image is read
 * once; of each case nothing is kept but numbers, and pictures of the worst.
 */
final class CohortRun {

  private final CohortManifest manifest;
  private final List<CohortCandidate> candidates;
  private final CohortResultStore store;
  private final WorstCases worst;
  private final int threads;
  private final CommandContext context;
  private final List<CaseResult> results = new ArrayList<>();

  CohortRun(
      CohortManifest manifest,
      List<CohortCandidate> candidates,
      CohortResultStore store,
      int gallery,
      int threads,
      CommandContext context) {
    this.manifest = manifest;
    this.candidates = candidates;
    this.store = store;
    this.worst = new WorstCases(gallery);
    this.threads = threads;
    this.context = context;
  }

  /**
   * Runs everything that is not in the store yet.
   *
   * @throws CommandFailedException if a case of the cohort itself is unusable
   * @throws OperationCancelledException if the run is cancelled
   */
  Cohort run() {
    int number = 0;
    try {
      for (CohortManifest.Entry entry : manifest.entries()) {
        number++;
        CohortCaseFiles files = new CohortCaseFiles(entry);
        for (CohortCandidate candidate : candidates) {
          context.cancellation().throwIfCancelled();
          String what =
              String.format(
                  Locale.ROOT,
                  "%d of %d: %s with %s",
                  number,
                  manifest.entries().size(),
                  entry.identity().id(),
                  candidate.model().name());
          CaseResult result = result(entry, candidate, files, what);
          results.add(result);
          tell(what, result);
        }
      }
    } catch (OperationCancelledException e) {
      store.tellWhatIsKept(results.size(), context);
      throw e;
    }
    return Cohort.of(
        manifest.cases(), candidates.stream().map(CohortCandidate::model).toList(), results);
  }

  /** The worst cases of each model. */
  List<GalleryPicture> gallery() {
    return worst.pictures();
  }

  private CaseResult result(
      CohortManifest.Entry entry, CohortCandidate candidate, CohortCaseFiles files, String what) {
    CohortResultStore.Place place = store.place(candidate, entry);
    Optional<CaseResult> known = place.result();
    if (known.isPresent()) {
      worst.offer(known.get(), place::picture);
      return known.get();
    }
    Attempt attempt = attempt(entry, candidate, files, what);
    worst.offer(attempt.result(), () -> place.keep(picture(entry, files, attempt)));
    place.keep(attempt.result());
    return attempt.result();
  }

  /** What came of one model on one case, with the mask if there is one. */
  private record Attempt(CaseResult result, @Nullable LabelMask mask) {}

  private Attempt attempt(
      CohortManifest.Entry entry, CohortCandidate candidate, CohortCaseFiles files, String what) {
    CaseMeasures measures = files.measures();
    String model = candidate.model().name();
    String id = entry.identity().id();
    try {
      if (candidate.needsCt()) {
        files.ct();
      }
    } catch (LungsegException | CommandFailedException e) {
      return failed(id, model, measures, files.reason(e, List.of()));
    }
    if (candidate.needsCt()) {
      files.requireOneGrid();
    }
    List<Path> ofModel = candidate.files(entry);
    try {
      CohortCandidate.Made made = candidate.make(entry, files::ct, what, context);
      Map<Measure, Double> values = measures.measure(made.mask(), threads, context.cancellation());
      made.quality().ifPresent(quality -> values.put(Measure.QUALITY, quality));
      made.seconds().ifPresent(seconds -> values.put(Measure.SECONDS, seconds));
      made.peakMegabytes().ifPresent(peak -> values.put(Measure.PEAK_MEMORY_MB, peak));
      return new Attempt(new CaseResult(id, model, values, Optional.empty()), made.mask());
    } catch (OperationCancelledException e) {
      throw e;
    } catch (RuntimeException e) {
      // Whatever goes wrong in a model is a failure of that model: the others go on.
      return failed(id, model, measures, files.reason(e, ofModel));
    }
  }

  private static Attempt failed(String id, String model, CaseMeasures measures, String reason) {
    return new Attempt(new CaseResult(id, model, measures.failed(), Optional.of(reason)), null);
  }

  private static Optional<byte[]> picture(
      CohortManifest.Entry entry, CohortCaseFiles files, Attempt attempt) {
    if (entry.ct().isEmpty()) {
      return Optional.empty();
    }
    CaseMeasures measures = files.measures();
    try {
      return Optional.of(
          Disagreement.toJpeg(
              files.ct(),
              measures.reference(),
              Optional.ofNullable(attempt.mask()),
              measures.ignored()));
    } catch (LungsegException | CommandFailedException e) {
      return Optional.empty(); // the image that could not be read is the failure already
    }
  }

  private void tell(String what, CaseResult result) {
    OptionalDouble seconds = result.value(Measure.SECONDS);
    String how =
        result
            .failure()
            .map(reason -> "failed: " + reason)
            .orElseGet(
                () ->
                    String.format(Locale.ROOT, "Dice %.4f", result.value(Measure.DICE).orElse(0))
                        + (seconds.isPresent()
                            ? String.format(Locale.ROOT, ", %.1f s", seconds.getAsDouble())
                            : ""));
    context.err().println("lungseg: " + what + ": " + how);
    context.err().flush();
  }
}
