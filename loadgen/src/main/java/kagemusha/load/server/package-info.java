/**
 * The mail server inside a guest: store, transaction log, transport and remote calls. {@link
 * kagemusha.load.server.MailServer} is no entity; it lives in the virtual machine and moves with
 * it.
 *
 * <p>Who talks to it: load clients with tasks, other mail servers with messages, the guest's disks
 * ({@link kagemusha.load.server.GuestDisks}) with completions. It answers clients, sends messages
 * to servers and issues I/O.
 *
 * <p>A task is a series of remote calls, one after the other:
 *
 * <pre>
 * Waiting  --processor time over, no page to read---> Ended
 * Waiting  --processor time over, first page of task-> Reading   the task's whole chain of reads is issued
 * Reading  --last page of the call read-------------> Ended     the call's log writes are issued
 * Ended    --turnaround over------------------------> Waiting   of the next call
 * Ended    --last call, all log writes done---------> answered  a message that was sent goes to the transport
 * </pre>
 *
 * The reads of all calls form one linked chain, because a closed loop faster than the quantum may
 * not run between machines: the link delays are the turnaround and the processor time between two
 * reads. Processor time of a call comes before its reads. A log write lengthens its own call but
 * does not delay the next one (the client is not told before the answer).
 *
 * <p>Beside tasks: deliveries (log writes and page reads spread over a moment), the lazy writer,
 * which writes each dirty page at its own random time, the database's header once a minute, and the
 * system disk.
 *
 * <p>A backup may freeze the store ({@link kagemusha.load.server.StoreFreeze}, by the rules of
 * {@link kagemusha.load.hold.HoldRules}): log writes, pages and header wait, calls with log writes
 * wait with them, reads go on.
 *
 * <p>What the store writes keeps the order that recovery needs ({@link
 * kagemusha.load.server.StoreWrites}). Simplifications: the pages of a delivery count as changed by
 * the next log write, whichever that is, so the checkpoint may lie a few log writes too low, never
 * too high; a page learns that its log write is on disk when the completion is back in the guest,
 * that is two quanta late, so one page in ten is written up to two quanta later at a quantum of 1
 * s.
 *
 * <p>All real durations are sums of processor time, turnarounds and I/O latencies; virtual time
 * that has passed beyond them is padding and is handed on with the answer.
 */
package kagemusha.load.server;
