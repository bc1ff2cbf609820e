package org.ordersaga.payment.charge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.ordersaga.test.StubProvider;
import org.ordersaga.worker.provider.ProviderAutoConfiguration;
import org.ordersaga.worker.provider.ProviderSettings;
import org.ordersaga.worker.provider.Providers;
import org.ordersaga.worker.step.OutsideDown;
import org.ordersaga.worker.step.TechnicalFailure;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.jackson.JacksonAutoConfiguration;
import org.springframework.boot.autoconfigure.web.client.RestClientAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

class PaymentProviderDownTest {

  private final ApplicationContextRunner worker =
      new ApplicationContextRunner()
          .withConfiguration(
              AutoConfigurations.of(
                  JacksonAutoConfiguration.class,
                  RestClientAutoConfiguration.class,
                  ProviderAutoConfiguration.class))
          .withPropertyValues(
              "ordersaga.breaker.window=3",
              "ordersaga.breaker.minimum-calls=3",
              "ordersaga.breaker.failure-rate=100",
              "ordersaga.breaker.open-for=1m",
              "ordersaga.breaker.half-open-calls=1");

  @Test
  void chargesLookUpsAndVoidsShareOneBreakerAndNoChargeIsFetchedWhileItIsOpen() {
    try (StubProvider stub = new StubProvider(request -> new StubProvider.Reply(503, "{}"))) {
      worker.run(
          context -> {
            PaymentProvider provider =
                new PaymentProvider(
                    new PaymentSettings(
                        new ProviderSettings(
                            stub.url(), Duration.ofSeconds(2), Duration.ofSeconds(5)),
                        new ProviderSettings.Login(null)),
                    context.getBean(Providers.class));
            ChargePayment step = new ChargePayment(null, provider);

            assertFails(
                () ->
                    provider.charge(
                        new PaymentProvider.Order(1, "EUR", "tok_visa", "ord-1"), "key"));
            assertFails(() -> provider.findCharge("key"));
            assertThat(step.isAvailable()).isTrue();
            assertThatThrownBy(() -> provider.voidCharge("key")).isInstanceOf(OutsideDown.class);

            assertThat(step.isAvailable()).isFalse();
            assertThatThrownBy(() -> provider.refund("charge", 1, "key"))
                .isInstanceOf(OutsideDown.class);
            assertThat(stub.requests()).hasSize(3);
          });
    }
  }

  private static void assertFails(ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOf(TechnicalFailure.class)
        .isNotInstanceOf(OutsideDown.class);
  }
}
