package kagemusha.load.server;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import kagemusha.array.protocol.ControllerCommand.Extent;
import kagemusha.kernel.entity.Context;
import kagemusha.kernel.entity.EntityId;
import kagemusha.kernel.event.Level;
import kagemusha.load.store.LogRange;
import kagemusha.load.store.StoreCommand;
import kagemusha.load.store.StoreNotice;

/**
 * Whether the database is in use.
 *
 * <pre>
 * Mounted     --Dismount--> Closing      new tasks and messages are turned away
 * Closing     --nothing in hand--> Flushing   dirty pages, then the header of a clean shutdown
 * Flushing    --header on disk--> Dismounted  the asker is told
 * Dismounted  --Dismount--> Dismounted   the asker is told
 * Dismounted  --Recover--> Replaying     the logs are read, a chain of reads after another
 * Replaying   --last log read--> Sealing the header of a clean shutdown
 * Sealing     --header on disk--> Mounted     the asker is told, then the header of one in use
 * Mounted     --found damaged after a start--> Dismounted
 * </pre>
 *
 * <p>Simplification: replaying reads the logs and changes no pages. Their content is not modelled;
 * what counts is that all logs that the restored database needs are there.
 */
final class StoreMount {
  private sealed interface State {}

  private record Mounted() implements State {}

  private record Closing(String job, EntityId replyTo, long padNanos) implements State {}

  private record Flushing(String job, EntityId replyTo, long padNanos) implements State {}

  private record Dismounted() implements State {}

  private record Replaying(StoreCommand.Recover order, Deque<Extent> left, int reading)
      implements State {}

  private record Sealing(StoreCommand.Recover order) implements State {}

  /** One read of the log during recovery [EE]. */
  private static final int READ_BLOCKS = 16;

  /** So many reads are handed out at once, because a guest hears of an end late. */
  private static final int CHAIN = 64;

  private final EntityId guest;
  private final Storage storage;
  private final Calls calls;
  private final Transport transport;
  private State state = new Mounted();

  StoreMount(EntityId guest, Storage storage, Calls calls, Transport transport) {
    this.guest = guest;
    this.storage = storage;
    this.calls = calls;
    this.transport = transport;
  }

  /** The guest has ended; when it starts again its database is mounted. */
  void forget() {
    state = new Mounted();
  }

  /** The database is damaged and not mounted; it can be restored. */
  void refuse() {
    state = new Dismounted();
  }

  /** Whether tasks and messages are served. */
  boolean isServing() {
    return state instanceof Mounted;
  }

  void on(StoreCommand.Dismount order, Context context) {
    if (state instanceof Dismounted) {
      context.tell(order.replyTo(), new StoreNotice.Dismounted(order.job(), guest.name()));
    } else if (state instanceof Mounted) {
      state = new Closing(order.job(), order.replyTo(), context.padNanos());
      proceed(context.nowNanos(), 0, context);
    } else {
      throw new IllegalStateException(guest + ": " + order + " does not fit " + state);
    }
  }

  void on(StoreCommand.Recover order, Context context) {
    if (!(state instanceof Dismounted)) {
      throw new IllegalStateException(guest + ": " + order + " does not fit " + state);
    }
    event(EseEvents.RECOVERY_BEGUN, "%s: recovery replays log writes %d to %d.", order, context);
    Deque<Extent> left = new ArrayDeque<>();
    LogRange logs =
        storage.writes().logs(order.firstLog(), order.lastLog(), LogRange.Which.RESTORED);
    for (Extent place : logs.places()) {
      long end = place.firstBlock() + place.blocks();
      for (long at = place.firstBlock(); at < end; at += READ_BLOCKS) {
        left.add(new Extent(at, Math.min(READ_BLOCKS, end - at)));
      }
    }
    state = new Replaying(order, left, 0);
    proceed(context.nowNanos(), 0, context);
  }

  /** A read of the log has come back. */
  void read() {
    if (state instanceof Replaying replaying) {
      state = new Replaying(replaying.order(), replaying.left(), replaying.reading() - 1);
    }
  }

  /** Something has been done that the next state may have waited for. */
  void proceed(long nowNanos, long padNanos, Context context) {
    if (state instanceof Closing closing && calls.isIdle() && transport.isIdle()) {
      state = new Flushing(closing.job(), closing.replyTo(), closing.padNanos());
      storage.writes().dismount(nowNanos);
    }
    if (state instanceof Flushing flushing && storage.writes().isDismounted()) {
      state = new Dismounted();
      Context then = context.at(nowNanos, flushing.padNanos() + padNanos);
      then.event(
          EseEvents.SOURCE,
          EseEvents.DETACHED,
          Level.INFORMATION,
          "%s: the database is dismounted, clean shutdown.".formatted(guest),
          flushing.job());
      then.tell(flushing.replyTo(), new StoreNotice.Dismounted(flushing.job(), guest.name()));
    } else if (state instanceof Replaying replaying && replaying.reading() == 0) {
      replay(replaying, nowNanos);
    } else if (state instanceof Sealing sealing && storage.writes().isDismounted()) {
      state = new Mounted();
      Context then = context.at(nowNanos, padNanos);
      event(
          EseEvents.RECOVERED,
          "%s: recovery has replayed %d to %d, clean shutdown.",
          sealing.order(),
          then);
      StoreCommand.Recover order = sealing.order();
      then.tell(order.replyTo(), new StoreNotice.Recovered(order.job(), guest.name()));
      storage.writes().remount(nowNanos);
    }
  }

  private void replay(Replaying replaying, long nowNanos) {
    if (replaying.left().isEmpty()) {
      state = new Sealing(replaying.order());
      storage.writes().seal(nowNanos);
      return;
    }
    List<Extent> chain = new ArrayList<>();
    while (chain.size() < CHAIN && !replaying.left().isEmpty()) {
      chain.add(replaying.left().poll());
    }
    state = new Replaying(replaying.order(), replaying.left(), chain.size());
    storage.readLog(nowNanos, chain);
  }

  private void event(int number, String text, StoreCommand.Recover order, Context context) {
    context.event(
        EseEvents.SOURCE,
        number,
        Level.INFORMATION,
        text.formatted(guest, order.firstLog(), order.lastLog()),
        order.job());
  }
}
