package kagemusha.kernel.conductor;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import kagemusha.kernel.entity.Entity;
import kagemusha.kernel.entity.EntityId;
import kagemusha.kernel.event.EventRecord;
import kagemusha.kernel.machine.BareMachine;
import kagemusha.kernel.machine.Directory;
import kagemusha.kernel.machine.MachineBlueprint;
import kagemusha.kernel.machine.MachineCommand;
import kagemusha.kernel.machine.Mail;
import kagemusha.kernel.machine.RunSettings;
import kagemusha.kernel.machine.SampleRow;

/**
 * A whole run in one thread: the ticks of a {@link Conductor}, without a cluster. It tells its
 * listener the same things in the same order, so that what it records is byte for byte what a
 * cluster records. It is what the cost of the cluster is measured against, and the fast way to test
 * machines together.
 *
 * <p>There is no pace, and the journal is in memory. A machine can be lost at a virtual time, as it
 * is when its process dies in the tick that begins there, and come back as in a {@link Conductor}.
 * What a machine or the listener throws comes out of {@link #run}, and {@code ended} is then not
 * called.
 */
public final class BareLoop {
  private final RunSettings settings;
  private final RunListener listener;
  private final Map<String, BareMachine> machines = new LinkedHashMap<>();
  private final Timetable timetable;

  /** Mail on its way by receiver, in the order of ticks and then of senders. */
  private final Map<String, List<Mail>> sent = new LinkedHashMap<>();

  private final Map<String, TreeSet<Long>> losses = new TreeMap<>();
  private final Map<String, Duration> boot = new TreeMap<>();
  private final TreeMap<Long, List<OutsideOrder>> given = new TreeMap<>();
  private final Orders orders = new Orders();
  private final Function<String, MachineBlueprint> blueprints;
  private final Directory directory;
  private final TreeSet<String> living;
  private long lastTick = Long.MAX_VALUE;
  private BooleanSupplier seenEnough = () -> false;

  private long tick = -1;
  private long startNanos;
  private long endNanos;

  /**
   * @param blueprints all machines of the run in the order of their numbers
   */
  public BareLoop(
      List<MachineBlueprint> blueprints,
      RunSettings settings,
      Directory directory,
      RunListener listener) {
    this(
        blueprints.stream().map(MachineBlueprint::name).toList(),
        name ->
            blueprints.stream().filter(each -> each.name().equals(name)).findFirst().orElseThrow(),
        settings,
        directory,
        listener);
  }

  /**
   * A loop whose machines can come back.
   *
   * @param names all machines of the run in the order of their numbers
   * @param blueprints makes each of them, and again when it comes back
   */
  public BareLoop(
      List<String> names,
      Function<String, MachineBlueprint> blueprints,
      RunSettings settings,
      Directory directory,
      RunListener listener) {
    this.settings = settings;
    this.listener = listener;
    this.blueprints = blueprints;
    this.directory = directory;
    this.timetable = new Timetable(settings.quantumNanos(), settings.endNanos());
    for (String name : names) {
      machines.put(name, new BareMachine(blueprints.apply(name), settings, directory));
      sent.put(name, new ArrayList<>());
    }
    this.living = new TreeSet<>(machines.keySet());
  }

  /**
   * The tick in which this time lies is committed without the machine, and so are all others until
   * it comes back.
   */
  public BareLoop losing(String machine, long atNanos) {
    losses.computeIfAbsent(machine, name -> new TreeSet<>()).add(atNanos);
    return this;
  }

  /** When this machine is lost, it comes back so long after that. */
  public BareLoop booting(String machine, Duration takes) {
    boot.put(machine, takes);
    machines.get(machine).remember();
    return this;
  }

  /** Journals are kept, so that machines that are switched off can be switched on again. */
  public BareLoop remembering() {
    machines.values().forEach(BareMachine::remember);
    return this;
  }

  /** An order is given with the tick that begins at this time. */
  public BareLoop ordering(long atNanos, OutsideOrder order) {
    given.computeIfAbsent(atNanos, at -> new ArrayList<>()).add(order);
    return this;
  }

  /** Ends with this tick, as a run that was interrupted behind it. */
  public BareLoop until(long tickNumber) {
    lastTick = tickNumber;
    return this;
  }

  /** Ends the run after the first tick after which this is true, as if it were the last one. */
  public BareLoop stoppingWhen(BooleanSupplier seenEnough) {
    this.seenEnough = seenEnough;
    return this;
  }

  /** Runs from the first tick to the last. */
  public void run() {
    boolean more = true;
    while (more) {
      more = step();
    }
  }

  /**
   * Runs the next tick, and after the last one the end of the run. Between two steps orders can be
   * added and losses, for what has not been run yet.
   *
   * @return whether there is another tick
   */
  public boolean step() {
    if (tick < 0) {
      listener.begun(
          List.copyOf(machines.keySet()),
          machines.values().stream().map(BareMachine::columns).toList());
    }
    if (tick >= 0 || goesOn()) {
      runTick(open());
    }
    boolean more = goesOn();
    if (!more) {
      end();
    }
    return more;
  }

  private boolean goesOn() {
    return endNanos <= settings.endNanos() && tick < lastTick && !seenEnough.getAsBoolean();
  }

  private void end() {
    listener.ended(
        endNanos > settings.endNanos()
            ? new RunOutcome.Completed()
            : new RunOutcome.Interrupted(endNanos),
        machines.values().stream()
            .filter(machine -> living.contains(machine.name()))
            .map(BareMachine::summarise)
            .toList());
  }

  /** Where the last tick ended. */
  public long nowNanos() {
    return endNanos;
  }

  /** Machines that have not been lost, or have come back. */
  public Set<String> living() {
    return new TreeSet<>(living);
  }

  /** An entity that a machine has at present, to look at between two ticks. */
  public Optional<Entity<?>> entity(String machine, EntityId id) {
    return living.contains(machine) ? machines.get(machine).entity(id) : Optional.empty();
  }

  /** The same grid, the same jumps and the same last nanosecond as the conductor's. */
  private List<String> open() {
    timetable.goOn(living).forEach(listener::expected);
    startNanos = nextStart();
    List<String> back = timetable.due(startNanos);
    if (!back.isEmpty()) {
      back.forEach(machine -> rejoin(machine, startNanos));
      startNanos = nextStart();
    }
    tick++;
    endNanos = timetable.endOf(startNanos);
    if (!losses.isEmpty()) {
      List.copyOf(living).stream().filter(this::isLost).forEach(this::lose);
    }
    timetable.goOff(endNanos, living).forEach(this::switchOff);
    while (!given.isEmpty() && given.firstKey() < endNanos) {
      for (OutsideOrder order : given.pollFirstEntry().getValue()) {
        orders.add(new ConductorCommand.Give(order, reply -> {}));
      }
    }
    orders.give(tick, startNanos, order -> listener.ordered(order, tick, startNanos));
    timetable.wake(orders.machines(), startNanos);
    return timetable.open(endNanos, living);
  }

  private long nextStart() {
    long wantedNanos = given.isEmpty() ? Long.MAX_VALUE : given.firstKey();
    return timetable.nextStart(living, wantedNanos, endNanos);
  }

  private boolean isLost(String machine) {
    TreeSet<Long> times = losses.get(machine);
    return times != null && !times.isEmpty() && times.first() < endNanos;
  }

  private void lose(String machine) {
    losses.get(machine).pollFirst();
    living.remove(machine);
    sent.get(machine).clear();
    boolean comesBack = boot.containsKey(machine);
    if (comesBack) {
      timetable.lost(machine, endNanos + boot.get(machine).toNanos());
    }
    listener.lost(machine, tick, startNanos, comesBack);
    if (comesBack) {
      listener.expected(machine);
    }
  }

  private void switchOff(String machine) {
    living.remove(machine);
    sent.get(machine).clear();
    listener.switchedOff(machine, tick, startNanos);
  }

  /** A new life, which begins where the machine's journal ends. */
  private void rejoin(String machine, long atNanos) {
    BareMachine before = machines.get(machine);
    machines.put(
        machine, new BareMachine(blueprints.apply(machine), settings, directory, before, atNanos));
    timetable.joined(machine);
    living.add(machine);
    listener.returned(machine, tick + 1, endNanos);
  }

  private void runTick(List<String> participants) {
    List<List<SampleRow>> samples = new ArrayList<>();
    List<EventRecord> events = new ArrayList<>();
    List<BareMachine.Step> steps = new ArrayList<>();
    for (BareMachine machine : machines.values()) {
      if (participants.contains(machine.name())) {
        List<Mail> mail = sent.put(machine.name(), new ArrayList<>());
        BareMachine.Step step =
            machine.run(
                new MachineCommand.Open(
                    tick,
                    startNanos,
                    endNanos,
                    List.of(),
                    timetable.news(machine.name()),
                    orders.of(machine.name())),
                mail);
        steps.add(step);
        samples.add(step.report().samples());
        events.addAll(step.report().events());
      } else {
        samples.add(List.of());
      }
    }
    for (BareMachine.Step step : steps) {
      timetable.book(step.report(), living);
      step.mail().forEach((to, letter) -> deliver(to, letter));
    }
    events.sort(Comparator.comparingLong(EventRecord::timeNanos));
    listener.committed(tick, startNanos, endNanos, samples, events);
  }

  private void deliver(String to, Mail letter) {
    if (living.contains(to)) {
      sent.get(to).add(letter);
    }
  }
}
