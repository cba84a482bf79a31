package kagemusha.console;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import kagemusha.config.ChaosScript;
import kagemusha.config.ConfigException;
import kagemusha.config.Injection;
import kagemusha.console.chaos.RandomScript;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code kagemusha chaos}: runs scripts of things that go wrong and says whether all laws hold. */
@Command(
    name = "chaos",
    description = {
      "Runs chaos scripts, one after another, and checks what must hold whatever goes wrong: one owner of each volume, no virtual machine on two hosts, no acknowledged write lost, content that is right, jobs that end, no writes from outside the cluster's majority; and what the script expects.",
      "Exit code 1 if something did not hold; the run folder is then kept."
    },
    sortOptions = false)
final class ChaosCommand implements Callable<Integer> {
  private static final int RANDOM_MOST = 10_000;
  private static final long INTERRUPT_SECONDS = 5;

  @Parameters(
      paramLabel = "FILE",
      arity = "0..*",
      description = "Scripts, or folders of them (default: config/chaos).")
  private List<Path> files = List.of();

  @Mixin private SeedAndFolder common;

  @Option(
      names = "--random",
      paramLabel = "N",
      description = "Instead of files N random scripts, each made of its own seed.")
  private Optional<Integer> random = Optional.empty();

  @Option(
      names = "--from-seed",
      paramLabel = "S",
      description = "Seed of the first random script (default: ${DEFAULT-VALUE}).")
  private long fromSeed = 1;

  @Option(
      names = "--jvms",
      paramLabel = "N",
      description = "Run on N machine processes instead of in one thread of this one.")
  private Optional<Integer> jvms = Optional.empty();

  @Option(names = "--keep", description = "Keep the run folders of scripts that pass, too.")
  private boolean keep;

  @Option(names = "--json", description = "Prints the verdicts for machines.")
  private boolean json;

  private final List<ChaosVerdict> verdicts = new ArrayList<>();
  private final CountDownLatch done = new CountDownLatch(1);
  private volatile boolean stopped;

  /** A script that has been checked. */
  private record Planned(ChaosScript script, RunRequest request) {}

  @Override
  public Integer call() throws IOException {
    PrintStream progress = json ? System.err : System.out;
    OnSignal onSignal = new OnSignal("chaos-signal", () -> interrupted(progress));
    try (onSignal) {
      if (random.isPresent()) {
        random(progress);
      } else {
        scripts(progress);
      }
    } finally {
      done.countDown();
    }
    return stopped ? ExitCode.INTERRUPTED : summary(progress);
  }

  /** The tick in hand is finished, so that the run that was going on can be replayed. */
  private void interrupted(PrintStream out) {
    stopped = true;
    try {
      done.await(INTERRUPT_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    out.printf("%nInterrupted; %d scripts had ended.%n", verdicts.size());
  }

  /** All scripts are checked before the first one runs. */
  private void scripts(PrintStream out) throws IOException {
    List<Planned> planned = new ArrayList<>();
    for (Path file : found()) {
      planned.add(planned(file, common.seed()));
    }
    for (Planned each : planned) {
      ChaosVerdict verdict = perform(each);
      if (stopped) {
        return;
      }
      said(verdict, out);
      verdict.remarks().forEach(remark -> out.println("      note: " + remark));
    }
  }

  private void random(PrintStream out) throws IOException {
    if (!files.isEmpty()) {
      throw new ConfigException("--random: found files beside it; allowed: one of both");
    } else if (random.get() < 1 || random.get() > RANDOM_MOST) {
      throw new ConfigException(
          "--random: found %d; allowed: 1 to %d".formatted(random.get(), RANDOM_MOST));
    }
    Path scripts = Files.createDirectories(common.runs().resolve("random-scripts"));
    for (long seed : LongStream.range(fromSeed, fromSeed + random.get()).toArray()) {
      Path file = RandomScript.of(seed).write(scripts);
      ChaosVerdict verdict = perform(planned(file, seed));
      if (stopped) {
        return;
      }
      said(verdict, out);
      if (verdict.passed()) {
        Files.delete(file);
      } else {
        out.println("      script: " + file);
      }
    }
  }

  private Planned planned(Path file, long seed) throws IOException {
    ChaosScript script = ChaosScript.read(file);
    RunRequest request =
        RunRequest.of(
            ScenarioText.of(file.toString(), Optional.empty(), Optional.empty()),
            script.topology(),
            seed,
            jvms,
            Optional.empty(),
            Optional.empty(),
            Optional.empty());
    if (jvms.isEmpty()) {
      request.scenario().injections().forEach(ChaosCommand::checkNeedsNoProcess);
    }
    return new Planned(script, request.restarting());
  }

  private static void checkNeedsNoProcess(Injection injection) {
    if (injection.isReal()) {
      throw new ConfigException(
          "%s:%d: real: found true, but the script runs in one process; allowed: with --jvms"
              .formatted(injection.file(), injection.line()));
    }
  }

  private ChaosVerdict perform(Planned planned) throws IOException {
    Path runs = common.runs();
    return jvms.isPresent()
        ? ChaosRun.onProcesses(planned.request(), planned.script().expectations(), runs)
        : ChaosRun.here(
            planned.request(),
            planned.script().expectations(),
            runs,
            UnaryOperator.identity(),
            () -> stopped);
  }

  private void said(ChaosVerdict verdict, PrintStream out) throws IOException {
    verdicts.add(verdict);
    out.println(verdict.line());
    verdict.faults().forEach(fault -> out.println("      " + fault));
    if (verdict.passed() && !keep) {
      verdict.discard();
    }
  }

  private int summary(PrintStream out) throws IOException {
    long passed = verdicts.stream().filter(ChaosVerdict::passed).count();
    out.printf("%d of %d scripts passed.%n", passed, verdicts.size());
    if (json) {
      System.out.println(
          new ObjectMapper()
              .enable(SerializationFeature.INDENT_OUTPUT)
              .writeValueAsString(verdicts.stream().map(ChaosVerdict::json).toList()));
    }
    return passed == verdicts.size() ? ExitCode.OK : ExitCode.FAILED;
  }

  private List<Path> found() throws IOException {
    Path home = Path.of(System.getProperty("kagemusha.home", "."));
    List<Path> wanted = files.isEmpty() ? List.of(home.resolve("config/chaos")) : files;
    List<Path> found = new ArrayList<>();
    for (Path each : wanted) {
      if (Files.isDirectory(each)) {
        try (Stream<Path> inside = Files.list(each)) {
          inside.filter(file -> file.toString().endsWith(".conf")).sorted().forEach(found::add);
        }
      } else {
        found.add(each);
      }
    }
    if (found.isEmpty()) {
      throw new ConfigException(wanted + ": no scripts there; expected files *.conf");
    }
    return found;
  }
}
