package org.ordersaga.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/**
 * The libraries that several services have in common, once for all of them. Services can share an
 * archive of classes only if their class paths begin with the same files.
 */
final class SharedLibraries {

  private SharedLibraries() {}

  /** The jar that stands for all of them on a class path: it has nothing but their names. */
  static Path jar(Path folder) {
    return folder.resolve("libraries.jar");
  }

  /**
   * Takes the libraries that all services have, and all of them the same, from beside their jars
   * into a folder. What only some have, or have in another version, stays where it is.
   *
   * @param jars of the services; they go on naming what is not beside them any more, and Java
   *     passes over that
   */
  static void share(List<Path> jars, Path folder) throws IOException {
    List<String> shared = new ArrayList<>();
    for (String library : libraries(jars.get(0))) {
      List<Path> copies = jars.stream().map(jar -> jar.resolveSibling(library)).toList();
      if (areSame(copies)) {
        Path target = folder.resolve(library);
        Files.createDirectories(target.getParent());
        Files.move(copies.get(0), target);
        for (Path copy : copies.subList(1, copies.size())) {
          Files.delete(copy);
        }
        shared.add(library);
      }
    }
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest.getMainAttributes().put(Attributes.Name.CLASS_PATH, String.join(" ", shared));
    new JarOutputStream(Files.newOutputStream(jar(folder)), manifest).close();
  }

  private static List<String> libraries(Path jar) throws IOException {
    try (JarFile file = new JarFile(jar.toFile())) {
      String names = file.getManifest().getMainAttributes().getValue(Attributes.Name.CLASS_PATH);
      return names == null || names.isBlank() ? List.of() : List.of(names.strip().split(" +"));
    }
  }

  private static boolean areSame(List<Path> copies) throws IOException {
    for (Path copy : copies) {
      if (!Files.exists(copy) || Files.mismatch(copies.get(0), copy) >= 0) {
        return false;
      }
    }
    return true;
  }
}
