package kagemusha.kernel.entity;

import java.util.List;
import kagemusha.kernel.data.Batch;
import kagemusha.kernel.event.Level;
import kagemusha.kernel.random.RandomStream;

/**
 * What an entity may do to the world. Effects happen at {@link #nowNanos()}: the exact time of the
 * control message in hand or, while data flows, the time set by {@link #at}.
 */
public interface Context {
  long nowNanos();

  /** While data flows: the effects that follow happen at this time, which lies in the segment. */
  Context at(long timeNanos);

  /** The same for effects that follow from something that has gathered padding of its own. */
  Context at(long timeNanos, long padNanos);

  /** The padding gathered on the way to the message in hand; what is sent or timed inherits it. */
  long padNanos();

  long quantumNanos();

  /** The run's statistics are taken from here ... */
  long steadyFromNanos();

  /** ... to here (exclusive). */
  long steadyUntilNanos();

  RandomStream random(String purpose);

  /** To an entity on the same machine, at once. */
  void tell(EntityId to, Message message);

  /**
   * Over a network: due after wire time and one quantum, even to the same machine. On an impaired
   * network it is late, or lost if it is a {@link Datagram}.
   */
  void send(String network, EntityId to, Message message);

  /** Rows over a network; times ascending and inside the running segment. */
  void send(String network, EntityId to, Batch rows);

  /** Rows to an entity later in the pipeline of the same machine; times are kept. */
  void pass(EntityId to, Batch rows);

  /**
   * To an entity anywhere, past all networks, one quantum later. For those who watch and disturb
   * the emulated system from outside; nothing of the system itself goes this way.
   */
  void outOfBand(EntityId to, Message message);

  /** The machine on which an entity lives now. */
  String machineOf(EntityId entity);

  /** From now on this entity is told of such events of its machine, by {@link EventLogged}. */
  void watch(String source, int id);

  /** To itself at a time not before now; replaces the timer of the same key. */
  void timer(String key, long atNanos, Message message);

  void cancel(String key);

  /**
   * Writes to the event log; {@code correlation} names the job or object concerned, or is empty.
   */
  void event(String source, int id, Level level, String text, String correlation);

  /**
   * Of a {@link DurableEntity} only: the event is written to the journal before the tick is
   * reported done. The entity applies it itself, at once.
   */
  void persist(Object journalEvent);

  /** Entities of this machine leave it with all that they know. */
  void depart(Departure departure);

  /**
   * Entities that have a seat on this machine begin a new life on it, with {@link Entity#start}.
   * Where they lived before they are evicted.
   *
   * @param atNanos at least one quantum from now
   */
  void adopt(List<EntityId> entities, long atNanos);

  /** Something goes wrong with a network between machines, wherever they are. */
  void impair(LinkFault fault);

  /**
   * Ends a fault; one that has ended or never begun stays as it is.
   *
   * @param atNanos at least one quantum from now
   */
  void heal(String fault, long atNanos);

  /**
   * A machine loses its power: it falls silent with the tick in which this time lies.
   *
   * @param atNanos at least one quantum from now
   */
  void powerOff(String machine, long atNanos);

  /**
   * A machine without power comes back at this time, with what its durable entities know.
   *
   * @param atNanos at least one quantum from now
   */
  void powerOn(String machine, long atNanos);
}
