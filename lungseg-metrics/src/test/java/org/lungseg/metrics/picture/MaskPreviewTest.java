package org.lungseg.metrics.picture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lungseg.api.Affine3D;
import org.lungseg.api.CtVolume;
import org.lungseg.api.IntensityDomain;
import org.lungseg.api.LabelMask;
import org.lungseg.api.LungLabels;
import org.lungseg.api.LungMask;
import org.lungseg.api.OutputRefusedException;
import org.lungseg.api.SpacingOrigin;
import org.lungseg.api.UnusableInputException;
import org.lungseg.api.VolumeGeometry;

class MaskPreviewTest {

  private static final int RIGHT_RGB = LungLabels.RIGHT_LEFT.labels().get(0).rgb();
  private static final int LEFT_RGB = LungLabels.RIGHT_LEFT.labels().get(1).rgb();

  /** i to the patient's left, j to the back, k to the head. */
  private static final VolumeGeometry GRID =
      VolumeGeometry.axial(40, 30, 16, 2, 2, 5, SpacingOrigin.CALIBRATED);

  @TempDir Path folder;

  private record Scan(CtVolume ct, LungMask mask) {}

  /** Two boxes: the right lung high and to the front, the left lung low and to the back. */
  private static Scan twoBoxes() {
    short[] voxels = new short[(int) GRID.voxelCount()];
    byte[] labels = new byte[voxels.length];
    for (int k = 0, at = 0; k < 16; k++) {
      for (int j = 0; j < 30; j++) {
        for (int i = 0; i < 40; i++, at++) {
          boolean right = i >= 4 && i < 14 && j >= 3 && j < 15 && k >= 6 && k < 14;
          boolean left = i >= 24 && i < 36 && j >= 12 && j < 26 && k >= 2 && k < 11;
          labels[at] = (byte) (right ? 1 : left ? 2 : 0);
          voxels[at] = (short) (labels[at] != 0 ? -850 + 3 * i : 20 + 7 * (j % 5));
        }
      }
    }
    return new Scan(
        CtVolume.ofShorts(voxels, GRID, IntensityDomain.HOUNSFIELD), LungMask.of(labels, GRID));
  }

  private static Scan reordered(Scan scan, int[] axes, boolean[] flips) {
    VolumeGeometry from = scan.mask().geometry();
    VolumeGeometry to = from.reordered(axes, flips);
    short[] voxels = new short[(int) to.voxelCount()];
    byte[] labels = new byte[voxels.length];
    float[][] planes = new float[from.size(2)][from.size(0) * from.size(1)];
    for (int k = 0; k < from.size(2); k++) {
      scan.ct().copyPlane(k, planes[k]);
    }
    int[] index = new int[3];
    int[] source = new int[3];
    int at = 0;
    for (index[2] = 0; index[2] < to.size(2); index[2]++) {
      for (index[1] = 0; index[1] < to.size(1); index[1]++) {
        for (index[0] = 0; index[0] < to.size(0); index[0]++, at++) {
          for (int axis = 0; axis < 3; axis++) {
            source[axes[axis]] = flips[axis] ? to.size(axis) - 1 - index[axis] : index[axis];
          }
          voxels[at] = (short) planes[source[2]][source[1] * from.size(0) + source[0]];
          labels[at] = (byte) scan.mask().valueAt(source[0], source[1], source[2]);
        }
      }
    }
    return new Scan(
        CtVolume.ofShorts(voxels, to, IntensityDomain.HOUNSFIELD), LungMask.of(labels, to));
  }

  /** Draws each panel alone: the mask's colours at the places of the slice. */
  private static BufferedImage panel(Scan scan, PlaneView view) {
    Slice slice =
        Arrays.stream(SliceReader.read(scan.ct(), scan.mask()))
            .filter(candidate -> candidate.view() == view)
            .findFirst()
            .orElseThrow();
    PanelLayout layout = PanelLayout.of(slice);
    BufferedImage image =
        new BufferedImage(
            layout.panelWidth(), PanelLayout.PANEL_HEIGHT, BufferedImage.TYPE_INT_RGB);
    new PanelPainter(Lettering.strokes(), LungLabels.RIGHT_LEFT, true)
        .paint(image.createGraphics(), slice, layout, new GreyWindow(-1350, 150, ""));
    return image;
  }

  /** The mean place of the pixels of one colour, as shares of width and height. */
  private static double[] centre(BufferedImage image, int rgb) {
    double x = 0;
    double y = 0;
    int count = 0;
    for (int row = 0; row < image.getHeight(); row++) {
      for (int column = 0; column < image.getWidth(); column++) {
        if ((image.getRGB(column, row) & 0xFFFFFF) == rgb) {
          x += column;
          y += row;
          count++;
        }
      }
    }
    assertThat(count).as("pixels of colour %06x", rgb).isGreaterThan(50);
    return new double[] {x / count / image.getWidth(), y / count / image.getHeight()};
  }

  @Test
  void axialPanel_rightLung_isOnTheLeftAndFrontIsUp() {
    BufferedImage image = panel(twoBoxes(), PlaneView.AXIAL);
    double[] right = centre(image, RIGHT_RGB);
    double[] left = centre(image, LEFT_RGB);
    // Centres of the boxes in voxels: right (9, 9), left (30, 19) of 40×30; the slice fills the
    // panel, so these are the shares of its width and height.
    assertThat(right).containsExactly(new double[] {9 / 40.0, 9 / 30.0}, within(0.01));
    assertThat(left).containsExactly(new double[] {30 / 40.0, 19 / 30.0}, within(0.01));
  }

  @Test
  void coronalPanel_rightLung_isOnTheLeftAndHeadIsUp() {
    BufferedImage image = panel(twoBoxes(), PlaneView.CORONAL);
    double[] right = centre(image, RIGHT_RGB);
    double[] left = centre(image, LEFT_RGB);
    assertThat(right[0]).isCloseTo(9 / 40.0, within(0.01));
    assertThat(left[0]).isCloseTo(30 / 40.0, within(0.01));
    assertThat(right[1]).isCloseTo(1 - 10 / 16.0, within(0.01));
    assertThat(left[1]).isCloseTo(1 - 6.5 / 16.0, within(0.01));
  }

  @Test
  void sagittalPanel_cutsTheRightLungWithTheFrontOnTheLeft() {
    BufferedImage image = panel(twoBoxes(), PlaneView.SAGITTAL);
    double[] right = centre(image, RIGHT_RGB);
    assertThat(right[0]).isCloseTo(9 / 30.0, within(0.01));
    assertThat(right[1]).isCloseTo(1 - 10 / 16.0, within(0.01));
  }

  @Test
  void render_anyOrderAndDirectionOfAxes_givesTheSamePicture() {
    Scan scan = twoBoxes();
    int[] expected = pixels(MaskPreview.render(scan.ct(), scan.mask()));
    int[][] orders = {{0, 1, 2}, {0, 2, 1}, {1, 0, 2}, {1, 2, 0}, {2, 0, 1}, {2, 1, 0}};
    for (int[] order : orders) {
      for (int bits = 0; bits < 8; bits++) {
        boolean[] flips = {(bits & 1) != 0, (bits & 2) != 0, (bits & 4) != 0};
        Scan other = reordered(scan, order, flips);
        assertThat(pixels(MaskPreview.render(other.ct(), other.mask())))
            .as(other.mask().geometry().axisCodes())
            .isEqualTo(expected);
      }
    }
  }

  @Test
  void render_emptyMask_showsTheMiddleWithoutOutline() {
    Scan scan = twoBoxes();
    LungMask empty = LungMask.of(new byte[(int) GRID.voxelCount()], GRID);
    Slice[] slices = SliceReader.read(scan.ct(), empty);
    assertThat(slices[0].number()).isEqualTo(8);
    assertThat(slices[1].number()).isEqualTo(15);
    assertThat(slices[2].number()).isEqualTo(20);
    BufferedImage axial = panel(new Scan(scan.ct(), empty), PlaneView.AXIAL);
    assertThat(pixels(axial)).doesNotContain(RIGHT_RGB, LEFT_RGB);
    assertThat(MaskPreview.render(scan.ct(), empty).getHeight()).isGreaterThan(420);
  }

  @Test
  void slices_ofTwoBoxes_areThoseWithTheLargestArea() {
    Scan scan = twoBoxes();
    Slice[] slices = SliceReader.read(scan.ct(), scan.mask());
    // Both boxes are cut by k 6 to 10 and by j 12 to 14; the right one by i 4 to 13. Of equals the
    // lowest towards S, A and R counts.
    assertThat(slices[0].number()).isEqualTo(6 + 1);
    assertThat(slices[1].number()).isEqualTo(30 - 14);
    assertThat(slices[2].number()).isEqualTo(40 - 13);
  }

  @Test
  void layout_anisotropicVoxels_keepsTheProportionsOfThePatient() {
    Slice tall = slice(10, 20, 3, 1);
    PanelLayout layout = PanelLayout.of(tall);
    assertThat((double) layout.imageWidth() / layout.imageHeight()).isCloseTo(1.5, within(0.01));
    assertThat(layout.imageHeight()).isEqualTo(400);
    assertThat(layout.pixelsPerMm()).isEqualTo(20);
  }

  @Test
  void layout_thinSlab_fitsTheWidthAndIsCentred() {
    PanelLayout layout = PanelLayout.of(slice(512, 2, 1, 5));
    assertThat(layout.imageWidth()).isEqualTo(600);
    assertThat(layout.imageHeight()).isEqualTo(12);
    assertThat(layout.imageY()).isEqualTo(204);
    PanelLayout narrow = PanelLayout.of(slice(2, 512, 5, 1));
    assertThat(narrow.panelWidth()).isGreaterThan(narrow.imageWidth());
    assertThat(narrow.imageX()).isEqualTo((narrow.panelWidth() - narrow.imageWidth()) / 2);
  }

  private static Slice slice(int width, int height, double stepXMm, double stepYMm) {
    return new Slice(
        PlaneView.AXIAL,
        1,
        1,
        width,
        height,
        stepXMm,
        stepYMm,
        new float[width * height],
        new byte[width * height]);
  }

  @Test
  void render_singleSlice_works() {
    VolumeGeometry one = VolumeGeometry.axial(30, 20, 1, 1, 1, 5, SpacingOrigin.CALIBRATED);
    byte[] labels = new byte[600];
    for (int at = 200; at < 220; at++) {
      labels[at] = 1;
    }
    BufferedImage picture =
        MaskPreview.render(
            CtVolume.ofShorts(new short[600], one, IntensityDomain.HOUNSFIELD),
            LungMask.of(labels, one));
    assertThat(pixels(picture)).contains(RIGHT_RGB);
  }

  @Test
  void render_oneVoxel_works() {
    VolumeGeometry one = VolumeGeometry.axial(1, 1, 1, 1, 1, 1, SpacingOrigin.CALIBRATED);
    BufferedImage picture =
        MaskPreview.render(
            CtVolume.ofFloats(new float[] {Float.NaN}, one, IntensityDomain.GREY),
            LungMask.of(new byte[] {2}, one));
    assertThat(pixels(picture)).contains(LEFT_RGB);
  }

  @Test
  void render_obliqueGrid_works() {
    double c = Math.cos(0.3);
    double s = Math.sin(0.3);
    VolumeGeometry oblique =
        VolumeGeometry.of(
            40,
            30,
            16,
            Affine3D.of(-2 * c, -2 * s, 0, 5, 2 * s, -2 * c, 0, 6, 0, 0, 5, 7),
            SpacingOrigin.CALIBRATED);
    LungMask mask = LungMask.of(twoBoxes().mask().array(), oblique);
    short[] voxels = new short[mask.array().length];
    Scan turned = new Scan(CtVolume.ofShorts(voxels, oblique, IntensityDomain.HOUNSFIELD), mask);
    assertThat(centre(panel(turned, PlaneView.AXIAL), RIGHT_RGB)[0]).isLessThan(0.3);
  }

  @Test
  void render_greyWithAssumedSpacing_usesItsOwnRangeAndShowsNoScaleBar() {
    VolumeGeometry assumed = VolumeGeometry.axial(20, 20, 2, 1, 1, 1, SpacingOrigin.ASSUMED);
    byte[] grey = new byte[800];
    for (int at = 0; at < grey.length; at++) {
      grey[at] = (byte) (at % 20 < 10 ? 30 : 210);
    }
    CtVolume ct = CtVolume.ofUnsignedBytes(grey, assumed, IntensityDomain.GREY);
    LungMask mask = LungMask.of(new byte[800], assumed);
    GreyWindow window = GreyWindow.of(IntensityDomain.GREY, SliceReader.read(ct, mask));
    assertThat(window.toUnit(30)).isZero();
    assertThat(window.toUnit(210)).isOne();
    assertThat(MaskPreview.render(ct, mask).getWidth()).isGreaterThan(1200);
  }

  @Test
  void greyWindow_hounsfield_isTheLungWindow() {
    GreyWindow window = GreyWindow.of(IntensityDomain.HOUNSFIELD, new Slice[0]);
    assertThat(window.toUnit(-2000)).isZero();
    assertThat(window.toUnit(-600)).isCloseTo(0.5f, within(1e-6f));
    assertThat(window.toUnit(3000)).isOne();
    assertThat(window.toUnit(Float.NaN)).isZero();
  }

  @Test
  void render_otherGrid_isRefused() {
    Scan scan = twoBoxes();
    VolumeGeometry other = VolumeGeometry.axial(40, 30, 16, 2, 2, 6, SpacingOrigin.CALIBRATED);
    LungMask mask = LungMask.of(scan.mask().array(), other);
    assertThatThrownBy(() -> MaskPreview.render(scan.ct(), mask))
        .isInstanceOf(UnusableInputException.class)
        .hasMessageContaining(GRID.toString())
        .hasMessageContaining(other.toString());
  }

  @Test
  void render_manyLabels_wrapsTheLegend() {
    Scan scan = twoBoxes();
    LabelMask lobes = LabelMask.of(scan.mask().array(), GRID, LungLabels.LOBES);
    int oneLine = MaskPreview.render(scan.ct(), scan.mask()).getHeight();
    Legend narrow = new Legend(Lettering.installed(), lobes, 300);
    Legend wide = new Legend(Lettering.installed(), lobes, 3000);
    assertThat(wide.heightPx()).isEqualTo(Legend.LINE_PX);
    assertThat(narrow.heightPx()).isGreaterThan(2 * Legend.LINE_PX);
    assertThat(MaskPreview.render(scan.ct(), lobes).getHeight()).isGreaterThanOrEqualTo(oneLine);
  }

  @Test
  void render_withoutFonts_stillWritesEveryLetter() {
    Scan scan = twoBoxes();
    BufferedImage strokes = MaskPreview.render(scan.ct(), scan.mask(), Lettering.strokes());
    BufferedImage installed = MaskPreview.render(scan.ct(), scan.mask());
    assertThat(strokes.getWidth()).isEqualTo(installed.getWidth());
    Lettering lettering = Lettering.strokes();
    List<List<Integer>> drawings = new ArrayList<>();
    for (String letter : List.of("R", "L", "A", "P", "H", "F")) {
      BufferedImage canvas = new BufferedImage(30, 30, BufferedImage.TYPE_INT_RGB);
      lettering.draw(canvas.createGraphics(), letter, 4, 24, 24);
      drawings.add(Arrays.stream(pixels(canvas)).boxed().toList());
    }
    assertThat(drawings).doesNotHaveDuplicates().allMatch(d -> d.contains(0xFFFFFF));
    assertThat(lettering.widthPx("ABC", 12))
        .isCloseTo(3 * lettering.widthPx("A", 12), within(1e-9));
  }

  @Test
  void toPng_decoded_isTheRenderedPicture() throws IOException {
    Scan scan = twoBoxes();
    byte[] png = MaskPreview.toPng(scan.ct(), scan.mask());
    BufferedImage decoded = ImageIO.read(new ByteArrayInputStream(png));
    assertThat(pixels(decoded)).isEqualTo(pixels(MaskPreview.render(scan.ct(), scan.mask())));
    assertThat(MaskPreview.toPng(scan.ct(), scan.mask())).isEqualTo(png);
  }

  @Test
  void write_existingFile_isRefusedUnlessReplaced() throws IOException {
    Scan scan = twoBoxes();
    Path target = folder.resolve("preview.png");
    MaskPreview.write(target, scan.ct(), scan.mask());
    assertThat(Files.readAllBytes(target)).isEqualTo(MaskPreview.toPng(scan.ct(), scan.mask()));
    Files.writeString(target, "kept");
    assertThatThrownBy(() -> MaskPreview.write(target, scan.ct(), scan.mask()))
        .isInstanceOf(OutputRefusedException.class)
        .hasMessageContaining("exists");
    assertThat(Files.readString(target)).isEqualTo("kept");
    MaskPreview.write(target, scan.ct(), scan.mask(), StandardCopyOption.REPLACE_EXISTING);
    assertThat(ImageIO.read(target.toFile())).isNotNull();
    assertThat(files()).containsExactly("preview.png");
  }

  @Test
  void write_noSuchFolderOrAFolder_isRefusedAndLeavesNothing() throws IOException {
    Scan scan = twoBoxes();
    assertThatThrownBy(
            () -> MaskPreview.write(folder.resolve("no/preview.png"), scan.ct(), scan.mask()))
        .isInstanceOf(OutputRefusedException.class);
    assertThatThrownBy(
            () ->
                MaskPreview.write(
                    folder, scan.ct(), scan.mask(), StandardCopyOption.REPLACE_EXISTING))
        .isInstanceOf(OutputRefusedException.class);
    assertThatThrownBy(
            () ->
                MaskPreview.write(
                    folder.resolve("p.png"),
                    scan.ct(),
                    scan.mask(),
                    StandardCopyOption.ATOMIC_MOVE))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(files()).isEmpty();
  }

  private List<String> files() throws IOException {
    try (Stream<Path> paths = Files.list(folder)) {
      return paths.map(path -> String.valueOf(path.getFileName())).toList();
    }
  }

  private static int[] pixels(BufferedImage image) {
    int[] pixels =
        image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth());
    for (int at = 0; at < pixels.length; at++) {
      pixels[at] &= 0xFFFFFF;
    }
    return pixels;
  }
}
