package org.ordersaga.process.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.ordersaga.process.Http;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;

/** The real model with its tables and forms, to be changed and deployed as one deployment. */
final class DeployedFiles {

  private static final String BOUNDARY = "a-line-that-no-model-has";

  static final String CONTENT_TYPE = "multipart/form-data; boundary=" + BOUNDARY;

  private final Map<String, String> files = new LinkedHashMap<>();

  private DeployedFiles() {}

  static DeployedFiles real() throws IOException {
    DeployedFiles real = new DeployedFiles();
    PathMatchingResourcePatternResolver resolver = new PathMatchingResourcePatternResolver();
    for (String pattern : new String[] {"bpmn/*.bpmn", "*/*.dmn", "*/*.form"}) {
      for (Resource file : resolver.getResources("classpath*:" + pattern)) {
        real.files.put(file.getFilename(), file.getContentAsString(StandardCharsets.UTF_8));
      }
    }
    return real;
  }

  /** Changes a text that must be there. */
  DeployedFiles with(String file, String old, String changed) {
    assertThat(files.get(file)).contains(old);
    files.put(file, files.get(file).replace(old, changed));
    return this;
  }

  String get(String file) {
    return files.get(file);
  }

  /** As Camunda Modeler sends it. */
  String body() {
    StringBuilder body = new StringBuilder();
    part(body, "name=\"deployment-name\"", "from-the-modeler");
    files.forEach(
        (name, content) -> part(body, "name=\"%1$s\"; filename=\"%1$s\"".formatted(name), content));
    return body.append("--" + BOUNDARY + "--\r\n").toString();
  }

  private static void part(StringBuilder body, String disposition, String content) {
    body.append("--" + BOUNDARY + "\r\nContent-Disposition: form-data; ")
        .append(disposition)
        .append("\r\n\r\n")
        .append(content)
        .append("\r\n");
  }

  Http.Reply deploy(Http user) {
    return user.post("/engine-rest/deployment/create", body(), "Content-Type", CONTENT_TYPE);
  }
}
