package org.ordersaga.worker.access;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * What a request may bring: the largest names the orders of a customer who is erased.
 *
 * @param body the size of its body
 * @param time how long all of a body may take to come
 */
@ConfigurationProperties("ordersaga.requests")
record BodySettings(@DefaultValue("64KB") DataSize body, @DefaultValue("10s") Duration time) {}
