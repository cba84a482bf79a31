package kagemusha.csv.membership;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import kagemusha.config.TopologyReader;
import kagemusha.csv.CsvWiring;
import kagemusha.kernel.entity.Decision;
import kagemusha.kernel.entity.Decision.Act;
import kagemusha.kernel.entity.Decision.Log;
import kagemusha.kernel.entity.Decision.Persist;
import kagemusha.kernel.entity.Decision.Send;
import kagemusha.kernel.entity.Decision.Timer;
import org.junit.jupiter.api.Test;

/** Who is a member, in the paper's cluster of two hosts and a witness disk that HYPR1 holds. */
class RegistryRulesTest {
  private static final long QUANTUM = Duration.ofMillis(500).toNanos();
  private static final CsvWiring WIRING =
      new CsvWiring(TopologyReader.bundled("paper"), Map.of("SYS&DB", "HYPR1", "LOG", "HYPR1"));
  private static final RegistryRules RULES = new RegistryRules(WIRING, ClusterPlan.empty());
  private static final ClusterState BOTH =
      ClusterState.begin(
          Set.of("HYPR1", "HYPR2"), "HYPR1", Map.of("GUEST1", "HYPR1", "GUEST3", "HYPR2"));

  private static Decision<ClusterState> on(ClusterState state, ClusterRegistry.Command command) {
    return RULES.on(state, command, 0, QUANTUM);
  }

  private static Act tell(String host, ClusterMember.Command command) {
    return new Send(WIRING.registryNetwork(), CsvWiring.memberOf(host), command);
  }

  private static List<Integer> events(Decision<ClusterState> decision) {
    return decision.acts().stream()
        .filter(Log.class::isInstance)
        .map(act -> ((Log) act).id())
        .toList();
  }

  @Test
  void theHolderOfTheWitnessIsBelieved() {
    Decision<ClusterState> decision = on(BOTH, new ClusterRegistry.Suspect("HYPR1", "HYPR2"));
    assertThat(decision.next().members()).containsExactly("HYPR1");
    assertThat(decision.next().witness()).isEqualTo("HYPR1");
    assertThat(decision.next().groups().get("GUEST3").owner()).isEqualTo("HYPR1");
    assertThat(decision.acts())
        .contains(
            new Persist(new MembershipEvent.HostGone("HYPR2", "HYPR1")),
            tell("HYPR1", new ClusterMember.TakeOver("GUEST3", true)));
    assertThat(events(decision)).containsExactly(1135, 1153);
  }

  /** The other one is not: the holder is asked, for the arbitration and four hops. */
  @Test
  void theOtherOneHasToWaitForTheHolder() {
    Decision<ClusterState> asked = on(BOTH, new ClusterRegistry.Suspect("HYPR2", "HYPR1"));
    long limit = WIRING.failover().arbitration().toNanos() + 4 * QUANTUM;
    assertThat(asked)
        .isEqualTo(
            Decision.to(
                BOTH.in(new ClusterState.Round(Map.of("HYPR2", Set.of("HYPR1")), true, false)),
                tell("HYPR1", new ClusterMember.Challenge()),
                new Timer("challenge", limit, new ClusterRegistry.ChallengeOver())));
    Decision<ClusterState> defended = on(asked.next(), new ClusterRegistry.Defend("HYPR1"));
    assertThat(defended.next().members()).as("it lives").containsExactly("HYPR1");
    assertThat(defended.next().round()).isEqualTo(ClusterState.Round.none());

    Decision<ClusterState> silent = on(asked.next(), new ClusterRegistry.ChallengeOver());
    assertThat(silent.next().members()).as("it does not").containsExactly("HYPR2");
    assertThat(silent.next().witness()).isEqualTo("HYPR2");
    assertThat(silent.next().groups().get("GUEST1").owner()).isEqualTo("HYPR2");
    assertThat(silent.acts()).contains(new Persist(new MembershipEvent.WitnessMoved("HYPR2")));
  }

  @Test
  void aDefenceOrALimitThatNobodyWaitsForMeansNothing() {
    for (ClusterRegistry.Command late :
        List.of(
            new ClusterRegistry.Defend("HYPR1"),
            new ClusterRegistry.ChallengeOver(),
            new ClusterRegistry.RegroupOver())) {
      assertThat(on(BOTH, late)).isEqualTo(Decision.to(BOTH));
    }
  }

  @Test
  void whoIsNoMemberIsToldSo() {
    ClusterState one = BOTH.without("HYPR2");
    assertThat(on(one, new ClusterRegistry.Suspect("HYPR2", "HYPR1")))
        .isEqualTo(Decision.to(one, tell("HYPR2", new ClusterMember.Evicted("HYPR2"))));
    assertThat(on(one, new ClusterRegistry.Suspect("HYPR1", "HYPR2")))
        .isEqualTo(Decision.to(one, tell("HYPR1", new ClusterMember.Evicted("HYPR2"))));
  }

  /** Nobody has missed it, but its machines are not there any more. */
  @Test
  void aHostThatBootsIsNoMemberBefore() {
    Decision<ClusterState> rebooted = on(BOTH, new ClusterRegistry.Rebooted("HYPR1"));
    assertThat(rebooted.next().members()).containsExactly("HYPR2");
    assertThat(rebooted.next().witness()).isEqualTo("HYPR2");
    assertThat(rebooted.acts()).contains(tell("HYPR2", new ClusterMember.TakeOver("GUEST1", true)));
    assertThat(on(rebooted.next(), new ClusterRegistry.Rebooted("HYPR1")))
        .as("missed before")
        .isEqualTo(Decision.to(rebooted.next()));
  }

  @Test
  void whomAllMembersHearJoins() {
    ClusterState one = BOTH.without("HYPR2");
    Decision<ClusterState> joined = on(one, new ClusterRegistry.Join("HYPR2", "HYPR1"));
    assertThat(joined.next().members()).containsExactly("HYPR1", "HYPR2");
    var told = new ClusterMember.Joined("HYPR2", List.of("HYPR1", "HYPR2"));
    assertThat(joined.acts())
        .contains(
            new Persist(new MembershipEvent.HostJoined("HYPR2")),
            tell("HYPR1", told),
            tell("HYPR2", told));
    assertThat(on(joined.next(), new ClusterRegistry.Join("HYPR2", "HYPR1")))
        .as("it is told once more")
        .isEqualTo(Decision.to(joined.next(), tell("HYPR2", told)));
    assertThat(on(one, new ClusterRegistry.Join("HYPR2", "HYPR2")))
        .as("its own word is not enough")
        .isEqualTo(Decision.to(one));
  }

  /** What has been stored gives the state that the decision gave. */
  @Test
  void theJournalLeadsToTheSameState() {
    ClusterState state = BOTH;
    ClusterState recovered = BOTH;
    for (ClusterRegistry.Command command :
        List.of(
            new ClusterRegistry.Failed("HYPR2", "GUEST3"),
            new ClusterRegistry.Suspect("HYPR1", "HYPR2"),
            new ClusterRegistry.Resources(
                "HYPR1", "GUEST3", ResourceState.ONLINE, ResourceState.ONLINE),
            new ClusterRegistry.Join("HYPR2", "HYPR1"),
            new ClusterRegistry.Deleted("GUEST1"))) {
      Decision<ClusterState> decision = on(state, command);
      state = decision.next();
      for (Act act : decision.acts()) {
        if (act instanceof Persist persist) {
          recovered = RULES.recovered(recovered, (MembershipEvent) persist.event());
        }
      }
    }
    assertThat(recovered).isEqualTo(state);
    assertThat(state.groups()).containsOnlyKeys("GUEST3");
  }
}
