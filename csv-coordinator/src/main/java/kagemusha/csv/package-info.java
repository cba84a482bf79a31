/**
 * Cluster shared volumes: who owns a volume, and which way each host's I/O goes.
 *
 * <p>{@link kagemusha.csv.CsvVolume} is the cluster's view of one volume (owner, epoch, pin;
 * durable); {@link kagemusha.csv.CsvNode} is one host's storage stack, through which all I/O of its
 * guests passes. Guests pass {@code IoBatch} rows to the node of their host; the node sends them to
 * the array, or to the owner's node while the volume is redirected; completions come back along the
 * route. A backup's requester asks the volume to prepare; the volume holds all nodes, moves
 * ownership and resumes them.
 *
 * <p>Simplifications: the redirector's service time is charged to an I/O's latency without holding
 * the I/O back (0.15 ms earlier at the array than it would be); linked I/Os are charged the
 * declared round trip of each hop instead of queueing for the network one by one.
 */
package kagemusha.csv;
