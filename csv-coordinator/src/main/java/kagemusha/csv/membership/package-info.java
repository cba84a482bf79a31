/**
 * Who belongs to the cluster, and which host has which group.
 *
 * <p>On each host a {@link kagemusha.csv.membership.ClusterMember} sends a heartbeat to every other
 * one over the network between the hosts, once a second. Who has not heard another one for five
 * heartbeats suspects it at the {@link kagemusha.csv.membership.ClusterRegistry} on the quorum LU,
 * which knows the members (durably) and decides by the {@link kagemusha.csv.membership.Quorum}. The
 * registry lives on the array's machine ({@code docs/adr/0007}, {@code docs/adr/0012}).
 *
 * <pre>
 * member    Heartbeat -> each other member
 *           Suspect   -> registry           Evicted, if the asker is a member no more
 *           Defend    -> registry           on its Challenge, if it holds the witness
 *           CsvNode.Leave, Knock -> the host's storage stack, when it has been evicted
 *           Join      -> registry           of an evicted host, for each member that hears it
 *           Start, Stop -> machines on its host; they tell it Resources
 * registry  Evicted   -> each remaining member       it is neither sent heartbeats nor missed again
 *           Joined    -> each member                 a host is back
 *           TakeOver  -> the next host of a group    which adopts its machine
 *           CsvVolume.NodeLost, NodeJoined -> each volume
 *           ControllerCommand.Forsake -> each controller     what the host had open there is dropped
 *           ControllerCommand.Fence, Admit -> each controller    whether it may write
 *
 * a host at the registry:  Member --voted out--> Gone --heard by all members--> Member
 * a group:                 online on a host --host gone--> pending on another --> online
 *                          pending --too long--> started once more, moved, failed
 * </pre>
 */
package kagemusha.csv.membership;
