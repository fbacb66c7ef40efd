package org.lungseg.training.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.lungseg.api.OperationCancelledException;
import org.lungseg.api.OutputRefusedException;
import org.lungseg.api.UnusableInputException;
import org.lungseg.cli.spi.CliCommand;
import org.lungseg.cli.spi.CommandContext;
import org.lungseg.cli.spi.CommandFailedException;
import org.lungseg.cli.spi.ExitCode;
import org.lungseg.engine.ModelPackage;
import org.lungseg.training.ModelExporter;
import org.lungseg.training.NetworkTrainer;
import org.lungseg.training.TrainingCases;
import org.lungseg.training.TrainingChain;
import org.lungseg.training.TrainingConfig;
import org.lungseg.training.TrainingListener;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code lungseg train}: trains a network, or goes on where a run was stopped. */
@Command(
    name = "train",
    description = "Trains a network, or goes on where a run was stopped.",
    footer = {
      "",
      "Example:",
      "  lungseg train lungseg-training/recipes/unet-2d.yaml --data DATA --export my-model",
      "  lungseg train lungseg-training/recipes/unet-pair.yaml --data DATA --from-data --export pair"
    })
public final class TrainCommand implements CliCommand {

  /** Read by DJL's PyTorch engine when it starts. */
  private static final String THREADS_PROPERTY = "ai.djl.pytorch.num_threads";

  @Parameters(paramLabel = "CONFIG.yaml", description = "The recipe.")
  private Path config = Path.of("");

  @Option(names = "--data", paramLabel = "DIR", description = DataFolder.DESCRIPTION)
  private @Nullable Path data;

  @Option(
      names = "--run",
      paramLabel = "DIR",
      description = "Gets checkpoints and curves; default: runs/ and the model's name.")
  private @Nullable Path run;

  @Option(
      names = "--export",
      paramLabel = "DIR",
      description = "Also writes the trained network as a model package.")
  private @Nullable Path export;

  @Option(
      names = "--export-int8",
      paramLabel = "DIR",
      description = "Also writes it with 8-bit integers inside; needs --export.")
  private @Nullable Path exportInt8;

  @Option(
      names = "--from-data",
      description = {
        "Reads no weights: NAME.weights.bin that a recipe names is made first, by NAME.yaml beside"
            + " it, in parts/NAME of the run folder."
      })
  private boolean fromData;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Threads that compute; default: one for each core.")
  private int threads;

  @Option(names = "--overwrite", description = "Replaces a model package that exists.")
  private boolean overwrite;

  /** Made by the service loader. */
  public TrainCommand() {}

  @Override
  public ExitCode run(CommandContext context) {
    if (exportInt8 != null && export == null) {
      throw new UnusableInputException("--export-int8 is compared with --export; give both");
    }
    refuseExisting(export);
    refuseExisting(exportInt8);
    if (threads > 0) {
      System.setProperty(THREADS_PROPERTY, Integer.toString(threads));
    }
    TrainingConfig recipe = TrainingConfig.read(config);
    Path dataRoot = DataFolder.of(data);
    Path runFolder = run == null ? Path.of("runs").resolve(recipe.modelName()) : run;
    try {
      recipe = fromData ? trainAll(dataRoot, runFolder, context) : recipe;
      if (!fromData) {
        requireWeights(recipe);
        train(recipe, dataRoot, runFolder, context);
      }
    } catch (OperationCancelledException e) {
      throw new CommandFailedException(
          ExitCode.CANCELLED, "cancelled; the same command goes on from " + runFolder, e);
    }
    context.out().println("weights     " + runFolder.resolve(NetworkTrainer.WEIGHTS));
    if (export != null) {
      Path weights = runFolder.resolve(NetworkTrainer.WEIGHTS);
      ModelExporter exporter = new ModelExporter(recipe, dataRoot);
      print(context, exporter.export(weights, export), export);
      if (exportInt8 != null) {
        print(context, exporter.exportQuantized(weights, export, exportInt8), exportInt8);
      }
    }
    return ExitCode.DONE;
  }

  private static void train(
      TrainingConfig recipe, Path dataRoot, Path runFolder, CommandContext context) {
    Report report = new Report(context, recipe, "");
    TrainingCases cases = TrainingCases.read(recipe, dataRoot, runFolder, context.cancellation());
    try (NetworkTrainer trainer = new NetworkTrainer(recipe, cases, runFolder, report)) {
      trainer.run(context.cancellation());
    }
  }

  /** Trains the recipe and those whose weights it needs; the recipe with those weights. */
  private TrainingConfig trainAll(Path dataRoot, Path runFolder, CommandContext context) {
    TrainingChain chain = TrainingChain.of(config, runFolder);
    List<TrainingChain.Stage> stages = chain.stages();
    context
        .err()
        .println(
            stages.size()
                + " trainings, "
                + chain.steps()
                + " steps: "
                + stages.stream().map(TrainingChain.Stage::name).toList());
    chain.run(
        dataRoot,
        stage ->
            new Report(
                context,
                stage.config(),
                String.format(
                    Locale.ROOT,
                    "training %d of %d, %s: ",
                    stages.indexOf(stage) + 1,
                    stages.size(),
                    stage.name())),
        context.cancellation());
    return chain.last().config();
  }

  /** Says at once, not after hours, which weights are missing. */
  private void requireWeights(TrainingConfig recipe) {
    List<Path> needed = new ArrayList<>(recipe.averagedWith());
    recipe.startWeights().ifPresent(needed::add);
    recipe
        .slices()
        .ifPresent(
            slices -> {
              needed.add(slices.weights());
              needed.addAll(slices.config().averagedWith());
            });
    for (Path file : needed) {
      if (!Files.exists(file)) {
        String how =
            TrainingChain.recipeOf(file)
                .filter(Files::exists)
                .map(made -> "; --from-data makes them by " + made.getFileName())
                .orElse("");
        throw new UnusableInputException(
            config + " needs the weights " + file + ", which are not there" + how);
      }
    }
  }

  private void refuseExisting(@Nullable Path folder) {
    if (folder != null
        && !overwrite
        && Files.exists(folder.resolve(ModelPackage.DESCRIPTION_FILE))) {
      throw new OutputRefusedException(
          folder + " holds a model package; give another folder or --overwrite");
    }
  }

  private static void print(CommandContext context, ModelPackage made, Path folder) {
    made.description()
        .validation()
        .forEach(
            (name, dice) ->
                context.out().println(String.format(Locale.ROOT, "%-44s %.4f", name, dice)));
    context.out().println("model       " + folder);
  }

  /** A line for every report of the trainer. */
  private record Report(CommandContext context, TrainingConfig recipe, String before)
      implements TrainingListener {

    @Override
    public void onProgress(long step, double loss, double secondsPerStep) {
      double left = (recipe.steps() - step) * secondsPerStep;
      context
          .err()
          .println(
              String.format(
                  Locale.ROOT,
                  "%sstep %d of %d: loss %.4f, %.2f s a step, %.0f min left",
                  before,
                  step,
                  recipe.steps(),
                  loss,
                  secondsPerStep,
                  left / 60));
      context.err().flush();
    }

    @Override
    public void onValidation(long step, Map<String, Double> diceByPatient) {
      context.err().println(before + "step " + step + ": validation Dice " + diceByPatient);
      context.err().flush();
    }
  }
}
