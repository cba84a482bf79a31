/**
 * What is said to a controller of the array and what it answers. Hosts, the owner of a volume and
 * backup agents use these types; only the controller carries them out.
 *
 * <p>Data: an {@link kagemusha.array.protocol.IoBatch} goes to the controller, gathering stops on
 * its way; {@link kagemusha.array.protocol.IoCompletions} come back stop by stop. {@link
 * kagemusha.array.protocol.StreamRows} carry a stream to the one who opened it, or what is to be
 * written to the controller; {@link kagemusha.array.protocol.StreamAcks} answer that.
 *
 * <p>Control: {@link kagemusha.array.protocol.ControllerCommand} and its answers, {@link
 * kagemusha.array.protocol.ControllerNotice}:
 *
 * <pre>
 * CreateSnapshot --> SnapshotCreated or Refused
 * DeleteSnapshot --> SnapshotDeleted or Refused; streams that still read it are closed
 * Revert         --> Reverted when it is done, or Refused, at once or when a snapshot is gone
 * any time       --> SnapshotLost to the creator; nothing more follows of its streams
 * OpenStream     --> StreamRows ... StreamEnded, or Refused
 * Grant          --> no answer; totals, so a late or repeated one does no harm
 * OpenWrite      --> StreamAcks for the StreamRows that follow; Refused, at once or when a row fails
 * CloseStream    --> no answer; nothing more of the stream follows
 * </pre>
 *
 * <p>ShadowImage pairs take {@link kagemusha.array.protocol.PairCommand} and answer with {@link
 * kagemusha.array.protocol.PairNotice}. A pair and its controller talk by {@link
 * kagemusha.array.protocol.ControllerCommand.ForPair} and {@link
 * kagemusha.array.protocol.PairCopyNotice}, on one machine.
 */
package kagemusha.array.protocol;
