package org.lungseg.training.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.training.ParameterStore;
import java.util.List;

/**
 * Networks that are run together: the weighted mean of their probabilities. A single network is the
 * mean of itself and gives its scores.
 *
 * @param networks initialised, all with the same input and classes
 * @param shares the weight of each, adding up to 1
 */
public record NetworkMean(List<UNet> networks, List<Double> shares) {

  private static final double ROUNDING = 1e-9;

  /** Checks that each network has its share. */
  public NetworkMean {
    networks = List.copyOf(networks);
    shares = List.copyOf(shares);
    double sum = shares.stream().mapToDouble(Double::doubleValue).sum();
    if (networks.isEmpty() || networks.size() != shares.size() || Math.abs(sum - 1) > ROUNDING) {
      throw new IllegalArgumentException(
          networks.size() + " networks with the shares " + shares + ", which should add up to 1");
    }
  }

  /** Whether there is one network, whose output are scores, not probabilities. */
  public boolean isSingle() {
    return networks.size() == 1;
  }

  /** The size of each of the networks. */
  public UNetShape shape() {
    return networks.get(0).shape();
  }

  /**
   * Runs all of them.
   *
   * @param input {@code [N, C, H, W]}
   * @return {@code [N, classes, H, W]}: scores of a single network, else probabilities
   */
  public NDArray output(NDManager manager, NDArray input) {
    NDArray sum = logits(manager, 0, input);
    if (isSingle()) {
      return sum;
    }
    sum = sum.softmax(1).mul(shares.get(0));
    for (int at = 1; at < networks.size(); at++) {
      sum = sum.add(logits(manager, at, input).softmax(1).mul(shares.get(at)));
    }
    return sum;
  }

  private NDArray logits(NDManager manager, int at, NDArray input) {
    return networks
        .get(at)
        .forward(new ParameterStore(manager, false), new NDList(input), false)
        .singletonOrThrow();
  }
}
