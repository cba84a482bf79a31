package kagemusha.array;

import java.util.ArrayList;
import java.util.List;
import kagemusha.kernel.data.Batch;
import kagemusha.kernel.entity.EntityId;
import kagemusha.kernel.entity.Message;
import kagemusha.kernel.event.Level;
import kagemusha.kernel.testkit.TestContext;

/** A world of one entity: it keeps what the entity sends and writes, and delivers nothing. */
public final class FakeContext extends TestContext {
  /** A control message on its way. */
  public record Sent(long timeNanos, long padNanos, String network, EntityId to, Message message) {}

  /** Rows on their way. */
  public record SentRows(String network, EntityId to, Batch rows) {}

  /** A line of the event log. */
  public record Event(long timeNanos, String source, int id, Level level, String text) {}

  private final List<Sent> sent = new ArrayList<>();
  private final List<SentRows> rows = new ArrayList<>();
  private final List<Event> events = new ArrayList<>();

  public FakeContext(long seed) {
    super(seed, "entity", 1_000_000_000L);
  }

  /** Sets the time and the padding of the message that comes next. */
  public FakeContext now(long timeNanos, long padNanos) {
    at(timeNanos, padNanos);
    return this;
  }

  public List<Sent> sent() {
    return sent;
  }

  public List<SentRows> rows() {
    return rows;
  }

  public List<Event> events() {
    return events;
  }

  @Override
  public void tell(EntityId to, Message message) {
    sent.add(new Sent(nowNanos(), padNanos(), "", to, message));
  }

  @Override
  public void send(String network, EntityId to, Message message) {
    sent.add(new Sent(nowNanos(), padNanos(), network, to, message));
  }

  @Override
  public void send(String network, EntityId to, Batch batch) {
    rows.add(new SentRows(network, to, batch));
  }

  @Override
  public void pass(EntityId to, Batch batch) {
    rows.add(new SentRows("", to, batch));
  }

  @Override
  public void timer(String key, long atNanos, Message message) {
    throw new UnsupportedOperationException("no timers here");
  }

  @Override
  public void cancel(String key) {
    throw new UnsupportedOperationException("no timers here");
  }

  @Override
  public void event(String source, int id, Level level, String text, String correlation) {
    events.add(new Event(nowNanos(), source, id, level, text));
  }

  @Override
  public void persist(Object journalEvent) {
    throw new UnsupportedOperationException("a controller keeps no journal");
  }
}
