package org.lungseg.training.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.convolutional.Conv3d;
import ai.djl.nn.convolutional.Convolution;
import ai.djl.nn.norm.BatchNorm;
import ai.djl.nn.pooling.Pool;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A U-Net: pictures {@code [N, C, H, W]} in, logits {@code [N, classes, H, W]} out (Ronneberger et
 * al., MICCAI 2015), or volumes {@code [N, C, D, H, W]} and {@code [N, classes, D, H, W]} (Çiçek et
 * al., MICCAI 2016). Each level has two convolutions of 3 pixels a side with batch normalisation
 * (Ioffe and Szegedy, 2015) and ReLU. Going up, a convolution of 1 pixel halves the channels before
 * a linear doubling of the size, which is cheaper than the other order and the same function, since
 * the two commute.
 */
public final class UNet extends AbstractBlock {

  private static final byte VERSION = 1;

  /** The child blocks of one level of the way down or up. */
  record Stage(Convolution first, BatchNorm firstNorm, Convolution second, BatchNorm secondNorm) {}

  private final UNetShape shape;
  private final List<SequentialBlock> down = new ArrayList<>();
  private final List<SequentialBlock> up = new ArrayList<>();
  private final List<Stage> downStages = new ArrayList<>();
  private final List<Stage> upStages = new ArrayList<>();
  private final List<Convolution> reductions = new ArrayList<>();
  private final Block pool;
  private final Convolution head;

  /** Makes the network without weights. */
  public UNet(UNetShape shape) {
    super(VERSION);
    this.shape = shape;
    Shape two = cube(2);
    pool = shape.dimensions() == 3 ? Pool.maxPool3dBlock(two, two) : Pool.maxPool2dBlock(two, two);
    for (int level = 0; level < shape.levels(); level++) {
      Stage stage = stage(shape.width(level));
      downStages.add(stage);
      down.add(addChildBlock("down" + level, sequence(stage)));
    }
    for (int level = 0; level < shape.levels() - 1; level++) {
      reductions.add(addChildBlock("reduce" + level, convolution(shape.width(level), 1, true)));
      Stage stage = stage(shape.width(level));
      upStages.add(stage);
      up.add(addChildBlock("up" + level, sequence(stage)));
    }
    head = addChildBlock("head", convolution(shape.classes(), 1, true));
  }

  /** The size it was made with. */
  public UNetShape shape() {
    return shape;
  }

  List<Stage> downStages() {
    return downStages;
  }

  List<Stage> upStages() {
    return upStages;
  }

  List<Convolution> reductions() {
    return reductions;
  }

  Convolution head() {
    return head;
  }

  /** Hears the values that flow through the network, by the names of {@link Activations}. */
  interface Observer {
    void see(String activation, NDArray values);
  }

  /** A forward pass that tells of each activation. */
  NDList forward(ParameterStore store, NDList inputs, Observer observer) {
    return forward(store, inputs, false, observer);
  }

  @Override
  protected NDList forwardInternal(
      ParameterStore store, NDList inputs, boolean training, PairList<String, Object> parameters) {
    return forward(store, inputs, training, (activation, values) -> {});
  }

  private NDList forward(ParameterStore store, NDList inputs, boolean training, Observer observer) {
    NDList current = inputs;
    List<NDArray> skips = new ArrayList<>();
    for (int level = 0; level < shape.levels(); level++) {
      if (level > 0) {
        current = pool.forward(store, current, training);
        observer.see(Activations.pooled(level), current.singletonOrThrow());
      }
      current = stage(down.get(level), Activations.down(level), store, current, training, observer);
      skips.add(current.singletonOrThrow());
    }
    for (int level = shape.levels() - 2; level >= 0; level--) {
      NDArray reduced = reductions.get(level).forward(store, current, training).singletonOrThrow();
      observer.see(Activations.reduced(level), reduced);
      NDArray joined = skips.get(level).concat(doubled(reduced), 1);
      current =
          stage(
              up.get(level), Activations.up(level), store, new NDList(joined), training, observer);
    }
    return head.forward(store, current, training);
  }

  /** Convolution, normalisation, ReLU, twice; tells of what comes out of each ReLU. */
  private static NDList stage(
      SequentialBlock stage,
      Activations.OfStage names,
      ParameterStore store,
      NDList input,
      boolean training,
      Observer observer) {
    NDList current = input;
    int at = 0;
    for (Block block : stage.getChildren().values()) {
      current = block.forward(store, current, training);
      at++;
      if (at == BLOCKS_PER_CONVOLUTION) {
        observer.see(names.first(), current.singletonOrThrow());
      }
    }
    observer.see(names.second(), current.singletonOrThrow());
    return current;
  }

  /** Twice the size along all axes but the first two, by linear interpolation. */
  private static NDArray doubled(NDArray small) {
    Shape shape = small.getShape();
    long height = shape.get(shape.dimension() - 2);
    long width = shape.get(shape.dimension() - 1);
    if (shape.dimension() == 4) {
      return interpolated(small, 2 * height, 2 * width);
    }
    // The engine has no linear interpolation of volumes: first within slices, then across them.
    long batch = shape.get(0);
    long channels = shape.get(1);
    long depth = shape.get(2);
    NDArray wide =
        interpolated(small.reshape(batch, channels * depth, height, width), 2 * height, 2 * width);
    long plane = 4 * height * width;
    NDArray deep = interpolated(wide.reshape(batch, channels, depth, plane), 2 * depth, plane);
    return deep.reshape(batch, channels, 2 * depth, 2 * height, 2 * width);
  }

  private static NDArray interpolated(NDArray pictures, long height, long width) {
    return pictures.getNDArrayInternal().interpolation(new long[] {height, width}, BILINEAR, false);
  }

  private static final int BLOCKS_PER_CONVOLUTION = 3;

  /** DJL's number for bilinear interpolation. */
  private static final int BILINEAR = 1;

  @Override
  protected void initializeChildBlocks(NDManager manager, DataType type, Shape... inputs) {
    long channels = inputs[0].get(1);
    for (int level = 0; level < shape.levels(); level++) {
      down.get(level).initialize(manager, type, atLevel(inputs[0], level, channels));
      channels = shape.width(level);
    }
    for (int level = shape.levels() - 2; level >= 0; level--) {
      long below = shape.width(level + 1);
      reductions.get(level).initialize(manager, type, atLevel(inputs[0], level + 1, below));
      up.get(level).initialize(manager, type, atLevel(inputs[0], level, 2L * shape.width(level)));
    }
    head.initialize(manager, type, atLevel(inputs[0], 0, shape.baseWidth()));
  }

  /** The shape of a tensor at a level. */
  private static Shape atLevel(Shape input, int level, long channels) {
    long[] extents = input.getShape().clone();
    extents[1] = channels;
    for (int axis = 2; axis < extents.length; axis++) {
      extents[axis] >>= level;
    }
    return new Shape(extents);
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputs) {
    return new Shape[] {atLevel(inputs[0], 0, shape.classes())};
  }

  private Stage stage(int width) {
    return new Stage(
        convolution(width, 3, false),
        BatchNorm.builder().build(),
        convolution(width, 3, false),
        BatchNorm.builder().build());
  }

  private static SequentialBlock sequence(Stage stage) {
    return new SequentialBlock()
        .add(stage.first())
        .add(stage.firstNorm())
        .add(Activation.reluBlock())
        .add(stage.second())
        .add(stage.secondNorm())
        .add(Activation.reluBlock());
  }

  private Convolution convolution(int filters, int kernel, boolean bias) {
    if (shape.dimensions() == 3) {
      return Conv3d.builder()
          .setFilters(filters)
          .setKernelShape(cube(kernel))
          .optPadding(cube(kernel / 2))
          .optBias(bias)
          .build();
    }
    return Conv2d.builder()
        .setFilters(filters)
        .setKernelShape(cube(kernel))
        .optPadding(cube(kernel / 2))
        .optBias(bias)
        .build();
  }

  /** The same extent along each axis. */
  private Shape cube(int side) {
    long[] extents = new long[shape.dimensions()];
    Arrays.fill(extents, side);
    return new Shape(extents);
  }
}
