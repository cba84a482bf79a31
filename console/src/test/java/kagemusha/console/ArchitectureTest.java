package kagemusha.console;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.Architectures;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZonedDateTime;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import kagemusha.kernel.entity.Entity;

/** The house rules that a compiler cannot check, over the main code of all modules. */
@AnalyzeClasses(packages = "kagemusha", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  /** The line of modules by their packages: each may use those before it. */
  private static final List<String> MODULES =
      List.of("config", "kernel", "array", "csv", "load", "backup", "node", "console");

  private static final String[] EMULATION = {
    "kagemusha.kernel.random..",
    "kagemusha.array..",
    "kagemusha.csv..",
    "kagemusha.load..",
    "kagemusha.backup..",
    "kagemusha.node.."
  };

  @ArchTest
  static void modulesFormALine(JavaClasses classes) {
    Architectures.LayeredArchitecture line =
        layeredArchitecture().consideringOnlyDependenciesInLayers();
    for (String module : MODULES) {
      line = line.layer(module).definedBy("kagemusha." + module + "..");
    }
    for (int i = 0; i < MODULES.size() - 1; i++) {
      String[] right = MODULES.subList(i + 1, MODULES.size()).toArray(String[]::new);
      line = line.whereLayer(MODULES.get(i)).mayOnlyBeAccessedByLayers(right);
    }
    String last = MODULES.get(MODULES.size() - 1);
    line.whereLayer(last).mayNotBeAccessedByAnyLayer().check(classes);
  }

  @ArchTest
  static final ArchRule everyClassBelongsToAModule =
      com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes()
          .should()
          .resideInAnyPackage(
              MODULES.stream().map(m -> "kagemusha." + m + "..").toArray(String[]::new));

  @ArchTest
  static final ArchRule packagesFormNoCycle =
      slices().matching("kagemusha.(**)").should().beFreeOfCycles();

  /** The tools for tests know JUnit; the product knows neither. */
  @ArchTest
  static final ArchRule theProductKnowsNoTests =
      noClasses()
          .that()
          .resideOutsideOfPackage("kagemusha..testkit..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.junit..", "kagemusha..testkit..");

  private static DescribedPredicate<JavaMethodCall> calls(Class<?> owner, String names) {
    return DescribedPredicate.describe(
        owner.getSimpleName() + "." + names,
        call -> call.getTargetOwner().isEquivalentTo(owner) && call.getName().matches(names));
  }

  /** The real clock is read by the kernel's port alone; nobody sleeps. */
  @ArchTest
  static final ArchRule oneReaderOfTheClock =
      noClasses()
          .that()
          .resideOutsideOfPackage("kagemusha.kernel.wall..")
          .should()
          .callMethodWhere(
              calls(System.class, "nanoTime|currentTimeMillis")
                  .or(calls(Instant.class, "now"))
                  .or(calls(LocalDateTime.class, "now"))
                  .or(calls(LocalDate.class, "now"))
                  .or(calls(LocalTime.class, "now"))
                  .or(calls(ZonedDateTime.class, "now"))
                  .or(calls(Clock.class, "system.*"))
                  .or(calls(Thread.class, "sleep")));

  /** All randomness comes from named streams of the run's seed. */
  @ArchTest
  static final ArchRule noUnseededRandomness =
      noClasses()
          .should()
          .dependOnClassesThat(type(Random.class).or(type(ThreadLocalRandom.class)))
          .orShould()
          .callMethodWhere(
              calls(Math.class, "random")
                  .or(calls(StrictMath.class, "random"))
                  .or(calls(UUID.class, "randomUUID")));

  /** Math may differ from platform to platform where StrictMath may not. */
  @ArchTest
  static final ArchRule onlyStrictMathInTheEmulation =
      noClasses()
          .that()
          .resideInAnyPackage(EMULATION)
          .should()
          .callMethodWhere(
              calls(
                  Math.class,
                  "sin|cos|tan|asin|acos|atan|atan2|log|log10|log1p|exp|expm1|pow|sqrt|cbrt|hypot"));

  /** Entities and rules are called by one actor and know of none. */
  @ArchTest
  static final ArchRule onlyTheShellsKnowPekko =
      noClasses()
          .that()
          .resideOutsideOfPackages(
              "kagemusha.kernel.machine..",
              "kagemusha.kernel.conductor..",
              "kagemusha.kernel.durable..",
              "kagemusha.kernel.wire..",
              "kagemusha.node..",
              "kagemusha.console..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.apache.pekko..");

  @ArchTest
  static final ArchRule entitiesKnowNoPekko =
      noClasses()
          .that()
          .areAssignableTo(Entity.class)
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.apache.pekko..");

  /**
   * What decides never iterates in hash order; so it has nothing that could be iterated so, however
   * the variable that holds it is declared.
   */
  @ArchTest
  static final ArchRule noHashCollectionsInTheEmulation =
      noClasses()
          .that()
          .resideInAnyPackage(EMULATION)
          .should()
          .dependOnClassesThat(
              type(HashMap.class).or(type(HashSet.class)).or(type(IdentityHashMap.class)));

  /**
   * Unmodifiable sets and maps are worse: their order changes with every start of the JVM. One
   * element or none has no order.
   */
  @ArchTest
  static final ArchRule noUnorderedFactoriesInTheEmulation =
      noClasses()
          .that()
          .resideInAnyPackage(EMULATION)
          .should()
          .callMethodWhere(
              calls(Map.class, "of")
                  .and(withArguments(3))
                  .or(calls(Map.class, "ofEntries|copyOf"))
                  .or(calls(Set.class, "of").and(withArguments(2)))
                  .or(calls(Set.class, "copyOf"))
                  .or(calls(Collectors.class, "to(Unmodifiable)?(Set|Map)|groupingBy")));

  private static DescribedPredicate<JavaMethodCall> withArguments(int atLeast) {
    return DescribedPredicate.describe(
        "with at least " + atLeast + " arguments",
        call -> call.getTarget().getRawParameterTypes().size() >= atLeast);
  }
}
