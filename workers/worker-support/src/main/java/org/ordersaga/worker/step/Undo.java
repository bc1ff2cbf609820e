package org.ordersaga.worker.step;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.stereotype.Component;

/**
 * Declares a {@link LocalUndo} or a {@link RemoteUndo}: a Spring bean that takes back one step. It
 * works on the ledger key of that step, from whatever element of the model it is called. When the
 * step has not been executed, it leaves a tombstone, and the late original does nothing.
 */
@Documented
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Component
public @interface Undo {

  /** The external task topic; for example {@code inventory.release}. */
  String topic();

  /** The step that is taken back; its class carries {@link Step}. */
  Class<?> of();

  /** The codes it may refuse with. */
  String[] refusals() default {};
}
