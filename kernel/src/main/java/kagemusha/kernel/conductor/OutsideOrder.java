package kagemusha.kernel.conductor;

import java.util.List;
import kagemusha.kernel.machine.MachineCommand;

/**
 * Something that somebody outside wants done in a run that is going on. It is given with the
 * beginning of the next tick.
 *
 * @param number it counts the orders of a run
 * @param text as it was said, for the run log
 * @param parts who is told what; one machine may be told several things
 */
public record OutsideOrder(int number, String text, List<MachineCommand.Order> parts) {
  public OutsideOrder {
    parts = List.copyOf(parts);
  }
}
