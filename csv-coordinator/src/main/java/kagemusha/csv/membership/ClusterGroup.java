package kagemusha.csv.membership;

import java.util.ArrayList;
import java.util.List;

/**
 * The resources of a virtual machine in the cluster: the machine and its configuration, on which it
 * depends.
 *
 * @param owner host on which they are
 * @param failuresNanos when the machine has failed, the last times
 */
public record ClusterGroup(
    String name,
    String owner,
    ResourceState machine,
    ResourceState configuration,
    List<Long> failuresNanos) {
  public ClusterGroup {
    failuresNanos = List.copyOf(failuresNanos);
  }

  static ClusterGroup online(String name, String owner) {
    return new ClusterGroup(name, owner, ResourceState.ONLINE, ResourceState.ONLINE, List.of());
  }

  /** Online or offline if both resources are, failed if one is. */
  public ResourceState state() {
    if (machine == ResourceState.FAILED || configuration == ResourceState.FAILED) {
      return ResourceState.FAILED;
    }
    return configuration == ResourceState.ONLINE ? machine : configuration;
  }

  /** Whether it is to be brought online when its host is lost. */
  boolean isWanted() {
    return machine == ResourceState.ONLINE || machine == ResourceState.PENDING;
  }

  ClusterGroup on(String host) {
    return new ClusterGroup(name, host, machine, configuration, failuresNanos);
  }

  ClusterGroup in(ResourceState ofMachine, ResourceState ofConfiguration) {
    return new ClusterGroup(name, owner, ofMachine, ofConfiguration, failuresNanos);
  }

  ClusterGroup failed(long atNanos) {
    List<Long> failures = new ArrayList<>(failuresNanos);
    failures.add(atNanos);
    return new ClusterGroup(name, owner, ResourceState.FAILED, configuration, failures);
  }

  /** How often the machine has failed since a time. */
  long failuresSince(long nanos) {
    return failuresNanos.stream().filter(at -> at > nanos).count();
  }
}
