package org.ordersaga.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SharedLibrariesTest {

  @TempDir private Path folder;

  private Path one;
  private Path other;

  @BeforeEach
  void twoServices() throws IOException {
    one = service("one", "lib/common.jar lib/version.jar lib/ones.jar");
    other = service("other", "lib/version.jar lib/common.jar");
    library(one, "common", "same");
    library(other, "common", "same");
    library(one, "version", "older");
    library(other, "version", "newer");
    library(one, "ones", "own");
    SharedLibraries.share(List.of(one, other), folder);
  }

  @Test
  void whatIsTheSameWithAllIsThereOnce() {
    assertThat(folder.resolve("lib/common.jar")).exists();
    assertThat(one.resolveSibling("lib/common.jar")).doesNotExist();
    assertThat(other.resolveSibling("lib/common.jar")).doesNotExist();
  }

  @Test
  void eachServiceFindsTheCommonOnesAndItsOwn() throws IOException {
    assertThat(found(one, "common")).isEqualTo("same");
    assertThat(found(one, "version")).isEqualTo("older");
    assertThat(found(one, "ones")).isEqualTo("own");
    assertThat(found(other, "common")).isEqualTo("same");
    assertThat(found(other, "version")).isEqualTo("newer");
  }

  /** What is in a resource on the class path that a service is started with. */
  private String found(Path service, String resource) throws IOException {
    URL[] classPath = {
      SharedLibraries.jar(folder).toUri().toURL(), service.toUri().toURL(),
    };
    try (URLClassLoader loader = new URLClassLoader(classPath, null);
        var content = loader.getResourceAsStream(resource)) {
      return new String(content.readAllBytes());
    }
  }

  private Path service(String name, String libraries) throws IOException {
    Path jar = Files.createDirectories(folder.resolve(name)).resolve(name + ".jar");
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest.getMainAttributes().put(Attributes.Name.CLASS_PATH, libraries);
    new JarOutputStream(Files.newOutputStream(jar), manifest).close();
    return jar;
  }

  private static void library(Path service, String name, String content) throws IOException {
    Path lib = Files.createDirectories(service.resolveSibling("lib"));
    try (JarOutputStream jar =
        new JarOutputStream(Files.newOutputStream(lib.resolve(name + ".jar")))) {
      JarEntry entry = new JarEntry(name);
      // Otherwise two copies differ in the time they were made.
      entry.setTime(0);
      jar.putNextEntry(entry);
      jar.write(content.getBytes());
    }
  }
}
