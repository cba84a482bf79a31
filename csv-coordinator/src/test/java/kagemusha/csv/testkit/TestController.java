package kagemusha.csv.testkit;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import kagemusha.array.protocol.ControllerCommand;
import kagemusha.array.protocol.IoBatch;
import kagemusha.array.protocol.IoCompletions;
import kagemusha.array.protocol.IoKind;
import kagemusha.kernel.data.Batch;
import kagemusha.kernel.data.Inbox;
import kagemusha.kernel.entity.Context;
import kagemusha.kernel.entity.Entity;
import kagemusha.kernel.entity.EntityId;
import kagemusha.kernel.entity.Message;

/** An array controller without disks: every I/O takes the same time, chains run link by link. */
public final class TestController implements Entity<Message> {
  public static final long SERVICE_NANOS = 1_000_000;

  /** What reached the array. */
  public record Served(long timeNanos, IoKind kind, int lu, long tag, List<EntityId> route) {}

  private record Done(long time, long pad, long tag, long hop, int payload, List<EntityId> route) {}

  private final EntityId id;
  private final String network;
  private final Inbox<IoBatch> inbox = new Inbox<>();
  private final List<Done> done = new ArrayList<>();
  private final List<Served> served = new ArrayList<>();
  private final Map<IoBatch, Long> chainEnds = new LinkedHashMap<>();

  public TestController(EntityId id, String network) {
    this.id = id;
    this.network = network;
  }

  public List<Served> served() {
    return served;
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
    if (!(message instanceof ControllerCommand.Forsake
        || message instanceof ControllerCommand.Fence)) {
      throw new AssertionError(message);
    }
  }

  @Override
  public void accept(EntityId from, Batch rows) {
    inbox.add(from.name(), (IoBatch) rows);
  }

  @Override
  public long nextWorkNanos() {
    long next = inbox.nextNanos();
    for (Done each : done) {
      next = Math.min(next, each.time());
    }
    return next;
  }

  @Override
  public void advance(long untilNanos, Context context) {
    while (inbox.next(untilNanos)) {
      serve(inbox.batch(), inbox.row());
    }
    done.sort(Comparator.comparingLong(Done::time));
    Map<List<EntityId>, IoCompletions.Builder> lanes = new LinkedHashMap<>();
    while (!done.isEmpty() && done.get(0).time() < untilNanos) {
      Done each = done.remove(0);
      lanes
          .computeIfAbsent(each.route(), route -> new IoCompletions.Builder())
          .add(each.time(), each.pad(), each.tag(), SERVICE_NANOS, each.hop(), each.payload());
    }
    lanes.forEach(
        (route, rows) -> context.send(network, route.get(route.size() - 1), rows.build(route)));
  }

  private void serve(IoBatch batch, int row) {
    long from =
        batch.isLinked(row)
            ? chainEnds.get(batch) + batch.linkDelayNanos(row)
            : batch.timeNanos(row);
    chainEnds.put(batch, from + SERVICE_NANOS);
    served.add(new Served(from, batch.kind(row), batch.lu(row), batch.tag(row), batch.route()));
    int payload = batch.kind(row) == IoKind.READ ? batch.bytes(row) : 0;
    done.add(
        new Done(
            from + SERVICE_NANOS,
            batch.padNanos(row),
            batch.tag(row),
            batch.hopNanos(row),
            payload,
            batch.route()));
  }
}
