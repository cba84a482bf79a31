package kagemusha.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import kagemusha.config.ChaosScript;
import kagemusha.console.chaos.RandomScript;
import kagemusha.console.chaos.Shrinker;
import kagemusha.kernel.machine.MachineBlueprint;
import kagemusha.node.invariant.Breach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Chaos scripts from the command line, at random, and with a bug that they must find. */
class ChaosTest {
  private static final int SEEDS = Integer.getInteger("kagemusha.chaos-seeds", 20);
  private static final Path SCRIPTS = Path.of("..", "config", "chaos");

  /** The first seed from here on finds the planted bug. */
  private static final long FINDS_FROM = 1;

  private static final long FINDS_UNTIL = 60;

  @TempDir Path folder;

  private ChaosVerdict run(RandomScript script, UnaryOperator<MachineBlueprint> plant)
      throws Exception {
    Path file = script.write(folder);
    ChaosScript read = ChaosScript.read(file);
    RunRequest request =
        RunRequest.of(
            ScenarioText.of(file.toString(), Optional.empty(), Optional.empty()),
            read.topology(),
            script.seed(),
            Optional.of(1),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());
    ChaosVerdict verdict = ChaosRun.here(request, read.expectations(), folder, plant, () -> false);
    verdict.discard();
    return verdict;
  }

  private long runFolders() throws Exception {
    try (Stream<Path> inside = Files.list(folder)) {
      return inside.filter(Files::isDirectory).count();
    }
  }

  private Command.Result chaos(Path script) {
    return Command.run("chaos", script.toString(), "--runs", folder.toString());
  }

  @Test
  void nothingThatSeedsThinkOfBreaksALaw() throws Exception {
    for (long seed = 1; seed <= SEEDS; seed++) {
      RandomScript script = RandomScript.of(seed);
      assertThat(run(script, UnaryOperator.identity()).faults()).as(script.text()).isEmpty();
    }
  }

  /** The seeds find it, and what is left of the script is one thing done to one machine. */
  @Test
  void aPlantedBugIsFoundAndItsScriptReduced() throws Exception {
    Shrinker.Trial trial = script -> breaksJobsEnd(run(script, Forgetful::in));
    RandomScript found = null;
    for (long seed = FINDS_FROM; found == null && seed <= FINDS_UNTIL; seed++) {
      RandomScript script = RandomScript.of(seed);
      found = trial.fails(script) ? script : null;
    }
    assertThat(found).as("a script that finds it").isNotNull();
    RandomScript smallest = new Shrinker(trial).smallest(found);
    assertThat(smallest.incidents()).hasSize(1);
    Path file = smallest.write(folder);
    assertThat(ChaosScript.read(file).topology()).isEqualTo("chaos");
    assertThat(run(smallest, UnaryOperator.identity()).faults()).as("without the bug").isEmpty();
  }

  private static boolean breaksJobsEnd(ChaosVerdict verdict) {
    return verdict.broken().stream().anyMatch(each -> each.law() == Breach.Law.JOBS_END);
  }

  @Test
  void theWorkedScriptsPassAndLeaveNothing() throws Exception {
    Command.Result result = chaos(SCRIPTS);
    assertThat(result.exitCode()).as(result.out() + result.err()).isEqualTo(ExitCode.OK);
    try (Stream<Path> scripts = Files.list(SCRIPTS)) {
      long all = scripts.count();
      assertThat(result.out()).contains("%d of %d scripts passed.".formatted(all, all));
    }
    assertThat(runFolders()).isZero();
  }

  @Test
  void aScriptThatExpectsTooMuchFailsAndKeepsItsRun() throws Exception {
    String text =
        """
        title = "quiet"
        topology = chaos
        start = "2010-11-01T09:00"
        length = 2 min
        quantum = 500 ms
        steady-state { skip-head = 0 s, skip-tail = 0 s }
        injections = [ { do = pause, on = GUEST1, at = 30 s, for = 5 s } ]
        expect = [ { see = vm.paused, at-most = 1 }, { never = "vm.resumed of GUEST1" } ]
        """;
    Path file = Files.writeString(folder.resolve("quiet.conf"), text);
    Command.Result result = chaos(file);
    assertThat(result.exitCode()).isEqualTo(ExitCode.FAILED);
    assertThat(result.out())
        .contains("FAIL  quiet", "expected in line 8: never vm.resumed of GUEST1; seen 1 times");
    assertThat(runFolders()).isEqualTo(1);
    Files.writeString(file, text.replace("vm.resumed of GUEST1", "vm.reborn"));
    Command.Result bad = chaos(file);
    assertThat(bad.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(bad.err()).contains("quiet.conf:8: expect", "there is no such phase");
  }
}
