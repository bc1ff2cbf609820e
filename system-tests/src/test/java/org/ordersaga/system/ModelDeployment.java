package org.ordersaga.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A request that deploys the order process with its table and its form, or one file alone, as
 * Camunda Modeler does.
 */
public final class ModelDeployment {

  private static final String BOUNDARY = "a-line-that-no-model-has";

  /** The content type of these requests. */
  public static final String CONTENT_TYPE = "multipart/form-data; boundary=" + BOUNDARY;

  private ModelDeployment() {}

  /**
   * The body of the request for the order process.
   *
   * @param resources process-app's folder of resources, where the table and the form are
   * @param model the order process
   */
  public static String of(Path resources, String model) {
    Map<String, String> files = new LinkedHashMap<>();
    files.put("order-process.bpmn", model);
    files.put("order-review.dmn", read(resources.resolve("dmn/order-review.dmn")));
    files.put("order-review-form.form", read(resources.resolve("forms/order-review-form.form")));
    return body(files);
  }

  /** The body of a request that deploys one file by itself. */
  public static String alone(String name, String content) {
    return body(Map.of(name, content));
  }

  private static String body(Map<String, String> files) {
    StringBuilder body = new StringBuilder(part("name=\"deployment-name\"", "from-the-modeler"));
    // Parts of the same name would be taken for one file.
    files.forEach(
        (name, content) ->
            body.append(part("name=\"%1$s\"; filename=\"%1$s\"".formatted(name), content)));
    return body + "--" + BOUNDARY + "--\r\n";
  }

  /**
   * The model with another value of a task's extension property.
   *
   * @throws IllegalArgumentException when that changes nothing
   */
  public static String set(String model, String task, String property, String value) {
    String changed =
        model.replaceFirst(
            "(?s)(id=\"%s\".*?name=\"%s\" value=\")[^\"]*".formatted(task, property), "$1" + value);
    if (changed.equals(model)) {
      throw new IllegalArgumentException(task + " has no other " + property);
    }
    return changed;
  }

  private static String part(String disposition, String content) {
    return "--%s\r\nContent-Disposition: form-data; %s\r\n\r\n%s\r\n"
        .formatted(BOUNDARY, disposition, content);
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
