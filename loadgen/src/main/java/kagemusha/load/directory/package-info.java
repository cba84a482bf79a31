/**
 * Domain controllers. Each is a queue with one server: users of the load clients are authenticated
 * one after the other, first come, first served. Who talks to it: {@code LoadClient} with {@link
 * kagemusha.load.protocol.LogonRows}; it answers with {@link kagemusha.load.protocol.LogonReplies}.
 * It has no states.
 */
package kagemusha.load.directory;
