package kagemusha.console;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import kagemusha.node.RunPlan;

/** Runs in the thread of the test: what they record is what any number of processes records. */
final class OneThread {
  private static final PrintStream NOWHERE = new PrintStream(OutputStream.nullOutputStream());

  private OneThread() {}

  /** Makes an existing folder that of a run which has not begun. */
  static RunPlan prepare(RunRequest request, Path folder) throws IOException {
    RunPlan plan = request.plan("test");
    plan.write(folder);
    request.writeTexts(folder);
    return plan;
  }

  /** Runs into the folder itself, with a summary at the end. */
  static RunResult run(RunRequest request, Path folder) throws IOException {
    RunPlan plan = prepare(request, folder);
    RunResult result = BareRun.of(folder, folder, NOWHERE);
    RunFolder.finish(folder, plan, result);
    return result;
  }
}
