package kagemusha.console.chaos;

/**
 * Something that a random script does.
 *
 * @param more settings of the verb, as they stand in the script
 * @param lastsMillis 0 if it does not end by itself
 */
public record Incident(String verb, String on, String more, long atMillis, long lastsMillis) {
  public Incident {
    if (atMillis < 0 || lastsMillis < 0) {
      throw new IllegalArgumentException(atMillis + " ms, for " + lastsMillis + " ms");
    }
  }

  Incident at(long millis) {
    return new Incident(verb, on, more, millis, lastsMillis);
  }

  Incident lasting(long millis) {
    return new Incident(verb, on, more, atMillis, millis);
  }

  /** As it stands in the script. */
  String text() {
    return "{ do = %s, on = \"%s\"%s, at = %d ms%s }"
        .formatted(
            verb,
            on,
            more.isEmpty() ? "" : ", " + more,
            atMillis,
            lastsMillis == 0 ? "" : ", for = " + lastsMillis + " ms");
  }
}
