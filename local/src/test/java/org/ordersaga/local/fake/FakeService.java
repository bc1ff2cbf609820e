package org.ordersaga.local.fake;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Stands for a service: a process that answers on its port, tells its environment, and ends at once
 * when a file with its name and the ending {@code .dies} is in the project's folder.
 */
public final class FakeService {

  private FakeService() {}

  public static void main(String[] arguments) throws IOException {
    String name = System.getProperty("ordersaga.process");
    System.out.println(name + " starts");
    if (Files.exists(Path.of(System.getenv("FAKE_HOME"), name + ".dies"))) {
      System.out.println(name + " cannot go on");
      System.exit(7);
    }
    Map<String, String> environment = System.getenv();
    HttpServer server =
        HttpServer.create(
            new InetSocketAddress(
                environment.get("SERVER_ADDRESS"),
                Integer.parseInt(environment.get("SERVER_PORT"))),
            0);
    server.createContext("/actuator/health", exchange -> answer(exchange, "{\"status\":\"UP\"}"));
    server.createContext(
        "/environment",
        exchange ->
            answer(
                exchange,
                environment.entrySet().stream()
                    .map(entry -> entry.getKey() + "=" + entry.getValue())
                    .collect(Collectors.joining("\n"))));
    server.start();
    Runtime.getRuntime().addShutdownHook(new Thread(() -> System.out.println(name + " ends")));
  }

  private static void answer(HttpExchange exchange, String text) throws IOException {
    byte[] body = text.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(200, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }
}
