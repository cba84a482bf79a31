/** Small entities, rows and messages that the kernel's own tests move about. */
package kagemusha.kernel.testkit;
