/**
 * Who belongs to the cluster.
 *
 * <p>On each host a {@link kagemusha.csv.membership.ClusterMember} sends a heartbeat to every other
 * one over the network between the hosts, once a second. Who has not heard another one for five
 * heartbeats suspects it at the {@link kagemusha.csv.membership.ClusterRegistry} on the quorum LU,
 * which knows the members (durably) and decides. The registry lives on the array's machine ({@code
 * docs/adr/0007}).
 *
 * <pre>
 * member    Heartbeat -> each other member
 *           Suspect   -> registry           Evicted, if the asker is a member no more
 * registry  Evicted   -> each remaining member       it is neither sent heartbeats nor missed again
 *           CsvVolume.NodeLost -> each volume        which another host takes over
 *           ControllerCommand.Forsake -> each controller     what the host had open there is dropped
 *
 * a host at the registry:  Member --Suspect by a member--> Gone
 * </pre>
 *
 * <p>Of two hosts that suspect each other the one that asks first stays, as if it had got hold of
 * the witness disk. A host that is gone does not come back yet, and one that lives and has been
 * evicted goes on as if it had not.
 */
package kagemusha.csv.membership;
