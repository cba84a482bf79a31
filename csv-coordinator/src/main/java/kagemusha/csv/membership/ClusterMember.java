package kagemusha.csv.membership;

import java.util.Set;
import java.util.TreeSet;
import kagemusha.csv.CsvWiring;
import kagemusha.kernel.entity.Context;
import kagemusha.kernel.entity.Datagram;
import kagemusha.kernel.entity.Entity;
import kagemusha.kernel.entity.EntityId;
import kagemusha.kernel.entity.Message;

/** The cluster service of a host: sends heartbeats and misses those of others. */
public final class ClusterMember implements Entity<ClusterMember.Command> {
  /** What a member accepts. */
  public sealed interface Command extends Message {}

  /** A host lives. */
  public record Heartbeat(String host) implements Command, Datagram {}

  /** From the registry: this host is a member no more. */
  public record Evicted(String host) implements Command {}

  /** Time for a heartbeat. */
  record Beat() implements Command {}

  /** So many heartbeats of a host in a row have not come. */
  record Silent(String host) implements Command {}

  private final EntityId id;
  private final MemberRules rules;
  private final Set<String> others;
  private Set<String> peers;

  public ClusterMember(String host, CsvWiring wiring) {
    this.id = CsvWiring.memberOf(host);
    this.rules = new MemberRules(host, wiring);
    this.others = new TreeSet<>(wiring.hosts());
    others.remove(host);
    this.peers = others;
  }

  @Override
  public EntityId id() {
    return id;
  }

  @Override
  public Class<Command> protocol() {
    return Command.class;
  }

  /** The first heartbeats of others are a hop late. */
  @Override
  public void start(Context context) {
    if (!others.isEmpty()) {
      context.timer("beat", context.nowNanos(), new Beat());
    }
    long late = context.nowNanos() + 2 * context.quantumNanos();
    for (String peer : others) {
      context.timer("silence of " + peer, late + rules.silenceNanos(), new Silent(peer));
    }
  }

  @Override
  public void on(Command command, Context context) {
    peers = rules.on(peers, command).perform(context);
  }
}
