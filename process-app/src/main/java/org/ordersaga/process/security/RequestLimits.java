package org.ordersaga.process.security;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.util.unit.DataSize;

/**
 * What a request may be.
 *
 * @param body the size of its body
 * @param deployment the same for a deployment, which carries files
 * @param time how long all of a body may take to come
 */
@ConfigurationProperties("ordersaga.requests")
record RequestLimits(DataSize body, DataSize deployment, Duration time) {}
