package org.ordersaga.worker.step;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.stereotype.Component;

/**
 * Declares a {@link LocalStep} or a {@link RemoteStep}: a Spring bean that carries out the tasks of
 * one topic.
 *
 * <p>The inputs fetched for it are the components of its input record, the variables it sets those
 * of its output record (but for a {@link Receipt}, which goes to the order log).
 */
@Documented
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Component
public @interface Step {

  /**
   * The external task topic, also the step's name in the ledger; for example {@code
   * inventory.reserve}.
   */
  String topic();

  /** The codes it may refuse with. A {@link Refusal} with another code is a technical failure. */
  String[] refusals() default {};

  /**
   * Names of inputs that tell one legal repetition of the step for one order from another. Their
   * values, as the input record holds them, become part of the ledger key; a record may set one to
   * null where it does not matter. Most steps run once for an order and name none.
   */
  String[] occurrence() default {};
}
