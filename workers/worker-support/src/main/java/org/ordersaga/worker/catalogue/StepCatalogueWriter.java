package org.ordersaga.worker.catalogue;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.ordersaga.worker.step.Step;
import org.ordersaga.worker.step.Undo;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.context.annotation.ClassPathScanningCandidateComponentProvider;
import org.springframework.core.type.filter.AnnotationTypeFilter;
import org.springframework.util.ClassUtils;

/** Writes the catalogue of a worker's classes as JSON; run by the worker's build. */
public final class StepCatalogueWriter {

  private StepCatalogueWriter() {}

  /**
   * Writes a JSON array of {@link StepDescription}, ordered by topic.
   *
   * @param args the package to look into, and the file to write
   */
  public static void main(String[] args) throws IOException, ClassNotFoundException {
    if (args.length != 2) {
      throw new IllegalArgumentException("Usage: StepCatalogueWriter <base package> <output file>");
    }
    write(args[0], Path.of(args[1]));
  }

  static void write(String basePackage, Path file) throws IOException, ClassNotFoundException {
    StepCatalogue catalogue = StepCatalogue.of(findTypes(basePackage));
    Files.createDirectories(file.toAbsolutePath().getParent());
    Files.writeString(
        file,
        new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(catalogue.describe())
            + "\n");
  }

  private static List<Class<?>> findTypes(String basePackage) throws ClassNotFoundException {
    ClassPathScanningCandidateComponentProvider scanner =
        new ClassPathScanningCandidateComponentProvider(false);
    scanner.addIncludeFilter(new AnnotationTypeFilter(Step.class));
    scanner.addIncludeFilter(new AnnotationTypeFilter(Undo.class));
    List<Class<?>> types = new ArrayList<>();
    for (BeanDefinition candidate : scanner.findCandidateComponents(basePackage)) {
      types.add(
          ClassUtils.forName(
              candidate.getBeanClassName(), Thread.currentThread().getContextClassLoader()));
    }
    return types;
  }
}
