package kagemusha.kernel.testkit;

import java.util.ArrayList;
import java.util.List;
import kagemusha.kernel.data.Batch;
import kagemusha.kernel.entity.EntityId;
import kagemusha.kernel.entity.Message;
import kagemusha.kernel.event.Level;

/** The world of one entity in a test: it writes down what the entity wants done. */
public class RecordingContext extends TestContext {
  /** A control message that was sent or told; a tell has an empty network. */
  public record Sent(long timeNanos, long padNanos, String network, EntityId to, Message message) {}

  /** Rows that were sent or passed; passed ones have an empty network. */
  public record Rows(String network, EntityId to, Batch rows) {}

  /** A timer that was set. */
  public record Timer(String key, long atNanos, Message message) {}

  /** An entry of the event log. */
  public record Logged(int id, Level level, String text) {}

  private final List<Sent> sent = new ArrayList<>();
  private final List<Rows> rows = new ArrayList<>();
  private final List<Timer> timers = new ArrayList<>();
  private final List<Logged> logged = new ArrayList<>();
  private final List<Object> persisted = new ArrayList<>();

  public RecordingContext(long quantumNanos) {
    super(1, "test", quantumNanos);
  }

  public List<Sent> drainSent() {
    return drain(sent);
  }

  public List<Rows> drainRows() {
    return drain(rows);
  }

  public List<Timer> drainTimers() {
    return drain(timers);
  }

  public List<Logged> drainLogged() {
    return drain(logged);
  }

  public List<Object> drainPersisted() {
    return drain(persisted);
  }

  private static <T> List<T> drain(List<T> list) {
    List<T> drained = List.copyOf(list);
    list.clear();
    return drained;
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
    for (int row = 1; row < batch.size(); row++) {
      if (batch.timeNanos(row) < batch.timeNanos(row - 1)) {
        throw new AssertionError("rows to " + to + " are not in order of time");
      }
    }
    rows.add(new Rows(network, to, batch));
  }

  @Override
  public void pass(EntityId to, Batch batch) {
    rows.add(new Rows("", to, batch));
  }

  @Override
  public void timer(String key, long atNanos, Message message) {
    timers.add(new Timer(key, atNanos, message));
  }

  @Override
  public void cancel(String key) {
    timers.removeIf(timer -> timer.key().equals(key));
  }

  @Override
  public void event(String source, int id, Level level, String text, String correlation) {
    logged.add(new Logged(id, level, text));
  }

  @Override
  public void persist(Object event) {
    persisted.add(event);
  }
}
