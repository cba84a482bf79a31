/** Named, seeded streams of random numbers that are the same on every platform. */
package kagemusha.kernel.random;
