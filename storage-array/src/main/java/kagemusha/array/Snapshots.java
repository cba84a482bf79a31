package kagemusha.array;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import kagemusha.array.protocol.ControllerCommand.CreateSnapshot;
import kagemusha.array.protocol.ControllerCommand.DeleteSnapshot;
import kagemusha.array.protocol.ControllerCommand.OpenStream;
import kagemusha.array.protocol.ControllerNotice.Refused;
import kagemusha.array.protocol.ControllerNotice.SnapshotCreated;
import kagemusha.array.protocol.ControllerNotice.SnapshotDeleted;
import kagemusha.array.volume.Snapshot;
import kagemusha.kernel.entity.Context;
import kagemusha.kernel.entity.EntityId;
import kagemusha.kernel.event.Level;

/** Commands that concern snapshots. Names of snapshots are unique in a controller. */
final class Snapshots {
  private final EntityId controller;
  private final String source;
  private final String network;
  private final Map<Integer, ManagedLu> lus;
  private final Streams streams;
  private final Outbox outbox;
  private final Map<String, EntityId> askers = new LinkedHashMap<>();

  Snapshots(
      EntityId controller,
      String source,
      String network,
      Map<Integer, ManagedLu> lus,
      Streams streams,
      Outbox outbox) {
    this.controller = controller;
    this.source = source;
    this.network = network;
    this.lus = lus;
    this.streams = streams;
    this.outbox = outbox;
  }

  void create(CreateSnapshot command, Context context) {
    ManagedLu lu = lus.get(command.lu());
    if (lu == null || holder(command.snapshot()).isPresent()) {
      String why =
          lu == null
              ? "LU " + command.lu() + " is not managed by " + controller
              : "the name is taken";
      refuse(context, command.replyTo(), "CreateSnapshot " + command.snapshot(), why);
      return;
    }
    lu.volume().freeze(command.snapshot());
    askers.put(command.snapshot(), command.replyTo());
    context.send(
        network,
        command.replyTo(),
        new SnapshotCreated(command.snapshot(), command.lu(), controller));
    String text = "Snapshot " + command.snapshot() + " of LU " + lu.volume().name() + " created";
    context.event(
        source, ArrayEvents.SNAPSHOT_CREATED, Level.INFORMATION, text, command.snapshot());
  }

  void delete(DeleteSnapshot command, Context context) {
    String name = command.snapshot();
    Optional<ManagedLu> holder = holder(name);
    if (holder.isEmpty()) {
      refuse(context, command.replyTo(), "DeleteSnapshot " + name, "there is no such snapshot");
      return;
    }
    ManagedLu lu = holder.get();
    Snapshot snapshot = lu.volume().snapshot(name).orElseThrow();
    int dropped = streams.closeAll(snapshot);
    lu.volume().forget(name);
    askers.remove(name);
    int number = lu.volume().number();
    context.send(
        network, command.replyTo(), new SnapshotDeleted(name, number, snapshot.copiedBlocks()));
    if (dropped > 0) {
      String text = "Snapshot " + name + " deleted while " + dropped + " streams read it";
      context.event(source, ArrayEvents.STREAMS_DROPPED, Level.WARNING, text, name);
    }
    String text =
        "Snapshot %s of LU %s deleted, %d blocks had been copied"
            .formatted(name, lu.volume().name(), snapshot.copiedBlocks());
    context.event(source, ArrayEvents.SNAPSHOT_DELETED, Level.INFORMATION, text, name);
  }

  /** The diff area of an LU cannot grow, so no snapshot of it is whole any more. */
  void abort(long nowNanos, long padNanos, ManagedLu lu) {
    String why =
        "the diff area could not grow, pool %s is full".formatted(lu.volume().pool().name());
    for (Snapshot snapshot : lu.volume().snapshots()) {
      String name = snapshot.name();
      streams.abortAll(snapshot);
      lu.volume().forget(name);
      outbox.notice(nowNanos, padNanos, askers.remove(name), new Refused("Snapshot " + name, why));
      String text = "Snapshot %s of LU %s was aborted: %s".formatted(name, lu.volume().name(), why);
      outbox.incident(nowNanos, ArrayEvents.SNAPSHOT_ABORTED, Level.ERROR, text, name);
    }
  }

  void openStream(OpenStream command, Context context) {
    Optional<ManagedLu> holder = holder(command.snapshot());
    if (holder.isEmpty()) {
      String why = "there is no snapshot " + command.snapshot();
      refuse(context, command.replyTo(), "OpenStream " + command.stream(), why);
      return;
    }
    ManagedLu lu = holder.get();
    Snapshot snapshot = lu.volume().snapshot(command.snapshot()).orElseThrow();
    streams.open(command, lu, snapshot, context);
  }

  private Optional<ManagedLu> holder(String snapshot) {
    return lus.values().stream()
        .filter(lu -> lu.volume().snapshot(snapshot).isPresent())
        .findFirst();
  }

  private void refuse(Context context, EntityId asker, String what, String why) {
    context.send(network, asker, new Refused(what, why));
  }
}
