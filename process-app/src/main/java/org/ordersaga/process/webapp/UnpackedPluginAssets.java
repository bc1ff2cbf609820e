package org.ordersaga.process.webapp;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.JarURLConnection;
import java.net.URL;
import java.util.Collections;
import org.apache.catalina.Context;
import org.apache.catalina.Lifecycle;
import org.apache.catalina.WebResourceRoot.ResourceSetType;
import org.springframework.boot.web.embedded.tomcat.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.stereotype.Component;

/**
 * Lets Cockpit find its own plugins when the application runs from unpacked jars. Spring Boot looks
 * for {@code META-INF/resources} in the jars of {@code java.class.path} only; started with {@code
 * java -jar} from a folder, as in a container, that names one jar, and the others are in its
 * manifest. Cockpit then stays an empty page.
 */
@Component
class UnpackedPluginAssets implements WebServerFactoryCustomizer<TomcatServletWebServerFactory> {

  private static final String RESOURCES = "META-INF/resources";

  @Override
  public void customize(TomcatServletWebServerFactory factory) {
    factory.addContextCustomizers(
        context ->
            context.addLifecycleListener(
                event -> {
                  if (Lifecycle.CONFIGURE_START_EVENT.equals(event.getType())) {
                    addJars(context);
                  }
                }));
  }

  private static void addJars(Context context) {
    try {
      for (URL assets :
          Collections.list(
              UnpackedPluginAssets.class.getClassLoader().getResources(RESOURCES + "/plugin/"))) {
        // Spring Boot takes care of jars inside of its own jar.
        if (assets.toString().startsWith("jar:file:")) {
          URL jar = ((JarURLConnection) assets.openConnection()).getJarFileURL();
          context
              .getResources()
              .createWebResourceSet(ResourceSetType.RESOURCE_JAR, "/", jar, "/" + RESOURCES);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("The web applications' jars cannot be read", e);
    }
  }
}
