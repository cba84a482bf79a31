package kagemusha.csv.testkit;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import kagemusha.array.protocol.IoBatch;
import kagemusha.array.protocol.IoCompletions;
import kagemusha.array.protocol.IoKind;
import kagemusha.csv.CsvNode;
import kagemusha.csv.IoTag;
import kagemusha.kernel.data.Batch;
import kagemusha.kernel.data.Inbox;
import kagemusha.kernel.entity.Context;
import kagemusha.kernel.entity.Entity;
import kagemusha.kernel.entity.EntityId;
import kagemusha.kernel.entity.Message;
import kagemusha.kernel.random.RandomStream;

/** Stands for a guest (and for its host, which counts I/O): issues a plan, notes completions. */
public final class TestGuest implements Entity<Message> {
  /** One I/O of the plan; a linked one follows the one before it. */
  public record Io(long timeNanos, int lu, IoKind kind, int bytes, boolean linked) {}

  /** How an I/O came back. */
  public record Back(
      long timeNanos, long latencyNanos, long hopNanos, long holdNanos, long redirectNanos) {}

  private final EntityId id;
  private final EntityId node;
  private final List<Io> plan;
  private final Inbox<IoCompletions> inbox = new Inbox<>();
  private final Map<Integer, Back> back = new LinkedHashMap<>();
  private int issued;
  private int doubled;

  public TestGuest(EntityId id, EntityId node, List<Io> plan) {
    this.id = id;
    this.node = node;
    this.plan = plan;
  }

  /** Reads, writes, metadata and chains at random times. */
  public static List<Io> plan(RandomStream random, int count, long spanNanos) {
    List<Long> times = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      times.add(random.below(spanNanos));
    }
    times.sort(null);
    List<Io> plan = new ArrayList<>();
    for (long time : times) {
      int lu = (int) random.below(2);
      IoKind kind = IoKind.of((byte) random.below(3));
      plan.add(new Io(time, lu, kind, 16_384, false));
      if (kind == IoKind.METADATA && random.chance(0.7)) {
        plan.add(new Io(time, lu, IoKind.WRITE, 16_384, true));
      }
      while (kind != IoKind.METADATA && random.chance(0.3)) {
        plan.add(new Io(time, lu, IoKind.READ, 16_384, true));
      }
    }
    return plan;
  }

  public int issued() {
    return issued;
  }

  /** Completions of something that was back already. */
  public int doubled() {
    return doubled;
  }

  /** By place in the plan. */
  public Map<Integer, Back> back() {
    return back;
  }

  @Override
  public EntityId id() {
    return id;
  }

  @Override
  public Class<Message> protocol() {
    return Message.class;
  }

  @Override
  public void on(Message message, Context context) {
    if (!(message instanceof CsvNode.IoHandled)) {
      throw new AssertionError(message);
    }
  }

  @Override
  public void accept(EntityId from, Batch rows) {
    inbox.add(from.name(), (IoCompletions) rows);
  }

  @Override
  public long nextWorkNanos() {
    long next = issued < plan.size() ? plan.get(issued).timeNanos() : Long.MAX_VALUE;
    return Math.min(next, inbox.nextNanos());
  }

  @Override
  public void advance(long untilNanos, Context context) {
    while (inbox.next(untilNanos)) {
      IoCompletions batch = inbox.batch();
      int row = inbox.row();
      int slot = IoTag.slot(batch.tag(row));
      long time = batch.timeNanos(row);
      long latency = time - plan.get(slot).timeNanos() - batch.padNanos(row);
      Back how =
          new Back(
              time, latency, batch.hopNanos(row), batch.holdNanos(row), batch.redirectNanos(row));
      if (back.put(slot, how) != null) {
        doubled++;
      }
    }
    IoBatch.Builder rows = new IoBatch.Builder();
    while (issued < plan.size() && plan.get(issued).timeNanos() < untilNanos) {
      Io io = plan.get(issued);
      long tag = IoTag.of(io.lu(), io.bytes(), issued);
      if (io.linked()) {
        rows.link(io.lu(), issued, io.bytes(), io.kind(), 0, 0, tag);
      } else {
        rows.add(io.timeNanos(), 0, io.lu(), issued, io.bytes(), io.kind(), tag);
      }
      issued++;
    }
    if (!rows.isEmpty()) {
      context.pass(node, rows.build(id));
    }
  }
}
