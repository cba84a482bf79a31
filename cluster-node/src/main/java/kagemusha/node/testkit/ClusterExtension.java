package kagemusha.node.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.AnnotatedElement;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.platform.commons.support.AnnotationSupport;
import org.junit.platform.commons.support.ReflectionSupport;

/**
 * Hands clusters over to tests, and ends them. Behind a test that has failed it says what happened
 * last in each, and leaves the run's folder.
 */
public final class ClusterExtension implements ParameterResolver, AfterEachCallback {
  private static final ExtensionContext.Namespace NAMESPACE =
      ExtensionContext.Namespace.create(ClusterExtension.class);

  /** The clusters of one test. */
  private static final class Clusters {
    private final String test;
    private final List<TestCluster> started = new ArrayList<>();
    private final List<Path> folders = new ArrayList<>();

    Clusters(String test) {
      this.test = test;
    }

    Path folder(String name) {
      try {
        Path folder = Files.createTempDirectory("kagemusha-" + test + "-" + name + "-");
        folders.add(folder);
        return folder;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    TestCluster open(Path folder, long seed, ClusterMaker maker) {
      TestCluster cluster = maker.start(ClusterPlan.read(folder, seed), folder);
      started.add(cluster);
      return cluster;
    }
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    Class<?> type = parameter.getParameter().getType();
    return type == TestCluster.class || type == ClusterBuilder.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    ClusterBuilder builder = builder(settings(context), clusters(context));
    return parameter.getParameter().getType() == TestCluster.class ? builder.start() : builder;
  }

  private static ClusterBuilder builder(EmulatedCluster settings, Clusters clusters) {
    return new ClusterBuilder(
            clusters::folder, clusters::open, ReflectionSupport.newInstance(settings.by()))
        .topology(settings.topology())
        .scenario(settings.scenario())
        .seed(settings.seed());
  }

  /** Those of the method come first, then those of the class and of the classes around it. */
  private static EmulatedCluster settings(ExtensionContext context) {
    List<AnnotatedElement> elements = new ArrayList<>();
    context.getTestMethod().ifPresent(elements::add);
    elements.add(context.getRequiredTestClass());
    elements.addAll(context.getEnclosingTestClasses());
    return elements.stream()
        .map(element -> AnnotationSupport.findAnnotation(element, EmulatedCluster.class))
        .flatMap(Optional::stream)
        .findFirst()
        .orElseThrow();
  }

  private static Clusters clusters(ExtensionContext context) {
    String test =
        context.getRequiredTestClass().getSimpleName()
            + "."
            + context.getTestMethod().map(method -> method.getName()).orElse("all");
    return context
        .getStore(NAMESPACE)
        .computeIfAbsent(Clusters.class, type -> new Clusters(test), Clusters.class);
  }

  @Override
  public void afterEach(ExtensionContext context) throws IOException {
    Clusters clusters = context.getStore(NAMESPACE).remove(Clusters.class, Clusters.class);
    if (clusters == null) {
      return;
    }
    boolean failed = context.getExecutionException().isPresent();
    for (TestCluster cluster : clusters.started) {
      try (cluster) {
        if (failed) {
          cluster.leave();
          System.err.printf(
              "%s has failed with a cluster at %s.%n%s%nAgain: ./kagemusha replay %s%n",
              context.getDisplayName(), cluster.now(), cluster.events().last(), cluster.folder());
        }
      }
    }
    if (!failed) {
      for (Path folder : clusters.folders) {
        delete(folder);
      }
    }
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
