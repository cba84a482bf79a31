package kagemusha.csv.membership;

import java.util.List;
import kagemusha.csv.CsvNode;
import kagemusha.csv.CsvWiring;
import kagemusha.kernel.entity.Context;
import kagemusha.kernel.entity.Datagram;
import kagemusha.kernel.entity.Entity;
import kagemusha.kernel.entity.EntityId;
import kagemusha.kernel.entity.Message;

/**
 * The cluster service of a host: sends heartbeats and misses those of others, takes over groups,
 * stops them when the host is not a member any more, and asks to be one again.
 */
public final class ClusterMember implements Entity<ClusterMember.Command> {
  /** What a member accepts. */
  public sealed interface Command extends Message {}

  /** A host lives. */
  public record Heartbeat(String host) implements Command, Datagram {}

  /** From the registry: a host is a member no more. */
  public record Evicted(String host) implements Command {}

  /** From the registry: show that you live, you hold the witness. */
  public record Challenge() implements Command {}

  /** From the registry: a host is a member again, and with it these are. */
  public record Joined(String host, List<String> members) implements Command {
    public Joined {
      members = List.copyOf(members);
    }
  }

  /** Of this host, which is not a member: that one hears it, and the other way round. */
  record HeardBy(String host) implements Command {}

  /**
   * From the registry: a group is this host's from now on.
   *
   * @param start whether its machine is to run
   */
  public record TakeOver(String group, boolean start) implements Command {}

  /** From the registry: try once more to bring a group's machine online. */
  public record BringOnline(String group) implements Command {}

  /** From a machine on this host: so its resources are. */
  public record Resources(String group, ResourceState machine, ResourceState configuration)
      implements Command {}

  /** From a machine on this host: its resources have been deleted. */
  public record Deleted(String group) implements Command {}

  /** From a machine: it has left this host. */
  public record Left(String group) implements Command {}

  /** Time for a heartbeat. */
  record Beat() implements Command {}

  /** So many heartbeats of a host in a row have not come. */
  record Silent(String host) implements Command {}

  /** Time for the next group in the queue. */
  record NextGroup() implements Command {}

  /** A machine has had its time to come online. */
  record PendingOver(String group) implements Command {}

  /** Time to ask for membership. */
  record AskAgain() implements Command {}

  /** What the cluster says to a clustered machine, which adapts it; on its own machine. */
  public sealed interface Order extends Message {}

  /** Run. */
  public record Start(String group) implements Order {}

  /** End at once: this host is not a member any more. */
  public record Stop(String group) implements Order {}

  private final EntityId id;
  private final String host;
  private final CsvWiring wiring;
  private final MemberRules rules;
  private MemberState state;

  public ClusterMember(String host, CsvWiring wiring, ClusterPlan plan) {
    this.id = CsvWiring.memberOf(host);
    this.host = host;
    this.wiring = wiring;
    this.rules = new MemberRules(host, wiring, plan);
    this.state = rules.begin();
  }

  @Override
  public EntityId id() {
    return id;
  }

  @Override
  public Command adapt(Message message) {
    return message instanceof CsvNode.Heard heard
        ? new HeardBy(heard.host())
        : Command.class.cast(message);
  }

  @Override
  public Class<Command> protocol() {
    return Command.class;
  }

  /**
   * The first heartbeats of others are a hop late. A host that comes to life in the middle of a run
   * has been away: it is no member.
   */
  @Override
  public void start(Context context) {
    if (wiring.hosts().size() < 2) {
      return;
    }
    context.timer("beat", context.nowNanos(), new Beat());
    if (context.nowNanos() > 0) {
      state = rules.returned(context.quantumNanos()).perform(context);
      return;
    }
    long late = context.nowNanos() + 2 * context.quantumNanos();
    for (String peer : wiring.hosts()) {
      if (!peer.equals(host)) {
        context.timer("silence of " + peer, late + rules.silenceNanos(), new Silent(peer));
      }
    }
  }

  @Override
  public void on(Command command, Context context) {
    state = rules.on(state, command, context.quantumNanos()).perform(context);
  }

  MemberState state() {
    return state;
  }
}
