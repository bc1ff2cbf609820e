package org.ordersaga.auditor.source;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * The payment provider's ledger, the carrier's shipments and the inbox, page by page. Pages shift
 * when something comes in meanwhile: what is then shown twice is passed on once.
 */
public final class Outside {

  private static final int PAGE_SIZE = 1_000;
  private static final int ATTEMPTS = 3;
  private static final Duration TIMEOUT = Duration.ofSeconds(60);

  private final Settings settings;
  private final HttpClient http;
  private final ObjectMapper json;

  /** A reader of the sandbox that the settings name. */
  public Outside(Settings settings) {
    this.settings = settings;
    this.http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(10))
            .build();
    this.json =
        JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .addModule(new SimpleModule().addDeserializer(Instant.class, new InstantReader()))
            .build();
  }

  /** All charges that took money, oldest first. */
  public void ledger(Consumer<Charge> charges) {
    Set<String> seen = new HashSet<>();
    pages(
        "/payments/ledger?",
        Charge.class,
        charge -> {
          if (seen.add(charge.id())) {
            charges.accept(charge);
          }
          return true;
        });
  }

  /** All shipments, oldest first. */
  public void parcels(Consumer<Parcel> parcels) {
    Set<String> seen = new HashSet<>();
    pages(
        "/shipments?",
        Parcel.class,
        parcel -> {
          if (seen.add(parcel.id())) {
            parcels.accept(parcel);
          }
          return true;
        });
  }

  /** The charges of one order, oldest first. */
  public List<Charge> ledger(String orderId) {
    List<Charge> charges = new ArrayList<>();
    pages(
        "/payments/ledger?reference=" + URLEncoder.encode(orderId, StandardCharsets.UTF_8) + "&",
        Charge.class,
        charges::add);
    return charges;
  }

  /** An order's shipments, oldest first. */
  public List<Parcel> parcels(String orderId) {
    List<Parcel> parcels = new ArrayList<>();
    pages(
        "/shipments?reference=" + URLEncoder.encode(orderId, StandardCharsets.UTF_8) + "&",
        Parcel.class,
        parcels::add);
    return parcels;
  }

  /**
   * The inbox, newest first.
   *
   * @param wanted gets every mail, and says whether older ones are wanted too
   */
  public void inbox(Predicate<Mail> wanted) {
    pages("/inbox?", Mail.class, wanted);
  }

  private <T> void pages(String path, Class<T> type, Predicate<T> more) {
    JavaType pageType = json.getTypeFactory().constructParametricType(Page.class, type);
    for (int number = 0; ; number++) {
      Page<T> page = get(path + "size=" + PAGE_SIZE + "&page=" + number, pageType);
      for (T item : page.items()) {
        if (!more.test(item)) {
          return;
        }
      }
      if (page.next() == null) {
        return;
      }
    }
  }

  private <T> T get(String path, JavaType type) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(settings.sandbox() + path))
            .header("Accept", "application/json");
    settings
        .sandboxPassword()
        .ifPresent(password -> request.header("Authorization", basic(password)));
    String place = path.substring(0, path.indexOf('?'));
    HttpResponse<byte[]> response = send(request.build(), place);
    if (response.statusCode() == 401 || response.statusCode() == 403) {
      throw new CannotLook(
          "The sandbox refused the login at %s; check ORDERSAGA_SANDBOX_PASSWORD."
              .formatted(place));
    }
    if (response.statusCode() != 200) {
      throw new CannotLook(
          "The sandbox answered %s with status %d; check ORDERSAGA_SANDBOX_URL and its log."
              .formatted(place, response.statusCode()));
    }
    try {
      return json.readValue(response.body(), type);
    } catch (IOException e) {
      throw new CannotLook(
          "What the sandbox answered at %s cannot be understood; check ORDERSAGA_SANDBOX_URL."
              .formatted(place),
          e);
    }
  }

  /** Reading may be repeated, and one connection that broke is no reason to give an audit up. */
  private HttpResponse<byte[]> send(HttpRequest request, String place) {
    Throwable problem = null;
    for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
      try {
        HttpResponse<byte[]> response =
            http.sendAsync(request, HttpResponse.BodyHandlers.ofByteArray())
                .get(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
        if (response.statusCode() < 500 || attempt == ATTEMPTS) {
          return response;
        }
      } catch (ExecutionException | TimeoutException e) {
        problem = e;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new CannotLook("The audit was interrupted.", e);
      }
    }
    throw new CannotLook(
        "The sandbox could not be read at %s; check ORDERSAGA_SANDBOX_URL and whether it runs."
            .formatted(place),
        problem);
  }

  private static String basic(String password) {
    String login = Settings.SANDBOX_USER + ":" + password;
    return "Basic " + Base64.getEncoder().encodeToString(login.getBytes(StandardCharsets.UTF_8));
  }

  private record Page<T>(List<T> items, String next) {}
}
