package kagemusha.array;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import kagemusha.array.protocol.IoCompletions;
import kagemusha.kernel.entity.Context;
import kagemusha.kernel.entity.EntityId;
import kagemusha.kernel.entity.Message;
import kagemusha.kernel.event.Level;

/**
 * What a controller has to say at the end of an advance: completions in one batch for each way
 * back, events of its log, and answers that became due.
 */
final class Outbox {
  /** A way back and the completions that are to take it. */
  static final class Route {
    private final List<EntityId> stops;
    private final IoCompletions.Builder completions = new IoCompletions.Builder();

    private Route(List<EntityId> stops) {
      this.stops = stops;
    }

    IoCompletions.Builder completions() {
      return completions;
    }
  }

  private record Incident(
      long timeNanos, String source, int id, Level level, String text, String correlation) {}

  private record Letter(long timeNanos, long padNanos, EntityId to, Message message) {}

  private final String network;
  private final String source;
  private final Map<List<EntityId>, Route> routes = new LinkedHashMap<>();
  private final List<Incident> incidents = new ArrayList<>();
  private final List<Letter> letters = new ArrayList<>();

  Outbox(String network, String source) {
    this.network = network;
    this.source = source;
  }

  Route route(List<EntityId> stops) {
    return routes.computeIfAbsent(stops, Route::new);
  }

  /** An event of the array itself. */
  void incident(long timeNanos, int id, Level level, String text, String correlation) {
    incident(timeNanos, source, id, level, text, correlation);
  }

  void incident(long timeNanos, String from, int id, Level level, String text, String correlation) {
    incidents.add(new Incident(timeNanos, from, id, level, text, correlation));
  }

  /** An answer that becomes due while data flows. */
  void letter(long timeNanos, long padNanos, EntityId to, Message message) {
    letters.add(new Letter(timeNanos, padNanos, to, message));
  }

  void flush(Context context) {
    for (Route route : routes.values()) {
      if (!route.completions.isEmpty()) {
        EntityId next = route.stops.get(route.stops.size() - 1);
        context.send(network, next, route.completions.build(route.stops));
      }
    }
    for (Incident incident : incidents) {
      context
          .at(incident.timeNanos)
          .event(incident.source, incident.id, incident.level, incident.text, incident.correlation);
    }
    incidents.clear();
    for (Letter letter : letters) {
      context.at(letter.timeNanos, letter.padNanos).send(network, letter.to, letter.message);
    }
    letters.clear();
  }
}
