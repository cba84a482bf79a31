package kagemusha.node.migration;

import java.time.Duration;
import java.util.List;
import kagemusha.kernel.entity.Decision;
import kagemusha.kernel.entity.Decision.Act;
import kagemusha.kernel.entity.Decision.Log;
import kagemusha.kernel.entity.Decision.Send;
import kagemusha.kernel.entity.Decision.Tell;
import kagemusha.kernel.entity.Decision.Timer;
import kagemusha.kernel.entity.EntityId;
import kagemusha.kernel.entity.Message;
import kagemusha.kernel.event.Level;
import kagemusha.node.migration.MigrationState.Asking;
import kagemusha.node.migration.MigrationState.Copying;
import kagemusha.node.migration.MigrationState.HandingOver;
import kagemusha.node.migration.MigrationState.None;
import kagemusha.node.migration.MigrationState.UnderWay;
import kagemusha.node.migration.MigrationState.Waiting;

/** The rules of {@link MigrationState}. */
final class MigrationRules {
  static final String SOURCE = "Hyper-V-High-Availability";

  /**
   * Windows Server's: a live migration cannot be done [EE: the number of a failed registration].
   */
  static final int IMPOSSIBLE = 21502;

  /** This product's own. */
  static final int WAITS = 9250;

  static final int BEGINS = 9251;
  static final int NEXT_NETWORK = 9252;
  static final int STAYS = 9256;

  /** Of the first pass; the next ones follow. */
  static final int FIRST_PASS = 9270;

  private final MigrationWiring wiring;

  MigrationRules(MigrationWiring wiring) {
    this.wiring = wiring;
  }

  /** When a message came, and what would have been the time without padding. */
  record Moment(long nowNanos, long padNanos, long quantumNanos) {
    /** A timer that is to go off after so much real time, though an answer takes some hops. */
    long watchNanos(Duration limit) {
      return limit.toNanos() + 4 * quantumNanos;
    }
  }

  Decision<MigrationState> on(MigrationState state, MigrationService.OfTrip command, Moment now) {
    if (command instanceof MigrationService.Begin begin && state instanceof None) {
      return Decision.to(new Waiting(begin.trip()), toDesk(new MigrationDesk.Ask(begin.trip())));
    } else if (command instanceof MigrationService.GivenUp givenUp
        && state instanceof UnderWay underWay) {
      return end(underWay, givenUp.why());
    } else if (command instanceof MigrationService.Wait wait && state instanceof Waiting) {
      String format = "The live migration of %s waits for that of %s.";
      return Decision.to(state, log(WAITS, format.formatted(wait.vm(), wait.ahead()), wait.vm()));
    } else if (command instanceof MigrationService.Go go) {
      return state instanceof Waiting waiting
          ? ask(new Asking(waiting.trip(), wiring.networks()), now)
          : Decision.to(state, toDesk(new MigrationDesk.Over(go.vm())));
    } else if (command instanceof MigrationService.Accepted && state instanceof Asking asking) {
      return begin(asking, now);
    } else if (command instanceof MigrationService.Declined declined
        && state instanceof Asking asking) {
      return impossible(asking.trip(), declined.why());
    } else if (command instanceof MigrationService.PassOver over
        && state instanceof Copying copying
        && over.pass() == copying.pass()) {
      return passOver(copying, now);
    } else if (command instanceof MigrationService.Silence silence) {
      return silence(state, silence.pass(), now);
    } else if (command instanceof MigrationService.HasLeft && state instanceof HandingOver) {
      return Decision.to(new None());
    }
    return Decision.to(state);
  }

  private Decision<MigrationState> ask(Asking asking, Moment now) {
    Trip trip = asking.trip();
    return Decision.to(
        asking,
        toTarget(trip, asking.network(), new MigrationService.Offer(trip, asking.network())),
        watch(trip, 0, now.watchNanos(wiring.patience())));
  }

  private Timer watch(Trip trip, int pass, long delayNanos) {
    return new Timer(
        "silence " + trip.vm(), delayNanos, new MigrationService.Silence(trip.vm(), pass));
  }

  private Decision<MigrationState> begin(Asking asking, Moment now) {
    Trip trip = asking.trip();
    String text =
        "The live migration of %s from %s to %s over %s begins."
            .formatted(trip.vm(), trip.from(), trip.to(), asking.network());
    Copying first =
        new Copying(trip, asking.network(), 1, trip.memoryBytes(), now.nowNanos(), 0, 0);
    return Decision.<MigrationState>to(
            first,
            log(BEGINS, text, trip.vm()),
            new Tell(new EntityId(trip.vm()), new MigrationNotice.Copying()))
        .and(pass(first, now));
  }

  /** The service sends the pages when it enters the state. */
  private List<Act> pass(Copying copying, Moment now) {
    Trip trip = copying.trip();
    String text =
        "Pass %d of the live migration of %s: %d MB."
            .formatted(copying.pass(), trip.vm(), copying.passBytes() / 1_000_000);
    double seconds = copying.passBytes() / (double) wiring.bytesPerSecond(copying.network());
    long expectedNanos = (long) (seconds * 1e9);
    return List.of(
        log(FIRST_PASS + copying.pass() - 1, text, trip.vm()),
        watch(trip, copying.pass(), expectedNanos + now.watchNanos(wiring.patience())));
  }

  /** What has changed during a pass is what its real time has left for changes. */
  private Decision<MigrationState> passOver(Copying done, Moment now) {
    Trip trip = done.trip();
    long tookNanos = now.nowNanos() - now.padNanos() - done.sinceNanos();
    long left =
        (long)
            Math.min(
                wiring.spec().writableSetBytes(),
                wiring.spec().dirtyBytesPerSecond() * (tookNanos / 1e9));
    long copied = done.copiedBytes() + done.passBytes();
    long brownOut = done.brownOutNanos() + tookNanos;
    if (left < wiring.spec().stopBytes() || done.pass() == wiring.spec().passes()) {
      Journey journey =
          new Journey(
              trip.from(),
              trip.to(),
              trip.by(),
              done.network(),
              done.pass(),
              copied,
              brownOut,
              left,
              wiring.wireBytes(left),
              wiring.spec().deviceState());
      return Decision.to(
          new HandingOver(trip),
          new Tell(new EntityId(trip.vm()), new MigrationNotice.StandStill(journey)));
    }
    Copying next =
        new Copying(trip, done.network(), done.pass() + 1, left, now.nowNanos(), copied, brownOut);
    return new Decision<>(next, pass(next, now));
  }

  private Decision<MigrationState> silence(MigrationState state, int pass, Moment now) {
    if (state instanceof Asking asking && pass == 0) {
      Trip trip = asking.trip();
      List<String> rest = asking.left().subList(1, asking.left().size());
      if (rest.isEmpty()) {
        return impossible(trip, trip.to() + " cannot be reached");
      }
      String text =
          "%s does not answer over %s; it is asked over %s."
              .formatted(trip.to(), asking.network(), rest.get(0));
      return ask(new Asking(trip, rest), now)
          .and(new Log(SOURCE, NEXT_NETWORK, Level.WARNING, text, trip.vm()));
    } else if (state instanceof Copying copying && pass == copying.pass()) {
      String why = copying.trip().to() + " is silent in pass " + pass;
      return end(copying, why)
          .and(new Tell(new EntityId(copying.trip().vm()), new MigrationNotice.Stays(why)));
    }
    return Decision.to(state);
  }

  private Decision<MigrationState> impossible(Trip trip, String why) {
    String text =
        "Live migration of '%s' to %s is not possible: %s.".formatted(trip.vm(), trip.to(), why);
    return Decision.to(
        new None(),
        new Log(SOURCE, IMPOSSIBLE, Level.ERROR, text, trip.vm()),
        new Tell(new EntityId(trip.vm()), new MigrationNotice.Stays(why)),
        toDesk(new MigrationDesk.Over(trip.vm())));
  }

  /** The other host need not keep memory free any more. */
  private Decision<MigrationState> end(UnderWay state, String why) {
    Trip trip = state.trip();
    String text =
        "The live migration of %s is given up, it stays on %s: %s."
            .formatted(trip.vm(), trip.from(), why);
    Decision<MigrationState> ended =
        Decision.to(
            new None(),
            new Log(SOURCE, STAYS, Level.ERROR, text, trip.vm()),
            toDesk(new MigrationDesk.Over(trip.vm())));
    if (state instanceof Waiting || state instanceof HandingOver) {
      return ended;
    }
    String network =
        state instanceof Asking asking ? asking.network() : ((Copying) state).network();
    return ended.and(toTarget(trip, network, new MigrationService.Withdrawn(trip.vm())));
  }

  private static Send toTarget(Trip trip, String network, Message message) {
    return new Send(network, MigrationWiring.serviceOf(trip.to()), message);
  }

  private Send toDesk(MigrationDesk.Command command) {
    return new Send(wiring.deskNetwork(), MigrationWiring.desk(), command);
  }

  private static Log log(int id, String text, String vm) {
    return new Log(SOURCE, id, Level.INFORMATION, text, vm);
  }
}
