package org.ordersaga.process.intake;

import io.swagger.v3.oas.annotations.media.Schema;

/**
 * What is wrong with one field.
 *
 * @param field its path, for example {@code lines[0].quantity}
 * @param message what it must be; never repeats the value
 */
public record FieldProblem(
    @Schema(example = "lines[0].quantity") String field,
    @Schema(example = "must be a whole number from 1 to 1000") String message) {}
