package org.ordersaga.process.story;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.Resource;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;

/** An order's page for its customer. It is the same for every order; the story comes by itself. */
@Controller
class OrderPageController {

  /** Own files only; the drawing library brings markup with style attributes. */
  private static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; style-src-attr 'unsafe-inline';"
          + " img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

  private static final MediaType SCRIPT = MediaType.valueOf("text/javascript");
  private static final MediaType STYLE = MediaType.valueOf("text/css");

  private static final Map<String, MediaType> ASSETS =
      Map.of(
          "page.js", SCRIPT,
          "story.js", SCRIPT,
          "bpmn-viewer.js", SCRIPT,
          "page.css", STYLE,
          "story.css", STYLE,
          "diagram.css", STYLE);

  @GetMapping("/orders/{id:[A-Za-z0-9-]+}")
  ResponseEntity<Resource> page() {
    return ResponseEntity.ok()
        .header("Content-Security-Policy", POLICY)
        .header("Referrer-Policy", "no-referrer")
        .contentType(new MediaType(MediaType.TEXT_HTML, StandardCharsets.UTF_8))
        .body(asset("page.html"));
  }

  @GetMapping("/orders/assets/{file}")
  ResponseEntity<Resource> assets(@PathVariable String file) {
    MediaType type = ASSETS.get(file);
    if (type == null) {
      ErrorResponseException problem = new ErrorResponseException(HttpStatus.NOT_FOUND);
      problem.setDetail("The page has no such file.");
      throw problem;
    }
    return ResponseEntity.ok().contentType(type).body(asset(file));
  }

  private static Resource asset(String file) {
    return new ClassPathResource(StoryAssets.path(file));
  }
}
