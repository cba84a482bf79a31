package kagemusha.load.store;

/**
 * What the store's writer notes of a frozen database.
 *
 * @param checkpoint number of the first log write that recovery needs
 * @param lastLog number of the last log write on disk
 */
public record StoreDocument(int checkpoint, int lastLog) {}
