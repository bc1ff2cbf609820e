package org.ordersaga.system.chaos;

import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/**
 * A class of the product with a mistake in it, compiled for a process that is to break a promise.
 */
final class Mutant {

  private static final Path SOURCES = Path.of("workers/worker-support/src/main/java");

  private Mutant() {}

  /**
   * Compiles a class of worker-support with mistakes in it.
   *
   * @param mistakes what is there, and what takes its place
   * @return the folder of its class files
   */
  static Path of(String className, Map<String, String> mistakes, Path folder) {
    String file = className.replace('.', '/') + ".java";
    try {
      String source = Files.readString(Folders.project().resolve(SOURCES).resolve(file));
      for (Map.Entry<String, String> mistake : mistakes.entrySet()) {
        if (!source.contains(mistake.getKey())) {
          throw new IllegalStateException(className + " has no longer: " + mistake.getKey());
        }
        source = source.replace(mistake.getKey(), mistake.getValue());
      }
      Files.createDirectories(folder);
      compile(file, source, folder);
      return folder;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void compile(String file, String source, Path folder) throws IOException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter messages = new StringWriter();
    List<String> options =
        List.of("-d", folder.toString(), "-cp", classpath(), "-parameters", "-proc:none");
    if (!compiler
        .getTask(messages, null, null, options, null, List.of(new Source(file, source)))
        .call()) {
      throw new IllegalStateException(messages.toString());
    }
  }

  private static String classpath() throws IOException {
    Path jar = Jars.unpacked(Service.INVENTORY);
    try (Stream<Path> libraries = Files.list(jar.resolveSibling("lib"))) {
      return libraries.map(Path::toString).collect(Collectors.joining(":"));
    }
  }

  private static final class Source extends SimpleJavaFileObject {

    private final String text;

    Source(String file, String text) {
      super(URI.create("string:///" + file), Kind.SOURCE);
      this.text = text;
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
      return text;
    }
  }
}
