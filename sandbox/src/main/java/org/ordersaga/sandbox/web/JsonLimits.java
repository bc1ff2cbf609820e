package org.ordersaga.sandbox.web;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import org.springframework.boot.autoconfigure.jackson.Jackson2ObjectMapperBuilderCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Keeps a stranger from filling the memory: a body longer than any honest one is bad input. */
@Configuration(proxyBeanMethods = false)
class JsonLimits {

  private static final long MAX_BODY = 200_000;

  @Bean
  Jackson2ObjectMapperBuilderCustomizer boundedBodies() {
    return json ->
        json.factory(
            JsonFactory.builder()
                .streamReadConstraints(
                    StreamReadConstraints.builder().maxDocumentLength(MAX_BODY).build())
                .build());
  }
}
