package kagemusha.backup.testkit;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import kagemusha.array.protocol.ControllerCommand;
import kagemusha.array.protocol.ControllerNotice;
import kagemusha.array.protocol.IoBatch;
import kagemusha.array.protocol.StreamAcks;
import kagemusha.array.protocol.StreamRows;
import kagemusha.array.protocol.VersionDigest;
import kagemusha.kernel.data.Batch;
import kagemusha.kernel.data.Inbox;
import kagemusha.kernel.entity.Context;
import kagemusha.kernel.entity.Entity;
import kagemusha.kernel.entity.EntityId;

/**
 * A controller with one LU: takes snapshots at once, streams 2 MiB pieces at a steady rate, writes
 * at once. It can lie about a digest and lose a block of what is written.
 */
public final class TestArray implements Entity<ControllerCommand> {
  private static final int PIECE_BLOCKS = 128;

  /**
   * How it behaves.
   *
   * @param lies how many of its first digests are wrong
   * @param loses a block whose writes are lost, or -1
   */
  public record Behaviour(long bytesPerSecond, int lies, long loses) {}

  private final EntityId id;
  private final Behaviour behaviour;
  private final int lu;
  private final TreeMap<Long, Integer> content = new TreeMap<>();
  private final Map<String, TreeMap<Long, Integer>> snapshots = new LinkedHashMap<>();
  private final List<StreamRows> emitted = new ArrayList<>();
  private final List<long[]> pieces = new ArrayList<>();
  private final Inbox<StreamRows> writes = new Inbox<>();
  private final Map<String, EntityId> writers = new TreeMap<>();
  private final Map<String, Long> written = new TreeMap<>();
  private ControllerCommand.OpenStream stream;
  private VersionDigest digest;
  private long grantedBytes;
  private long sentBytes;
  private int ended;
  private long nextNanos = Long.MAX_VALUE;
  private long padNanos;

  public TestArray(EntityId id, int lu, Behaviour behaviour) {
    this.id = id;
    this.lu = lu;
    this.behaviour = behaviour;
  }

  /** What blocks hold now; those that are not listed hold zeros. */
  public TreeMap<Long, Integer> content() {
    return content;
  }

  /** Takes a snapshot as a provider does. */
  public void freeze(String snapshot) {
    snapshots.put(snapshot, new TreeMap<>(content));
  }

  /** Drops a snapshot as a provider does. */
  public void drop(String snapshot) {
    snapshots.remove(snapshot);
    close();
  }

  public List<String> snapshots() {
    return List.copyOf(snapshots.keySet());
  }

  public List<StreamRows> emitted() {
    return emitted;
  }

  @Override
  public EntityId id() {
    return id;
  }

  @Override
  public Class<ControllerCommand> protocol() {
    return ControllerCommand.class;
  }

  @Override
  public void on(ControllerCommand command, Context context) {
    if (command instanceof ControllerCommand.CreateSnapshot create) {
      freeze(create.snapshot());
      context.send(
          "san",
          create.replyTo(),
          new ControllerNotice.SnapshotCreated(create.snapshot(), create.lu(), id));
    } else if (command instanceof ControllerCommand.DeleteSnapshot delete) {
      drop(delete.snapshot());
      context.send(
          "san", delete.replyTo(), new ControllerNotice.SnapshotDeleted(delete.snapshot(), lu, 0));
    } else if (command instanceof ControllerCommand.OpenStream open) {
      open(open, context);
    } else if (command instanceof ControllerCommand.Grant grant) {
      grantedBytes = Math.max(grantedBytes, grant.grantedBytes());
      nextNanos = pieces.isEmpty() ? Long.MAX_VALUE : Math.max(nextNanos, context.nowNanos());
    } else if (command instanceof ControllerCommand.OpenWrite open) {
      writers.put(open.stream(), open.replyTo());
    } else if (command instanceof ControllerCommand.CloseStream) {
      close();
    }
  }

  private void close() {
    nextNanos = Long.MAX_VALUE;
    pieces.clear();
  }

  private void open(ControllerCommand.OpenStream open, Context context) {
    if (!snapshots.containsKey(open.snapshot())) {
      context.send(
          "san",
          open.replyTo(),
          new ControllerNotice.Refused("OpenStream " + open.stream(), "no such snapshot"));
      return;
    }
    stream = open;
    digest = new VersionDigest();
    grantedBytes = open.grantedBytes();
    sentBytes = 0;
    pieces.clear();
    for (ControllerCommand.Extent extent : open.extents()) {
      long end = extent.firstBlock() + extent.blocks();
      for (long block = extent.firstBlock(); block < end; ) {
        long cut = Math.min(end, (block / PIECE_BLOCKS + 1) * PIECE_BLOCKS);
        pieces.add(new long[] {block, cut - block});
        block = cut;
      }
    }
    nextNanos = context.nowNanos();
  }

  private long nextBytes() {
    return pieces.get(0)[1] * IoBatch.BLOCK_BYTES;
  }

  @Override
  public void accept(EntityId from, Batch rows) {
    writes.add(from.name(), (StreamRows) rows);
  }

  @Override
  public long nextWorkNanos() {
    boolean held = pieces.isEmpty() || sentBytes + nextBytes() > grantedBytes;
    return Math.min(writes.nextNanos(), held ? Long.MAX_VALUE : nextNanos);
  }

  @Override
  public void advance(long untilNanos, Context context) {
    while (writes.next(untilNanos)) {
      write(writes.batch(), writes.row(), context);
    }
    while (nextWorkNanos() < untilNanos) {
      emit(nextNanos, context);
    }
  }

  private void write(StreamRows rows, int row, Context context) {
    for (int i = 0; i < rows.bytes(row) / IoBatch.BLOCK_BYTES; i++) {
      long block = rows.firstBlock(row) + i;
      int version = rows.versions(row) == null ? 0 : rows.versions(row)[i];
      if (block == behaviour.loses()) {
        continue;
      } else if (version == 0) {
        content.remove(block);
      } else {
        content.put(block, version);
      }
    }
    long total = written.merge(rows.stream(), (long) rows.bytes(row), Long::sum);
    context.send(
        "san",
        writers.get(rows.stream()),
        new StreamAcks(rows.stream(), new long[] {rows.timeNanos(row)}, new long[] {total}));
  }

  private void emit(long timeNanos, Context context) {
    int bytes = (int) nextBytes();
    long[] piece = pieces.remove(0);
    int[] versions = null;
    Map<Long, Integer> frozen =
        snapshots.get(stream.snapshot()).subMap(piece[0], piece[0] + piece[1]);
    if (!frozen.isEmpty()) {
      int[] filled = new int[(int) piece[1]];
      frozen.forEach((block, version) -> filled[(int) (block - piece[0])] = version);
      versions = filled;
    }
    digest.add(piece[0], (int) piece[1], versions);
    sentBytes += bytes;
    StreamRows rows =
        new StreamRows(
            stream.stream(),
            new long[] {timeNanos},
            new long[] {padNanos},
            new long[] {piece[0]},
            new int[] {bytes},
            new int[][] {versions});
    emitted.add(rows);
    context.send("san", stream.replyTo(), rows);
    nextNanos = timeNanos + bytes * 1_000_000_000L / behaviour.bytesPerSecond();
    if (pieces.isEmpty()) {
      long told = ended++ < behaviour.lies() ? digest.value() + 1 : digest.value();
      context
          .at(timeNanos, padNanos)
          .send(
              "san",
              stream.replyTo(),
              new ControllerNotice.StreamEnded(stream.stream(), sentBytes, told));
    }
  }
}
