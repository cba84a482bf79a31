package kagemusha.console;

import java.io.IOException;

/** Ends this process when its standard input ends: it then never outlives who started it. */
final class ParentWatch {
  private ParentWatch() {}

  static void start() {
    Thread watch = new Thread(ParentWatch::waitForEnd, "parent-watch");
    watch.setDaemon(true);
    watch.start();
  }

  private static void waitForEnd() {
    try {
      while (System.in.read() >= 0) {
        // The parent never writes; it only ends.
      }
    } catch (IOException e) {
      // A broken pipe is an end as well.
    }
    Runtime.getRuntime().halt(ExitCode.INTERRUPTED);
  }
}
