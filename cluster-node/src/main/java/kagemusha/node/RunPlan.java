package kagemusha.node;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import kagemusha.config.ConfigException;
import kagemusha.config.Scenario;
import kagemusha.kernel.machine.RunSettings;

/**
 * All that determines a run, as it stands in {@code run.json} beside copies of its topology and
 * scenario: from these the run can be repeated.
 *
 * @param processes the machines of each process
 * @param pace virtual seconds per real second at most; 0 for as fast as possible
 * @param restart whether machines that can recover are started again when they die
 * @param outcome how the run ended; empty while it is going on
 * @param losses machines that died
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RunPlan(
    String id,
    String scenario,
    String topology,
    long seed,
    long quantumNanos,
    long endNanos,
    long steadyFromNanos,
    long steadyUntilNanos,
    boolean wholeDay,
    double pace,
    boolean restart,
    List<List<String>> processes,
    String outcome,
    List<Loss> losses) {
  /** A machine whose process died: the tick was committed without it. */
  public record Loss(String machines, long tick, long timeNanos) {}

  public static final String RUN_FILE = "run.json";
  public static final String TOPOLOGY_FILE = "topology.conf";
  public static final String SCENARIO_FILE = "scenario.conf";
  public static final String JOURNAL_FILE = "journal.db";

  private static final ObjectMapper MAPPER =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  /** What the machines have to know. */
  public RunSettings settings() {
    return new RunSettings(seed, quantumNanos, endNanos, steadyFromNanos, steadyUntilNanos);
  }

  /** The same plan with its end. */
  public RunPlan ended(String how, List<Loss> lost) {
    return new RunPlan(
        id,
        scenario,
        topology,
        seed,
        quantumNanos,
        endNanos,
        steadyFromNanos,
        steadyUntilNanos,
        wholeDay,
        pace,
        restart,
        processes,
        how,
        lost);
  }

  public void write(Path folder) throws IOException {
    Files.write(folder.resolve(RUN_FILE), MAPPER.writeValueAsBytes(this));
  }

  /**
   * @throws ConfigException if there is no such run or its file is damaged
   */
  public static RunPlan read(Path folder) {
    Path file = folder.resolve(RUN_FILE);
    try {
      return MAPPER.readValue(Files.readAllBytes(file), RunPlan.class);
    } catch (IOException e) {
      throw new ConfigException(
          file + ": not the description of a run (" + e.getClass().getSimpleName() + ")");
    }
  }

  /**
   * Where statistics are taken: the scenario's steady state if the run lasts the whole day; else
   * what is left of the run behind its first quarter.
   */
  public static long[] steadyWindow(Scenario scenario, long endNanos) {
    long loadNanos = scenario.load().toNanos();
    if (endNanos >= loadNanos) {
      return new long[] {
        scenario.steadyHead().toNanos(), loadNanos - scenario.steadyTail().toNanos()
      };
    }
    return new long[] {endNanos / 4, endNanos};
  }
}
