/**
 * What a process runs: Hyper-V hosts with their guests, and the machines put together from the
 * parts of all modules.
 *
 * <p>{@link kagemusha.node.World} turns a topology and a scenario into machines; {@link
 * kagemusha.node.NodeMain} is a process that runs some of them. A guest is a {@link
 * kagemusha.node.VirtualMachine}; its disks lie on LUs as {@link kagemusha.node.VhdLayout} says.
 */
package kagemusha.node;
