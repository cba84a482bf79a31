/**
 * What a run is made of, read from text and checked before anything starts.
 *
 * <p>This package turns HOCON and CSV files into immutable records and knows nothing of virtual
 * time, actors or machines. Everything to the right of it in the line of modules takes its figures
 * from here; nothing else in the product reads a settings file.
 *
 * <pre>
 * topologies/*.conf  --TopologyReader-->  Topology    what there is and how it is wired
 * scenarios/*.conf   --ScenarioReader-->  Scenario    what happens to a topology in a run
 * published.csv      --PublishedNumbers-> rows        what was measured, by key
 * verdicts.conf      --Verdicts---------> Comparison  which figure stands beside which row
 * relations.conf     --Relations--------> Relation    what the paper says about changes, as bands
 * matrix.csv         --PublishedMatrix--> MatrixRow   what was done around backups, and how they ended
 * fit.conf           --FitPlan----------> FitParameter  what may be chosen so that figures fit
 * a chaos script     --ChaosScript------> Expectation  what the event log of its run has to show
 * </pre>
 *
 * <p>Reading is strict, because an emulator that silently ignores a misspelt key answers a question
 * that nobody asked. {@code ConfigReader} hands out values only in their declared unit and range
 * and refuses keys that it does not know, naming the nearest one that it does. The readers then
 * check what no single value can show: a name that refers to nothing, memory that does not fit on a
 * host, a LU larger than its pool. Every mistake ends as one {@link
 * kagemusha.config.ConfigException} whose message says where it is (file, line, key), what was
 * found and what is allowed; the first mistake found is the one reported.
 *
 * <p>Quantities carry their unit in the file ({@code 5.8 ms}, {@code 800 GB}, {@code 32 MiB},
 * {@code 1 Gbit/s}, {@code 70 %}); a bare number is never taken for a time or a size. GB is 1000^3
 * bytes, as disks are sold; GiB is 1024^3 bytes, as memory is. Things that have an order and a name
 * (hosts, LUs, VMs) are lists of objects with a {@code name}, since the keys of a HOCON object have
 * no order and a repeated key would merge two machines without a word. The root key {@code
 * templates} of any file is free for values that the file itself refers to.
 */
package kagemusha.config;
