package kagemusha.console;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;
import kagemusha.config.ConfigException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The command line. */
@Command(
    name = "kagemusha",
    description =
        "A distributed emulator of a Hyper-V failover cluster with shared storage and backup.",
    subcommands = {
      RunCommand.class,
      ListCommand.class,
      InjectCommand.class,
      ReplayCommand.class,
      CompareCommand.class,
      ChaosCommand.class,
      BenchCommand.class,
      MatrixCommand.class,
      FitCommand.class,
      WarmUpCommand.class,
      BareCommand.class
    },
    footer = {
      "",
      "Exit codes: 0 done, 1 failed or different, 2 bad usage or configuration, 3 a machine was lost,",
      "4 the run could not be recorded, 5 the processes could not be started, 130 interrupted."
    })
public final class Main {
  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      scope = ScopeType.INHERIT,
      description = "Shows this help.")
  private boolean help;

  private Main() {}

  public static void main(String[] args) {
    Locale.setDefault(Locale.ROOT);
    System.exit(execute(args));
  }

  /** Runs one command; never throws. */
  static int execute(String... args) {
    CommandLine line = new CommandLine(new Main());
    line.setExecutionExceptionHandler((thrown, command, parsed) -> explain(thrown));
    if (args.length == 0) {
      line.usage(System.out);
      return ExitCode.USAGE;
    }
    return line.execute(args);
  }

  private static int explain(Exception thrown) {
    if (thrown instanceof ConfigException) {
      return tell(thrown, ExitCode.USAGE);
    } else if (thrown instanceof StartException) {
      return tell(thrown, ExitCode.NOT_STARTED);
    } else if (thrown instanceof NotRecordedException
        || thrown instanceof IOException
        || thrown instanceof UncheckedIOException) {
      return tell(thrown, ExitCode.NOT_RECORDED);
    }
    // Nobody has foreseen it; whoever mends it wants to know where it was.
    thrown.printStackTrace();
    return ExitCode.FAILED;
  }

  private static int tell(Exception thrown, int exitCode) {
    System.err.println(thrown.getMessage() == null ? thrown.toString() : thrown.getMessage());
    return exitCode;
  }
}
