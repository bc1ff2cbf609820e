package org.ordersaga.process.operations;

import jakarta.validation.Constraint;
import jakarta.validation.Payload;
import jakarta.validation.ReportAsSingleViolation;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Why an operator acts: a sentence of one line. */
@NotNull
@Pattern(regexp = "(?=.*\\S)[^\\p{Cc}\\p{Cs}\\u2028\\u2029]{1,500}")
@ReportAsSingleViolation
@Constraint(validatedBy = {})
@Target({ElementType.FIELD, ElementType.PARAMETER})
@Retention(RetentionPolicy.RUNTIME)
@interface Reason {

  String message() default "must have 1 to 500 printable characters";

  Class<?>[] groups() default {};

  Class<? extends Payload>[] payload() default {};
}
