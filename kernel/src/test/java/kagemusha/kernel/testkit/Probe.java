package kagemusha.kernel.testkit;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import kagemusha.kernel.counter.Counter;
import kagemusha.kernel.data.Batch;
import kagemusha.kernel.data.Inbox;
import kagemusha.kernel.entity.Context;
import kagemusha.kernel.entity.Entity;
import kagemusha.kernel.entity.EntityId;

/** An entity that does what a test tells it and notes what it hears, with its time. */
public final class Probe implements Entity<Say> {
  private final EntityId id;
  private final Inbox<TestRows> inbox = new Inbox<>();
  private final List<String> heard = new ArrayList<>();
  private final List<Counter> counters = new ArrayList<>();
  private Consumer<Context> onStart = context -> {};
  private BiConsumer<Say, Context> onSay = (say, context) -> {};
  private BiConsumer<Long, Context> onRow = (time, context) -> {};

  public Probe(String name) {
    this.id = new EntityId(name);
  }

  public Probe onStart(Consumer<Context> action) {
    onStart = action;
    return this;
  }

  public Probe onSay(BiConsumer<Say, Context> action) {
    onSay = action;
    return this;
  }

  /** Called for each row with its time; the context stands there too. */
  public Probe onRow(BiConsumer<Long, Context> action) {
    onRow = action;
    return this;
  }

  public Probe counting(Counter counter) {
    counters.add(counter);
    return this;
  }

  /** "text@time+pad" of messages, "sender@time+pad" of rows. */
  public List<String> heard() {
    return heard;
  }

  @Override
  public EntityId id() {
    return id;
  }

  @Override
  public Class<Say> protocol() {
    return Say.class;
  }

  @Override
  public void start(Context context) {
    onStart.accept(context);
  }

  @Override
  public void on(Say message, Context context) {
    heard.add(message.text() + "@" + context.nowNanos() + "+" + context.padNanos());
    onSay.accept(message, context);
  }

  @Override
  public void accept(EntityId from, Batch rows) {
    inbox.add(from.name(), (TestRows) rows);
  }

  @Override
  public long nextWorkNanos() {
    return inbox.nextNanos();
  }

  @Override
  public void advance(long untilNanos, Context context) {
    while (inbox.next(untilNanos)) {
      long time = inbox.batch().timeNanos(inbox.row());
      heard.add(inbox.sender() + "@" + time + "+" + inbox.batch().padNanos(inbox.row()));
      onRow.accept(time, context.at(time));
    }
  }

  @Override
  public List<Counter> counters() {
    return counters;
  }
}
