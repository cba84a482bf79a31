package kagemusha.node;

import java.util.Optional;
import kagemusha.config.VmOperation.Verb;
import kagemusha.kernel.entity.EntityId;
import kagemusha.kernel.entity.Message;

/**
 * Asks a virtual machine on the same host for another state.
 *
 * @param by who asks, for events
 * @param replyTo who hears {@link Done} or {@link Refused}; on the same host
 * @param to the host to which it is to go; empty if that is not the point
 */
public record VmRequest(Verb verb, String by, Optional<EntityId> replyTo, Optional<String> to)
    implements Message {
  /** Something that happens where the machine is. */
  public VmRequest(Verb verb, String by, Optional<EntityId> replyTo) {
    this(verb, by, replyTo, Optional.empty());
  }

  /** The machine is in the state that was asked for. */
  public record Done(String vm, Verb verb, String by) implements Message {}

  /** The request has changed nothing, or another one has overtaken it. */
  public record Refused(String vm, Verb verb, String by, String why) implements Message {}
}
