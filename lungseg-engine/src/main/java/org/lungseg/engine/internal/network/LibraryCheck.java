package org.lungseg.engine.internal.network;

/** Whether a library is on the class path of this one, without loading anything native of it. */
public final class LibraryCheck {

  private LibraryCheck() {}

  /** Whether a class of that name is there; it is not initialised. */
  public static boolean has(String className) {
    try {
      Class.forName(className, false, LibraryCheck.class.getClassLoader());
      return true;
    } catch (ClassNotFoundException | LinkageError e) {
      return false;
    }
  }
}
