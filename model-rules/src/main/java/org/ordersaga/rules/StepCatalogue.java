package org.ordersaga.rules;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URI;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The steps that workers do, as their builds derive them from their code. */
public final class StepCatalogue {

  private static final String FOLDER = "META-INF/order-saga/steps/";

  private final Map<String, Step> steps = new TreeMap<>();

  /**
   * What the rules need to know of a topic.
   *
   * @param topic the external task topic
   * @param undoOf the topic of the step that it takes back, or null
   * @param inputs the variables it reads
   * @param outputs the variables it sets
   * @param refusals the codes it may refuse with
   */
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record Step(
      String topic,
      String undoOf,
      List<Variable> inputs,
      List<Variable> outputs,
      List<String> refusals) {

    /** The inputs without which it cannot do its work. */
    Set<String> requiredInputs() {
      return inputs.stream()
          .filter(input -> !input.optional())
          .map(Variable::name)
          .collect(Collectors.toCollection(TreeSet::new));
    }

    Set<String> outputNames() {
      return outputs.stream().map(Variable::name).collect(Collectors.toCollection(TreeSet::new));
    }
  }

  /**
   * A process variable of a step.
   *
   * @param name its name
   * @param optional whether it may be absent
   */
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record Variable(String name, boolean optional) {}

  /** A catalogue of these steps. */
  public StepCatalogue(Collection<Step> steps) {
    steps.forEach(step -> this.steps.put(step.topic(), step));
  }

  /**
   * The catalogue of all workers whose {@code steps} jars are on the class path.
   *
   * @throws IOException if there is none, or one cannot be read
   */
  public static StepCatalogue fromClassPath() throws IOException {
    ClassLoader loader = StepCatalogue.class.getClassLoader();
    ObjectMapper json = new ObjectMapper();
    List<Step> steps = new java.util.ArrayList<>();
    for (URL folder : java.util.Collections.list(loader.getResources(FOLDER))) {
      for (String name : names(folder)) {
        try (InputStream file = loader.getResourceAsStream(FOLDER + name)) {
          steps.addAll(List.of(json.readValue(file, Step[].class)));
        }
      }
    }
    if (steps.isEmpty()) {
      throw new IOException("The class path holds no catalogue of steps.");
    }
    return new StepCatalogue(steps);
  }

  private static List<String> names(URL folder) throws IOException {
    if (folder.openConnection() instanceof JarURLConnection connection) {
      connection.setUseCaches(false);
      try (JarFile jar = connection.getJarFile()) {
        return jar.stream()
            .map(JarEntry::getName)
            .filter(name -> name.startsWith(FOLDER) && name.endsWith(".json"))
            .map(name -> name.substring(FOLDER.length()))
            .toList();
      }
    }
    try (Stream<Path> files = Files.list(Path.of(URI.create(folder.toString())))) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }

  Optional<Step> step(String topic) {
    return Optional.ofNullable(topic).map(steps::get);
  }

  /** The topic that takes a topic's work back, if there is one. */
  Optional<String> undoOf(String topic) {
    return steps.values().stream()
        .filter(step -> step.undoOf() != null && step.undoOf().equals(topic))
        .map(Step::topic)
        .findFirst();
  }

  Set<String> topics() {
    return steps.keySet();
  }
}
