package kagemusha.node.testkit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import kagemusha.config.Scenario;
import kagemusha.kernel.event.EventRecord;

/**
 * The event log of a cluster so far. Events are called by a phase or by their number, of anybody or
 * of somebody: {@code vss.freeze of MAIL1}, {@code job.failed of copy}, {@code 1135}.
 */
public final class EventLog {
  private static final int SHOWN = 25;

  private final Scenario scenario;
  private final List<EventRecord> events = new ArrayList<>();

  EventLog(Scenario scenario) {
    this.scenario = scenario;
  }

  void add(List<EventRecord> more) {
    events.addAll(more);
  }

  int size() {
    return events.size();
  }

  EventPattern pattern(String text) {
    return EventPattern.of(text, scenario);
  }

  /** Place of the first such event from a place on, -1 if there is none. */
  int find(EventPattern pattern, int from) {
    for (int i = from; i < events.size(); i++) {
      if (pattern.matches(events.get(i))) {
        return i;
      }
    }
    return -1;
  }

  /** Everything, in order of time. */
  public List<EventRecord> all() {
    return List.copyOf(events);
  }

  public List<EventRecord> of(String event) {
    EventPattern pattern = pattern(event);
    return events.stream().filter(pattern::matches).toList();
  }

  public int count(String event) {
    return of(event).size();
  }

  public List<String> texts(String event) {
    return of(event).stream().map(EventRecord::text).toList();
  }

  /** The first such event; it must be there. */
  public EventRecord first(String event) {
    has(event);
    return of(event).get(0);
  }

  /** When the first such event was, since the start of the run; it must be there. */
  public Duration timeOf(String event) {
    return Duration.ofNanos(first(event).timeNanos());
  }

  /** Each of these is there. */
  public EventLog has(String... each) {
    for (String event : each) {
      check(count(event) > 0, event + " has not happened");
    }
    return this;
  }

  /** None of these is there. */
  public EventLog hasNot(String... each) {
    for (String event : each) {
      check(count(event) == 0, event + " has happened: " + texts(event));
    }
    return this;
  }

  /** There are so many of this event. */
  public EventLog has(int number, String event) {
    check(
        count(event) == number,
        "%s has happened %d times instead of %d: %s"
            .formatted(event, count(event), number, texts(event)));
    return this;
  }

  /** These are there in this order, with others between them. */
  public EventLog inOrder(String... each) {
    int from = 0;
    String before = "the start";
    for (String event : each) {
      int at = find(pattern(event), from);
      check(at >= 0, "%s has not happened after %s".formatted(event, before));
      from = at + 1;
      before = event;
    }
    return this;
  }

  /** Texts that contain these are there in this order, with others between them. */
  public EventLog says(String... parts) {
    int at = 0;
    for (String part : parts) {
      while (at < events.size() && !events.get(at).text().contains(part)) {
        at++;
      }
      check(at < events.size(), "'%s' has not been said, or not in this order".formatted(part));
      at++;
    }
    return this;
  }

  /** Fails with the last events if this does not hold. */
  public void check(boolean condition, String message) {
    if (!condition) {
      throw new AssertionError(message + "\n" + last());
    }
  }

  /** The last events, a line each. */
  String last() {
    return "The last events:\n"
        + events.stream()
            .skip(Math.max(0, events.size() - SHOWN))
            .map(EventLog::line)
            .collect(Collectors.joining("\n"));
  }

  private static String line(EventRecord event) {
    return "%12.3f s  %-8s %-22s %5d %-11s [%s] %s"
        .formatted(
            event.timeNanos() / 1e9,
            event.machine(),
            event.source(),
            event.id(),
            event.level(),
            event.correlation(),
            event.text());
  }
}
