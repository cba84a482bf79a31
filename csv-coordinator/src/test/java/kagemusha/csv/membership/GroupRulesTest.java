package kagemusha.csv.membership;

import static org.assertj.core.api.Assertions.assertThat;

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
import kagemusha.kernel.event.Level;
import org.junit.jupiter.api.Test;

/** Where the groups of a cluster of three hosts go: once in 15 minutes a machine starts again. */
class GroupRulesTest {
  private static final long MINUTE = 60_000_000_000L;
  private static final CsvWiring WIRING =
      new CsvWiring(TopologyReader.bundled("small"), Map.of("DATA", "NODE1"));
  private static final GroupRules RULES = new GroupRules(WIRING);
  private static final Set<String> ALL = Set.of("NODE1", "NODE2", "NODE3");

  private static ClusterState cluster(Set<String> members, Map<String, String> owners) {
    return ClusterState.begin(members, "NODE1", owners);
  }

  private static ClusterGroup group(
      String name, String owner, ResourceState machine, Long... failures) {
    return new ClusterGroup(name, owner, machine, ResourceState.ONLINE, List.of(failures));
  }

  private static Act tell(String host, ClusterMember.Command command) {
    return new Send(WIRING.registryNetwork(), CsvWiring.memberOf(host), command);
  }

  private static Log error(int id, String text) {
    return new Log("FailoverClustering", id, Level.ERROR, text, "M1");
  }

  private static final Log M1_FAILED =
      error(1069, "Resource 'M1' of group 'M1' has failed on NODE1.");

  private static Decision<ClusterState> failure(ClusterState state, long atMinute) {
    return RULES.failed(state, new ClusterRegistry.Failed("NODE1", "M1"), atMinute * MINUTE);
  }

  @Test
  void theFirstFailureStartsTheMachineWhereItIs() {
    ClusterState state = cluster(ALL, Map.of("M1", "NODE1"));
    assertThat(failure(state, 20))
        .isEqualTo(
            Decision.to(
                state.with(group("M1", "NODE1", ResourceState.PENDING, 20 * MINUTE)),
                new Persist(new MembershipEvent.GroupFailed("M1", 20 * MINUTE)),
                M1_FAILED,
                tell("NODE1", new ClusterMember.BringOnline("M1"))));
  }

  /** NODE2 has a group already, so it goes to NODE3. */
  @Test
  void theSecondOneInTheSamePeriodMovesTheGroup() {
    ClusterState state =
        cluster(ALL, Map.of("M1", "NODE1", "M2", "NODE2"))
            .with(group("M1", "NODE1", ResourceState.PENDING, 20 * MINUTE));
    String moves = "Group 'M1' moves from NODE1 to NODE3.";
    assertThat(failure(state, 34))
        .isEqualTo(
            Decision.to(
                state.with(group("M1", "NODE3", ResourceState.PENDING, 20 * MINUTE, 34 * MINUTE)),
                new Persist(new MembershipEvent.GroupFailed("M1", 34 * MINUTE)),
                M1_FAILED,
                new Persist(new MembershipEvent.GroupMoved("M1", "NODE3")),
                new Log("FailoverClustering", 1153, Level.WARNING, moves, "M1"),
                tell("NODE3", new ClusterMember.TakeOver("M1", true))));
  }

  @Test
  void afterThePeriodItStartsWhereItIsAgain() {
    ClusterState state =
        cluster(ALL, Map.of()).with(group("M1", "NODE1", ResourceState.PENDING, 20 * MINUTE));
    assertThat(failure(state, 35).acts())
        .contains(tell("NODE1", new ClusterMember.BringOnline("M1")))
        .doesNotContain(tell("NODE2", new ClusterMember.TakeOver("M1", true)));
  }

  @Test
  void theThirdOneLeavesItFailed() {
    ClusterState state =
        cluster(ALL, Map.of())
            .with(group("M1", "NODE1", ResourceState.PENDING, 20 * MINUTE, 25 * MINUTE));
    Decision<ClusterState> decision = failure(state, 30);
    assertThat(decision.next().groups().get("M1").state()).isEqualTo(ResourceState.FAILED);
    assertThat(decision.acts())
        .containsExactly(
            new Persist(new MembershipEvent.GroupFailed("M1", 30 * MINUTE)),
            M1_FAILED,
            error(1254, "Group 'M1' has failed too often and stays on NODE1."),
            error(1205, "Group 'M1' could not be brought online; NODE1 was its host."));
  }

  @Test
  void withoutAnotherHostTheSecondOneIsTheLast() {
    ClusterState state =
        cluster(Set.of("NODE1"), Map.of())
            .with(group("M1", "NODE1", ResourceState.PENDING, 20 * MINUTE));
    Decision<ClusterState> decision = failure(state, 21);
    assertThat(decision.next().groups().get("M1").owner()).isEqualTo("NODE1");
    assertThat(decision.next().groups().get("M1").state()).isEqualTo(ResourceState.FAILED);
    assertThat(decision.acts())
        .filteredOn(Log.class::isInstance)
        .extracting(act -> ((Log) act).id())
        .containsExactly(1069, 1254, 1205);
  }

  @Test
  void aFailureOnAHostThatHasTheGroupNoMoreIsOldNews() {
    ClusterState state = cluster(ALL, Map.of("M1", "NODE2"));
    assertThat(failure(state, 20)).isEqualTo(Decision.to(state));
  }

  /** M1 and M3 go to the two that are left, in turn; M3 was switched off and is not started. */
  @Test
  void theGroupsOfALostHostAreSpread() {
    ClusterState state =
        cluster(Set.of("NODE2", "NODE3"), Map.of("M1", "NODE1"))
            .with(group("M3", "NODE1", ResourceState.OFFLINE));
    Decision<ClusterState> decision = RULES.failOver(state);
    assertThat(decision.next())
        .isEqualTo(
            state
                .with(group("M1", "NODE2", ResourceState.PENDING))
                .with(group("M3", "NODE3", ResourceState.OFFLINE)));
    assertThat(decision.acts())
        .contains(
            tell("NODE2", new ClusterMember.TakeOver("M1", true)),
            tell("NODE3", new ClusterMember.TakeOver("M3", false)));
  }

  /** The configuration is tried anew on another host, so it does not stay failed. */
  @Test
  void aFailedConfigurationIsOnlineOnTheNextHost() {
    ClusterState state =
        cluster(Set.of("NODE2"), Map.of())
            .with(
                new ClusterGroup(
                    "M1", "NODE1", ResourceState.OFFLINE, ResourceState.FAILED, List.of()));
    assertThat(RULES.failOver(state).next().groups().get("M1").state())
        .isEqualTo(ResourceState.OFFLINE);
  }

  @Test
  void aGroupThatHasBecomeOnlineIsSaidToBe() {
    ClusterState state =
        cluster(ALL, Map.of()).with(group("M1", "NODE1", ResourceState.PENDING, 20 * MINUTE));
    ResourceState online = ResourceState.ONLINE;
    var told = new ClusterRegistry.Resources("NODE1", "M1", online, online);
    Decision<ClusterState> decision = RULES.changed(state, told);
    assertThat(decision.acts())
        .containsExactly(
            new Persist(new MembershipEvent.ResourcesChanged("M1", online, online)),
            new Log(
                "FailoverClustering",
                1201,
                Level.INFORMATION,
                "Group 'M1' is online on NODE1.",
                "M1"));
    assertThat(RULES.changed(decision.next(), told))
        .as("no news")
        .isEqualTo(Decision.to(decision.next()));
  }
}
