package org.lungseg.io;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.zip.GZIPInputStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.FloatRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.lungseg.api.Affine3D;
import org.lungseg.api.CtVolume;
import org.lungseg.api.LungsegException;
import org.lungseg.api.SpacingOrigin;
import org.lungseg.api.VolumeGeometry;
import org.lungseg.api.VolumeIoException;

/** Round trips and damaged files, by random examples from fixed seeds. */
class NiftiPropertiesTest {

  private static final ReadLimits SMALL = new ReadLimits(100_000, 400_000);

  /** The voxels that SMALL allows, the chunk of the decoder and the buffers of the streams. */
  private static final long MOST_ALLOCATED_BYTES = 4_000_000;

  private static byte[] written(VoxelOutput volume, String name) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    NiftiWriter.write(volume, name, out);
    return out.toByteArray();
  }

  @Property(tries = 200, seed = "1")
  void write_anyFloatAffine_comesBackToTheBit(
      @ForAll @Size(12) List<@FloatRange(min = -1000, max = 1000) Float> affine,
      @ForAll @IntRange(min = 1, max = 6) int sizeI,
      @ForAll @IntRange(min = 1, max = 5) int sizeJ,
      @ForAll @IntRange(min = 1, max = 4) int sizeK,
      @ForAll boolean gzip)
      throws IOException {
    double[] rows = new double[12];
    for (int at = 0; at < 12; at++) {
      rows[at] = affine.get(at);
    }
    Affine3D map = Affine3D.of(rows);
    Assume.that(Math.abs(map.determinant()) > 1e-3);
    VolumeGeometry geometry = VolumeGeometry.of(sizeI, sizeJ, sizeK, map, SpacingOrigin.CALIBRATED);
    CtVolume ct = Volumes.ct(geometry);
    byte[] file = written(VoxelOutput.of(ct), gzip ? "ct.nii.gz" : "ct.nii");
    CtVolume back = VolumeIO.readCt(ByteSource.ofBytes("ct", file));
    assertThat(back.geometry()).isEqualTo(geometry);
    assertThat(Volumes.values(back)).isEqualTo(Volumes.values(ct));
  }

  @Property(tries = 300, seed = "2")
  void write_anyRotationWithSpacings_hasNoQformThatSaysOtherwise(
      @ForAll @Size(4) List<@FloatRange(min = -1, max = 1) Float> quaternion,
      @ForAll @Size(3) List<@FloatRange(min = 0.25f, max = 5) Float> spacingMm,
      @ForAll boolean leftHanded)
      throws IOException {
    double norm = 0;
    for (float part : quaternion) {
      norm += part * part;
    }
    Assume.that(norm > 0.01);
    double sign = quaternion.get(0) < 0 ? -1 : 1;
    double scale = sign / Math.sqrt(norm);
    Affine3D rotation =
        NiftiGeometry.quaternionToMatrix(
                quaternion.get(1) * scale, quaternion.get(2) * scale, quaternion.get(3) * scale)
            .orElseThrow();
    Affine3D map =
        rotation.after(
            Affine3D.scaling(
                spacingMm.get(0),
                spacingMm.get(1),
                spacingMm.get(2) * (leftHanded ? -1 : 1),
                10,
                -20,
                30));
    VolumeGeometry geometry = VolumeGeometry.of(40, 30, 20, map, SpacingOrigin.CALIBRATED);
    byte[] file = written(VoxelOutput.of(Volumes.ct(geometry)), "ct.nii");
    boolean present = file[NiftiBytes.QFORM_CODE] != 0;
    if (Math.abs(quaternion.get(0) * scale) > 0.05) {
      // Near a half turn the stored float32 lose the first part of the quaternion; there, and only
      // there, the qform may be left out.
      assertThat(present).isTrue();
    }
    assertThat(VolumeIO.info(ByteSource.ofBytes("both", file), ReadOptions.defaults()).warnings())
        .isEmpty();
    Assume.that(present);
    file[NiftiBytes.SFORM_CODE] = 0;
    VolumeGeometry back = VolumeIO.readCt(ByteSource.ofBytes("qform", file)).geometry();
    double least = Math.min(spacingMm.get(0), Math.min(spacingMm.get(1), spacingMm.get(2)));
    assertThat(back.isSameGrid(geometry, 0.06 * least)).isTrue();
  }

  /** Valid files of several kinds. */
  private static List<byte[]> seeds() throws IOException {
    CtVolume ct = Volumes.ct(Volumes.obliqueGeometry());
    byte[] scaled =
        NiftiBytes.small()
            .setFloat(NiftiBytes.SLOPE, 2)
            .setFloat(NiftiBytes.INTERCEPT, -1000)
            .setShort(NiftiBytes.QFORM_CODE, 1)
            .toArray();
    byte[] version2;
    try (var in =
        new GZIPInputStream(
            Objects.requireNonNull(
                NiftiPropertiesTest.class.getResourceAsStream("nifti/nifti2.nii.gz")))) {
      version2 = in.readAllBytes();
    }
    return List.of(
        written(VoxelOutput.of(ct), "ct.nii"),
        written(VoxelOutput.of(ct), "ct.nii.gz"),
        scaled,
        version2,
        NiftiBytes.gzip(version2));
  }

  @Provide
  Arbitrary<byte[]> damagedFiles() throws IOException {
    return Combinators.combine(
            Arbitraries.of(seeds()),
            Arbitraries.integers().between(1, 8),
            Arbitraries.integers().between(0, 9),
            Arbitraries.longs())
        .as(NiftiPropertiesTest::damaged);
  }

  private static byte[] damaged(byte[] whole, int mutations, int kind, long seed) {
    Random random = new Random(seed);
    byte[] file = whole.clone();
    for (int count = 0; count < mutations; count++) {
      // Most of the header decides; half of the changes go to the fields of sizes and places.
      int range = random.nextBoolean() ? file.length : Math.min(file.length, 360);
      int at = random.nextInt(range);
      switch (random.nextInt(4)) {
        case 0 -> file[at] = (byte) random.nextInt(256);
        case 1 -> file[at] ^= (byte) (1 << random.nextInt(8));
        case 2 -> Arrays.fill(file, at, Math.min(file.length, at + 4), (byte) 0xff);
        default -> Arrays.fill(file, at, Math.min(file.length, at + 4), (byte) 0x7f);
      }
    }
    return kind < 3 ? Arrays.copyOf(file, random.nextInt(file.length + 40)) : file;
  }

  @Property(tries = 4000, seed = "3")
  void read_damagedFile_endsInOneOfOurErrorsWithinTheLimits(
      @ForAll("damagedFiles") byte[] file, @ForAll boolean sizeKnown) {
    ByteSource source =
        sizeKnown
            ? ByteSource.ofBytes("damaged", file)
            : ByteSource.ofStream("damaged", () -> new ByteArrayInputStream(file));
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    try {
      VolumeIO.readCt(source, ReadOptions.defaults().withLimits(SMALL).withVolumeIndex(0));
    } catch (LungsegException e) {
      assertThat(e).isNotInstanceOf(VolumeIoException.class);
      assertThat(e).hasMessageContaining("damaged");
    }
    long allocated = threads.getCurrentThreadAllocatedBytes() - before;
    assertThat(allocated).isLessThan(MOST_ALLOCATED_BYTES);
  }
}
