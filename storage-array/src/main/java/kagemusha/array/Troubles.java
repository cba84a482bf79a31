package kagemusha.array;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import kagemusha.array.disk.RaidGroup;
import kagemusha.array.disk.Spindle;
import kagemusha.array.protocol.ControllerCommand.Mend;
import kagemusha.array.protocol.ControllerCommand.Spoil;
import kagemusha.array.protocol.ControllerCommand.Trouble;
import kagemusha.array.volume.Pool;
import kagemusha.kernel.counter.Statistic;
import kagemusha.kernel.entity.Context;
import kagemusha.kernel.event.Level;
import kagemusha.kernel.fault.DisturbedCount;

/** What is wrong with parts of a controller, and how much of its work that has touched. */
final class Troubles {
  /** One that lasts; its counter goes on from where it stood. */
  private static final class Ongoing {
    final Spoil spoil;
    final LongSupplier counter;
    final DisturbedCount touched;

    /** It ends by itself when this is so. */
    final BooleanSupplier over;

    long seen;

    Ongoing(Spoil spoil, LongSupplier counter, String what, BooleanSupplier over) {
      this.spoil = spoil;
      this.over = over;
      this.counter = counter;
      this.seen = counter.getAsLong();
      this.touched = new DisturbedCount(what);
      touched.begin(spoil.by());
    }

    void tell(Context context) {
      long now = counter.getAsLong();
      touched.add(now - seen, context);
      seen = now;
    }

    boolean isOver(Context context) {
      boolean ends = over.getAsBoolean();
      if (ends) {
        touched.end(context);
      }
      return ends;
    }
  }

  private final String array;
  private final ControllerParts parts;
  private final WritePath writes;
  private final Redundancy redundancy;
  private final Outbox outbox;
  private final List<Ongoing> ongoing = new ArrayList<>();
  private final List<Rebuild> rebuilds = new ArrayList<>();

  Troubles(
      String array, ControllerParts parts, WritePath writes, Redundancy redundancy, Outbox outbox) {
    this.array = array;
    this.parts = parts;
    this.writes = writes;
    this.redundancy = redundancy;
    this.outbox = outbox;
  }

  void begin(Spoil spoil, Context context) {
    switch (spoil.trouble()) {
      case SLOW_DRIVE -> slow(spoil, context);
      case FAILED_DRIVE -> fail(spoil, context);
      case FULL_POOL -> fill(spoil, context);
      case FULL_DIFF_AREA -> stop(spoil, context);
      case FAILED_CONTROLLER -> workAlone(spoil, context);
    }
  }

  private void slow(Spoil spoil, Context context) {
    Optional<RaidGroup> group = parts.group(spoil.part());
    if (group.isEmpty()) {
      nothing(spoil, context);
      return;
    }
    Spindle drive = group.get().spindles().get(0);
    drive.slow(spoil.factor());
    add(spoil, drive.server()::operations, "operations of drive " + drive.name());
  }

  private void fail(Spoil spoil, Context context) {
    Optional<RaidGroup> group = parts.group(spoil.part());
    if (group.isEmpty()) {
      nothing(spoil, context);
    } else if (group.get().isDegraded()) {
      spoil.by().refused(context, "a drive of " + spoil.part() + " has failed already");
    } else {
      Spindle drive = group.get().spindles().get(0);
      Rebuild rebuild =
          new Rebuild(
              group.get(),
              rebuilds.size(),
              parts.capacityBytes(drive),
              spoil.rebuildBytesPerSecond(),
              parts.agenda());
      rebuilds.add(rebuild);
      rebuild.begin(context.nowNanos(), 0);
      String text = "Drive %s has failed; a spare is rebuilt".formatted(drive.name());
      context.event(array, ArrayEvents.DRIVE_FAILED, Level.ERROR, text, spoil.part());
      ongoing.add(
          new Ongoing(
              spoil,
              group.get()::degraded,
              "reads of RAID group " + spoil.part(),
              () -> !group.get().isDegraded()));
    }
  }

  private void fill(Spoil spoil, Context context) {
    Optional<Pool> pool = parts.managedPool(spoil.part());
    if (pool.isEmpty()) {
      nothing(spoil, context);
      return;
    }
    pool.get().fillUp();
    add(spoil, writes::roomless, "writes that found no page");
  }

  private void stop(Spoil spoil, Context context) {
    Optional<ManagedLu> lu = parts.lu(spoil.part());
    if (lu.isEmpty()) {
      nothing(spoil, context);
      return;
    }
    lu.get().volume().stopDiffArea(true);
    add(spoil, lu.get().volume()::refusedByDiffArea, "copies that found no room");
  }

  /** All controllers are told; one speaks. */
  private void workAlone(Spoil spoil, Context context) {
    boolean own = redundancy.isOwn(spoil.part());
    Optional<String> objection = redundancy.objection(spoil.part());
    if (objection.isPresent()) {
      if (own) {
        spoil.by().refused(context, objection.get());
      }
      return;
    }
    redundancy.fail(spoil.part(), context.nowNanos());
    if (own) {
      String text =
          "Controller %s has failed; the other one serves its LUs and writes through"
              .formatted(spoil.part());
      context.event(array, ArrayEvents.CONTROLLER_FAILED, Level.ERROR, text, spoil.part());
    }
    add(spoil, redundancy::touched, "commands repeated or written through");
  }

  private void workTogether(Mend mend, Context context) {
    if (redundancy.back(mend.part()) && redundancy.isOwn(mend.part())) {
      String text = "Controller %s is back; writes end in the cache again".formatted(mend.part());
      context.event(array, ArrayEvents.CONTROLLER_BACK, Level.INFORMATION, text, mend.part());
    }
  }

  private void add(Spoil spoil, LongSupplier counter, String what) {
    ongoing.add(new Ongoing(spoil, counter, what, () -> false));
  }

  private static void nothing(Spoil spoil, Context context) {
    spoil.by().refused(context, spoil.part() + " is not in use");
  }

  void end(Mend mend, Context context) {
    undo(mend, context);
    List<Ongoing> over =
        ongoing.stream()
            .filter(each -> each.spoil.trouble() == mend.trouble())
            .filter(each -> each.spoil.part().equals(mend.part()))
            .toList();
    ongoing.removeAll(over);
    over.forEach(each -> each.tell(context));
    over.forEach(each -> each.touched.end(context));
  }

  private void undo(Mend mend, Context context) {
    if (mend.trouble() == Trouble.SLOW_DRIVE) {
      parts.group(mend.part()).ifPresent(group -> group.spindles().get(0).slow(1));
    } else if (mend.trouble() == Trouble.FULL_POOL) {
      parts.managedPool(mend.part()).ifPresent(Pool::giveBack);
      writes.poolGrown(mend.part());
    } else if (mend.trouble() == Trouble.FULL_DIFF_AREA) {
      parts.lu(mend.part()).ifPresent(lu -> lu.volume().stopDiffArea(false));
    } else if (mend.trouble() == Trouble.FAILED_CONTROLLER) {
      workTogether(mend, context);
    }
  }

  /** Data has flowed: those who have made trouble hear what it has touched. */
  void tell(Context context) {
    for (Ongoing each : ongoing) {
      each.tell(context);
    }
    ongoing.removeIf(each -> each.isOver(context));
  }

  void summarise(Consumer<Statistic> report) {
    ongoing.forEach(each -> each.touched.summarise(report));
  }

  void read(long nowNanos, int rebuild) {
    rebuilds.get(rebuild).read(nowNanos);
  }

  void write(long nowNanos, int rebuild) {
    if (rebuilds.get(rebuild).write(nowNanos)) {
      String group = rebuilds.get(rebuild).group().name();
      String text = "The spare in RAID group " + group + " is complete";
      outbox.incident(nowNanos, ArrayEvents.REBUILT, Level.INFORMATION, text, group);
    }
  }
}
