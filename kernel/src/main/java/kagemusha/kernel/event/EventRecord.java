package kagemusha.kernel.event;

/**
 * One entry of the event log.
 *
 * @param timeNanos virtual time
 * @param machine the machine that logged it
 * @param source as in a Windows event log: {@code FailoverClustering}, {@code volsnap}
 * @param id event number of that source
 * @param correlation the job or object concerned, or empty
 */
public record EventRecord(
    long timeNanos,
    String machine,
    String source,
    int id,
    Level level,
    String text,
    String correlation) {}
