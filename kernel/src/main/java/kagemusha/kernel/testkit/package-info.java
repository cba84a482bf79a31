/**
 * For tests of entities, in this project and outside it: {@link
 * kagemusha.kernel.testkit.RecordingContext} is the world of one entity, {@link
 * kagemusha.kernel.testkit.TestRun} runs whole machines in one thread and keeps their events and
 * reports.
 */
package kagemusha.kernel.testkit;
