package org.ordersaga.auditor;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.ordersaga.auditor.world.Orders;
import org.ordersaga.auditor.world.World;

/** A world in which everything is right. */
class CleanTest {

  @Test
  void ordersOfEveryOutcomeAreFoundInOrder() throws Exception {
    try (World world = new World()) {
      Orders.atRest(world);
      World.Run run = World.run(Auditor.command(world.environment()));
      assertThat(run.out() + run.err()).contains("All invariants hold.");
      assertThat(run.exitCode()).isZero();
    }
  }

  @Test
  void ordersInMotionAreNamedAndNotAccused() throws Exception {
    try (World world = new World()) {
      Orders.atRest(world);
      Orders.inMotion(world);
      World.Run run = World.run(Auditor.command(world.environment()));
      assertThat(run.out() + run.err())
          .contains("not at rest: 5, of these 2 with an incident")
          .contains("All invariants hold for the orders at rest");
      assertThat(run.exitCode()).isZero();
    }
  }
}
