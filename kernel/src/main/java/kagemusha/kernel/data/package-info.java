/**
 * Rows in columns: {@link kagemusha.kernel.data.Batch} is what travels, {@link
 * kagemusha.kernel.data.Inbox} merges waiting batches in order of time, {@link
 * kagemusha.kernel.data.EventHeap} is the queue of future work inside hot entities. {@link
 * kagemusha.kernel.data.Sets} is for what rules still wait for.
 */
package kagemusha.kernel.data;
