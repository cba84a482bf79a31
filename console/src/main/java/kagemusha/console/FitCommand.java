package kagemusha.console;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import kagemusha.config.ConfigException;
import kagemusha.config.FitParameter;
import kagemusha.config.FitPlan;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code kagemusha fit}: chooses the free parameters again. */
@Command(
    name = "fit",
    description =
        "Fits the free parameters of topology 'paper' to the published numbers of the baseline and scenarios 1 and 2, and writes a proposal. It changes no settings of the product. A run takes about two minutes; a round takes one for every parameter and scenario it touches, and up to nine more.",
    sortOptions = false)
final class FitCommand implements Callable<Integer> {
  @Option(
      names = "--check",
      description = "Only evaluates the present values; exit code 1 if a target is missed.")
  private boolean check;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      description = "At most so many rounds (default: ${DEFAULT-VALUE}).")
  private int rounds = 1;

  @Option(
      names = "--parameters",
      paramLabel = "KEY",
      split = ",",
      description = "Only these free parameters, by their keys in the topology (default: all).")
  private List<String> keys = List.of();

  @Mixin private SeedAndFolder common;

  @Option(
      names = "--jvms",
      paramLabel = "N",
      description = "Machine processes of each run (default: ${DEFAULT-VALUE}).")
  private int jvms = 1;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description =
          "Where the proposed topology goes, for 'run --topology FILE' (default: proposal.conf in the fit's folder).")
  private Optional<Path> file = Optional.empty();

  @Override
  public Integer call() throws IOException {
    if (rounds < 1 || rounds > 20) {
      throw new ConfigException("--rounds " + rounds + ": must be from 1 to 20");
    }
    FitPlan plan = FitPlan.bundled().only(keys);
    PrintStream out = System.out;
    Path folder = folder();
    out.printf("Fit to %s%nFolder: %s%n", String.join(", ", plan.scenarios()), folder);
    FitRuns model = new FitRuns(plan, folder, common.seed(), jvms, out);
    try {
      return fit(plan, model, folder, out);
    } catch (FitRuns.Ended e) {
      System.err.println(e.getMessage());
      return e.exitCode();
    }
  }

  private Path folder() {
    Path folder = common.runs().resolve(RunCommand.folderName("fit")).toAbsolutePath();
    try {
      return Files.createDirectories(folder);
    } catch (IOException e) {
      throw new NotRecordedException("the folder " + folder + " cannot be written: " + e);
    }
  }

  private int fit(FitPlan plan, FitRuns model, Path folder, PrintStream out) throws IOException {
    List<FitParameter> parameters = plan.parameters();
    FitSearch search = new FitSearch(parameters, model);
    FitSearch.Point start = search.at(plan.start());
    FitSearch.Point best = start;
    FitTable table = new FitTable(out);
    for (int round = 1; !check && round <= rounds; round++) {
      out.printf("round %d of %d, %d targets met%n", round, rounds, best.met());
      FitSearch.Point next = search.improve(best);
      if (next == best) {
        out.println("No step makes it better.");
        break;
      }
      best = next;
    }
    table.parameters(parameters, start, best);
    table.targets(start, best);
    if (check) {
      return best.met() == best.targets().size() ? ExitCode.OK : ExitCode.FAILED;
    }
    Path proposal = file.orElse(folder.resolve("proposal.conf")).toAbsolutePath();
    Files.writeString(proposal, plan.topologyWith(best.values()));
    out.printf("%d runs. Proposal: %s%n", model.runs(), proposal);
    return ExitCode.OK;
  }
}
