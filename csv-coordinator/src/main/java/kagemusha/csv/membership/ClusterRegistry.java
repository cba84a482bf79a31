package kagemusha.csv.membership;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import kagemusha.csv.CsvWiring;
import kagemusha.kernel.entity.Context;
import kagemusha.kernel.entity.DurableEntity;
import kagemusha.kernel.entity.EntityId;
import kagemusha.kernel.entity.Message;

/** The members of the cluster, on the quorum LU. */
public final class ClusterRegistry
    implements DurableEntity<ClusterRegistry.Command, MembershipEvent> {
  /** What the registry accepts. */
  public sealed interface Command extends Message {}

  /** A member has not heard another one for too long. */
  public record Suspect(String by, String host) implements Command {}

  private final RegistryRules rules;
  private Set<String> members;

  /**
   * @param residents names of everything that runs on a host
   */
  public ClusterRegistry(CsvWiring wiring, Map<String, List<EntityId>> residents) {
    this.rules = new RegistryRules(wiring, residents);
    this.members = new TreeSet<>(wiring.hosts());
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
    members = rules.recovered(members, event);
  }

  @Override
  public void on(Command command, Context context) {
    members = rules.on(members, command).perform(context);
  }
}
