package kagemusha.csv.membership;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import kagemusha.config.TopologyReader;
import kagemusha.csv.CsvNode;
import kagemusha.csv.CsvWiring;
import kagemusha.csv.membership.MemberState.Active;
import kagemusha.csv.membership.MemberState.Outside;
import kagemusha.kernel.entity.Decision;
import kagemusha.kernel.entity.Decision.Act;
import kagemusha.kernel.entity.Decision.Adopt;
import kagemusha.kernel.entity.Decision.Send;
import kagemusha.kernel.entity.Decision.Tell;
import kagemusha.kernel.entity.Decision.Timer;
import kagemusha.kernel.entity.EntityId;
import org.junit.jupiter.api.Test;

/** The cluster service of HYPR1, on which GUEST1 is; GUEST3 is on HYPR2. */
class MemberRulesTest {
  private static final long QUANTUM = Duration.ofMillis(500).toNanos();
  private static final EntityId GUEST3 = new EntityId("GUEST3");
  private static final CsvWiring WIRING =
      new CsvWiring(TopologyReader.bundled("paper"), Map.of("SYS&DB", "HYPR1", "LOG", "HYPR1"));
  private static final ClusterPlan PLAN =
      new ClusterPlan(
          Map.of(),
          Map.of("GUEST3", List.of(GUEST3, new EntityId("GUEST3.vss"))),
          Map.of("GUEST1", "HYPR1", "GUEST3", "HYPR2"));
  private static final MemberRules RULES = new MemberRules("HYPR1", WIRING, PLAN);
  private static final MemberState.Resources ONLINE =
      new MemberState.Resources(ResourceState.ONLINE, ResourceState.ONLINE);
  private static final Active BEGIN =
      new Active(Set.of("HYPR2"), Map.of("GUEST1", ONLINE), List.of());

  private static Decision<MemberState> on(MemberState state, ClusterMember.Command command) {
    return RULES.on(state, command, QUANTUM);
  }

  private static Act toRegistry(ClusterRegistry.Command command) {
    return new Send(WIRING.registryNetwork(), CsvWiring.registry(), command);
  }

  @Test
  void itBeginsWithWhatIsOnItsHost() {
    assertThat(RULES.begin()).isEqualTo(BEGIN);
  }

  /** Every second, down after five in a row [pub]. */
  @Test
  void aHostThatIsSilentIsSuspected() {
    Duration silence = Duration.ofNanos(WIRING.silenceNanos());
    assertThat(silence).isEqualTo(Duration.ofSeconds(5));
    var listen =
        new Timer("silence of HYPR2", silence.toNanos(), new ClusterMember.Silent("HYPR2"));
    assertThat(on(BEGIN, new ClusterMember.Heartbeat("HYPR2")))
        .isEqualTo(Decision.to(BEGIN, listen));
    assertThat(on(BEGIN, new ClusterMember.Silent("HYPR2")).acts())
        .contains(listen, toRegistry(new ClusterRegistry.Suspect("HYPR1", "HYPR2")));
    MemberState alone = on(BEGIN, new ClusterMember.Evicted("HYPR2")).next();
    assertThat(on(alone, new ClusterMember.Silent("HYPR2"))).isEqualTo(Decision.to(alone));
    assertThat(on(alone, new ClusterMember.Heartbeat("HYPR2"))).isEqualTo(Decision.to(alone));
  }

  /** Two quanta apart from their beginning, one group after another. */
  @Test
  void groupsComeOnlineOneAfterAnother() {
    Decision<MemberState> first = on(BEGIN, new ClusterMember.TakeOver("GUEST3", true));
    assertThat(first.acts())
        .containsExactly(
            new Adopt(List.of(GUEST3, new EntityId("GUEST3.vss")), QUANTUM),
            new Timer("next group", QUANTUM + 1, new ClusterMember.NextGroup()));
    Decision<MemberState> second = on(first.next(), new ClusterMember.BringOnline("GUEST1"));
    assertThat(second.acts()).as("in the queue").isEmpty();
    Decision<MemberState> starts = on(second.next(), new ClusterMember.NextGroup());
    assertThat(starts.acts())
        .contains(new Tell(GUEST3, new ClusterMember.Start("GUEST3")))
        .anySatisfy(
            act ->
                assertThat(act)
                    .isEqualTo(
                        new Timer(
                            "pending GUEST3",
                            WIRING.failover().pendingTimeout().toNanos(),
                            new ClusterMember.PendingOver("GUEST3"))));
    Decision<MemberState> next = on(starts.next(), new ClusterMember.NextGroup());
    assertThat(next.acts())
        .contains(new Tell(new EntityId("GUEST1"), new ClusterMember.Start("GUEST1")));
    Decision<MemberState> empty = on(next.next(), new ClusterMember.NextGroup());
    assertThat(empty).isEqualTo(Decision.to(BEGIN));
  }

  @Test
  void theTimerOfAQueueThatIsForgottenDoesNothing() {
    assertThat(on(BEGIN, new ClusterMember.NextGroup())).isEqualTo(Decision.to(BEGIN));
  }

  @Test
  void aGroupThatIsSwitchedOffIsTakenOverAndNotStarted() {
    assertThat(on(BEGIN, new ClusterMember.TakeOver("GUEST3", false)))
        .isEqualTo(
            Decision.to(BEGIN, new Adopt(List.of(GUEST3, new EntityId("GUEST3.vss")), QUANTUM)));
  }

  @Test
  void whatIsNotOnlineInTimeHasFailed() {
    assertThat(on(BEGIN, new ClusterMember.PendingOver("GUEST1"))).isEqualTo(Decision.to(BEGIN));
    assertThat(on(BEGIN, new ClusterMember.PendingOver("GUEST3")))
        .isEqualTo(Decision.to(BEGIN, toRegistry(new ClusterRegistry.Failed("HYPR1", "GUEST3"))));
  }

  /** Outside it keeps what is left of its groups, asks to be let in and says nothing else. */
  @Test
  void whoIsEvictedStopsItsMachinesAndAsksToComeBack() {
    Decision<MemberState> stopped = on(BEGIN, new ClusterMember.Evicted("HYPR1"));
    Outside outside = new Outside(Map.of("GUEST1", ONLINE));
    long retry = WIRING.failover().joinRetry().toNanos() + 4 * QUANTUM;
    assertThat(stopped.next()).isEqualTo(outside);
    assertThat(stopped.acts())
        .contains(
            new Tell(CsvWiring.nodeOf("HYPR1"), new CsvNode.Leave()),
            new Tell(new EntityId("GUEST1"), new ClusterMember.Stop("GUEST1")),
            new Tell(CsvWiring.nodeOf("HYPR1"), new CsvNode.Knock()),
            new Timer("ask", retry, new ClusterMember.AskAgain()));
    var off = new ClusterMember.Resources("GUEST1", ResourceState.OFFLINE, ResourceState.ONLINE);
    assertThat(on(outside, off).acts()).isEmpty();
    assertThat(on(BEGIN, off).acts())
        .containsExactly(
            toRegistry(
                new ClusterRegistry.Resources(
                    "HYPR1", "GUEST1", ResourceState.OFFLINE, ResourceState.ONLINE)));
    assertThat(on(outside, new ClusterMember.HeardBy("HYPR2")))
        .isEqualTo(Decision.to(outside, toRegistry(new ClusterRegistry.Join("HYPR1", "HYPR2"))));
    var joined = new ClusterMember.Joined("HYPR1", List.of("HYPR1", "HYPR2"));
    assertThat(on(outside, joined).next()).isEqualTo(BEGIN);
    assertThat(on(BEGIN, joined)).as("told twice").isEqualTo(Decision.to(BEGIN));
  }
}
