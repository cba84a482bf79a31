/**
 * Backup. {@link kagemusha.backup.VmDisks} is what backup and virtual machines say to each other,
 * {@link kagemusha.backup.BackupWiring} who is who. The DPM server and its agents are in {@code
 * kagemusha.backup.dpm}, the snapshot service in {@code kagemusha.backup.vss}.
 */
package kagemusha.backup;
