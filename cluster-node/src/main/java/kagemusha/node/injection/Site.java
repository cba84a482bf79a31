package kagemusha.node.injection;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import kagemusha.config.Deed;
import kagemusha.config.Injection;
import kagemusha.config.Target;
import kagemusha.config.Trigger;
import kagemusha.kernel.entity.Decision.Act;
import kagemusha.kernel.entity.EntityId;
import kagemusha.kernel.entity.Message;

/** What an injector must know of the parts of the site; it is the same on all machines. */
public interface Site {
  /** All machines. */
  List<String> machines();

  /** Source of the array's events. */
  String array();

  /** What is written during the run, read by the scenario's rules. */
  Injection order(int number, String text);

  /** The entity at which something is done; it may move from machine to machine. */
  EntityId victim(Deed deed, String target);

  /** The machine that knows whom a selector means. */
  String knows(Target selector);

  /** Asks whom a selector means, on that machine; {@link #answer} understands the answer. */
  Act ask(Injection injection, EntityId injector);

  /** Asks entities of this machine to tell when so much is reached, if they are there. */
  List<Act> observe(Injection injection, Trigger trigger, String machine, EntityId injector);

  /**
   * Does it, on the machine of the victim.
   *
   * @param machineOf where an entity is now
   */
  List<Act> begin(
      Injection injection, String target, EntityId injector, Function<EntityId, String> machineOf);

  /** Undoes it. */
  List<Act> end(Injection injection, String target, EntityId injector);

  /** What somebody answers to an injector; empty if it is nothing of interest. */
  Optional<Answer> answer(Message message);

  /** What injectors hear from those they deal with. */
  sealed interface Answer {
    int injection();

    /** A selector means these, the likeliest first. */
    record Means(int injection, List<String> targets) implements Answer {}

    /** So much is reached. */
    record Reached(int injection) implements Answer {}

    /** Something has been changed by it. */
    record Touched(int injection, long count, String what) implements Answer {}

    /** Nothing has been changed. */
    record Refused(int injection, String why) implements Answer {}

    /** A matter of course. */
    record Nothing(int injection) implements Answer {}
  }
}
