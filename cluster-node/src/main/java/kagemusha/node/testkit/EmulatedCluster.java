package kagemusha.node.testkit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The tests of a class, or one of them, take a {@link TestCluster} as a parameter, or a {@link
 * ClusterBuilder}. Each test has its own.
 */
@Documented
@Inherited
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(ClusterExtension.class)
public @interface EmulatedCluster {
  /** A bundled topology, or the path of a file. */
  String topology() default "small";

  /**
   * What is not to be as usual in the scenario, as in a scenario's file. Usual is an hour of load,
   * ticks of 100 ms, virtual machines with 1 GB of data, no jobs.
   */
  String scenario() default "";

  long seed() default 1;

  /** Who starts the cluster: by default it runs in the thread of the test. */
  Class<? extends ClusterMaker> by() default InOneThread.class;
}
