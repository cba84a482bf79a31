package kagemusha.console;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.file.StandardOpenOption.APPEND;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import kagemusha.config.TopologyReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every mistake gives one clear message and its exit code, before a process is started. */
class CommandLineTest {
  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "run nonsense | scenario 'nonsense': unknown; allowed: baseline, baseline-2-2, redirect, scenario-1, scenario-2",
        "run baseline --condition 1 | --condition: scenario 'baseline' has no conditions",
        "run scenario-4 --condition 5 | --condition 5: must be from 1 to 4",
        "run scenario-4 --condition 0 | --condition 0: must be from 1 to 4",
        "run baseline --published nowhere.csv | nowhere.csv: cannot be read; expected a CSV file",
        "run all --condition 1 | --condition: names no condition of 'all'",
        "run all --hours 9 | --hours 9.0: must be above 0 and at most 8.0",
        "run baseline --jvms 6 | --jvms 6: must be from 1 to 5",
        "run baseline --hours 9 | --hours 9.0: must be above 0 and at most 8.0",
        "run baseline --quantum 1fortnight | --quantum: found '1fortnight'; allowed: a time such as",
        "run baseline --quantum 1 | --quantum: found '1'; allowed: a time such as",
        "run baseline --quantum 1us | --quantum: found '1us'; allowed: a time such as",
        "run baseline --pace fast | not a number such as 1x or 60x",
        "run baseline --pace 1e-12x | must be from 0.001x to 1000000x",
        "run baseline --pace NaN | must be from 0.001x to 1000000x",
        "run baseline --data-set 5 | scenario 'baseline' has no backup job",
        "run redirect --data-set 900000 | data-set",
        "run baseline --topology nowhere.conf | nowhere.conf",
        "run redirect --topology small | there is no such VM in topology 'small'",
        "compare nowhere nowhere | no such file",
        "replay nowhere | nowhere: no such folder; expected a run folder",
        "inject nowhere {} | nowhere: no such folder; expected a run folder",
        "inject nowhere | inject: give either an order or --file",
        "chaos nowhere.conf | nowhere.conf: no such file; expected a settings file",
        "chaos --random 0 | --random: found 0; allowed: 1 to 10000",
        "chaos nowhere.conf --random 3 | --random: found files beside it; allowed: one of both",
      })
  void mistakesAreExplained(String arguments, String message) {
    Command.Result result = Command.run(arguments.trim().split(" "));
    assertThat(result.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(result.err().trim()).contains(message.trim()).doesNotContain("\tat ");
    assertThat(result.err().trim().lines()).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({"run", "list", "compare", "bench", "matrix", "chaos", "inject", "replay"})
  void everyCommandHasHelp(String command) {
    Command.Result result = Command.run(command, "--help");
    assertThat(result.exitCode()).isEqualTo(ExitCode.OK);
    assertThat(result.out()).contains("Usage: kagemusha " + command);
  }

  @Test
  void listNamesScenariosAndTopologies() {
    assertThat(Command.run("list").out())
        .contains(
            "baseline", "redirect", "scenario-1", "scenario-4", "4 conditions", "paper", "small");
  }

  @ParameterizedTest
  @CsvSource({
    "--row, 25, 'must be from 1 to 24'",
    "--method, disk, must be network or shadowimage",
    "--instants, 0, must be from 1 to 1000"
  })
  void theMatrixSaysWhatIsAllowed(String option, String value, String allowed) {
    Command.Result result = Command.run("matrix", option, value);
    assertThat(result.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(result.err()).contains(option + " " + value, allowed);
  }

  @Test
  void aRowOfTheMatrixHasOneMethod() {
    Command.Result result = Command.run("matrix", "--row", "3", "--method", "shadowimage");
    assertThat(result.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(result.err()).contains("--row 3 is not of --method shadowimage");
  }

  @Test
  void theMatrixIsNoRunOfMachines() {
    assertThat(Command.run("list").out()).contains("scenario-5", "matrix");
    Command.Result result = Command.run("run", "scenario-5", "--jvms", "2");
    assertThat(result.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(result.err()).contains("scenario-5 is the matrix", "--seed");
  }

  @Test
  void aMisspeltKeyIsFoundWithItsLine() throws Exception {
    Path file = folder.resolve("mine.conf");
    String paper;
    try (var in = Main.class.getResourceAsStream("/kagemusha/topologies/paper.conf")) {
      paper = new String(in.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
    }
    Files.writeString(file, paper.replaceFirst("rotational|rpm = 15000", "rmp = 15000"));
    Command.Result result = Command.run("run", "baseline", "--topology", file.toString());
    assertThat(result.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(result.err()).contains("mine.conf:").contains("rmp").contains("rpm");
  }

  /** The machines read the copy in the run folder; nothing that it includes lies there. */
  @Test
  void theCopyOfATopologyThatIncludesAnotherIsTheSameTopology() throws Exception {
    Path base = folder.resolve("base.conf");
    Files.writeString(base, "include classpath(\"kagemusha/topologies/paper.conf\")\n");
    Files.write(base, "backup.window = 32 MiB # Gr\u00f6\u00dfe".getBytes(ISO_8859_1), APPEND);
    Path mine = Files.writeString(folder.resolve("mine.conf"), "include \"base.conf\"\n");

    RunRequest request = request(mine.toString());

    Path copy = Files.createDirectory(folder.resolve("run")).resolve("mine.conf");
    Files.writeString(copy, request.topologyText());
    assertThat(request.topology().backup().windowBytes()).isEqualTo(32L << 20);
    assertThat(TopologyReader.file(copy)).isEqualTo(request.topology());
  }

  @Test
  void aPortInUseIsNamed() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      String port = Integer.toString(taken.getLocalPort());
      Command.Result result =
          Command.run(
              "run", "baseline", "--hours", "0.01", "--port", port, "--runs", folder.toString());
      assertThat(result.exitCode()).isEqualTo(ExitCode.NOT_STARTED);
      assertThat(result.err()).contains("port " + port).contains("--port");
    }
    assertThat(Command.machineProcesses()).isEmpty();
  }

  @Test
  void aPlaceThatCannotBeWrittenIsNamed() throws Exception {
    Path file = Files.createFile(folder.resolve("file"));
    Command.Result result = Command.run("run", "baseline", "--runs", file.toString());
    assertThat(result.exitCode()).isEqualTo(ExitCode.NOT_RECORDED);
    assertThat(result.err()).contains("run folder").contains(file.toString());
  }

  @Test
  void runsThatStartTogetherHaveFoldersOfTheirOwn() throws Exception {
    RunRequest request = request("paper");
    List<Path> folders =
        IntStream.range(0, 8)
            .parallel()
            .mapToObj(i -> RunCommand.createFolder(folder.resolve("runs"), request))
            .toList();
    assertThat(folders).doesNotHaveDuplicates();
  }

  private static RunRequest request(String topology) throws Exception {
    return RunRequest.of(
        "baseline",
        topology,
        1,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }
}
