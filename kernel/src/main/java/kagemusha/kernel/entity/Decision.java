package kagemusha.kernel.entity;

import java.util.ArrayList;
import java.util.List;
import kagemusha.kernel.event.Level;

/**
 * What rules return: the next state and what is to be done. It is a value; a test compares it, the
 * entity performs it.
 *
 * @param <S> the sealed interface of the states
 */
public record Decision<S>(S next, List<Act> acts) {
  /** One thing to be done. */
  public sealed interface Act {
    void perform(Context context);
  }

  /** A message over a network. */
  public record Send(String network, EntityId to, Message message) implements Act {
    @Override
    public void perform(Context context) {
      context.send(network, to, message);
    }
  }

  /** A message on the same machine. */
  public record Tell(EntityId to, Message message) implements Act {
    @Override
    public void perform(Context context) {
      context.tell(to, message);
    }
  }

  /** A message to itself after a delay. */
  public record Timer(String key, long delayNanos, Message message) implements Act {
    @Override
    public void perform(Context context) {
      context.timer(key, context.nowNanos() + delayNanos, message);
    }
  }

  /** An entry of the event log. */
  public record Log(String source, int id, Level level, String text, String correlation)
      implements Act {
    @Override
    public void perform(Context context) {
      context.event(source, id, level, text, correlation);
    }
  }

  /** Entities begin a new life on this machine after a delay of at least one quantum. */
  public record Adopt(List<EntityId> entities, long delayNanos) implements Act {
    public Adopt {
      entities = List.copyOf(entities);
    }

    @Override
    public void perform(Context context) {
      if (!entities.isEmpty()) {
        context.adopt(entities, context.nowNanos() + delayNanos);
      }
    }
  }

  /** An event for the journal. */
  public record Persist(Object event) implements Act {
    @Override
    public void perform(Context context) {
      context.persist(event);
    }
  }

  /** A network fault from the next quantum on. */
  public record Impair(
      String fault, String network, List<LinkFault.Hop> hops, Impairment impairment)
      implements Act {
    @Override
    public void perform(Context context) {
      long from = context.nowNanos() + context.quantumNanos();
      context.impair(new LinkFault(fault, network, hops, impairment, from));
    }
  }

  /** The end of a network fault with the next quantum, if it is there. */
  public record Heal(String fault) implements Act {
    @Override
    public void perform(Context context) {
      context.heal(fault, context.nowNanos() + context.quantumNanos());
    }
  }

  /** A machine's power fails with the next quantum. */
  public record PowerOff(String machine) implements Act {
    @Override
    public void perform(Context context) {
      context.powerOff(machine, context.nowNanos() + context.quantumNanos());
    }
  }

  /** A machine comes back after so long, or two quanta. */
  public record PowerOn(String machine, long delayNanos) implements Act {
    @Override
    public void perform(Context context) {
      long delay = Math.max(2 * context.quantumNanos(), delayNanos);
      context.powerOn(machine, context.nowNanos() + delay);
    }
  }

  public Decision {
    acts = List.copyOf(acts);
  }

  public static <S> Decision<S> to(S next, Act... acts) {
    return new Decision<>(next, List.of(acts));
  }

  /** The same with more to do at the end. */
  public Decision<S> and(List<? extends Act> more) {
    List<Act> all = new ArrayList<>(acts);
    all.addAll(more);
    return new Decision<>(next, all);
  }

  /** The same with one more thing to do at the end. */
  public Decision<S> and(Act act) {
    return and(List.of(act));
  }

  /** Does it all, in order, and returns the next state. */
  public S perform(Context context) {
    acts.forEach(act -> act.perform(context));
    return next;
  }
}
