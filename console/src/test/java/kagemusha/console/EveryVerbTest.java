package kagemusha.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;
import kagemusha.config.ChaosScript;
import kagemusha.config.Deed;
import kagemusha.config.FaultVerb;
import kagemusha.config.Injection;
import kagemusha.config.VmOperation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever can be done to a site is done once, and says what it has touched. */
class EveryVerbTest {
  private static final String SCRIPT =
      """
      title = "every verb"
      topology = site.conf
      start = "2010-11-01T09:00"
      length = 30 min, load = 23 min, quantum = 500 ms, vm-data = 2 GB
      steady-state { skip-head = 0 s, skip-tail = 0 s }
      jobs = [
        { name = first, kind = replica-creation, method = network, vms = [MAIL1], at = 5 min }
        { name = second, kind = replica-creation, method = network, vms = [MAIL1], at = 18 min }
      ]
      injections = [
        { do = slow-step, on = NODE1, step = vss.freeze, factor = 1.5, at = 10 s }
        { do = pause, on = MAIL2, at = 30 s }
        { do = resume, on = MAIL2, at = 40 s }
        { do = save, on = MAIL2, at = 50 s }
        { do = start, on = MAIL2, at = 100 s }
        { do = partition, on = NODE3, network = lan, at = 60 s, for = 2 s }
        { do = partition, on = NODE3, network = lan, at = 80 s }
        { do = heal, on = NODE3, at = 82 s }
        { do = delay, on = NODE1, network = lan, delay = 30 ms, at = 90 s, for = 10 s }
        { do = loss, on = NODE1, network = lan, loss = 20 %, at = 110 s, for = 20 s }
        { do = bandwidth, on = NODE1, network = san, bits-per-second = 1 Mbit/s,
                  at = 140 s, for = 5 s }
        { do = flap, on = NODE3, network = lan, period = 500 ms, at = 160 s, for = 10 s }
        { do = hang-machine, on = NODE3, at = 180 s, for = 3 s }
        { do = shut-down, on = MAIL2, at = 200 s, for = 150 s }
        { do = fill-pool, on = FAST, when = "job.preparing of first", for = 3 min }
        { do = reset, on = MAIL2, at = 500 s }
        { do = turn-off, on = MAIL2, at = 620 s, for = 10 s }
        { do = live-migrate, on = MAIL2, to = NODE3, at = 760 s }
        { do = path-loss, on = NODE1, at = 800 s, for = 20 s }
        { do = slow-disk, on = MIRROR, factor = 8, at = 840 s, for = 20 s }
        { do = fail-disk, on = MIRROR, at = 870 s }
        { do = fail-controller, on = CTL0, at = 900 s, for = 30 s }
        { do = kill-agent, on = NODE1, at = 1000 s, for = 10 s }
        { do = fill-diff-area, on = DATA, when = "job.transfer of second", for = 3 min }
        { do = grow-pool, on = FAST, at = 1350 s }
        { do = delete-resource, on = MAIL2, at = 1400 s }
        { do = turn-off, on = MAIL2, at = 1410 s }
        { do = delete-vm, on = MAIL2, at = 1420 s }
        { do = kill-machine, on = NODE3, at = 1440 s }
        { do = restart-machine, on = NODE3, at = 1460 s }
      ]
      expect = [
        { see = "vm.deleted of MAIL2" }
        { see = "cluster.removed of NODE3", after = 1440 s, at-most = 1 }
      ]
      """
          .replace("{ do =", "{ must-touch = true, do =");

  @TempDir private Path folder;

  private static String site() throws Exception {
    return ScenarioText.resource("topologies/small")
        .replace("ship = 90 MB/s", "ship = 20 MB/s")
        .replace("{ name = NODE3, l", "{ name = NODE3, boot = 100 s, l")
        .replace(
            "{ name = MIRROR, level",
            "{ name = MORE, level = RAID10, data-disks = 2, drive = 10k, stripe = 64 KiB }\n"
                + "    { name = MIRROR, level")
        .replace("raid-groups = [MIRROR]", "raid-groups = [MIRROR], reserve = [MORE]")
        .replace(
            "name = CTL0",
            """
            name = CTL1, cache = 2 GiB, write-pending-limit = 70 %, front-end-service = 0.05 ms
                  front-end-latency = 0.75 ms, cross-access = 0.1 ms, destage-interval = 1 s
                  read-hit-ratio = 10 %, prefetch = 0 KiB
                }
                {
                  name = CTL0""");
  }

  @Test
  void everyVerbTouchesSomething() throws Exception {
    Files.writeString(folder.resolve("site.conf"), site());
    Path file = Files.writeString(folder.resolve("verbs.conf"), SCRIPT);
    assertThat(wordsOf(file)).isEqualTo(vocabulary());
    Command.Result result = Command.run("chaos", file.toString(), "--runs", folder.toString());
    assertThat(result.exitCode()).as(result.out() + result.err()).isEqualTo(ExitCode.OK);
    assertThat(result.out()).contains("PASS  verbs").doesNotContain("note:");
  }

  private static TreeSet<String> vocabulary() {
    TreeSet<String> words = new TreeSet<>();
    Arrays.stream(VmOperation.Verb.values()).forEach(verb -> words.add(verb.key()));
    Arrays.stream(FaultVerb.values()).forEach(verb -> words.add(verb.key()));
    return words;
  }

  private static TreeSet<String> wordsOf(Path file) throws Exception {
    RunRequest request =
        RunRequest.of(
            ScenarioText.of(file.toString(), Optional.empty(), Optional.empty()),
            ChaosScript.read(file).topology(),
            1,
            Optional.of(1),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());
    TreeSet<String> words = new TreeSet<>();
    Stream<Deed> deeds = request.scenario().injections().stream().map(Injection::deed);
    deeds.forEach(
        deed ->
            words.add(
                deed instanceof Deed.OfVm ofVm
                    ? ofVm.verb().key()
                    : ((Deed.Fault) deed).verb().key()));
    return words;
  }
}
