package kagemusha.kernel.conductor;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import kagemusha.kernel.event.EventRecord;
import kagemusha.kernel.machine.BareMachine;
import kagemusha.kernel.machine.CounterColumn;
import kagemusha.kernel.machine.Directory;
import kagemusha.kernel.machine.MachineBlueprint;
import kagemusha.kernel.machine.Mail;
import kagemusha.kernel.machine.RunSettings;
import kagemusha.kernel.machine.SampleRow;

/**
 * A whole run in one thread: the ticks of a {@link Conductor}, without a cluster. It tells its
 * listener the same things in the same order, so that what it records is byte for byte what a
 * cluster records. It is what the cost of the cluster is measured against, and the fast way to test
 * machines together.
 *
 * <p>There is no pace and no journal. A machine can be lost for good at a virtual time, as it is
 * when its process dies in the tick that begins there. What a machine or the listener throws comes
 * out of {@link #run}, and {@code ended} is then not called.
 */
public final class BareLoop {
  private final RunSettings settings;
  private final RunListener listener;
  private final Map<String, BareMachine> machines = new LinkedHashMap<>();
  private final Agenda agenda = new Agenda();
  private final Moves moves = new Moves();

  /** Mail on its way by receiver, in the order of ticks and then of senders. */
  private final Map<String, List<Mail>> sent = new LinkedHashMap<>();

  private final Map<String, Long> losses = new TreeMap<>();
  private final Set<String> living;

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
    this.settings = settings;
    this.listener = listener;
    for (MachineBlueprint blueprint : blueprints) {
      machines.put(blueprint.name(), new BareMachine(blueprint, settings, directory));
      sent.put(blueprint.name(), new ArrayList<>());
    }
    this.living = new TreeSet<>(machines.keySet());
  }

  /** The tick in which this time lies is committed without the machine, and so are all others. */
  public BareLoop losing(String machine, long atNanos) {
    losses.put(machine, atNanos);
    return this;
  }

  /** Runs from the first tick to the last. */
  public void run() {
    List<List<CounterColumn>> columns =
        machines.values().stream().map(BareMachine::columns).toList();
    listener.begun(List.copyOf(machines.keySet()), columns);
    while (endNanos <= settings.endNanos()) {
      runTick(open());
    }
    listener.ended(
        new RunOutcome.Completed(),
        machines.values().stream()
            .filter(machine -> living.contains(machine.name()))
            .map(BareMachine::summarise)
            .toList());
  }

  /** The same grid, the same jumps and the same last nanosecond as the conductor's. */
  private List<String> open() {
    tick++;
    long quantumNanos = settings.quantumNanos();
    long nextNanos = agenda.nextNanos(living);
    startNanos = Math.min(nextNanos - nextNanos % quantumNanos, settings.endNanos());
    startNanos = Math.max(startNanos, endNanos);
    boolean last = startNanos >= settings.endNanos();
    endNanos = last ? startNanos + 1 : Math.min(startNanos + quantumNanos, settings.endNanos());
    List<String> lost = living.stream().filter(this::isLost).toList();
    living.removeAll(lost);
    lost.forEach(machine -> listener.lost(machine, tick, startNanos, false));
    return agenda.open(endNanos, living);
  }

  private boolean isLost(String machine) {
    return losses.getOrDefault(machine, Long.MAX_VALUE) < endNanos;
  }

  private void runTick(List<String> participants) {
    List<List<SampleRow>> samples = new ArrayList<>();
    List<EventRecord> events = new ArrayList<>();
    List<BareMachine.Step> steps = new ArrayList<>();
    for (BareMachine machine : machines.values()) {
      if (participants.contains(machine.name())) {
        List<Mail> mail = sent.put(machine.name(), new ArrayList<>());
        BareMachine.Step step =
            machine.run(tick, startNanos, endNanos, moves.news(machine.name()), mail);
        steps.add(step);
        samples.add(step.report().samples());
        events.addAll(step.report().events());
      } else {
        samples.add(List.of());
      }
    }
    for (BareMachine.Step step : steps) {
      agenda.book(step.report());
      moves.announce(step.report().moves());
      agenda.book(step.report().moves(), living);
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
