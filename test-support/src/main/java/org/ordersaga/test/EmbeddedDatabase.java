package org.ordersaga.test;

import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Gives the Spring context of a test an empty database of its own on {@link TestPostgres}: sets
 * {@code spring.datasource.url}, {@code username} and {@code password}. Tests that share a context
 * share its database.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Inherited
public @interface EmbeddedDatabase {}
