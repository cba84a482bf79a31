package kagemusha.kernel.machine;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import kagemusha.kernel.durable.JournalFormat;
import kagemusha.kernel.durable.Journaled;
import kagemusha.kernel.entity.DurableEntity;
import kagemusha.kernel.entity.EntityId;

/**
 * The journals of a machine's durable entities, in memory. Events are kept as text, so that what
 * comes out is what would have come out of a file.
 */
final class BareJournal {
  private final Map<EntityId, JournalFormat> formats = new LinkedHashMap<>();
  private final Map<EntityId, List<Journaled>> stored = new TreeMap<>();

  void add(DurableEntity<?, ?> entity) {
    formats.put(entity.id(), new JournalFormat(entity.eventType()));
  }

  void write(EntityId entity, long tick, List<Object> events) {
    JournalFormat format = formats.get(entity);
    List<Journaled> all = stored.computeIfAbsent(entity, id -> new ArrayList<>());
    events.forEach(event -> all.add(format.write(tick, event)));
  }

  /** What has been written of an entity, in order. */
  List<Object> read(EntityId entity) {
    JournalFormat format = formats.get(entity);
    return stored.getOrDefault(entity, List.of()).stream().map(format::read).toList();
  }
}
