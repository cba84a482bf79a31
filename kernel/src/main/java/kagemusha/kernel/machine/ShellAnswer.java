package kagemusha.kernel.machine;

import java.util.List;
import java.util.Optional;

/**
 * Answer of an entity to a {@link ShellCall}.
 *
 * @param effects what it wants done
 * @param nextWorkNanos when its next data work is due
 * @param samples counter values in the order of its counters, NaN where not sampled; else empty
 * @param packed all that it knows, if it was told to pack
 */
record ShellAnswer(
    List<Effect> effects, long nextWorkNanos, double[] samples, Optional<Object> packed) {}
