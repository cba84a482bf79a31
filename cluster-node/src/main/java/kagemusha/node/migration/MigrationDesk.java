package kagemusha.node.migration;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import kagemusha.kernel.entity.Context;
import kagemusha.kernel.entity.Decision;
import kagemusha.kernel.entity.Decision.Act;
import kagemusha.kernel.entity.Decision.Send;
import kagemusha.kernel.entity.Entity;
import kagemusha.kernel.entity.EntityId;
import kagemusha.kernel.entity.Message;

/**
 * Lets live migrations begin one after another: no host takes part in two of them at once [MEM].
 * Whoever has to wait is told so and gets its turn in the order of asking.
 *
 * <pre>
 * asked --Ask, both hosts free--> under way    the asking host is told Go
 * asked --Ask--> waiting                       it is told Wait
 * waiting --another one Over--> under way
 * under way, waiting --Over--> forgotten
 * </pre>
 */
public final class MigrationDesk implements Entity<MigrationDesk.Command> {
  /** What the desk accepts. */
  public sealed interface Command extends Message {}

  /** A host wants to begin. */
  public record Ask(Trip trip) implements Command {}

  /** A migration has ended, well or not, or is not wanted any more. */
  public record Over(String vm) implements Command {}

  /** Trips in the order of asking. */
  record Trips(List<Trip> underWay, List<Trip> waiting) {
    static final Trips NONE = new Trips(List.of(), List.of());

    Trips {
      underWay = List.copyOf(underWay);
      waiting = List.copyOf(waiting);
    }
  }

  private final MigrationWiring wiring;
  private Trips trips = Trips.NONE;

  public MigrationDesk(MigrationWiring wiring) {
    this.wiring = wiring;
  }

  @Override
  public EntityId id() {
    return MigrationWiring.desk();
  }

  @Override
  public Class<Command> protocol() {
    return Command.class;
  }

  @Override
  public void on(Command command, Context context) {
    trips = decide(trips, command).perform(context);
  }

  Decision<Trips> decide(Trips before, Command command) {
    String vm = command instanceof Ask ask ? ask.trip().vm() : ((Over) command).vm();
    List<Trip> underWay = new ArrayList<>(before.underWay());
    List<Trip> waiting = new ArrayList<>(before.waiting());
    underWay.removeIf(trip -> trip.vm().equals(vm));
    waiting.removeIf(trip -> trip.vm().equals(vm));
    List<Act> acts = new ArrayList<>();
    if (command instanceof Ask ask) {
      waiting.add(ask.trip());
      ahead(underWay, ask.trip()).ifPresent(other -> acts.add(wait(ask.trip(), other)));
    }
    for (Trip trip : List.copyOf(waiting)) {
      if (ahead(underWay, trip).isEmpty()) {
        waiting.remove(trip);
        underWay.add(trip);
        acts.add(toHost(trip, new MigrationService.Go(trip)));
      }
    }
    return new Decision<>(new Trips(underWay, waiting), acts);
  }

  private static Optional<Trip> ahead(List<Trip> underWay, Trip trip) {
    return underWay.stream()
        .filter(other -> other.concerns(trip.from()) || other.concerns(trip.to()))
        .findFirst();
  }

  private Send wait(Trip trip, Trip other) {
    return toHost(trip, new MigrationService.Wait(trip, other.vm()));
  }

  private Send toHost(Trip trip, Message message) {
    return new Send(wiring.deskNetwork(), MigrationWiring.serviceOf(trip.from()), message);
  }
}
