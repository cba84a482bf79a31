package kagemusha.backup.testkit;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import kagemusha.array.protocol.ControllerCommand;
import kagemusha.array.protocol.ControllerNotice;
import kagemusha.array.protocol.IoBatch;
import kagemusha.array.protocol.StreamRows;
import kagemusha.array.protocol.VersionDigest;
import kagemusha.kernel.data.Batch;
import kagemusha.kernel.entity.Context;
import kagemusha.kernel.entity.Entity;
import kagemusha.kernel.entity.EntityId;
import kagemusha.kernel.random.RandomStream;

/** A controller that takes snapshots at once and streams 2 MiB pieces at a steady rate. */
public final class TestArray implements Entity<ControllerCommand> {
  private static final int PIECE_BLOCKS = 128;

  /** How it behaves. */
  public record Behaviour(long bytesPerSecond, boolean lies) {}

  private final EntityId id;
  private final Behaviour behaviour;
  private final Map<String, Integer> snapshots = new LinkedHashMap<>();
  private final List<StreamRows> emitted = new ArrayList<>();
  private final List<long[]> pieces = new ArrayList<>();
  private final RandomStream content = RandomStream.of(3, "array", "content");
  private ControllerCommand.OpenStream stream;
  private VersionDigest digest;
  private long grantedBytes;
  private long sentBytes;
  private long nextNanos = Long.MAX_VALUE;
  private long padNanos;

  public TestArray(EntityId id, Behaviour behaviour) {
    this.id = id;
    this.behaviour = behaviour;
  }

  public Map<String, Integer> snapshots() {
    return snapshots;
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
      snapshots.put(create.snapshot(), create.lu());
      context.send(
          "san",
          create.replyTo(),
          new ControllerNotice.SnapshotCreated(create.snapshot(), create.lu(), id));
    } else if (command instanceof ControllerCommand.DeleteSnapshot delete) {
      int lu = snapshots.remove(delete.snapshot());
      nextNanos = Long.MAX_VALUE;
      pieces.clear();
      context.send(
          "san", delete.replyTo(), new ControllerNotice.SnapshotDeleted(delete.snapshot(), lu, 0));
    } else if (command instanceof ControllerCommand.OpenStream open) {
      padNanos = context.padNanos();
      open(open, context.nowNanos());
    } else if (command instanceof ControllerCommand.Grant grant) {
      grantedBytes = Math.max(grantedBytes, grant.grantedBytes());
      nextNanos = pieces.isEmpty() ? Long.MAX_VALUE : Math.max(nextNanos, context.nowNanos());
    }
  }

  private void open(ControllerCommand.OpenStream open, long nowNanos) {
    stream = open;
    digest = new VersionDigest();
    grantedBytes = open.grantedBytes();
    sentBytes = 0;
    pieces.clear();
    for (ControllerCommand.Extent extent : open.extents()) {
      for (long done = 0; done < extent.blocks(); done += PIECE_BLOCKS) {
        pieces.add(
            new long[] {
              extent.firstBlock() + done, Math.min(PIECE_BLOCKS, extent.blocks() - done)
            });
      }
    }
    nextNanos = nowNanos;
  }

  private long nextBytes() {
    return pieces.get(0)[1] * IoBatch.BLOCK_BYTES;
  }

  @Override
  public void accept(EntityId from, Batch rows) {
    throw new AssertionError("this array only streams");
  }

  @Override
  public long nextWorkNanos() {
    return pieces.isEmpty() || sentBytes + nextBytes() > grantedBytes ? Long.MAX_VALUE : nextNanos;
  }

  @Override
  public void advance(long untilNanos, Context context) {
    while (nextWorkNanos() < untilNanos) {
      emit(nextNanos, context);
    }
  }

  private void emit(long timeNanos, Context context) {
    int bytes = (int) nextBytes();
    long[] piece = pieces.remove(0);
    int[] versions = content.chance(0.3) ? null : new int[(int) piece[1]];
    for (int i = 0; versions != null && i < versions.length; i++) {
      versions[i] = (int) content.below(5);
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
      long told = behaviour.lies() ? digest.value() + 1 : digest.value();
      context
          .at(timeNanos, padNanos)
          .send(
              "san",
              stream.replyTo(),
              new ControllerNotice.StreamEnded(stream.stream(), sentBytes, told));
    }
  }
}
