package org.lungseg.engine.internal.network;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps DJL off the network. DJL asks a cloud metadata address at its start and may look for native
 * libraries on the web, unless told not to by settings that hold for the whole JVM. They are set
 * here, before any class of DJL is loaded, and only where the host has not set them itself.
 */
public final class DjlSetup {

  private static final Logger LOG = LoggerFactory.getLogger(DjlSetup.class);

  private static final String OFFLINE = "ai.djl.offline";
  private static final String NO_TRACKING = "OPT_OUT_TRACKING";
  private static final AtomicBoolean DONE = new AtomicBoolean();

  private DjlSetup() {}

  /** Sets what is unset and says so once. */
  public static void stayOffline() {
    if (!DONE.compareAndSet(false, true)) {
      return;
    }
    List<String> set = new ArrayList<>();
    for (String property : List.of(OFFLINE, NO_TRACKING)) {
      // DJL reads the environment variable of the same name before the property.
      if (System.getProperty(property) == null && System.getenv(property) == null) {
        System.setProperty(property, "true");
        set.add(property);
      }
    }
    if (!set.isEmpty()) {
      LOG.info("Set the system properties {} to true: DJL must not use the network", set);
    }
  }
}
