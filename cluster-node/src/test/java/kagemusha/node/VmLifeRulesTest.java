package kagemusha.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import kagemusha.config.Topology;
import kagemusha.config.TopologyReader;
import kagemusha.config.VmOperation.Verb;
import kagemusha.kernel.entity.Decision;
import kagemusha.kernel.entity.Decision.Log;
import kagemusha.kernel.entity.Decision.Tell;
import kagemusha.kernel.entity.Decision.Timer;
import kagemusha.kernel.entity.EntityId;
import kagemusha.node.VmLife.Deleted;
import kagemusha.node.VmLife.Deleting;
import kagemusha.node.VmLife.Guest;
import kagemusha.node.VmLife.Migrating;
import kagemusha.node.VmLife.Off;
import kagemusha.node.VmLife.Order;
import kagemusha.node.VmLife.Passing;
import kagemusha.node.VmLife.Paused;
import kagemusha.node.VmLife.PausedCritical;
import kagemusha.node.VmLife.Pausing;
import kagemusha.node.VmLife.Restoring;
import kagemusha.node.VmLife.Resuming;
import kagemusha.node.VmLife.Running;
import kagemusha.node.VmLife.Saved;
import kagemusha.node.VmLife.Saving;
import kagemusha.node.VmLife.ShuttingDown;
import kagemusha.node.VmLife.Starting;
import kagemusha.node.VmLife.TurningOff;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class VmLifeRulesTest {
  private static final Topology.VmSpec VM = TopologyReader.bundled("paper").vm("GUEST1");
  private static final EntityId ASKER = new EntityId("HYPR1.console");
  private static final VmLifeRules RULES = new VmLifeRules(VM);

  private static Order order(Verb verb) {
    return new Order(verb, "somebody", Optional.of(ASKER), false);
  }

  private static Order restore() {
    return new Order(Verb.TURN_OFF, "job", Optional.empty(), true);
  }

  private static Arguments row(
      VmLife from, Verb verb, Passing via, Duration duration, VmLife to, int event) {
    return Arguments.of(from, verb, via, duration, to, event);
  }

  /** The table of domain.md 1.1; memory is 4 GiB. */
  static List<Arguments> allowed() {
    Duration save = Duration.ofMillis((4096L << 20) / 100_000);
    Duration restore = Duration.ofMillis((4096L << 20) / 110_000);
    Duration boot = Duration.ofSeconds(93);
    Duration off = Duration.ofSeconds(2);
    return List.of(
        row(
            new Off(false),
            Verb.START,
            new Starting(order(Verb.START)),
            boot,
            new Running(),
            18500),
        row(
            new Saved(),
            Verb.START,
            new Restoring(order(Verb.START)),
            restore,
            new Running(),
            18596),
        row(
            new Running(),
            Verb.PAUSE,
            new Pausing(order(Verb.PAUSE)),
            Duration.ofMillis(500),
            new Paused(),
            18516),
        row(
            new PausedCritical(Optional.empty()),
            Verb.TURN_OFF,
            new TurningOff(order(Verb.TURN_OFF)),
            off,
            new Off(false),
            18502),
        row(
            new PausedCritical(Optional.empty()),
            Verb.RESUME,
            new Resuming(order(Verb.RESUME)),
            Duration.ofMillis(500),
            new Running(),
            18518),
        row(
            new PausedCritical(Optional.empty()),
            Verb.START,
            new Resuming(order(Verb.START)),
            Duration.ofMillis(500),
            new Running(),
            18518),
        row(
            new Paused(),
            Verb.RESUME,
            new Resuming(order(Verb.RESUME)),
            Duration.ofMillis(500),
            new Running(),
            18518),
        row(new Running(), Verb.SAVE, new Saving(order(Verb.SAVE)), save, new Saved(), 18510),
        row(new Paused(), Verb.SAVE, new Saving(order(Verb.SAVE)), save, new Saved(), 18510),
        row(
            new Running(),
            Verb.SHUT_DOWN,
            new ShuttingDown(order(Verb.SHUT_DOWN)),
            Duration.ofMinutes(2),
            new Off(false),
            18504),
        row(
            new Running(),
            Verb.TURN_OFF,
            new TurningOff(order(Verb.TURN_OFF)),
            off,
            new Off(false),
            18502),
        row(
            new Paused(),
            Verb.TURN_OFF,
            new TurningOff(order(Verb.TURN_OFF)),
            off,
            new Off(false),
            18502),
        row(
            new Running(),
            Verb.RESET,
            new Starting(order(Verb.RESET)),
            Duration.ofSeconds(91),
            new Running(),
            18500),
        row(
            new Off(false),
            Verb.DELETE,
            new Deleting(order(Verb.DELETE)),
            Duration.ofSeconds(3),
            new Deleted(),
            13003),
        row(
            new Saved(),
            Verb.DELETE,
            new Deleting(order(Verb.DELETE)),
            Duration.ofSeconds(3),
            new Deleted(),
            13003));
  }

  @ParameterizedTest
  @MethodSource("allowed")
  void whatIsAllowedTakesItsTime(
      VmLife from, Verb verb, Passing via, Duration duration, VmLife to, int event) {
    Decision<VmLife> asked = RULES.ask(from, order(verb));
    assertThat(asked.next()).isEqualTo(via);
    assertThat(asked.acts())
        .contains(new Timer("life", duration.toNanos(), new VmCommand.LifeGoesOn()));
    Decision<VmLife> over = RULES.timeOver(via, true);
    assertThat(over.next()).isEqualTo(to);
    assertThat(over.acts())
        .contains(new Tell(ASKER, new VmRequest.Done("GUEST1", verb, "somebody")));
    assertThat(ids(over)).containsExactly(event);
  }

  private static List<Integer> ids(Decision<VmLife> decision) {
    return decision.acts().stream()
        .filter(Log.class::isInstance)
        .map(act -> ((Log) act).id())
        .toList();
  }

  @Provide
  Arbitrary<VmLife> lives() {
    Order any = order(Verb.START);
    return Arbitraries.of(
        new Off(false),
        new Starting(any),
        new Restoring(any),
        new Running(),
        new Migrating(any),
        new Pausing(any),
        new Paused(),
        new PausedCritical(Optional.empty()),
        new Resuming(any),
        new Saving(any),
        new Saved(),
        new ShuttingDown(any),
        new TurningOff(any),
        new Deleting(any),
        new Deleted());
  }

  /** Nothing is allowed that the table does not have; a refusal changes nothing and says so. */
  @Property
  void everythingElseIsRefused(@ForAll("lives") VmLife life, @ForAll Verb verb) {
    boolean inTable =
        allowed().stream().anyMatch(a -> a.get()[0].equals(life) && a.get()[1] == verb);
    boolean overtakes =
        verb == Verb.TURN_OFF
            && life instanceof Passing
            && !(life instanceof TurningOff)
            && !(life instanceof Deleting);
    Assume.that(verb != Verb.DELETE_RESOURCE); // not of its life, but of the cluster's
    boolean migrates = verb == Verb.LIVE_MIGRATE;
    inTable |= migrates && life instanceof Running;
    Decision<VmLife> decision = RULES.ask(life, order(verb));
    if (inTable || overtakes) {
      assertThat(decision.next()).isInstanceOf(Passing.class);
    } else {
      assertThat(decision.next()).isEqualTo(life);
      assertThat(ids(decision))
          .containsExactly(migrates ? VmLifeRules.NOT_MIGRATED : VmLifeRules.REFUSED);
      assertThat(decision.acts()).anyMatch(VmLifeRulesTest::isRefusal);
    }
  }

  private static boolean isRefusal(Decision.Act act) {
    return act instanceof Tell tell && tell.message() instanceof VmRequest.Refused;
  }

  /** Whoever asked for what is overtaken hears it, and so does whoever turns off, in the end. */
  @Property
  void turningOffOvertakes(@ForAll("lives") VmLife life) {
    Decision<VmLife> decision = RULES.ask(life, restore());
    assertThat(decision.next()).isEqualTo(new TurningOff(restore()));
    assertThat(decision.acts().stream().anyMatch(VmLifeRulesTest::isRefusal))
        .isEqualTo(life instanceof Passing);
    assertThat(RULES.timeOver(decision.next(), false).next()).isEqualTo(decision.next());
    assertThat(RULES.timeOver(decision.next(), true).next()).isEqualTo(new Off(true));
  }

  /** A machine whose disks have been overwritten is not known to the host as it is. */
  @Test
  void aRestoredMachineHasToBeRegisteredFirst() {
    Decision<VmLife> decision = RULES.ask(new Off(true), order(Verb.START));
    assertThat(decision.next()).isEqualTo(new Off(true));
    assertThat(ids(decision)).containsExactly(VmLifeRules.REFUSED);
  }

  /** I/O in flight keeps every state that ends without a guest, and the boot after a reset. */
  @Property
  void aMachineWaitsForItsLastIo(@ForAll("lives") VmLife life) {
    Set<VmState> waits = Set.of(VmState.SAVING, VmState.STOPPING, VmState.STARTING);
    Decision<VmLife> decision = RULES.timeOver(life, false);
    boolean memory = life instanceof Restoring;
    if (waits.contains(life.state()) && !memory) {
      assertThat(decision.next()).isEqualTo(life);
      assertThat(decision.acts()).hasSize(1);
    } else if (life instanceof Passing) {
      assertThat(decision.next().state().isSettled()).isTrue();
    } else {
      assertThat(decision).isEqualTo(Decision.to(life));
    }
  }

  @Property
  void whatARequestPromisesIsSettled(@ForAll("lives") VmLife life) {
    boolean runs = life instanceof Migrating; // its host does not report anything else
    assertThat(life.state().isSettled()).isEqualTo(runs || !(life instanceof Passing));
    assertThat(life.guest() == Guest.RUNS).isEqualTo(life.state() == VmState.RUNNING);
  }

  /** Whatever stands still or works is stopped once; what is on its way back, or gone, is not. */
  @Property
  void aWriteWithoutRoomStopsTheMachine(@ForAll("lives") VmLife life) {
    Decision<VmLife> decision = RULES.noRoom(life);
    switch (life.state()) {
      case RUNNING, PAUSED, PAUSING, SAVING -> {
        assertThat(decision.next()).isEqualTo(new PausedCritical(Optional.empty()));
        assertThat(ids(decision)).containsExactly(VmLifeRules.NO_ROOM);
        assertThat(decision.acts().stream().anyMatch(VmLifeRulesTest::isRefusal))
            .isEqualTo(life instanceof Passing);
      }
      default -> {
        if (!(life instanceof ShuttingDown)) {
          assertThat(decision).isEqualTo(Decision.to(life));
        }
      }
    }
  }

  @Test
  void aGuestThatWasEndingGoesOnEnding() {
    ShuttingDown ending = new ShuttingDown(order(Verb.SHUT_DOWN));
    VmLife critical = RULES.noRoom(ending).next();
    assertThat(critical).isEqualTo(new PausedCritical(Optional.of(ending)));
    VmLife resuming = RULES.ask(critical, order(Verb.RESUME)).next();
    Decision<VmLife> over = RULES.timeOver(resuming, true);
    assertThat(over.next()).isEqualTo(ending);
    assertThat(over.acts()).anyMatch(Timer.class::isInstance);
    assertThat(ids(over)).containsExactly(VmLifeRules.RESUMED);
  }
}
