package org.ordersaga.worker.http;

import java.net.http.HttpClient;
import java.time.Duration;
import org.springframework.boot.http.client.ClientHttpRequestFactoryBuilder;
import org.springframework.boot.http.client.ClientHttpRequestFactorySettings;
import org.springframework.boot.http.client.ClientHttpRequestFactorySettings.Redirects;
import org.springframework.http.client.ClientHttpRequestFactory;

/** The JDK's client, with time limits and without anything that it would do unasked. */
public final class PlainHttp {

  private PlainHttp() {}

  /** Requests by HTTP 1.1, to no other address than the one asked for. */
  public static ClientHttpRequestFactory requests(Duration connectTimeout, Duration readTimeout) {
    return ClientHttpRequestFactoryBuilder.jdk()
        // Without it, every first call over plain HTTP asks for an upgrade to HTTP/2.
        .withHttpClientCustomizer(client -> client.version(HttpClient.Version.HTTP_1_1))
        .build(
            ClientHttpRequestFactorySettings.defaults()
                .withConnectTimeout(connectTimeout)
                .withReadTimeout(readTimeout)
                .withRedirects(Redirects.DONT_FOLLOW));
  }
}
