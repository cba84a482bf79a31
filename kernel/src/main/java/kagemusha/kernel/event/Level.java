package kagemusha.kernel.event;

/** Level of an event, as in a Windows event log. */
public enum Level {
  INFORMATION,
  WARNING,
  ERROR,
  CRITICAL
}
