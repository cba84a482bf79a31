/**
 * What a process runs: Hyper-V hosts with their guests, and the machines put together from the
 * parts of all modules.
 *
 * <p>{@link kagemusha.node.World} turns a topology and a scenario into machines; {@link
 * kagemusha.node.NodeMain} is a process that runs some of them. A guest is a {@link
 * kagemusha.node.VirtualMachine}; its disks lie on LUs as {@link kagemusha.node.VhdLayout} says.
 * Its life, from state to state, is in {@link kagemusha.node.VmLife}, what is in it in {@link
 * kagemusha.node.GuestSystem}. {@link kagemusha.node.HyperVWriter} is the host's part in snapshot
 * sets; the service that leads it and its states are in {@link kagemusha.backup.vss}.
 *
 * <p>A write for which the array has no room is not reported to the guest. The host keeps it in
 * {@link kagemusha.node.VirtualDisks} and the machine stands still, paused-critical, until an
 * administrator has made room and resumes it; then what was kept is written again.
 *
 * <p>Simplifications: mounting the disks of a snapshot takes a fixed time for each and no I/O; so
 * does writing a machine's memory and reading it back; a boot reads nothing from the system disk;
 * reads of a mail task that are on their way when its guest is stopped go on at the array; what a
 * guest cannot undo of a set because it is not there is undone for it.
 */
package kagemusha.node;
