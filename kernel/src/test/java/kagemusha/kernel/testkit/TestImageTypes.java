package kagemusha.kernel.testkit;

import java.util.List;
import kagemusha.kernel.image.ImageTypes;

/** What the kernel's tests send from machine to machine. */
public final class TestImageTypes implements ImageTypes {
  @Override
  public List<String> names() {
    return List.of(
        "kagemusha.kernel.conductor.MovingTest$Baggage",
        "kagemusha.kernel.conductor.MovingTest$Tick",
        "kagemusha.kernel.conductor.MovingTest$Tock",
        "kagemusha.kernel.image.ImageCodecTest$Busy",
        "kagemusha.kernel.image.ImageCodecTest$Idle",
        "kagemusha.kernel.image.ImageCodecTest$Machine$Part",
        "kagemusha.kernel.image.ImageCodecTest$Setting");
  }
}
