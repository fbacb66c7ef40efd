package org.lungseg.engine.internal.device;

import java.util.Optional;

/** Looks for the driver of NVIDIA's graphics cards. */
@FunctionalInterface
public interface DriverProbe {

  /** The driver that is there. */
  Optional<NvidiaDriver> find();
}
