package kagemusha.node;

import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;
import kagemusha.array.protocol.ControllerCommand;
import kagemusha.array.protocol.ControllerNotice;
import kagemusha.config.ArraySpec;
import kagemusha.config.Topology;
import kagemusha.config.Topology.VhdRole;
import kagemusha.kernel.entity.Context;
import kagemusha.kernel.entity.EntityId;
import kagemusha.load.store.WrittenBlocks;

/**
 * What a virtual machine that starts has to learn of its disks, because it runs on another host
 * than before or because they have been restored.
 *
 * <pre>
 * Known    --forget--> Unknown
 * Unknown  --ask-----> Asked     the controllers of its LUs
 * Asked    --forget--> Unknown   what they answer to the earlier question changes nothing
 * Asked    --last answer--> Found
 * Found    --take----> Known
 * </pre>
 *
 * Simplification: the answers come by themselves; the reads of a real boot are part of its
 * duration.
 */
final class DiskSurvey {
  private enum State {
    KNOWN,
    UNKNOWN,
    ASKED,
    FOUND
  }

  private final String vm;
  private final VhdLayout layout;
  private final Topology topology;
  private final EntityId self;
  private final Map<VhdRole, ControllerNotice.Surveyed> answers = new TreeMap<>();
  private State state = State.KNOWN;
  private int question;

  DiskSurvey(EntityId self, Topology topology, VhdLayout layout) {
    this.self = self;
    this.vm = self.name();
    this.topology = topology;
    this.layout = layout;
  }

  /** What is known of the disks is not what is on them any more. */
  void forget() {
    state = State.UNKNOWN;
    answers.clear();
    question++;
  }

  /** The machine starts: asks the array, if anything is to be asked. */
  void begin(Context context) {
    if (state != State.UNKNOWN) {
      return;
    }
    state = State.ASKED;
    for (VhdRole role : VhdRole.values()) {
      VhdLayout.Place place = layout.place(vm, role);
      var extent =
          new ControllerCommand.Extent(place.firstBlock(), place.chunks() * VhdLayout.CHUNK_BLOCKS);
      context.send(
          topology.storageNetwork(),
          controller(place.lu()),
          new ControllerCommand.Survey(name(role), place.lu(), extent, self));
    }
  }

  private EntityId controller(int lu) {
    ArraySpec array = topology.array();
    return new EntityId(array.name() + "." + array.lus().get(lu).controller());
  }

  private String name(VhdRole role) {
    return vm + "#" + question + "." + role;
  }

  void answered(ControllerNotice.Surveyed answer) {
    for (VhdRole role : VhdRole.values()) {
      if (state == State.ASKED && answer.survey().equals(name(role))) {
        answers.put(role, answer);
      }
    }
    if (answers.size() == VhdRole.values().length) {
      state = State.FOUND;
    }
  }

  /** Whether the machine has started on what its disks hold. */
  boolean isKnown() {
    return state == State.KNOWN;
  }

  /** Whether nothing is left to be learnt. */
  boolean isDone() {
    return state == State.KNOWN || state == State.FOUND;
  }

  /** What has been found since the question; empty if there was none. Blocks count in the disks. */
  Map<VhdRole, WrittenBlocks> take() {
    Map<VhdRole, WrittenBlocks> found = found();
    answers.clear();
    state = State.KNOWN;
    return found;
  }

  /** The same, and it can be asked for again; empty as long as answers are missing. */
  Map<VhdRole, WrittenBlocks> found() {
    Map<VhdRole, WrittenBlocks> found = new EnumMap<>(VhdRole.class);
    if (state == State.FOUND) {
      answers.forEach(
          (role, answer) ->
              found.put(role, WrittenBlocks.of(answer, layout.place(vm, role).firstBlock())));
    }
    return found;
  }
}
