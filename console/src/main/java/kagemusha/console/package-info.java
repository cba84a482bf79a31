/**
 * The command line, the launcher of a run's processes, and what a run leaves behind.
 *
 * <p>{@link kagemusha.console.Main} dispatches; {@code Launcher} starts the conductor in this
 * process and the machines in others; {@code Recorder} hears every committed tick and writes the
 * run folder; {@code ReportTable} holds the result against the published numbers.
 */
package kagemusha.console;
