package org.lungseg.training.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.nn.Parameter;
import ai.djl.util.Pair;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Adam with decoupled weight decay (Loshchilov and Hutter, ICLR 2019), and an exponential moving
 * average of the weights beside it (Polyak averaging; Tarvainen and Valpola, 2017), which is what
 * is validated and exported. Its whole state can be saved and restored, which DJL's own optimisers
 * do not offer, so that a resumed run equals an unbroken one.
 *
 * <p>Not safe for use by many threads.
 */
public final class AdamW {

  private static final float BETA1 = 0.9f;
  private static final float BETA2 = 0.99f;
  private static final float EPSILON = 1e-7f;

  /** One parameter of the network and what the optimiser remembers of it. */
  private static final class Slot {
    final String name;
    final NDArray weight;
    final boolean trained;
    final boolean decays;
    final NDArray mean;
    final NDArray variance;
    final NDArray average;

    Slot(NDManager manager, String name, Parameter parameter) {
      this.name = name;
      this.weight = parameter.getArray();
      this.trained = parameter.requiresGradient();
      this.decays = parameter.getType() == Parameter.Type.WEIGHT;
      this.mean = manager.zeros(weight.getShape());
      this.variance = manager.zeros(weight.getShape());
      this.average = weight.duplicate();
      average.attach(manager);
    }
  }

  private final List<Slot> slots = new ArrayList<>();
  private final float weightDecay;
  private final float averageDecay;
  private long steps;

  /**
   * Prepares the optimiser; the network must be initialised.
   *
   * @param manager owns the state
   * @param weightDecay per unit of learning rate, on convolution weights only
   * @param averageDecay how much of the average stays at each step, such as 0.998
   */
  public AdamW(NDManager manager, UNet network, float weightDecay, float averageDecay) {
    this.weightDecay = weightDecay;
    this.averageDecay = averageDecay;
    for (Pair<String, Parameter> named : network.getParameters()) {
      slots.add(new Slot(manager, named.getKey(), named.getValue()));
      if (named.getValue().requiresGradient()) {
        named.getValue().getArray().setRequiresGradient(true);
      }
    }
  }

  /** Moves each weight along its gradient and clears the gradients. */
  public void step(float learningRate) {
    steps++;
    float correction1 = 1 - (float) Math.pow(BETA1, (double) steps);
    float correction2 = 1 - (float) Math.pow(BETA2, (double) steps);
    // The average of the first steps would be of random weights: let it forget faster then.
    float keep = Math.min(averageDecay, (1f + steps) / (10f + steps));
    try (NDScope scope = new NDScope()) {
      scope.suppressNotUsedWarning();
      for (Slot slot : slots) {
        if (slot.trained) {
          NDArray gradient = slot.weight.getGradient();
          slot.mean.muli(BETA1).addi(gradient.mul(1 - BETA1));
          slot.variance.muli(BETA2).addi(gradient.square().mul(1 - BETA2));
          NDArray denominator = slot.variance.div(correction2).sqrt().add(EPSILON);
          NDArray move = slot.mean.div(correction1).div(denominator).mul(learningRate);
          NDArray moved = slot.weight.stopGradient().sub(move);
          if (slot.decays) {
            moved = moved.sub(slot.weight.stopGradient().mul(learningRate * weightDecay));
          }
          gradient.subi(gradient);
          moved.copyTo(slot.weight);
        }
        slot.average.muli(keep).addi(slot.weight.stopGradient().mul(1 - keep));
      }
    }
  }

  /** How many steps were made. */
  public long steps() {
    return steps;
  }

  /** Everything needed to go on, by name: weights, both moments, averages. */
  public Map<String, float[]> state() {
    Map<String, float[]> state = new LinkedHashMap<>();
    for (Slot slot : slots) {
      state.put(slot.name + "/weight", slot.weight.toFloatArray());
      if (slot.trained) {
        state.put(slot.name + "/mean", slot.mean.toFloatArray());
        state.put(slot.name + "/variance", slot.variance.toFloatArray());
      }
      state.put(slot.name + "/average", slot.average.toFloatArray());
    }
    return state;
  }

  /** The averaged weights alone, by the names of {@link #state}. */
  public Map<String, float[]> averages() {
    Map<String, float[]> averages = new LinkedHashMap<>();
    for (Slot slot : slots) {
      averages.put(slot.name + "/average", slot.average.toFloatArray());
    }
    return averages;
  }

  /**
   * Goes back to a saved state. Where only averages are there, weights start from them and the
   * moments from zero.
   *
   * @throws IllegalArgumentException if the state is of another network
   */
  public void restore(Map<String, float[]> state, long stepsMade) {
    for (Slot slot : slots) {
      float[] average = required(state, slot, "average");
      set(slot.average, average);
      set(slot.weight, state.getOrDefault(slot.name + "/weight", average));
      if (slot.trained && state.containsKey(slot.name + "/mean")) {
        set(slot.mean, required(state, slot, "mean"));
        set(slot.variance, required(state, slot, "variance"));
      }
    }
    steps = stepsMade;
  }

  /** Exchanges weights and averages, to validate with the averages; a second call undoes it. */
  public void swapAverages() {
    for (Slot slot : slots) {
      float[] weight = slot.weight.toFloatArray();
      set(slot.weight, slot.average.toFloatArray());
      set(slot.average, weight);
    }
  }

  private static float[] required(Map<String, float[]> state, Slot slot, String part) {
    float[] values = state.get(slot.name + "/" + part);
    if (values == null || values.length != slot.weight.size()) {
      throw new IllegalArgumentException(
          "the state is not of this network: "
              + slot.name
              + " has "
              + slot.weight.size()
              + " numbers, the state "
              + (values == null ? "none" : values.length));
    }
    return values;
  }

  private static void set(NDArray target, float[] values) {
    try (NDArray source = target.getManager().create(values, target.getShape())) {
      source.copyTo(target);
    }
  }
}
