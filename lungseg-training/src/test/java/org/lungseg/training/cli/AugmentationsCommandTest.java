package org.lungseg.training.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lungseg.cli.Main;
import org.lungseg.training.augment.AugmentationPiece;

class AugmentationsCommandTest {

  @TempDir Path folder;

  @Test
  void augmentations_phantom_drawsEachPieceDifferently() throws IOException {
    Path pictures = folder.resolve("pictures");
    assertThat(run("augmentations", "-o", pictures.toString())).isZero();
    Set<Integer> seen = new HashSet<>();
    for (AugmentationPiece piece : AugmentationPiece.values()) {
      BufferedImage picture = ImageIO.read(pictures.resolve(piece.label() + ".png").toFile());
      int[] pixels =
          picture.getRGB(
              0, 0, picture.getWidth(), picture.getHeight(), null, 0, picture.getWidth());
      assertThat(seen.add(java.util.Arrays.hashCode(pixels))).as(piece.label()).isTrue();
    }
  }

  @Test
  void augmentations_pictureExists_isRefusedAndKept() throws IOException {
    Files.writeString(folder.resolve("none.png"), "mine");
    assertThat(run("augmentations", "-o", folder.toString())).isEqualTo(6);
    assertThat(folder.resolve("none.png")).hasContent("mine");
  }

  @Test
  void augmentations_ctWithoutReference_isWrongInput() {
    assertThat(run("augmentations", "--ct", "a.nii", "-o", folder.toString())).isEqualTo(3);
  }

  private static int run(String... arguments) {
    PrintWriter unread = new PrintWriter(new StringWriter());
    return Main.run(arguments, unread, unread);
  }
}
