package org.lungseg.training.cli;

import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import org.jspecify.annotations.Nullable;
import org.lungseg.api.CtVolume;
import org.lungseg.api.IntensityDomain;
import org.lungseg.api.LungMask;
import org.lungseg.api.OutputRefusedException;
import org.lungseg.api.UnusableInputException;
import org.lungseg.api.VolumeIoException;
import org.lungseg.cli.spi.CliCommand;
import org.lungseg.cli.spi.CommandContext;
import org.lungseg.cli.spi.ExitCode;
import org.lungseg.io.VolumeIO;
import org.lungseg.phantom.ChestPhantom;
import org.lungseg.phantom.Phantom;
import org.lungseg.training.augment.AugmentationPiece;
import org.lungseg.training.augment.Slice;
import org.lungseg.training.augment.SliceSource;
import org.lungseg.training.data.DataSplit;
import org.lungseg.training.data.LabelledCase;
import org.lungseg.training.data.LabelledSlices;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code lungseg augmentations}: a picture of each way in which training changes slices. */
@Command(
    name = "augmentations",
    description = "Draws each way in which training changes slices, to look at.",
    footer = {
      "",
      "Without --ct, on a phantom. Each PNG shows three slices, low to high in the chest, with",
      "another draw in each of three rows, and the outline of the labels; overview.png shows all",
      "ways on one slice.",
      "",
      "Examples:",
      "  lungseg augmentations -o pictures",
      "  lungseg augmentations --ct ct.nii.gz --reference lungs.nii.gz -o pictures"
    })
public final class AugmentationsCommand implements CliCommand {

  private static final double[] PLACES = {0.25, 0.5, 0.8};
  private static final int DRAWS = 3;
  private static final String OVERVIEW = "overview.png";
  private static final int OVERVIEW_COLUMNS = 6;
  private static final int CAPTION_HEIGHT = 16;
  private static final double WINDOW_LOW = -1024;
  private static final double WINDOW_HIGH = 600;
  private static final int[] COLOURS = {0xE8743B, 0x19A979};

  @Option(names = "--ct", paramLabel = "CT", description = "A CT in Hounsfield units.")
  private @Nullable Path ct;

  @Option(
      names = "--reference",
      paramLabel = "MASK",
      description = "Its lungs, right 1 and left 2.")
  private @Nullable Path reference;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "DIR",
      required = true,
      description = "Gets a PNG for each; made if missing.")
  private Path output = Path.of("");

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "Another number gives other draws; default: ${DEFAULT-VALUE}.")
  private long seed = 1;

  @Option(names = "--overwrite", description = "Replaces pictures that exist.")
  private boolean overwrite;

  /** Made by the service loader. */
  public AugmentationsCommand() {}

  @Override
  public ExitCode run(CommandContext context) {
    List<SliceSource> slices = slices();
    try {
      Files.createDirectories(output);
      for (AugmentationPiece piece : AugmentationPiece.values()) {
        context.cancellation().throwIfCancelled();
        write(draw(piece, slices), output.resolve(piece.label() + ".png"));
      }
      write(overview(slices.get(slices.size() / 2)), output.resolve(OVERVIEW));
    } catch (IOException e) {
      throw new VolumeIoException("cannot write to " + output + ": " + e, e);
    }
    context
        .out()
        .println("wrote       " + AugmentationPiece.values().length + " pictures to " + output);
    return ExitCode.DONE;
  }

  /** Three slices that show lung. */
  private List<SliceSource> slices() {
    if ((ct == null) != (reference == null)) {
      throw new UnusableInputException("--ct and --reference go together");
    }
    CtVolume image;
    LungMask lungs;
    if (ct != null && reference != null) {
      image = VolumeIO.readCt(ct);
      lungs = VolumeIO.readLungMask(reference);
    } else {
      Phantom phantom = ChestPhantom.builder().build().generate();
      image = phantom.ct();
      lungs = phantom.lungs();
    }
    if (image.domain() != IntensityDomain.HOUNSFIELD) {
      throw new UnusableInputException("a CT in Hounsfield units is needed; " + ct + " is grey");
    }
    Path nowhere = Path.of("phantom");
    LabelledCase labelled =
        new LabelledCase(
            "shown",
            ct == null ? nowhere : ct,
            reference == null ? nowhere : reference,
            DataSplit.TRAIN);
    List<SliceSource> withLung = new ArrayList<>();
    for (SliceSource slice : LabelledSlices.of(labelled, image, lungs).slices()) {
      if (slice.hasLung()) {
        withLung.add(slice);
      }
    }
    if (withLung.isEmpty()) {
      throw new UnusableInputException("the mask " + reference + " has no lung");
    }
    List<SliceSource> shown = new ArrayList<>();
    for (double place : PLACES) {
      shown.add(withLung.get((int) (place * withLung.size())));
    }
    return shown;
  }

  private BufferedImage draw(AugmentationPiece piece, List<SliceSource> slices) {
    @Nullable BufferedImage sheet = null;
    for (int row = 0; row < DRAWS; row++) {
      for (int column = 0; column < slices.size(); column++) {
        Slice slice =
            piece.example(
                slices.get(column),
                WINDOW_LOW,
                WINDOW_HIGH,
                seed + PLACES.length * (long) row + column);
        if (sheet == null) {
          sheet =
              new BufferedImage(
                  slice.width() * slices.size(),
                  slice.height() * DRAWS,
                  BufferedImage.TYPE_INT_RGB);
        }
        draw(slice, sheet, column * slice.width(), row * slice.height());
      }
    }
    if (sheet == null) {
      throw new IllegalStateException("nothing was drawn");
    }
    return sheet;
  }

  /** One slice under each change, with captions. */
  private BufferedImage overview(SliceSource source) {
    AugmentationPiece[] pieces = AugmentationPiece.values();
    int rows = (pieces.length + OVERVIEW_COLUMNS - 1) / OVERVIEW_COLUMNS;
    Slice first = pieces[0].example(source, WINDOW_LOW, WINDOW_HIGH, seed);
    int tile = first.height() + CAPTION_HEIGHT;
    BufferedImage sheet =
        new BufferedImage(
            first.width() * OVERVIEW_COLUMNS, tile * rows, BufferedImage.TYPE_INT_RGB);
    Graphics2D pen = sheet.createGraphics();
    pen.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, 12));
    for (int at = 0; at < pieces.length; at++) {
      int left = at % OVERVIEW_COLUMNS * first.width();
      int top = at / OVERVIEW_COLUMNS * tile;
      pen.drawString(pieces[at].label(), left + 4, top + CAPTION_HEIGHT - 4);
      draw(
          pieces[at].example(source, WINDOW_LOW, WINDOW_HIGH, seed),
          sheet,
          left,
          top + CAPTION_HEIGHT);
    }
    pen.dispose();
    return sheet;
  }

  private static void draw(Slice slice, BufferedImage sheet, int left, int top) {
    for (int y = 0; y < slice.height(); y++) {
      for (int x = 0; x < slice.width(); x++) {
        int at = y * slice.width() + x;
        int label = slice.labels()[at];
        boolean edge =
            label != 0
                && (x == 0
                    || y == 0
                    || slice.labels()[at - 1] != label
                    || slice.labels()[at - slice.width()] != label);
        int grey = Math.round(255 * slice.values()[at]);
        int rgb = edge ? COLOURS[label - 1] : grey << 16 | grey << 8 | grey;
        sheet.setRGB(left + x, top + y, rgb);
      }
    }
  }

  private void write(BufferedImage picture, Path file) throws IOException {
    if (!overwrite && Files.exists(file)) {
      throw new OutputRefusedException(file + " exists; give another folder or --overwrite");
    }
    Path temporary = file.resolveSibling(file.getFileName() + ".tmp");
    ImageIO.write(picture, "png", temporary.toFile());
    Files.move(temporary, file, StandardCopyOption.REPLACE_EXISTING);
  }
}
