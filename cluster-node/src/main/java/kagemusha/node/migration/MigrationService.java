package kagemusha.node.migration;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import kagemusha.backup.VmDisks;
import kagemusha.kernel.data.Batch;
import kagemusha.kernel.data.Inbox;
import kagemusha.kernel.entity.Context;
import kagemusha.kernel.entity.Entity;
import kagemusha.kernel.entity.EntityId;
import kagemusha.kernel.entity.Message;
import kagemusha.kernel.fault.Observe;
import kagemusha.kernel.fault.Watchpoints;
import kagemusha.node.migration.MigrationState.Asking;
import kagemusha.node.migration.MigrationState.Copying;
import kagemusha.node.migration.MigrationState.HandingOver;
import kagemusha.node.migration.MigrationState.None;

/**
 * Live migration on one host: of the virtual machines that leave it, whose rules are {@link
 * MigrationRules}, and of those that come.
 */
public final class MigrationService implements Entity<MigrationService.Command> {
  /** What a service accepts. */
  public sealed interface Command extends Message {}

  /** What concerns a machine that is to leave. */
  sealed interface OfTrip extends Command {
    String vm();
  }

  /** From a virtual machine on this host: take me there. */
  public record Begin(Trip trip) implements OfTrip {
    @Override
    public String vm() {
      return trip.vm();
    }
  }

  /** From the virtual machine: it cannot go on its way any more. */
  public record GivenUp(String vm, String why) implements OfTrip {}

  /** From the desk: it may begin. */
  public record Go(Trip trip) implements OfTrip {
    @Override
    public String vm() {
      return trip.vm();
    }
  }

  /** From the desk: another one is ahead. */
  public record Wait(Trip trip, String ahead) implements OfTrip {
    @Override
    public String vm() {
      return trip.vm();
    }
  }

  /** From the other host: it has memory for the machine. */
  public record Accepted(String vm) implements OfTrip {}

  /** From the other host: it has not. */
  public record Declined(String vm, String why) implements OfTrip {}

  /** From the other host: the last page of the pass is there. */
  public record PassOver(String vm, int pass) implements OfTrip {}

  /** The other host should have said something by now. */
  record Silence(String vm, int pass) implements OfTrip {}

  /** It is about to leave. */
  record HasLeft(String vm) implements OfTrip {}

  /** From the host that a machine leaves: will you have it? */
  public record Offer(Trip trip, String network) implements Command {}

  /** From that host: it does not come. */
  public record Withdrawn(String vm) implements Command {}

  record Present(VmDisks.Presence presence) implements Command {}

  /** A machine that was to come is not on its way any more, or so it seems. */
  record NobodyComes(String vm) implements Command {}

  /** Tell when so much of a machine's memory has been sent. */
  record Watch(Observe observe) implements Command {}

  private final EntityId id;
  private final MigrationWiring wiring;
  private final MigrationRules rules;
  private final Map<String, MigrationState> leaving = new TreeMap<>();
  private final Map<String, Offer> offers = new TreeMap<>();
  private final ExpectedGuests guests;
  private final PagePump pump = new PagePump();
  private final Watchpoints watchpoints = new Watchpoints();
  private final Inbox<PageRows> pages = new Inbox<>();

  public MigrationService(String host, MigrationWiring wiring) {
    this.id = MigrationWiring.serviceOf(host);
    this.wiring = wiring;
    this.rules = new MigrationRules(wiring);
    this.guests = new ExpectedGuests(wiring.guestMemoryMb(host));
  }

  @Override
  public EntityId id() {
    return id;
  }

  @Override
  public Class<Command> protocol() {
    return Command.class;
  }

  @Override
  public Command adapt(Message message) {
    if (message instanceof Observe observe) {
      return new Watch(observe);
    }
    return message instanceof VmDisks.Presence presence
        ? new Present(presence)
        : Command.class.cast(message);
  }

  @Override
  public void on(Command command, Context context) {
    if (command instanceof OfTrip ofTrip) {
      trip(ofTrip, context);
    } else if (command instanceof Present present) {
      presence(present.presence(), context);
    } else if (command instanceof Offer offer) {
      offered(offer, context);
    } else if (command instanceof Withdrawn withdrawn) {
      forget(withdrawn.vm(), context);
    } else if (command instanceof NobodyComes nobody && guests.forget(nobody.vm())) {
      offers.remove(nobody.vm());
      over(nobody.vm(), context);
    } else if (command instanceof Watch watch) {
      watchpoints.add(watch.observe());
    }
  }

  private void trip(OfTrip command, Context context) {
    MigrationState before = leaving.getOrDefault(command.vm(), new None());
    var now =
        new MigrationRules.Moment(context.nowNanos(), context.padNanos(), context.quantumNanos());
    MigrationState next = rules.on(before, command, now).perform(context);
    if (hasAllBeenSent(next)) {
      watchpoints.reached(command.vm(), 1, context);
    }
    if (next instanceof Copying copying && !next.equals(before)) {
      String network = copying.network();
      pump.open(
          command.vm(),
          MigrationWiring.serviceOf(copying.trip().to()),
          network,
          copying.pass(),
          copying.passBytes(),
          wiring.bytesPerSecond(network),
          context.nowNanos());
    } else if (!(next instanceof Copying)) {
      pump.close(command.vm());
    }
    if (!(next instanceof Copying || next instanceof Asking)) {
      context.cancel("silence " + command.vm());
    }
    if (next instanceof None) {
      leaving.remove(command.vm());
    } else {
      leaving.put(command.vm(), next);
    }
  }

  /** Whether what is still sent has been sent before. */
  private static boolean hasAllBeenSent(MigrationState state) {
    return state instanceof HandingOver || (state instanceof Copying copying && copying.pass() > 1);
  }

  private void presence(VmDisks.Presence presence, Context context) {
    guests.on(presence);
    if (!presence.here()) {
      trip(new HasLeft(presence.vm()), context);
    } else if (guests.isExpected(presence.vm())) {
      forget(presence.vm(), context);
      over(presence.vm(), context);
    }
  }

  private void over(String vm, Context context) {
    context.send(wiring.deskNetwork(), MigrationWiring.desk(), new MigrationDesk.Over(vm));
  }

  private void forget(String vm, Context context) {
    guests.forget(vm);
    offers.remove(vm);
    context.cancel("nobody " + vm);
  }

  private void offered(Offer offer, Context context) {
    Trip trip = offer.trip();
    Optional<String> refusal = guests.expect(trip);
    context.send(
        offer.network(),
        MigrationWiring.serviceOf(trip.from()),
        refusal.isEmpty() ? new Accepted(trip.vm()) : new Declined(trip.vm(), refusal.get()));
    if (refusal.isEmpty()) {
      offers.put(trip.vm(), offer);
      hearLater(trip.vm(), context);
    }
  }

  /** Twice as patient as the other host, which knows better. */
  private void hearLater(String vm, Context context) {
    long until = context.nowNanos() + 2 * wiring.patience().toNanos() + 8 * context.quantumNanos();
    context.timer("nobody " + vm, until, new NobodyComes(vm));
  }

  @Override
  public void accept(EntityId from, Batch rows) {
    pages.add(from.name(), (PageRows) rows);
  }

  @Override
  public long nextWorkNanos() {
    return Math.min(pump.nextNanos(), pages.nextNanos());
  }

  @Override
  public void advance(long untilNanos, Context context) {
    pump.advance(untilNanos, watchpoints, context);
    while (pages.next(untilNanos)) {
      PageRows batch = pages.batch();
      int row = pages.row();
      Offer offer = offers.get(batch.vm());
      if (offer != null && row + 1 == batch.size()) {
        arrived(batch, offer, context.at(batch.timeNanos(row), batch.padNanos()));
      }
    }
  }

  private void arrived(PageRows batch, Offer offer, Context context) {
    hearLater(batch.vm(), context);
    if (batch.ends()) {
      context.send(
          offer.network(),
          MigrationWiring.serviceOf(offer.trip().from()),
          new PassOver(batch.vm(), batch.pass()));
    }
  }
}
