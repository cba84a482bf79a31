/**
 * The matrix of irregular patterns: what becomes of a backup when somebody touches the virtual
 * machine, found out for every moment of the job.
 *
 * <p>A {@code Trial} is one small world in one thread with one job, one operation at one instant
 * and a restore of what the job has made. An undisturbed trial gives the {@code Timeline} of a job:
 * its phases and so the instants that are worth a trial. {@code Windows} finds the spans of
 * instants at which the backup fails, by bisection where two neighbours differ, {@code RowVerdict}
 * says what that makes of a row, and {@code MatrixRun} puts the trials of all rows on the
 * processors. What comes out depends on topology, seed and instants alone: trials share nothing,
 * and their results are put together in the order of the rows.
 */
package kagemusha.console.matrix;
