package kagemusha.csv.membership;

import java.util.TreeSet;
import kagemusha.csv.CsvWiring;
import kagemusha.kernel.entity.Context;
import kagemusha.kernel.entity.DurableEntity;
import kagemusha.kernel.entity.EntityId;
import kagemusha.kernel.entity.Message;

/** The members of the cluster and its groups, on the quorum LU. */
public final class ClusterRegistry
    implements DurableEntity<ClusterRegistry.Command, MembershipEvent> {
  /** What the registry accepts. */
  public sealed interface Command extends Message {}

  /** A member has not heard another one for too long. */
  public record Suspect(String by, String host) implements Command {}

  /** The holder of the witness lives. */
  public record Defend(String host) implements Command {}

  /** A host wants to be a member; it and that member hear each other. */
  public record Join(String host, String sponsor) implements Command {}

  /** A host has booted: whatever it was before, it is not any more. */
  public record Rebooted(String host) implements Command {}

  /** The resources of a group are in these states on this host. */
  public record Resources(
      String host, String group, ResourceState machine, ResourceState configuration)
      implements Command {}

  /** The resources of a group have been deleted; what they stood for goes on. */
  public record Deleted(String group) implements Command {}

  /** The machine of a group could not be brought online in time. */
  public record Failed(String host, String group) implements Command {}

  /** Everybody has had time to say whom it does not hear. */
  record RegroupOver() implements Command {}

  /** The holder of the witness has had time to answer. */
  record ChallengeOver() implements Command {}

  private final RegistryRules rules;
  private ClusterState state;

  public ClusterRegistry(CsvWiring wiring, ClusterPlan plan) {
    this.rules = new RegistryRules(wiring, plan);
    this.state =
        ClusterState.begin(
            new TreeSet<>(wiring.hosts()), wiring.hosts().get(0), plan.initialOwners());
  }

  @Override
  public EntityId id() {
    return CsvWiring.registry();
  }

  @Override
  public Class<Command> protocol() {
    return Command.class;
  }

  @Override
  public Class<MembershipEvent> eventType() {
    return MembershipEvent.class;
  }

  @Override
  public void apply(MembershipEvent event) {
    state = rules.recovered(state, event);
  }

  @Override
  public void on(Command command, Context context) {
    long now = context.nowNanos() - context.padNanos();
    state = rules.on(state, command, now, context.quantumNanos()).perform(context);
  }

  ClusterState state() {
    return state;
  }
}
