package kagemusha.config;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A phase as it is written, and whose it is: {@code vss.freeze of GUEST1}.
 *
 * @param who empty for anybody's
 */
record PhaseOf(Phase phase, Optional<String> who) {
  private static final Pattern FORM =
      Pattern.compile("([a-z-]+\\.[a-z0-9-]+)(?:\\s+of\\s+(\\S+))?");

  /**
   * Empty if the text has another form.
   *
   * @throws ConfigException if there is no such phase
   */
  static Optional<PhaseOf> read(ConfigReader element, String key, String text) {
    Matcher match = FORM.matcher(text);
    if (!match.matches()) {
      return Optional.empty();
    }
    String name = match.group(1);
    Optional<Phase> phase = PhaseNames.named(name);
    if (phase.isEmpty()) {
      String noSuch = "found '" + name + "'; there is no such phase";
      throw element.fault(key, noSuch + Nearest.hint(name, PhaseNames.names(), "Allowed"));
    }
    return Optional.of(new PhaseOf(phase.get(), Optional.ofNullable(match.group(2))));
  }
}
