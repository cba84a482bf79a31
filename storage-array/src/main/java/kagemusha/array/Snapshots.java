package kagemusha.array;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import kagemusha.array.protocol.ControllerCommand.CreateSnapshot;
import kagemusha.array.protocol.ControllerCommand.DeleteSnapshot;
import kagemusha.array.protocol.ControllerCommand.Digest;
import kagemusha.array.protocol.ControllerCommand.Extent;
import kagemusha.array.protocol.ControllerCommand.Forsake;
import kagemusha.array.protocol.ControllerCommand.OpenStream;
import kagemusha.array.protocol.ControllerCommand.Revert;
import kagemusha.array.protocol.ControllerNotice.Digested;
import kagemusha.array.protocol.ControllerNotice.Refused;
import kagemusha.array.protocol.ControllerNotice.SnapshotCreated;
import kagemusha.array.protocol.ControllerNotice.SnapshotDeleted;
import kagemusha.array.protocol.ControllerNotice.SnapshotLost;
import kagemusha.array.volume.Snapshot;
import kagemusha.kernel.entity.Context;
import kagemusha.kernel.entity.EntityId;
import kagemusha.kernel.event.Level;

/** Commands that concern snapshots. Names of snapshots are unique in a controller. */
final class Snapshots implements WritePath.Losses {
  private final EntityId controller;
  private final String source;
  private final String network;
  private final Map<Integer, ManagedLu> lus;
  private final Streams streams;
  private final Outbox outbox;
  private final Map<String, EntityId> creators = new LinkedHashMap<>();

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
    String objection = objection(command, lu);
    if (!objection.isEmpty()) {
      refuse(context, command.replyTo(), "CreateSnapshot " + command.snapshot(), objection);
      return;
    }
    lu.volume().freeze(command.snapshot(), command.extents());
    creators.put(command.snapshot(), command.replyTo());
    context.send(
        network,
        command.replyTo(),
        new SnapshotCreated(command.snapshot(), command.lu(), controller));
    String text = "Snapshot " + command.snapshot() + " of LU " + lu.volume().name() + " created";
    context.event(
        source, ArrayEvents.SNAPSHOT_CREATED, Level.INFORMATION, text, command.snapshot());
  }

  private String objection(CreateSnapshot command, ManagedLu lu) {
    if (lu == null) {
      return "LU " + command.lu() + " is not managed by " + controller;
    }
    if (find(command.snapshot()).isPresent()) {
      return "the name is taken";
    }
    return outside("outside the LU", command.extents(), inside(lu));
  }

  private static Predicate<Extent> inside(ManagedLu lu) {
    return extent -> lu.volume().contains(extent.firstBlock(), extent.blocks());
  }

  private static Predicate<Extent> held(SnapshotAt at) {
    return inside(at.lu())
        .and(extent -> at.snapshot().covers(extent.firstBlock(), extent.blocks()));
  }

  private static String outside(String where, List<Extent> extents, Predicate<Extent> allowed) {
    List<Extent> wrong = extents.stream().filter(allowed.negate()).toList();
    return wrong.isEmpty() ? "" : where + " are " + wrong;
  }

  void delete(DeleteSnapshot command, Context context) {
    String name = command.snapshot();
    Optional<SnapshotAt> found = find(name);
    if (found.isEmpty()) {
      refuse(context, command.replyTo(), "DeleteSnapshot " + name, "there is no such snapshot");
      return;
    }
    ManagedLu lu = found.get().lu();
    Snapshot snapshot = found.get().snapshot();
    int dropped = streams.closeAll(snapshot);
    forget(lu, snapshot);
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

  /** Those that the host which is gone had made: nobody will ever delete them. */
  void forsake(Forsake command, Context context) {
    List<String> orphans =
        creators.entrySet().stream()
            .filter(each -> command.askers().contains(each.getValue()))
            .map(Map.Entry::getKey)
            .toList();
    for (String name : orphans) {
      find(name)
          .ifPresent(
              at -> {
                streams.closeAll(at.snapshot());
                forget(at.lu(), at.snapshot());
                String text =
                    "Snapshot %s of LU %s dropped: its host %s is gone"
                        .formatted(name, at.lu().volume().name(), command.host());
                context.event(source, ArrayEvents.SNAPSHOT_ORPHANED, Level.WARNING, text, name);
              });
    }
  }

  private void forget(ManagedLu lu, Snapshot snapshot) {
    lu.volume().forget(snapshot.name());
    creators.remove(snapshot.name());
  }

  /** Old data of these snapshots cannot be saved, so they are worth nothing any more. */
  @Override
  public void lose(long nowNanos, ManagedLu lu, List<Snapshot> snapshots, String why) {
    for (Snapshot snapshot : snapshots) {
      String name = snapshot.name();
      EntityId creator = creators.get(name);
      streams.closeAll(snapshot);
      forget(lu, snapshot);
      String reason = "the diff area could not grow: " + why;
      if (creator != null) {
        int number = lu.volume().number();
        outbox.letter(nowNanos, 0, creator, new SnapshotLost(name, number, reason));
      }
      String text = "Snapshot %s of LU %s dropped, %s".formatted(name, lu.volume().name(), reason);
      outbox.incident(
          nowNanos,
          ArrayEvents.SNAPSHOT_DRIVER,
          ArrayEvents.DIFF_AREA_FULL,
          Level.ERROR,
          text,
          name);
    }
  }

  void digest(Digest command, Context context) {
    Optional<SnapshotAt> found = find(command.snapshot());
    String objection = objection(command.snapshot(), found, command.extents());
    if (objection.isEmpty()) {
      long digest = StreamReader.digest(found.get().snapshot(), command.extents());
      context.send(network, command.replyTo(), new Digested(command.stream(), digest));
    } else {
      refuse(context, command.replyTo(), "Digest " + command.stream(), objection);
    }
  }

  private static String objection(String name, Optional<SnapshotAt> found, List<Extent> extents) {
    if (found.isEmpty()) {
      return "there is no snapshot " + name;
    }
    String objection = outside("outside the LU", extents, inside(found.get().lu()));
    return objection.isEmpty()
        ? outside("outside the snapshot", extents, held(found.get()))
        : objection;
  }

  void openStream(OpenStream command, Context context) {
    Optional<SnapshotAt> found = find(command.snapshot());
    String objection = objection(command.snapshot(), found, command.extents());
    if (objection.isEmpty()) {
      streams.open(command, found.get().lu(), found.get().snapshot(), context);
    } else {
      refuse(context, command.replyTo(), "OpenStream " + command.stream(), objection);
    }
  }

  void revert(Revert command, Reverts reverts, Context context) {
    Optional<SnapshotAt> newer = find(command.snapshot());
    Optional<SnapshotAt> older = find(command.to());
    String objection = "";
    if (newer.isEmpty() || older.isEmpty()) {
      objection = "there is no snapshot " + (newer.isEmpty() ? command.snapshot() : command.to());
    } else if (reverts.isReverting(command.snapshot())) {
      objection = "it is being reverted already";
    } else {
      Predicate<Extent> both = held(newer.get()).and(held(older.get()));
      objection = outside("outside the snapshots", command.extents(), both);
    }
    if (objection.isEmpty()) {
      reverts.start(command, newer.get(), older.get(), context);
    } else {
      refuse(context, command.replyTo(), "Revert " + command.snapshot(), objection);
    }
  }

  private Optional<SnapshotAt> find(String name) {
    return lus.values().stream()
        .flatMap(lu -> lu.volume().snapshot(name).map(each -> new SnapshotAt(lu, each)).stream())
        .findFirst();
  }

  private void refuse(Context context, EntityId asker, String what, String why) {
    context.send(network, asker, new Refused(what, why));
  }
}
