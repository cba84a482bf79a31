package kagemusha.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import kagemusha.array.Controller;
import kagemusha.array.protocol.IoBatch;
import kagemusha.config.Topology;
import kagemusha.config.Topology.VhdRole;
import kagemusha.config.TopologyReader;
import kagemusha.kernel.event.EventRecord;
import kagemusha.kernel.machine.MachineBlueprint;
import kagemusha.kernel.machine.RunSettings;
import kagemusha.kernel.testkit.TestRun;
import kagemusha.load.store.DatabaseCheck;
import kagemusha.load.store.DatabaseCheck.CleanShutdown;
import kagemusha.load.store.DatabaseCheck.DirtyShutdown;
import kagemusha.load.store.WrittenBlocks;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A small cluster under load, and an administrator at work on one of its virtual machines. */
class VmLifeTest {
  private static final long SECOND = 1_000_000_000L;
  private static final Topology TOPOLOGY = TopologyReader.bundled("small");
  private static final String VM = "MAIL1";

  @TempDir Path folder;
  private Controller array;

  private record Event(long second, int id) {}

  private List<Event> run(long seconds, long quantumNanos, String operations) {
    List<MachineBlueprint> machines = WorldMachines.of(TOPOLOGY, scenario(operations));
    array = WorldMachines.controller(machines);
    long end = seconds * SECOND;
    TestRun run =
        TestRun.of(
            new RunSettings(1, quantumNanos, end, 0, end),
            machines.toArray(MachineBlueprint[]::new));
    return run.events().stream().filter(VmLifeTest::isOfVm).map(VmLifeTest::event).toList();
  }

  /** Its own events, not those of its group in the cluster. */
  private static boolean isOfVm(EventRecord event) {
    return event.correlation().equals(VM) && !event.source().equals("FailoverClustering");
  }

  private static Event event(EventRecord event) {
    return new Event(event.timeNanos() / SECOND, event.id());
  }

  private Path scenario(String operations) {
    Path file = folder.resolve("life.conf");
    String text =
        """
        title = "a virtual machine's life"
        start = "2010-11-01T09:00"
        length = 1 h
        quantum = 100 ms
        steady-state { skip-head = 1 min, skip-tail = 1 min }
        injections = [ %s ]
        """
            .formatted(operations);
    try {
      return Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private DatabaseCheck.Result check() {
    return new DatabaseCheck(TOPOLOGY.mail())
        .check(disk(VhdRole.DATABASE), disk(VhdRole.LOG), Optional.empty());
  }

  private WrittenBlocks disk(VhdRole role) {
    VhdLayout.Place place = new VhdLayout(TOPOLOGY).place(VM, role);
    return WrittenBlocks.of(
        place.maxBytes() / IoBatch.BLOCK_BYTES,
        block -> array.version(place.lu(), place.firstBlock() + block));
  }

  private int lastLog() {
    return ((DirtyShutdown) check()).lastLog();
  }

  @ParameterizedTest
  @ValueSource(longs = {SECOND, SECOND / 10})
  void aPausedGuestStandsStillAndGoesOn(long quantumNanos) {
    assertThat(run(100, quantumNanos, "{ on = MAIL1, at = 60 s, do = pause }"))
        .containsExactly(new Event(60, VmLifeRules.PAUSED));
    int paused = lastLog();
    run(300, quantumNanos, "{ on = MAIL1, at = 60 s, do = pause }");
    assertThat(lastLog()).as("stands still").isEqualTo(paused);
    List<Event> events =
        run(
            300,
            quantumNanos,
            "{ on = MAIL1, at = 60 s, do = pause }, { on = MAIL1, at = 200 s, do = resume }");
    assertThat(events).endsWith(new Event(200, VmLifeRules.RESUMED));
    assertThat(lastLog()).as("has gone on").isGreaterThan(paused + 20);
  }

  /** 4 GiB at 100 MB/s and at 110 MB/s. */
  @Test
  void aSavedGuestGoesOn() {
    String save = "{ on = MAIL1, at = 60 s, do = save }";
    assertThat(run(120, SECOND / 10, save)).containsExactly(new Event(102, VmLifeRules.SAVED));
    int saved = lastLog();
    List<Event> events = run(300, SECOND / 10, save + ", { on = MAIL1, at = 150 s, do = start }");
    assertThat(events).endsWith(new Event(189, VmLifeRules.RESTORED));
    assertThat(lastLog()).isGreaterThan(saved + 20);
  }

  @ParameterizedTest
  @ValueSource(longs = {SECOND, SECOND / 10})
  void aGuestThatIsTurnedOffLeavesADatabaseThatRecovers(long quantumNanos) {
    String off = "{ on = MAIL1, at = 120 s, do = turn-off }";
    assertThat(run(150, quantumNanos, off)).contains(new Event(122, VmLifeRules.TURNED_OFF));
    DirtyShutdown crashed = (DirtyShutdown) check();
    assertThat(crashed.firstLog()).isLessThanOrEqualTo(crashed.lastLog());
    String start = off + ", { on = MAIL1, at = 150 s, do = start }";
    assertThat(run(400, quantumNanos, start))
        .extracting(Event::id)
        .containsSubsequence(VmLifeRules.TURNED_OFF, VmLifeRules.STARTED, 300, 302);
    DirtyShutdown later = (DirtyShutdown) check();
    assertThat(later.firstLog()).as("the checkpoint has gone on").isGreaterThan(crashed.lastLog());
    assertThat(later.lastLog()).isGreaterThan(crashed.lastLog() + 20);
  }

  @Test
  void aGuestThatShutsDownLeavesACleanDatabase() {
    String end = "{ on = MAIL1, at = 60 s, do = shut-down }";
    assertThat(run(200, SECOND / 10, end)).containsExactly(new Event(180, VmLifeRules.SHUT_DOWN));
    assertThat(check()).isEqualTo(new CleanShutdown());
    String start = end + ", { on = MAIL1, at = 200 s, do = start }";
    assertThat(run(400, SECOND / 10, start))
        .extracting(Event::id)
        .containsExactly(VmLifeRules.SHUT_DOWN, VmLifeRules.STARTED);
    assertThat(check()).isInstanceOf(DirtyShutdown.class);
  }

  /** Before its store has written a header for the first time. */
  @Test
  void aGuestThatHasJustBegunShutsDownAsWell() {
    String end = "{ on = MAIL1, at = 0 s, do = shut-down }";
    assertThat(run(200, SECOND / 10, end)).containsExactly(new Event(120, VmLifeRules.SHUT_DOWN));
    assertThat(check()).isEqualTo(new CleanShutdown());
  }

  @Test
  void aResetIsACrashAndABoot() {
    assertThat(run(300, SECOND / 10, "{ on = MAIL1, at = 100 s, do = reset }"))
        .extracting(Event::id)
        .containsSubsequence(VmLifeRules.RESET, VmLifeRules.STARTED, 300, 302);
    assertThat(check()).isInstanceOf(DirtyShutdown.class);
  }

  @Test
  void whatDoesNotFitIsRefusedAndChangesNothing() {
    List<Event> events =
        run(
            200,
            SECOND / 10,
            """
            { on = MAIL1, at = 30 s, do = resume }, { on = MAIL1, at = 40 s, do = delete-vm }
            { on = MAIL1, at = 50 s, do = save },   { on = MAIL1, at = 60 s, do = start }
            { on = MAIL1, at = 70 s, do = turn-off }, { on = MAIL1, at = 100 s, do = delete-vm }
            { on = MAIL1, at = 150 s, do = start }
            """);
    assertThat(events)
        .extracting(Event::id)
        .containsExactly(
            VmLifeRules.REFUSED,
            VmLifeRules.REFUSED,
            VmLifeRules.REFUSED,
            VmLifeRules.TURNED_OFF,
            VmLifeRules.DELETED,
            VmLifeRules.REFUSED);
  }
}
