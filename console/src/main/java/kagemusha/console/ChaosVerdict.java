package kagemusha.console;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import kagemusha.node.invariant.Breach;

/**
 * What became of a chaos script.
 *
 * @param folder everything that the run has recorded; it can be replayed
 * @param broken laws that did not hold
 * @param unmet what the script expected and was not so
 * @param remarks what was to be done and touched nothing
 */
record ChaosVerdict(
    String name,
    String title,
    long seed,
    Path folder,
    long virtualNanos,
    long wallNanos,
    List<Breach> broken,
    List<String> unmet,
    List<String> remarks) {
  ChaosVerdict {
    broken = List.copyOf(broken);
    unmet = List.copyOf(unmet);
    remarks = List.copyOf(remarks);
  }

  boolean passed() {
    return broken.isEmpty() && unmet.isEmpty();
  }

  /** Everything that is wrong, a line each. */
  List<String> faults() {
    List<String> faults = new ArrayList<>();
    broken.forEach(breach -> faults.add(BreachText.of(breach)));
    faults.addAll(unmet);
    return faults;
  }

  String line() {
    return "%s  %-28s seed %-4d %8s in %5.1f s  %s"
        .formatted(
            passed() ? "PASS" : "FAIL",
            name,
            seed,
            VirtualClock.elapsed(virtualNanos),
            wallNanos / 1e9,
            passed() ? title : folder);
  }

  Map<String, Object> json() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("script", name);
    json.put("title", title);
    json.put("seed", seed);
    json.put("passed", passed());
    json.put("virtualSeconds", virtualNanos / 1e9);
    json.put("faults", faults());
    json.put("remarks", remarks);
    if (!passed()) {
      json.put("folder", folder.toString());
    }
    return json;
  }

  /** What passed leaves nothing behind. */
  void discard() throws IOException {
    Folders.delete(folder);
  }
}
