package org.lungseg.cli;

import java.lang.reflect.Method;
import java.lang.reflect.Proxy;

/**
 * Hears the signals of the operating system. The only way in Java is {@code sun.misc.Signal} of the
 * module {@code jdk.unsupported}, reached by reflection because compilers warn of it.
 */
final class Signals {

  private Signals() {}

  /**
   * Runs an action, on a thread of its own, each time a signal comes; the process goes on. A signal
   * that the parent process asked to ignore stays ignored.
   *
   * @param name such as {@code INT}
   * @return whether that is possible here
   */
  static boolean handle(String name, Runnable action) {
    try {
      Class<?> signalType = Class.forName("sun.misc.Signal");
      Class<?> handlerType = Class.forName("sun.misc.SignalHandler");
      Object handler =
          Proxy.newProxyInstance(
              Signals.class.getClassLoader(),
              new Class<?>[] {handlerType},
              (proxy, method, arguments) -> {
                if (method.getName().equals("handle")) {
                  action.run();
                  return null;
                }
                // What else is called on a handler are the methods of Object.
                return switch (method.getName()) {
                  case "hashCode" -> System.identityHashCode(proxy);
                  case "equals" -> arguments != null && proxy == arguments[0];
                  default -> "handler of " + name;
                };
              });
      Object signal = signalType.getConstructor(String.class).newInstance(name);
      Method handle = signalType.getMethod("handle", signalType, handlerType);
      Object before = handle.invoke(null, signal, handler);
      if (before == handlerType.getField("SIG_IGN").get(null)) {
        handle.invoke(null, signal, before);
      }
      return true;
    } catch (ReflectiveOperationException | RuntimeException e) {
      return false; // a trimmed runtime, or a signal that the virtual machine keeps to itself
    }
  }
}
