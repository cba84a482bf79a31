/**
 * Rows in columns: {@link kagemusha.kernel.data.Batch} is what travels, {@link
 * kagemusha.kernel.data.Inbox} merges waiting batches in order of time, {@link
 * kagemusha.kernel.data.EventHeap} is the queue of future work inside hot entities.
 */
package kagemusha.kernel.data;
