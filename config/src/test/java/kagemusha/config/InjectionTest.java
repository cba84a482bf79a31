package kagemusha.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import kagemusha.config.VmOperation.Verb;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is done to a site from outside: the words, and what is refused before a run. */
class InjectionTest {
  private static final Topology PAPER = TopologyReader.bundled("paper");

  @TempDir Path directory;

  /** Scenario 1, with its three jobs of GUEST1 over the network. */
  private static EditedText scenario(String injections) {
    return EditedText.of("scenarios/scenario-1.conf")
        .with("length = 9.5 h", "injections = [" + injections + "], length = 9.5 h");
  }

  private List<Injection> read(String injections) {
    return ScenarioReader.file(scenario(injections).write(directory), PAPER).injections();
  }

  private Injection one(String injection) {
    List<Injection> read = read(injection);
    assertThat(read).hasSize(1);
    return read.get(0);
  }

  @Test
  void aVerbATargetAndATime() {
    Injection pause = one("{ do = pause, on = GUEST1, at = 90 min, for = 10 s }");
    assertThat(pause.number()).isEqualTo(1);
    assertThat(pause.file()).endsWith("my.conf");
    assertThat(pause.line()).isPositive();
    assertThat(pause.deed()).isEqualTo(new Deed.OfVm(Verb.PAUSE, Optional.empty()));
    assertThat(pause.on()).isEqualTo(new Target.Named("GUEST1"));
    assertThat(pause.trigger()).isEqualTo(new Trigger.At(Duration.ofMinutes(90), "at 90 min"));
    assertThat(pause.lasts()).contains(Duration.ofSeconds(10));
    assertThat(pause.probability()).isEqualTo(1);
    assertThat(pause.times()).isEqualTo(1);
    assertThat(pause.title()).isEqualTo("pause on GUEST1");
    assertThat(ScenarioReader.bundled("scenario-1", PAPER).injections()).isEmpty();
  }

  @Test
  void aPhaseIsSomebodys() {
    Injection injection =
        one(
            """
            { do = save, on = "vm in backup", when = "vss.freeze of GUEST1", after = 1 s,
              probability = 50 %, times = 2, must-touch = true }
            """);
    assertThat(injection.on()).isEqualTo(new Target.InBackup());
    Trigger.Reached reached = (Trigger.Reached) injection.trigger();
    assertThat(reached.phase().name()).isEqualTo("vss.freeze");
    assertThat(reached.subjects()).isEqualTo(Set.of("replica", "express-full", "recovery"));
    assertThat(injection.delay()).isEqualTo(Duration.ofSeconds(1));
    assertThat(injection.probability()).isEqualTo(0.5);
    assertThat(injection.times()).isEqualTo(2);
    assertThat(injection.mustTouch()).isTrue();
    Trigger.Reached anybody =
        (Trigger.Reached) one("{ do = pause, on = random, when = csv.pinned }").trigger();
    assertThat(anybody.subjects()).isEmpty();
  }

  @Test
  void progressAndCounts() {
    assertThat(
            one("{ do = kill-agent, on = owner, when = \"job express-full >= 30 %\" }").trigger())
        .isEqualTo(
            new Trigger.Progress(
                Trigger.Course.JOB, Set.of("express-full"), 0.3, "job express-full >= 30 %"));
    assertThat(one("{ do = pause, on = GUEST1, when = \"migration of GUEST1 >= 40%\" }").trigger())
        .isEqualTo(
            new Trigger.Progress(
                Trigger.Course.MIGRATION, Set.of("GUEST1"), 0.4, "migration of GUEST1 >= 40%"));
    assertThat(one("{ do = path-loss, on = non-owner of LOG, when = \"redirected I/Os >= 1000\" }"))
        .satisfies(each -> assertThat(each.on()).isEqualTo(new Target.Owner("LOG", false)))
        .extracting(Injection::trigger)
        .isEqualTo(
            new Trigger.Count(
                Trigger.Counted.REDIRECTED_IOS,
                Set.of("HYPR1", "HYPR2"),
                1000,
                "redirected I/Os >= 1000"));
  }

  @Test
  void faultsTakeTheirSettings() {
    Deed.Fault delay =
        (Deed.Fault)
            one("""
                { do = delay, on = HYPR1, to = HYPR2, network = cluster, direction = out,
                  delay = 20 ms, at = 1 h }
                """
                    .replace("cluster", PAPER.csvNetwork()))
                .deed();
    assertThat(delay.verb()).isEqualTo(FaultVerb.DELAY);
    assertThat(delay.settings().network()).contains(PAPER.csvNetwork());
    assertThat(delay.settings().peer()).contains("HYPR2");
    assertThat(delay.settings().direction()).isEqualTo(Deed.Direction.OUT);
    assertThat(delay.settings().more()).isEqualTo(Duration.ofMillis(20));
    Deed.Fault slow =
        (Deed.Fault)
            one("{ do = slow-step, on = GUEST1, step = guest-vss.freeze, factor = 30, at = 1 h }")
                .deed();
    assertThat(slow.settings().step()).isEqualTo(PhaseNames.named("guest-vss.freeze"));
    assertThat(slow.settings().factor()).isEqualTo(30);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          do = save, on = GUEST9, at = 1 h                | on: found 'GUEST9'; there is no such VM in topology 'paper'; did you mean 'GUEST1'?
          do = save, on = GUEST1, at = 10 h               | at: found 10 h; allowed: before the end of the run, 34200 s
          do = resum, on = GUEST1, at = 1 h               | do: found 'resum'; did you mean 'resume'? Allowed: start,
          do = save, on = GUEST1                          | at: missing; expected a time such as 5.8 ms
          do = save, at = 1 h                             | on: missing; expected a text
          vm = GUEST1, do = save, at = 1 h                | vm: unknown key
          do = save, on = GUEST1, at = 1 h, when = x.y    | when: found beside at
          do = save, on = GUEST1, when = vss.freez        | when: found 'vss.freez'; there is no such phase; did you mean 'vss.freeze'?
          do = save, on = GUEST1, when = "vss.freeze of X"| when: found 'X'; there is no such VM or job
          do = save, on = GUEST1, when = "vss.freeze of GUEST2" | which never comes: no job protects GUEST2
          do = save, on = GUEST1, when = pair.split       | which never comes: no job of this kind and method
          do = save, on = GUEST1, when = "job replica >= 101 %" | when: found 101 %; allowed: a percentage above 0
          do = save, on = GUEST1, when = "job nothing >= 1 %" | when: found 'nothing'; there is no such job
          do = save, on = GUEST1, when = soon             | when: found 'soon'; allowed: a phase such as
          do = save, on = owner, at = 1 h                 | on: found 'owner'; there is no such VM
          do = reset, on = GUEST1, at = 1 h, for = 1 s    | for: found it beside reset, which does not end
          do = save, on = GUEST1, at = 1 h, times = 2     | times: found it without a phase
          do = save, on = GUEST1, at = 1 h, to = HYPR2    | to: found beside save, which does not take it
          do = hang-machine, on = HYPR1, at = 1 h         | for: missing
          do = fail-controller, on = CTL7, at = 1 h       | on: found 'CTL7'; there is no such controller
          do = path-loss, on = AMS2300, at = 1 h          | on: found 'AMS2300'; there is no such host
          do = partition, on = HYPR1, at = 1 h            | network: missing
          do = partition, on = HYPR1, at = 1 h, network = wan | network: found 'wan'; there is no such network
          do = grow-pool, on = POOL9, at = 1 h            | on: found 'POOL9'; there is no such pool
          do = slow-step, on = HYPR1, at = 1 h, step = vss.frost, factor = 2 | step: found 'vss.frost'
          do = slow-step, on = HYPR1, at = 1 h, step = vss.freeze | factor: slow-step takes either
          """)
  void mistakesAreToldBeforeTheRun(String injection, String complaint) {
    assertThat(scenario("{ " + injection + " }").scenarioComplaint(directory, PAPER))
        .matches("(?s)my\\.conf:\\d+: injections\\[0\\]\\..*")
        .contains(complaint);
  }

  /** A fault of a network where a machine is not would touch nothing. */
  @Test
  void aMachineMustBeOnTheNetwork() {
    assertThat(
            scenario(
                    "{ do = partition, on = AMS2300, network = %s, at = 1 h }"
                        .formatted(PAPER.clientNetwork()))
                .scenarioComplaint(directory, PAPER))
        .contains("where AMS2300 is not; allowed for AMS2300: " + PAPER.storageNetwork());
  }

  @Test
  void theOnlyControllerMustNotFail() {
    Topology small = TopologyReader.bundled("small");
    Scenario scenario = ScenarioReader.bundled("baseline", small);
    String text = "{ do = fail-controller, on = CTL0 }";
    assertThatThrownBy(() -> ScenarioReader.order("order", text, 1, small, scenario))
        .hasMessageContaining("order:1: do: found fail-controller; there is no other controller");
    assertThat(one("{ do = fail-controller, on = CTL0, at = 1 h, for = 10 min }").lasts())
        .contains(Duration.ofMinutes(10));
  }

  /** An order is repeated from the run log, so what it means must stand there. */
  @ParameterizedTest
  @ValueSource(strings = {"\"more.conf\"", "file(\"/etc/more.conf\")", "classpath(\"more.conf\")"})
  void anOrderSaysAllByItself(String what) {
    String text = "{ include " + what + ", do = pause, on = GUEST1 }";
    Scenario scenario = ScenarioReader.bundled("scenario-1", PAPER);
    assertThatThrownBy(() -> ScenarioReader.order("order", text, 1, PAPER, scenario))
        .hasMessageContaining("order: cannot be read: found an include of ")
        .hasMessageContaining("more.conf; write out what it holds");
  }

  @Test
  void anOrderNeedsNoTime() {
    Scenario scenario = ScenarioReader.bundled("scenario-1", PAPER);
    Injection order =
        ScenarioReader.order("order", "{ do = pause, on = GUEST1 }", 3, PAPER, scenario);
    assertThat(order.number()).isEqualTo(3);
    assertThat(order.trigger()).isEqualTo(new Trigger.Ordered());
    assertThatThrownBy(
            () -> ScenarioReader.order("order", "{ do = jump, on = GUEST1 }", 1, PAPER, scenario))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("order:1: do: found 'jump'");
  }
}
