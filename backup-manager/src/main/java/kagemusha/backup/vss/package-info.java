/**
 * The Volume Shadow Copy Service of a host and, through the integration component, of its guests.
 *
 * <p>A requester asks a {@link kagemusha.backup.vss.VssService} for a set. The service leads its
 * writer ({@link kagemusha.backup.vss.WriterCommand}) and a provider ({@link
 * kagemusha.backup.vss.ProviderCommand}) through the phases; all of them live on the host's machine
 * and talk at once, only array and pairs are reached over the storage network.
 *
 * <pre>
 * on a host    requester    the DPM agent
 *              writer       the Hyper-V writer in kagemusha.node; its part in PREPARE_FOR_SNAPSHOT
 *                           is a set of the guest, named like the host's with ".guest" behind it
 *              providers    {@link kagemusha.backup.vss.SoftwareProvider}, snapshots of whole LUs
 *                           {@link kagemusha.backup.vss.HardwareProvider}, images of split pairs
 *              holds writes the host's storage stack, which owns the volumes by then
 * in a guest   requester    the Hyper-V writer, or an agent in the guest
 *              writer       {@link kagemusha.backup.vss.StoreWriter}
 *              provider     {@link kagemusha.backup.vss.SoftwareProvider}, the guest's disks only
 *              holds writes the virtual machine
 * </pre>
 *
 * <p>States of a set in its service, with the phases that lie in them:
 *
 * <pre>
 * None       --Start--> Creating    unless another set is being made or undone (0x80042316)
 * Creating   from phase to phase when all who were asked have answered:
 *   GATHER_WRITER_METADATA  writers     Identify             60 s
 *   PREPARE_FOR_BACKUP      writers     PrepareForBackup     step limit
 *   BEGIN_PREPARE_SNAPSHOT  provider    BeginPrepare         step limit
 *   END_PREPARE_SNAPSHOTS   provider    EndPrepare           step limit; pairs are resynchronized
 *   PREPARE_FOR_SNAPSHOT    writers     PrepareForSnapshot   step limit; the guest's part 15 min
 *   FREEZE                  writers     Freeze               from here to THAW 60 s; store 20 s
 *   PRE_COMMIT_SNAPSHOTS    provider    PreCommit
 *   HOLD_WRITES             who holds   HoldWrites           10 s, FLUSH_WRITES_TIMEOUT
 *   COMMIT_SNAPSHOTS        provider    Commit               10 s, HOLD_WRITES_TIMEOUT
 *   POST_COMMIT_SNAPSHOTS   provider    PostCommit           writes have been released
 *   THAW                    writers     Thaw                 step limit
 *   POST_SNAPSHOT           writers     PostSnapshot         step limit; revert to the guest's
 * Creating   --last answer--> Existing                 READY: the requester is told
 * Creating   --failure, limit, Abort--> Aborting       writes are released, all undo their part
 * Existing   --Abort, snapshot lost--> Aborting
 * Existing   --BackupComplete--> Completing            BACKUP_COMPLETE: writers are told
 * Completing --last answer--> Deleting                 the provider deletes
 * Deleting   --Gone--> None                            DELETED: the requester is told
 * Aborting   --last Aborted and Gone--> None           the requester is told: Failed
 * </pre>
 *
 * <p>Limits count virtual time without the padding of hops between machines: an answer is judged by
 * its own time, and a watchdog allows for the padding of ten hops before it gives up an answer that
 * never comes. Events 9200 to 9214 are the phases, 9220 a failure, 9221 a refusal, 9222 a
 * BackupComplete for a set that is gone.
 *
 * <p>Simplifications: one writer a service, so no set fails for a writer that is of no concern;
 * PreFinalCommit, PostFinalCommit and BackupShutdown do nothing and are left out; a set whose
 * watchdog has fired is charged the padding that the watchdog allowed for; a pair is used by one
 * set at a time, so parallel sets by ShadowImage need LUs of their own.
 */
package kagemusha.backup.vss;
