package org.lungseg.engine;

import org.lungseg.api.Device;
import org.lungseg.engine.spi.NetworkRunner;

/** Passes everything on to a real network; tests watch what they override. */
public abstract class ForwardingRunner implements NetworkRunner {

  private final NetworkRunner network;

  /** Passes on to this network. */
  protected ForwardingRunner(NetworkRunner network) {
    this.network = network;
  }

  @Override
  public float[] run(float[] values, int count, int height, int width) {
    return network.run(values, count, height, width);
  }

  @Override
  public Device device() {
    return network.device();
  }

  @Override
  public int threads() {
    return network.threads();
  }

  @Override
  public String engine() {
    return network.engine();
  }

  @Override
  public void close() {
    network.close();
  }
}
