package org.ordersaga.local;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The services' jars as they are run: copies in the data folder, so that a build does not pull them
 * from under running processes, and unpacked as in a container image, which starts faster.
 */
final class Installation {

  private final Settings settings;

  Installation(Settings settings) {
    this.settings = settings;
  }

  /**
   * Copies the services' jars unless that was done before.
   *
   * @return what each service is run from
   * @throws Complaint when one has not been built
   */
  Map<Service, Program> install() {
    Map<String, List<Service>> groups =
        Arrays.stream(Service.values())
            .collect(
                Collectors.groupingBy(Service::group, LinkedHashMap::new, Collectors.toList()));
    Map<Service, Program> programs = new EnumMap<>(Service.class);
    groups.forEach((group, members) -> programs.putAll(install(group, members)));
    return programs;
  }

  private Map<Service, Program> install(String group, List<Service> members) {
    List<Path> sources = members.stream().map(this::source).toList();
    try {
      Path services = Files.createDirectories(settings.data().services());
      Path folder = services.resolve(group + "-" + build(sources));
      if (!Files.exists(jar(folder, members.get(0)))) {
        deleteOthers(services, group, members);
        Path draft = Files.createDirectory(services.resolve(group + "-draft"));
        for (Service member : members) {
          unpack(source(member), draft.resolve(member.id()));
        }
        if (members.size() > 1) {
          SharedLibraries.share(members.stream().map(m -> jar(draft, m)).toList(), draft);
        }
        Files.move(draft, folder);
      }
      return programs(folder, members);
    } catch (IOException e) {
      throw new Complaint(
          "%s cannot be installed: %s.".formatted(names(sources), e.getMessage()), e);
    }
  }

  private Path source(Service service) {
    Path source = settings.home().resolve(service.jar());
    if (!Files.isRegularFile(source)) {
      throw new Complaint(source + " is missing; \"./start\" builds it.");
    }
    return source;
  }

  private static String names(List<Path> sources) {
    return sources.stream().map(Path::toString).collect(Collectors.joining(", "));
  }

  /** Another one for another build of any of these jars. */
  private static String build(List<Path> sources) throws IOException {
    long latest = 0;
    long size = 0;
    for (Path source : sources) {
      latest = Math.max(latest, Files.getLastModifiedTime(source).toMillis());
      size += Files.size(source);
    }
    return latest + "-" + size;
  }

  private static void deleteOthers(Path services, String group, List<Service> members)
      throws IOException {
    // An earlier version installed each service on its own.
    List<String> names =
        Stream.concat(Stream.of(group), members.stream().map(Service::id)).distinct().toList();
    for (String name : names) {
      try (DirectoryStream<Path> old = Files.newDirectoryStream(services, name + "-*")) {
        old.forEach(DataFolder::delete);
      }
    }
  }

  private static Map<Service, Program> programs(Path folder, List<Service> members)
      throws IOException {
    // Whoever is alone has all of its classes archived, others have those of their libraries.
    Path archived = members.size() > 1 ? SharedLibraries.jar(folder) : jar(folder, members.get(0));
    ClassData classData = new ClassData(archived, members);
    Map<Service, Program> programs = new EnumMap<>(Service.class);
    for (Service member : members) {
      Path jar = jar(folder, member);
      List<Path> classPath = Stream.of(archived, jar).distinct().toList();
      programs.put(member, new Program(classPath, mainClass(jar), classData));
    }
    return programs;
  }

  private static Path jar(Path folder, Service service) {
    return folder.resolve(service.id()).resolve(service.id() + ".jar");
  }

  private void unpack(Path source, Path folder) throws IOException {
    if (attribute(source, "Spring-Boot-Version") == null) {
      Files.createDirectories(folder);
      Files.copy(source, folder.resolve(source.getFileName()));
      return;
    }
    Process tool =
        new ProcessBuilder(
                JavaService.java(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Djarmode=tools",
                "-jar",
                source.toString(),
                "extract",
                "--destination",
                folder.toString())
            .redirectErrorStream(true)
            .redirectOutput(settings.data().log("install").toFile())
            .start();
    try {
      if (tool.waitFor() != 0) {
        throw new IOException("its log is " + settings.data().log("install"));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  private static String mainClass(Path jar) throws IOException {
    return attribute(jar, Attributes.Name.MAIN_CLASS.toString());
  }

  /** What a jar's manifest says, or null. */
  private static String attribute(Path jar, String name) throws IOException {
    try (JarFile file = new JarFile(jar.toFile())) {
      return file.getManifest() == null
          ? null
          : file.getManifest().getMainAttributes().getValue(name);
    }
  }
}
