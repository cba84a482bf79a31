package kagemusha.kernel.machine;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import kagemusha.kernel.entity.Entity;
import kagemusha.kernel.entity.EntityId;
import kagemusha.kernel.entity.Message;

/** Runs one machine without actors: asks its entities in a loop. */
final class CoreLoop {
  private final MachineCore core;
  private final Map<EntityId, EntityHost<?>> hosts = new LinkedHashMap<>();
  private final List<String> calls = new ArrayList<>();
  private final List<String> closes = new ArrayList<>();
  private long tick;

  CoreLoop(MachineBlueprint blueprint, RunSettings settings, Directory directory) {
    core = new MachineCore(blueprint, settings, directory);
    for (Entity<?> entity : blueprint.entities()) {
      EntityHost<?> host = host(blueprint.name(), entity, settings, core.directory());
      hosts.put(entity.id(), host);
      ShellAnswer answer = host.start(0);
      core.started(entity.id(), answer.effects(), answer.nextWorkNanos());
    }
  }

  private static <M extends Message> EntityHost<M> host(
      String machine, Entity<M> entity, RunSettings settings, Directory directory) {
    return new EntityHost<>(machine, entity, settings, directory);
  }

  MachineCore core() {
    return core;
  }

  /** What was asked of whom, without the calls at the close of a tick. */
  List<String> calls() {
    return calls;
  }

  /** Who was asked to close which tick. */
  List<String> closes() {
    return closes;
  }

  TickYield run(long fromNanos, long untilNanos) {
    core.open(tick++, fromNanos, untilNanos);
    for (ShellCall call = core.next(); call != null; call = core.next()) {
      note(call);
      core.apply(hosts.get(call.target()).handle(call));
    }
    return core.drain();
  }

  private void note(ShellCall call) {
    if (call instanceof ShellCall.Advance advance) {
      calls.add(call.target() + " " + advance.fromNanos() + ".." + advance.untilNanos());
    } else if (call instanceof ShellCall.Control control) {
      calls.add(call.target() + " @" + control.timeNanos());
    } else if (call instanceof ShellCall.Sample sample) {
      calls.add(call.target() + " sample" + (sample.sixties() ? " 60" : ""));
    } else if (call instanceof ShellCall.Close close) {
      closes.add(call.target() + " " + close.tick());
    }
  }
}
