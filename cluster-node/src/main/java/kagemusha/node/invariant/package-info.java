/**
 * What must hold in every run, whatever is done to it, checked over what the run leaves: its event
 * log and its counters. {@link kagemusha.node.invariant.Invariants} listens to a run beside its
 * recorder; a {@link kagemusha.node.invariant.Breach} fails the run. The states of entities are
 * checked by themselves after every tick ({@code Entity.invariant()}).
 *
 * <table>
 * <caption>Laws and what they look at</caption>
 * <tr><td>one owner</td><td>hosts serving a volume as its owner: 9014 and 9015 of each host, 1135
 *     of the registry</td></tr>
 * <tr><td>one host</td><td>machines that sample a virtual machine's counters at one time</td></tr>
 * <tr><td>acknowledged writes</td><td>9290 of the auditor</td></tr>
 * <tr><td>content</td><td>errors of the backup server about content</td></tr>
 * <tr><td>jobs end</td><td>each 9120 or 9110 has its 9112 or 9127</td></tr>
 * <tr><td>quorum</td><td>writes of virtual machines on a host after 1135 and before 1062</td></tr>
 * </table>
 */
package kagemusha.node.invariant;
