package kagemusha.array;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import kagemusha.config.ArraySpec;
import kagemusha.config.ArraySpec.ControllerSpec;

/**
 * Whether both controllers work. An entity stands for the LUs that its controller manages: if that
 * one fails they are served by the other one, which has their dirty data too, so nothing moves.
 *
 * <pre>
 * Both --this one fails---> Alone   stands still for the time of a path failover; what it owes
 *                                   is repeated; then as below
 * Both --the other fails--> Alone   one processor for the LUs of both; write-through
 * Alone --it is back------> Both
 * </pre>
 */
final class Redundancy {
  private final ControllerSpec own;
  private final List<String> all;
  private final FrontEnd frontEnd;
  private final WriteThrough through;
  private final Set<String> failed = new TreeSet<>();
  private long repeated;

  Redundancy(ArraySpec array, ControllerSpec own, FrontEnd frontEnd, WriteThrough through) {
    this.own = own;
    this.all = array.controllers().stream().map(ControllerSpec::name).toList();
    this.frontEnd = frontEnd;
    this.through = through;
  }

  boolean isOwn(String controller) {
    return own.name().equals(controller);
  }

  /** What speaks against the failure of a controller. */
  Optional<String> objection(String controller) {
    if (failed.contains(controller)) {
      return Optional.of(controller + " has failed already");
    }
    return all.size() - failed.size() < 2
        ? Optional.of(controller + " is the last controller that works")
        : Optional.empty();
  }

  void fail(String controller, long nowNanos) {
    failed.add(controller);
    frontEnd.halve(true);
    through.turn(true);
    if (isOwn(controller)) {
      frontEnd.fail(nowNanos, nowNanos + own.pathFailover().toNanos());
    }
  }

  /** Whether it was away. */
  boolean back(String controller) {
    boolean wasAway = failed.remove(controller);
    if (failed.isEmpty()) {
      frontEnd.halve(false);
      through.turn(false);
    }
    return wasAway;
  }

  /** Whether an answer to a host is lost. */
  boolean loses(long nowNanos) {
    return frontEnd.loses(nowNanos);
  }

  long repeat(long nowNanos) {
    repeated++;
    return frontEnd.repeat(nowNanos);
  }

  /** Commands that have been repeated or have waited for the drives. */
  long touched() {
    return repeated + through.writes();
  }
}
