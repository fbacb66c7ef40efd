package org.lungseg.engine.internal.device;

import java.util.Map;
import org.lungseg.api.Device;
import org.lungseg.api.DeviceUnavailableException;

/**
 * Whether a graphics card can be used by an inference library. Safe for use by many threads.
 *
 * <p>The oldest drivers are those of the table "CUDA Toolkit and Minimum Required Driver Version
 * for CUDA Minor Version Compatibility" in NVIDIA's <a
 * href="https://docs.nvidia.com/cuda/cuda-toolkit-release-notes/">CUDA Toolkit Release Notes</a>.
 * Its branches, and the numbers for CUDA 11, stand in <a
 * href="https://docs.nvidia.com/deploy/cuda-compatibility/minor-version-compatibility.html">Minor
 * Version Compatibility</a> too.
 */
public final class GpuCheck {

  /** By CUDA version, the oldest driver that runs any of its minor versions, on Linux. */
  private static final Map<Integer, String> OLDEST_DRIVERS =
      Map.of(11, "450.80.02", 12, "525.60.13", 13, "580");

  private static final Map<Integer, String> OLDEST_DRIVERS_ON_WINDOWS =
      Map.of(11, "452.39", 12, "528.33", 13, "580");

  private final DriverProbe probe;
  private final Map<Integer, String> oldestDrivers;

  /**
   * A check by what a probe finds.
   *
   * @param windows whether drivers have the numbers of Windows
   */
  GpuCheck(DriverProbe probe, boolean windows) {
    this.probe = probe;
    this.oldestDrivers = windows ? OLDEST_DRIVERS_ON_WINDOWS : OLDEST_DRIVERS;
  }

  /** A check of the machine this runs on. */
  public static GpuCheck ofThisMachine() {
    return new GpuCheck(
        new SystemDriverProbe(), System.getProperty("os.name", "").startsWith("Windows"));
  }

  /**
   * Makes sure that nothing known stands in the way of using a graphics card.
   *
   * @param device a graphics card
   * @param build what the inference library was made for
   * @throws DeviceUnavailableException if the library has no CUDA, there is no driver, the driver
   *     is too old, or there are fewer cards; the message says which and what to do
   */
  public void require(Device device, CudaBuild build) {
    if (!build.hasCuda()) {
      throw unavailable(device, build.remedy());
    }
    NvidiaDriver driver =
        probe
            .find()
            .orElseThrow(
                () ->
                    unavailable(
                        device,
                        "no NVIDIA driver was found (neither /proc/driver/nvidia/version nor"
                            + " nvidia-smi); install it, and in a container pass the cards in"));
    build
        .major()
        .ifPresent(
            major -> {
              String oldest = oldestDrivers.get(major);
              if (oldest != null && !driver.isAtLeast(oldest)) {
                throw unavailable(
                    device,
                    "the NVIDIA driver is "
                        + driver.version()
                        + ", CUDA "
                        + major
                        + " needs "
                        + oldest
                        + " or newer; update the driver");
              }
            });
    if (device.index() >= driver.cards()) {
      throw unavailable(
          device, "there are " + driver.cards() + " graphics cards to see, counted from 0");
    }
  }

  private static DeviceUnavailableException unavailable(Device device, String reason) {
    return new DeviceUnavailableException(
        "device " + device + ": " + reason + "; or use device cpu");
  }
}
