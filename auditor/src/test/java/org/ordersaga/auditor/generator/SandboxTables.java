package org.ordersaga.auditor.generator;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;

/** Stands for the sandbox: shows its tables page by page, as it does. */
final class SandboxTables implements AutoCloseable {

  private static final Map<String, String> LISTS =
      Map.of(
          "/payments/ledger",
          """
          select charge_id as id, idempotency_key as "idempotencyKey", reference, amount, currency,
                 captured, refunded, status = 'VOIDED' as voided, at
            from charge where captured > 0 and %s order by seq""",
          "/shipments",
          """
          select shipment_id as id, idempotency_key as "idempotencyKey", reference,
                 lower(status) as status, at
            from shipment where reference is not null and %s order by seq""",
          "/inbox",
          """
          select recipient as "to", subject, text, html, message_id as "messageId", at
            from mail where %s order by seq desc""");

  private final Generator.Server databases;
  private final HttpServer server;

  SandboxTables(Generator.Server databases) throws IOException {
    this.databases = databases;
    this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::handle);
    server.start();
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] page =
          page(exchange.getRequestURI().getPath(), query(exchange.getRequestURI().getRawQuery()))
              .getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(200, page.length);
      exchange.getResponseBody().write(page);
    } catch (SQLException e) {
      throw new IOException(e);
    }
  }

  private static Map<String, String> query(String text) {
    Map<String, String> query = new HashMap<>();
    for (String parameter : text.split("&")) {
      String[] parts = parameter.split("=", 2);
      query.put(parts[0], URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
    }
    return query;
  }

  private String page(String path, Map<String, String> query) throws SQLException {
    int size = Integer.parseInt(query.get("size"));
    String reference = query.get("reference");
    String list = LISTS.get(path).formatted(reference == null ? "true" : "reference = ?");
    try (Connection connection = databases.connect("sandbox");
        PreparedStatement statement =
            connection.prepareStatement(
                """
                select json_build_object(
                         'items', coalesce(json_agg(item), '[]'),
                         'next', case when count(*) = %1$d then 'there may be more' end)
                  from (%2$s limit %1$d offset %3$d) as item
                """
                    .formatted(size, list, size * Integer.parseInt(query.get("page"))))) {
      if (reference != null) {
        statement.setString(1, reference);
      }
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        return row.getString(1);
      }
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
