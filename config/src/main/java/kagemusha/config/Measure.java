package kagemusha.config;

/** A figure of the emulation that can be held against a published one. */
public sealed interface Measure {
  /**
   * The mean of a counter over the steady state; the names are those of the performance monitor.
   *
   * @param instance may be empty
   */
  record CounterMean(String machine, String object, String instance, String counter)
      implements Measure {
    /** {@code \\HYPR1\PhysicalDisk(LOG)\Avg. Disk Queue Length}. */
    @Override
    public String toString() {
      String full = instance.isEmpty() ? object : object + "(" + instance + ")";
      return "\\\\" + machine + "\\" + full + "\\" + counter;
    }
  }

  /** A statistic that an entity reports at the end of the run, such as a percentile. */
  record RunStatistic(String counter, String instance, String statistic) implements Measure {
    @Override
    public String toString() {
      return counter + " (" + instance + ") " + statistic;
    }
  }

  /**
   * A statistic that the backup server reports about a job; the comparison's condition says which
   * job.
   *
   * @param perVm divided by the number of virtual machines of the job
   */
  record JobStatistic(String counter, String statistic, boolean perVm) implements Measure {
    @Override
    public String toString() {
      return counter + (perVm ? " per VM, " : ", ") + statistic;
    }
  }
}
