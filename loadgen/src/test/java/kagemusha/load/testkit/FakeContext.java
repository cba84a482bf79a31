package kagemusha.load.testkit;

import java.util.LinkedHashMap;
import java.util.Map;
import kagemusha.kernel.data.Batch;
import kagemusha.kernel.entity.EntityId;
import kagemusha.kernel.entity.Message;
import kagemusha.kernel.event.Level;
import kagemusha.kernel.testkit.TestContext;

/** The world of one entity: rows go to a wire, timers are kept. */
public final class FakeContext extends TestContext {
  /** Takes rows that have been sent. */
  public interface Wire {
    void carry(EntityId from, EntityId to, Batch rows);
  }

  /** A timer that has been set. */
  public record Timer(long atNanos, Message message) {}

  private final EntityId self;
  private final Wire wire;
  private final Map<String, Timer> timers = new LinkedHashMap<>();

  public FakeContext(EntityId self, long seed, long quantumNanos, Wire wire) {
    super(seed, self.name(), quantumNanos);
    this.self = self;
    this.wire = wire;
  }

  public Map<String, Timer> timers() {
    return timers;
  }

  @Override
  public void tell(EntityId to, Message message) {
    throw new AssertionError(self + " tells " + to + " " + message);
  }

  @Override
  public void send(String network, EntityId to, Message message) {
    throw new AssertionError(self + " sends " + to + " " + message);
  }

  @Override
  public void send(String network, EntityId to, Batch rows) {
    for (int row = 1; row < rows.size(); row++) {
      if (rows.timeNanos(row) < rows.timeNanos(row - 1)) {
        throw new AssertionError(self + " sends rows out of order to " + to);
      }
    }
    wire.carry(self, to, rows);
  }

  @Override
  public void pass(EntityId to, Batch rows) {
    throw new AssertionError(self + " passes rows to " + to);
  }

  @Override
  public void timer(String key, long atNanos, Message message) {
    timers.put(key, new Timer(atNanos, message));
  }

  @Override
  public void cancel(String key) {
    timers.remove(key);
  }

  @Override
  public void event(String source, int id, Level level, String text, String correlation) {
    throw new AssertionError(self + " logs " + text);
  }

  @Override
  public void persist(Object event) {
    throw new AssertionError(self + " persists " + event);
  }
}
