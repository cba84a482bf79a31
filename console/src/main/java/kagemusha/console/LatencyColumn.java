package kagemusha.console;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import kagemusha.kernel.counter.LatencySums;

/**
 * A counter that tells of latencies by cause; it goes to a file of its own.
 *
 * @param latency which latencies, such as {@code DATABASE read direct}
 * @param part how many they were, their sum, or the sum of one cause
 */
record LatencyColumn(String machine, String latency, String part) {
  private static final Pattern NAME =
      Pattern.compile("\\\\\\\\([^\\\\]+)\\\\" + LatencySums.OBJECT + "\\((.+)\\)\\\\(.+)");

  static Optional<LatencyColumn> of(String counter) {
    Matcher matcher = NAME.matcher(counter);
    return matcher.matches()
        ? Optional.of(new LatencyColumn(matcher.group(1), matcher.group(2), matcher.group(3)))
        : Optional.empty();
  }

  static boolean matches(String counter) {
    return NAME.matcher(counter).matches();
  }
}
