/**
 * Backup: the DPM server and the agents on the hosts. So far one kind of job, the creation of a
 * VM's replica over the network by way of a software snapshot.
 *
 * <p>{@link kagemusha.backup.DpmServer} starts the job, stores and verifies what comes; {@link
 * kagemusha.backup.DpmAgent} on the VM's host pins the volumes ({@link kagemusha.csv.CsvVolume}),
 * takes the snapshots (array controllers), reads and ships, and releases everything again, whatever
 * happens.
 *
 * <p>Simplifications: the VSS conversation with writers and guest is one preparation time; both the
 * snapshot's copy-on-write and its reads are carried out by the array on the owner's behalf,
 * because only there the order of service is known.
 */
package kagemusha.backup;
