package org.ordersaga.local;

import java.io.File;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What a service is run from.
 *
 * @param classPath jars; those that they need are named in their manifests
 * @param mainClass where it begins
 * @param classData of the first jar of the class path and of what that one needs
 */
record Program(List<Path> classPath, String mainClass, ClassData classData) {

  /** The end of the command line. */
  List<String> arguments() {
    return List.of(
        "-cp",
        classPath.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator)),
        mainClass);
  }
}
