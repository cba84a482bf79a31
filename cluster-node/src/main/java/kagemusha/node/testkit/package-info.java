/**
 * For people who write tests: a failure scenario in a few lines.
 *
 * <pre>
 * &#64;EmulatedCluster(scenario = "jobs = [ { name = copy, kind = replica-creation, ... } ]")
 * class MyTest {
 *   &#64;Test
 *   void aPauseInTheGuestsPartFailsTheBackup(TestCluster cluster) {
 *     cluster.runUntil("vss.prepare-for-snapshot of copy");
 *     cluster.inject("{ do = pause, on = MAIL1 }");
 *     cluster.runUntil("job.failed of copy");
 *     cluster.vm("MAIL1").is(VmState.PAUSED);
 *   }
 * }
 * </pre>
 *
 * <p>{@link kagemusha.node.testkit.EmulatedCluster} makes JUnit hand over a {@link
 * kagemusha.node.testkit.TestCluster}, or a {@link kagemusha.node.testkit.ClusterBuilder} to those
 * who want to say more or need several. A cluster is the whole site: hosts, array, backup server
 * and clients, in the thread of the test, tick by tick. What is asserted is what its event log and
 * its entities say. When a test fails, the last events are printed, and the run's folder is kept.
 *
 * <p>It is part of the product's main code so that every module behind this one, and projects
 * outside, can use it: the launcher builds without test code. JUnit's API is there at compile time
 * only ({@code provided}); nothing else in the product knows of this package or of JUnit, and a
 * test says so. Assertions are methods that throw {@link java.lang.AssertionError}, so no library
 * of assertions is needed, and any can be used beside. Clusters of real processes are in {@code
 * kagemusha.console.testkit}, because only the console can start them.
 */
package kagemusha.node.testkit;
