package org.ordersaga.notification.mail;

import com.samskivert.mustache.Mustache;
import com.samskivert.mustache.Template;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import org.springframework.core.io.ClassPathResource;
import org.springframework.stereotype.Component;

/** Writes letters from the templates in {@code resources/mail}. */
@Component
class Letters {

  private final Map<Event, Template> texts;
  private final Map<Event, Template> pages;

  Letters() {
    this.texts = templates(".txt", false);
    this.pages = templates(".html", true);
  }

  Letter write(Event event, OrderFacts facts) {
    return new Letter(
        event.subject(facts.orderId()),
        texts.get(event).execute(facts),
        pages.get(event).execute(facts));
  }

  private static Map<Event, Template> templates(String suffix, boolean escapeHtml) {
    Mustache.Compiler compiler =
        Mustache.compiler()
            .escapeHTML(escapeHtml)
            .emptyStringIsFalse(true)
            .withLoader(name -> open(name + suffix));
    Map<Event, Template> templates = new EnumMap<>(Event.class);
    for (Event event : Event.values()) {
      templates.put(event, compiler.loadTemplate(event.name().toLowerCase(Locale.ROOT)));
    }
    return templates;
  }

  private static Reader open(String file) {
    try {
      return new InputStreamReader(
          new ClassPathResource("mail/" + file).getInputStream(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
