package org.ordersaga.system;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The rules of the house that the compiler does not know. */
class HouseRulesTest {

  private static final List<String> MODULES =
      List.of(
          "doors",
          "process-app",
          "sandbox",
          "local",
          "auditor",
          "eraser",
          "workers/worker-support",
          "workers/order-worker",
          "workers/inventory-worker",
          "workers/payment-worker",
          "workers/shipping-worker",
          "workers/notification-worker");

  private static JavaClasses house;

  @BeforeAll
  static void readAllClasses() {
    List<Path> folders =
        MODULES.stream()
            .map(module -> Installation.projectRoot().resolve(module).resolve("target/classes"))
            .toList();
    Assertions.assertThat(folders).allMatch(Files::isDirectory, "is compiled");
    house = new ClassFileImporter().importPaths(folders);
  }

  @Test
  void engineTypesStayInTheProcessApplicationAndTheEngineSideOfWorkerSupport() {
    noClasses()
        .that()
        .resideOutsideOfPackages("org.ordersaga.process..", "org.ordersaga.worker.engine..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.camunda..")
        .because("leaving Camunda 7 must be a rename in two places")
        .check(house);
  }

  @Test
  void featuresHaveNoCycles() {
    slices().matching("org.ordersaga.(*).(*)..").should().beFreeOfCycles().check(house);
  }

  @Test
  void servicesDoNotKnowEachOther() {
    for (String service : services().toList()) {
      noClasses()
          .that()
          .resideInAPackage("org.ordersaga." + service + "..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              services()
                  .filter(other -> !other.equals(service))
                  .map(other -> "org.ordersaga." + other + "..")
                  .toArray(String[]::new))
          .because("services meet in the process and nowhere else")
          .check(house);
    }
  }

  private static Stream<String> services() {
    return Stream.of(
        "process",
        "order",
        "inventory",
        "payment",
        "shipping",
        "notification",
        "sandbox",
        "local",
        "auditor",
        "eraser");
  }
}
