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
import ai.djl.nn.norm.BatchNorm;
import ai.djl.nn.pooling.Pool;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import java.util.ArrayList;
import java.util.List;

/**
 * A two-dimensional U-Net (Ronneberger et al., MICCAI 2015): pictures {@code [N, C, H, W]} in,
 * logits {@code [N, classes, H, W]} out. Each level has two 3×3 convolutions with batch
 * normalisation (Ioffe and Szegedy, 2015) and ReLU. Going up, a 1×1 convolution halves the channels
 * before a bilinear doubling of the size, which is cheaper than the other order and the same
 * function, since the two commute.
 */
public final class UNet extends AbstractBlock {

  private static final byte VERSION = 1;

  /** The child blocks of one level of the way down or up. */
  record Stage(Conv2d first, BatchNorm firstNorm, Conv2d second, BatchNorm secondNorm) {}

  private final UNetShape shape;
  private final List<SequentialBlock> down = new ArrayList<>();
  private final List<SequentialBlock> up = new ArrayList<>();
  private final List<Stage> downStages = new ArrayList<>();
  private final List<Stage> upStages = new ArrayList<>();
  private final List<Conv2d> reductions = new ArrayList<>();
  private final Block pool = Pool.maxPool2dBlock(new Shape(2, 2), new Shape(2, 2));
  private final Conv2d head;

  /** Makes the network without weights. */
  public UNet(UNetShape shape) {
    super(VERSION);
    this.shape = shape;
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

  List<Conv2d> reductions() {
    return reductions;
  }

  Conv2d head() {
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
      }
      current = stage(down.get(level), Activations.down(level), store, current, training, observer);
      skips.add(current.singletonOrThrow());
    }
    for (int level = shape.levels() - 2; level >= 0; level--) {
      NDArray reduced = reductions.get(level).forward(store, current, training).singletonOrThrow();
      observer.see(Activations.reduced(level), reduced);
      NDArray skip = skips.get(level);
      long[] size = {skip.getShape().get(2), skip.getShape().get(3)};
      NDArray enlarged = reduced.getNDArrayInternal().interpolation(size, BILINEAR, false);
      NDArray joined = skip.concat(enlarged, 1);
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

  private static final int BLOCKS_PER_CONVOLUTION = 3;

  /** DJL's number for bilinear interpolation. */
  private static final int BILINEAR = 1;

  @Override
  protected void initializeChildBlocks(NDManager manager, DataType type, Shape... inputs) {
    long batch = inputs[0].get(0);
    long height = inputs[0].get(2);
    long width = inputs[0].get(3);
    long channels = inputs[0].get(1);
    for (int level = 0; level < shape.levels(); level++) {
      down.get(level)
          .initialize(manager, type, new Shape(batch, channels, height >> level, width >> level));
      channels = shape.width(level);
    }
    for (int level = shape.levels() - 2; level >= 0; level--) {
      long below = shape.width(level + 1);
      reductions
          .get(level)
          .initialize(
              manager, type, new Shape(batch, below, height >> (level + 1), width >> (level + 1)));
      up.get(level)
          .initialize(
              manager,
              type,
              new Shape(batch, 2L * shape.width(level), height >> level, width >> level));
    }
    head.initialize(manager, type, new Shape(batch, shape.baseWidth(), height, width));
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputs) {
    Shape in = inputs[0];
    return new Shape[] {new Shape(in.get(0), shape.classes(), in.get(2), in.get(3))};
  }

  private static Stage stage(int width) {
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

  private static Conv2d convolution(int filters, int kernel, boolean bias) {
    return Conv2d.builder()
        .setFilters(filters)
        .setKernelShape(new Shape(kernel, kernel))
        .optPadding(new Shape(kernel / 2, kernel / 2))
        .optBias(bias)
        .build();
  }
}
