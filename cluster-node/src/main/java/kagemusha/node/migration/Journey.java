package kagemusha.node.migration;

import java.time.Duration;

/**
 * The way of a virtual machine from one host to another, when all but the last of its memory is
 * there.
 *
 * @param by who asked for it, for events
 * @param network over which its memory goes
 * @param passes how often memory was copied while it ran
 * @param copiedBytes how much that was
 * @param brownOutNanos how long that took, without padding
 * @param lastBytes what is left to be copied while it stands still
 * @param wireBytes what that occupies on the network
 * @param deviceState what the state of its devices takes on top
 */
public record Journey(
    String from,
    String to,
    String by,
    String network,
    int passes,
    long copiedBytes,
    long brownOutNanos,
    long lastBytes,
    long wireBytes,
    Duration deviceState) {}
