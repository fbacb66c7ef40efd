package org.lungseg.io;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.lungseg.api.LabelMask;
import org.lungseg.api.LungLabels;
import org.lungseg.io.DicomBytes.Syntax;

/**
 * Writes the inputs from which fuzzing starts: a small one of each kind that the readers and
 * decoders know. Findings lie beside them and are not touched.
 */
final class FuzzSeeds {

  private static final int SLICES = 2;
  private static final List<String> NIFTI =
      List.of("big_endian.nii", "dtype_float32.nii", "dtype_float64.nii", "dtype_int8.nii");
  private static final List<String> GZIPPED_NIFTI =
      List.of("extension", "four_d_one_volume", "micron", "nifti2", "oblique_qform_only", "scaled");

  private final Path folder;
  private final Path scratch;

  private FuzzSeeds(Path folder, Path scratch) {
    this.folder = folder;
    this.scratch = scratch;
  }

  /**
   * Writes all seeds.
   *
   * @param arguments the folder {@code org/lungseg/io} of the test resources
   */
  public static void main(String... arguments) throws IOException {
    FuzzSeeds seeds = new FuzzSeeds(Path.of(arguments[0]), Files.createTempDirectory("seeds"));
    seeds.nifti();
    seeds.textHeaders();
    seeds.png();
    seeds.dicom();
    seeds.dicomContainers();
    seeds.decoders();
  }

  private void reader(String target, String name, byte[] content) throws IOException {
    write("ReaderFuzzTestInputs", target, name, content);
  }

  private void write(String test, String target, String name, byte[] content) throws IOException {
    Files.write(
        Files.createDirectories(folder.resolve(test).resolve(target)).resolve(name), content);
  }

  private static byte[] fixture(String name) throws IOException {
    try (InputStream in = FuzzSeeds.class.getResourceAsStream(name)) {
      return Objects.requireNonNull(in, name).readAllBytes();
    }
  }

  private void nifti() throws IOException {
    byte[] small = NiftiBytes.small().toArray();
    reader("nifti", "small", small);
    reader("gzip", "small", small);
    byte[] mask =
        NiftiBytes.small()
            .setShort(NiftiBytes.DATA_TYPE, 2)
            .setShort(72, 8)
            .voxelBytes(24)
            .toArray();
    reader("nifti", "mask", mask);
    reader("nifti", "noForms", NiftiBytes.small().setShort(NiftiBytes.SFORM_CODE, 0).toArray());
    for (String name : NIFTI) {
      reader("nifti", name, fixture("nifti/" + name));
    }
    for (String name : GZIPPED_NIFTI) {
      byte[] packed = fixture("nifti/" + name + ".nii.gz");
      reader("gzip", name + ".gz", packed);
      try (InputStream plain =
          new java.util.zip.GZIPInputStream(new java.io.ByteArrayInputStream(packed))) {
        reader("nifti", name, plain.readAllBytes());
      }
    }
    byte[] half = NiftiBytes.gzip(Arrays.copyOf(small, 200));
    byte[] rest = NiftiBytes.gzip(Arrays.copyOfRange(small, 200, small.length));
    reader("gzip", "twoMembers.gz", joined(half, rest));
  }

  private void textHeaders() throws IOException {
    reader("nrrd", "plain", TextVolume.nrrd().toArray());
    reader("nrrd", "placed", TextVolume.placedNrrd().toArray());
    reader("nrrd", "gzip", TextVolume.placedNrrd().replace("encoding", "encoding: gzip").toArray());
    reader(
        "nrrd",
        "text",
        TextVolume.nrrd()
            .replace("encoding", "encoding: ascii")
            .text("0 1 2 3 4 5 6 7 8 9 10 11 -12 13 14 15 16 17 18 19 20 21 22 23\n")
            .toArray());
    reader(
        "nrrd",
        "spacings",
        TextVolume.nrrd()
            .before("", "spacings: 0.5 0.75 nan")
            .before("", "axis mins: 1 2 3")
            .before("", "byte skip: -1")
            .before("", "kinds: domain domain domain")
            .before("", "centerings: cell cell node")
            .before("", "key:=value")
            .toArray());
    reader(
        "nrrd", "detached", TextVolume.placedNrrd().before("", "data file: voxels.raw").toArray());
    reader("metaImage", "plain", TextVolume.metaImage().toArray());
    reader(
        "metaImage",
        "zlib",
        TextVolume.metaImage().replace("CompressedData", "CompressedData = True").toArray());
    reader(
        "metaImage",
        "channels",
        TextVolume.metaImage()
            .before("ElementType", "ElementNumberOfChannels = 2")
            .before("ElementType", "AnatomicalOrientation = RAI")
            .before("ElementType", "DistanceUnits = um")
            .voxels(new byte[96])
            .toArray());
    reader(
        "metaImage",
        "text",
        TextVolume.metaImage()
            .replace("BinaryData ", "BinaryData = False")
            .text("0 1 2 3 4 5 6 7 8 9 10 11 -12 13 14 15 16 17 18 19 20 21 22 23\n")
            .toArray());
    reader(
        "slicerSegmentation",
        "segments",
        SlicerSegmentationTest.slicerFile().voxels(SlicerSegmentationTest.TWO_EACH).toArray());
    byte[] layers = joined(SlicerSegmentationTest.TWO_EACH, new byte[24]);
    layers[26] = 1;
    reader(
        "slicerSegmentation",
        "layers",
        SlicerSegmentationTest.slicerFile()
            .replace("dimension", "dimension: 4")
            .replace("sizes", "sizes: 2 4 3 2")
            .replace("space directions", "space directions: none (0.75,0,0) (0,0.875,0) (0,0,2.5)")
            .replace("kinds", "kinds: list domain domain domain")
            .replace("Segment1_Layer", "Segment1_Layer:=1")
            .voxels(layers)
            .toArray());
    Path written = scratch.resolve("mask.seg.nrrd");
    VolumeIO.writeMask(mask(), written, WriteOption.OVERWRITE);
    reader("slicerSegmentation", "written", Files.readAllBytes(written));
  }

  private static LabelMask mask() {
    var geometry = Volumes.axialGeometry(4, 3, 2);
    return LabelMask.of(Volumes.labels(geometry), geometry, LungLabels.RIGHT_LEFT);
  }

  private void png() throws IOException {
    // The depth, the colour type, and the bytes of a pixel, of which one at least is needed.
    int[][] kinds = {{8, 0, 1}, {16, 0, 2}, {1, 0, 1}, {8, 2, 3}, {8, 4, 2}, {8, 6, 4}, {8, 3, 1}};
    for (int[] kind : kinds) {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      out.writeBytes(new byte[] {(byte) 0x89, 'P', 'N', 'G', 13, 10, 26, 10});
      ByteBuffer header = ByteBuffer.allocate(13).putInt(3).putInt(2);
      header.put((byte) kind[0]).put((byte) kind[1]);
      out.writeBytes(PackedForms.pngChunk(0x49484452, header.array()));
      if (kind[1] == 3) {
        out.writeBytes(PackedForms.pngChunk(0x504C5445, new byte[] {0, 0, 0, 9, 9, 9}));
      }
      int rowBytes = kind[0] == 1 ? 1 : 3 * kind[2];
      byte[] rows = new byte[2 * (1 + rowBytes)];
      rows[rows.length - rowBytes - 1] = 1; // a filter
      out.writeBytes(PackedForms.pngChunk(0x49444154, rows));
      out.writeBytes(PackedForms.pngChunk(0x49454E44, new byte[0]));
      reader("png", "bits" + kind[0] + "type" + kind[1], out.toByteArray());
    }
  }

  private void dicom() throws IOException {
    for (Syntax syntax :
        List.of(Syntax.IMPLICIT, Syntax.EXPLICIT, Syntax.DEFLATED, Syntax.BIG_ENDIAN)) {
      reader("dicomFile", "enhanced" + syntax, DicomEnhanced.file(SLICES, syntax).file());
      reader("dicomSeries", "slices" + syntax, slices(k -> DicomSlices.slice(syntax, k)));
      reader(
          "dicomSegmentation", "three" + syntax, DicomSegmentationReadingTest.three(syntax).file());
    }
    reader("dicomFile", "bare", DicomEnhanced.file(SLICES, Syntax.IMPLICIT).bare());
    for (Compressed one : compressed()) {
      reader(
          "dicomFile",
          "enhanced" + one.syntax(),
          one.sized(DicomEnhanced.file(SLICES, one.syntax()))
              .fragments(List.of(one.frame(), one.frame()))
              .file());
      reader(
          "dicomSeries",
          "slices" + one.syntax(),
          slices(
              k -> one.sized(DicomSlices.header(one.syntax(), k)).fragments(List.of(one.frame()))));
    }
    Path source = DicomSlices.series(scratch.resolve("series"), SLICES);
    Path written = scratch.resolve("mask.dcm");
    var grid = DicomSeries.list(source).get(0).geometry().orElseThrow();
    VolumeIO.writeMask(
        LabelMask.of(Volumes.labels(grid), grid, LungLabels.RIGHT_LEFT),
        written,
        WriteOption.OVERWRITE,
        WriteOption.dicomSource(ByteSource.of(source), ReadOptions.defaults()));
    reader("dicomSegmentation", "written", Files.readAllBytes(written));
  }

  /** A frame of {@link CodecCases}'s size in a compressed syntax. */
  @SuppressWarnings("ArrayRecordComponent") // holds bytes between two steps; never compared
  private record Compressed(Syntax syntax, byte[] frame) {
    DicomBytes sized(DicomBytes file) {
      return file.unsignedShort(0x00280010, CodecCases.ROWS)
          .unsignedShort(0x00280011, CodecCases.COLUMNS);
    }
  }

  private static List<Compressed> compressed() throws IOException {
    return List.of(
        new Compressed(Syntax.RLE, DecoderTest.rle(CodecCases.picture(12), 2)),
        new Compressed(Syntax.JPEG_LOSSLESS, fixture("codec/predictor1.jpg")),
        new Compressed(Syntax.JPEG_LS, fixture("codec/bits12.jls")),
        new Compressed(Syntax.JPEG_2000, fixture("codec/plain.j2k")),
        new Compressed(
            Syntax.ENCAPSULATED_PLAIN, new byte[2 * CodecCases.COLUMNS * CodecCases.ROWS]));
  }

  /** Makes a slice. */
  @FunctionalInterface
  private interface SliceMaker {
    DicomBytes slice(int k);
  }

  private static byte[] slices(SliceMaker maker) {
    byte[] all = new byte[0];
    for (int k = 0; k < SLICES; k++) {
      all = joined(all, maker.slice(k).file());
    }
    return all;
  }

  private void dicomContainers() throws IOException {
    reader("dicomDirectory", "two", DicomSourcesTest.directory("IM0", "IM1").file());
    reader("dicomDirectory", "leadsOut", DicomSourcesTest.directory("..\\IM0").file());
    for (int method : new int[] {ZipEntry.DEFLATED, ZipEntry.STORED}) {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      try (ZipOutputStream zip = new ZipOutputStream(out, StandardCharsets.UTF_8)) {
        zip.setLevel(method == ZipEntry.STORED ? 0 : 9);
        for (int k = 0; k < SLICES; k++) {
          zip.putNextEntry(new ZipEntry("a/../" + k));
          zip.write(DicomSlices.slice(k).file());
        }
        zip.putNextEntry(new ZipEntry("readme.txt"));
        zip.write(new byte[300]);
      }
      reader("zip", method == ZipEntry.STORED ? "flat" : "packed", out.toByteArray());
    }
  }

  private void decoders() throws IOException {
    for (CodecCases.Case one : CodecCases.all()) {
      String target =
          one.name().endsWith(".jpg")
              ? "jpegLossless"
              : one.name().endsWith(".jls") ? "jpegLs" : "jpeg2000";
      decoder(target, one.name(), fixture("codec/" + one.name()));
    }
    decoder("rle", "bits8", DecoderTest.rle(CodecCases.picture(8), 1));
    decoder("rle", "bits16", DecoderTest.rle(CodecCases.picture(16), 2));
  }

  private void decoder(String target, String name, byte[] data) throws IOException {
    write(
        "DecoderFuzzTestInputs",
        target,
        name,
        DecoderFuzzTest.input(CodecCases.COLUMNS, CodecCases.ROWS, data));
  }

  private static byte[] joined(byte[] one, byte[] other) {
    byte[] all = Arrays.copyOf(one, one.length + other.length);
    System.arraycopy(other, 0, all, one.length, other.length);
    return all;
  }
}
