package kagemusha.node.audit;

import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import kagemusha.array.protocol.ControllerCommand.Extent;
import kagemusha.array.protocol.ControllerCommand.Survey;
import kagemusha.array.protocol.ControllerNotice;
import kagemusha.config.MailSpec;
import kagemusha.config.Topology.VhdRole;
import kagemusha.kernel.entity.Context;
import kagemusha.kernel.entity.Entity;
import kagemusha.kernel.entity.EntityId;
import kagemusha.kernel.entity.Message;
import kagemusha.kernel.event.Level;
import kagemusha.load.store.ContentVersion;
import kagemusha.load.store.StoreOnDisk;
import kagemusha.load.store.WrittenBlocks;

/** Asks virtual machines what they have acknowledged, and looks for it on the array. */
public final class Auditor implements Entity<Auditor.Command> {
  /** What it accepts. */
  public sealed interface Command extends Message {}

  /** To a virtual machine: answer with {@link Acknowledged}, out of band. */
  public record Ask(EntityId replyTo) implements Message {}

  /** Time to ask all of them. */
  record Round() implements Command {}

  /** The run is about to end: everybody is asked once more. */
  record Close() implements Command {}

  /** What they have answered by now counts. */
  record LookThrough() implements Command {}

  record Heard(Acknowledged of) implements Command {}

  record Found(ControllerNotice notice) implements Command {}

  /**
   * A virtual disk on the array.
   *
   * @param controller that knows its content
   */
  public record Disk(EntityId controller, int lu, Extent extent) {}

  /** On the array's machine. */
  public static final EntityId ID = new EntityId("auditor");

  public static final String SOURCE = "Audit";
  public static final int LOST = 9290;
  public static final int COMPLETE = 9291;

  private static final long ROUND_NANOS = 10_000_000_000L;

  /** The last questions and answers take so many quanta at most, and a while of their own. */
  private static final int LAST_QUANTA = 12;

  private static final long LAST_NANOS = 1_000_000_000L;
  private static final String LAST = "last write of ";
  private static final String WHOLE = "all of ";

  private final Map<String, Map<VhdRole, Disk>> disks;
  private final MailSpec mail;
  private final long endNanos;
  private final Map<String, Acknowledged> known = new TreeMap<>();
  private final Set<String> unsettled = new TreeSet<>();
  private final Map<String, Map<VhdRole, WrittenBlocks>> found = new TreeMap<>();

  /**
   * @param disks of each virtual machine
   * @param endNanos end of the run, shortly before which everything is looked through
   */
  public Auditor(Map<String, Map<VhdRole, Disk>> disks, MailSpec mail, long endNanos) {
    this.disks = new LinkedHashMap<>(disks);
    this.mail = mail;
    this.endNanos = endNanos;
  }

  @Override
  public EntityId id() {
    return ID;
  }

  @Override
  public Class<Command> protocol() {
    return Command.class;
  }

  @Override
  public Command adapt(Message message) {
    if (message instanceof Acknowledged of) {
      return new Heard(of);
    }
    return message instanceof ControllerNotice notice
        ? new Found(notice)
        : Command.class.cast(message);
  }

  @Override
  public void start(Context context) {
    context.timer("round", ROUND_NANOS, new Round());
    long closeNanos = endNanos - LAST_NANOS - LAST_QUANTA * context.quantumNanos();
    if (closeNanos > context.nowNanos()) {
      context.timer("close", closeNanos, new Close());
    }
  }

  @Override
  public void on(Command command, Context context) {
    if (command instanceof Round) {
      ask(context);
      context.timer("round", context.nowNanos() + ROUND_NANOS, command);
    } else if (command instanceof Heard heard) {
      heard(heard.of(), context);
    } else if (command instanceof Found of && of.notice() instanceof ControllerNotice.Surveyed s) {
      found(s, context);
    } else if (command instanceof Close) {
      ask(context);
      long answered = context.nowNanos() + LAST_QUANTA / 2 * context.quantumNanos();
      context.timer("look through", answered, new LookThrough());
    } else if (command instanceof LookThrough) {
      disks.keySet().stream()
          .filter(this::isSettled)
          .forEach(vm -> disks.get(vm).forEach((role, disk) -> lookThrough(vm, role, context)));
    }
  }

  private void ask(Context context) {
    disks.keySet().forEach(vm -> context.outOfBand(new EntityId(vm), new Ask(ID)));
  }

  /** What a machine says that is not settled counts for nothing; what it said before it stands. */
  private void heard(Acknowledged now, Context context) {
    if (!now.settled()) {
      unsettled.add(now.vm());
      return;
    }
    unsettled.remove(now.vm());
    Acknowledged before = known.put(now.vm(), now);
    if (before != null && before.restores() == now.restores() && now.log() < before.log()) {
      lost(now.vm(), before.log(), "its server knows no later one than " + now.log(), context);
    }
    if (now.block() >= 0) {
      Disk log = disks.get(now.vm()).get(VhdRole.LOG);
      Extent block = new Extent(now.block(), 1);
      String name = LAST + now.vm() + ", " + now.log();
      context.tell(log.controller(), new Survey(name, now.lu(), block, ID));
    }
  }

  private boolean isSettled(String vm) {
    return known.containsKey(vm) && !unsettled.contains(vm);
  }

  private void lookThrough(String vm, VhdRole role, Context context) {
    Disk disk = disks.get(vm).get(role);
    String name = WHOLE + vm + ", " + role;
    context.tell(disk.controller(), new Survey(name, disk.lu(), disk.extent(), ID));
  }

  private void found(ControllerNotice.Surveyed survey, Context context) {
    int comma = survey.survey().lastIndexOf(", ");
    String what = survey.survey().substring(comma + 2);
    if (survey.survey().startsWith(LAST)) {
      String vm = survey.survey().substring(LAST.length(), comma);
      lastWrite(vm, Integer.parseInt(what), survey, context);
      return;
    }
    String vm = survey.survey().substring(WHOLE.length(), comma);
    VhdRole role = VhdRole.valueOf(what);
    Map<VhdRole, WrittenBlocks> parts =
        found.computeIfAbsent(vm, name -> new EnumMap<>(VhdRole.class));
    long firstBlock = disks.get(vm).get(role).extent().firstBlock();
    parts.put(role, WrittenBlocks.of(survey, firstBlock));
    if (parts.size() == disks.get(vm).size()) {
      whole(vm, found.remove(vm), context);
    }
  }

  /** The place may hold a later log write by now, but not an earlier one. */
  private void lastWrite(String vm, int log, ControllerNotice.Surveyed survey, Context context) {
    int there = survey.versions().length == 0 ? 0 : ContentVersion.logOf(survey.versions()[0][0]);
    if (there < log && isSettled(vm) && known.get(vm).log() >= log) {
      lost(vm, log, "its place holds log write " + there, context);
    }
  }

  private void whole(String vm, Map<VhdRole, WrittenBlocks> parts, Context context) {
    if (!isSettled(vm)) {
      return;
    }
    StoreOnDisk store =
        StoreOnDisk.of(
            mail, parts.get(VhdRole.DATABASE), parts.get(VhdRole.LOG), parts.get(VhdRole.SYSTEM));
    Acknowledged wanted = known.get(vm);
    if (store.lastLog() < wanted.log()) {
      lost(vm, wanted.log(), "its disks bring it up to " + store.lastLog() + " only", context);
    } else {
      String text = "%s: acknowledged up to log write %d, its disks hold all up to %d.";
      context.event(
          SOURCE,
          COMPLETE,
          Level.INFORMATION,
          text.formatted(vm, wanted.log(), store.lastLog()),
          vm);
    }
  }

  private static void lost(String vm, int log, String found, Context context) {
    String text = "%s: log write %d was acknowledged and is lost: %s.".formatted(vm, log, found);
    context.event(SOURCE, LOST, Level.ERROR, text, vm);
  }
}
