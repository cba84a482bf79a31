/**
 * The command line, the launcher of a run's processes, and what a run leaves behind.
 *
 * <p>{@link kagemusha.console.Main} dispatches; {@code Launcher} starts the conductor in this
 * process and the machines in others; {@code Recorder} hears every committed tick and writes the
 * run folder. Afterwards {@code RunReport} holds what was recorded ({@code RunFigures}: over the
 * steady state and over each job's window) against the published numbers; {@code RunSeries} does
 * several runs one after another.
 */
package kagemusha.console;
