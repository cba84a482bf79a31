/**
 * Live migration of virtual machines between the hosts of a cluster. {@link
 * kagemusha.node.migration.MigrationNotice} is what a virtual machine is told, {@link
 * kagemusha.node.migration.Journey} what it takes along about its way.
 */
package kagemusha.node.migration;
