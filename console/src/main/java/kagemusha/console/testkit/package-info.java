/**
 * For people who write tests: the clusters of {@link kagemusha.node.testkit} on real processes.
 *
 * <pre>
 * &#64;EmulatedCluster(by = RealProcesses.class, scenario = "...")
 * </pre>
 *
 * <p>The tests look the same. Every machine is a JVM; between two ticks the conductor is held, so
 * that a kill comes at an exact moment. What the entities are is read from the repetition of the
 * run in the thread of the test, which must have the same events.
 */
package kagemusha.console.testkit;
