package kagemusha.console.matrix;

import java.util.Locale;

/** Instants as people read them: seconds since the start of the row's first job. */
final class Times {
  private Times() {}

  static String seconds(Timeline timeline, long nanos) {
    return String.format(Locale.ROOT, "%+.3f s", (nanos - timeline.startNanos()) / 1e9);
  }

  static String at(Timeline timeline, long nanos) {
    return seconds(timeline, nanos) + " (" + timeline.phase(nanos) + ")";
  }
}
