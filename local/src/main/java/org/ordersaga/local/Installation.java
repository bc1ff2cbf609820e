package org.ordersaga.local;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarFile;

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
   * Copies a service's jar unless that was done before.
   *
   * @return the jar to run
   * @throws Complaint when the service has not been built
   */
  Path install(Service service) {
    Path source = settings.home().resolve(service.jar());
    if (!Files.isRegularFile(source)) {
      throw new Complaint(source + " is missing; \"./start\" builds it.");
    }
    try {
      Path services = Files.createDirectories(settings.data().services());
      Path folder =
          services.resolve(
              "%s-%d-%d"
                  .formatted(
                      service.id(),
                      Files.getLastModifiedTime(source).toMillis(),
                      Files.size(source)));
      Path jar = folder.resolve(source.getFileName());
      if (!Files.exists(jar)) {
        deleteOthers(services, service.id());
        Path draft = services.resolve(service.id() + "-draft");
        unpack(source, draft);
        Files.move(draft, folder);
      }
      return jar;
    } catch (IOException e) {
      throw new Complaint("%s cannot be installed: %s.".formatted(source, e.getMessage()), e);
    }
  }

  private static void deleteOthers(Path services, String id) throws IOException {
    try (DirectoryStream<Path> old = Files.newDirectoryStream(services, id + "-*")) {
      old.forEach(DataFolder::delete);
    }
  }

  private void unpack(Path source, Path folder) throws IOException {
    if (!isSpringBoot(source)) {
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

  private static boolean isSpringBoot(Path jar) throws IOException {
    try (JarFile file = new JarFile(jar.toFile())) {
      return file.getManifest() != null
          && file.getManifest().getMainAttributes().getValue("Spring-Boot-Version") != null;
    }
  }
}
