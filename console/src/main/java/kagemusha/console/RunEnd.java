package kagemusha.console;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import kagemusha.config.PublishedNumbers;
import kagemusha.kernel.conductor.RunOutcome;
import kagemusha.node.RunPlan;
import kagemusha.node.World;

/**
 * What is said of a run that has ended.
 *
 * @param exitCode of the command
 * @param report empty if it did not come to its end
 */
record RunEnd(int exitCode, Optional<RunReport> report) {
  /** Prints it, failures to the standard error, and adds to the summary in the folder. */
  static RunEnd tell(
      RunRequest request,
      RunPlan plan,
      Path folder,
      RunResult result,
      PublishedNumbers published,
      PrintStream out)
      throws IOException {
    return result.outcome() instanceof RunOutcome.Completed
        ? completed(request, plan, folder, result, published, out)
        : new RunEnd(cutShort(folder, request, result, out), Optional.empty());
  }

  private static RunEnd completed(
      RunRequest request,
      RunPlan plan,
      Path folder,
      RunResult result,
      PublishedNumbers published,
      PrintStream out)
      throws IOException {
    RunReport report =
        RunReport.of(folder, plan, request.topology(), request.scenario(), result, published);
    report.print(out);
    RunFolder.extend(folder, report.summary());
    RedirectionReport.print(out, result, request.topology().csvNetwork());
    MigrationReport migrations = MigrationReport.read(folder, request.topology());
    migrations.print(out);
    RunFolder.extend(folder, Map.of("migrations", migrations.summary()));
    FreeParameters.print(out, request.topology());
    report.printContradictions(out);
    out.printf(
        "%s of virtual time in %.1f s of real time: %.0fx, %d ticks.%n",
        VirtualClock.elapsed(result.virtualNanos()),
        result.wallNanos() / 1e9,
        result.virtualNanos() / (double) Math.max(1, result.wallNanos()),
        result.ticks());
    int code = content(folder, out);
    boolean touched = injections(folder, request, result, out);
    return new RunEnd(touched ? code : ExitCode.FAILED, Optional.of(report));
  }

  private static int cutShort(Path folder, RunRequest request, RunResult result, PrintStream out)
      throws IOException {
    RunOutcome outcome = result.outcome();
    if (outcome instanceof RunOutcome.MachineLost lost) {
      System.err.printf(
          "Machine %s was lost at virtual time %s (tick %d): its process died or stood still for too long. The run was ended there without it; %s is complete up to that tick.%n",
          lost.machines(), VirtualClock.elapsed(lost.timeNanos()), lost.tick(), folder);
      injections(folder, request, result, out);
      return ExitCode.MACHINE_LOST;
    } else if (outcome instanceof RunOutcome.NotStarted missing) {
      System.err.printf(
          "Machine %s could not be started: %s%nSee %s%n",
          missing.machines(), missing.why(), folder.resolve("logs"));
      return ExitCode.NOT_STARTED;
    } else if (outcome instanceof RunOutcome.Failed failed) {
      System.err.printf(
          "%s at virtual time %s: %s%nSee %s%n",
          subjectOf(failed),
          VirtualClock.elapsed(failed.timeNanos()),
          failed.why(),
          folder.resolve("logs"));
      return failed.machine().equals(RunOutcome.RECORDER) ? ExitCode.NOT_RECORDED : ExitCode.FAILED;
    }
    // The launcher has said so.
    return ExitCode.INTERRUPTED;
  }

  /** Whether all injections touched something that had to. */
  private static boolean injections(
      Path folder, RunRequest request, RunResult result, PrintStream out) throws IOException {
    InjectionReport injections =
        InjectionReport.read(
            folder,
            new World(request.topology(), request.scenario()).orders(),
            result.statistics());
    injections.print(out);
    RunFolder.extend(folder, Map.of("injections", injections.summary()));
    injections
        .failures()
        .forEach(failure -> System.err.println("It had to touch something: " + failure));
    return injections.good();
  }

  /** A backup or restore whose content is not right fails the run, however well the jobs ended. */
  private static int content(Path folder, PrintStream out) throws IOException {
    ContentReport content = ContentReport.read(folder);
    content.print(out);
    if (!content.good()) {
      System.err.printf(
          "The content of %d backups or restores is not right, first: %s%n",
          content.failures().size(), content.failures().get(0));
      return ExitCode.FAILED;
    }
    return ExitCode.OK;
  }

  private static String subjectOf(RunOutcome.Failed failed) {
    return switch (failed.machine()) {
      case RunOutcome.RECORDER -> "The run could not be recorded";
      case RunOutcome.CONDUCTOR -> "The conductor failed";
      default -> "Machine " + failed.machine() + " failed";
    };
  }
}
