package org.ordersaga.inventory.reservation;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.ordersaga.inventory.stock.MovementKind;
import org.ordersaga.inventory.stock.Product;
import org.ordersaga.inventory.stock.Stock;
import org.ordersaga.worker.step.LocalStep;
import org.ordersaga.worker.step.Receipt;
import org.ordersaga.worker.step.Refusal;
import org.ordersaga.worker.step.Step;

/**
 * Sets everything aside that an order wants, or nothing. The amount is the sum of the catalogue's
 * prices at this moment.
 */
@Step(
    topic = "inventory.reserve",
    refusals = {ReserveInventory.OUT_OF_STOCK, ReserveInventory.UNKNOWN_PRODUCT})
class ReserveInventory implements LocalStep<ReserveInventory.Input, ReserveInventory.Output> {

  static final String OUT_OF_STOCK = "OUT_OF_STOCK";
  static final String UNKNOWN_PRODUCT = "UNKNOWN_PRODUCT";

  /** A process variable holds 4000 characters: the customer reads about the first few products. */
  private static final int NAMED_PRODUCTS = 3;

  private final Stock stock;
  private final Reservations reservations;

  ReserveInventory(Stock stock, Reservations reservations) {
    this.stock = stock;
    this.reservations = reservations;
  }

  record Input(String orderId, List<Line> lines, String currency) {}

  record Line(String sku, Integer quantity) {}

  /**
   * What came of it.
   *
   * @param units how many pieces there are in all lines
   */
  record Output(Long totalAmount, Integer units, Receipt receipt) {}

  @Override
  public Output execute(Input input) throws Refusal {
    SortedMap<String, Integer> wanted = wanted(input);
    Map<String, Product> products = stock.lock(wanted.keySet());
    refuseUnknown(wanted, products);
    requireCatalogueCurrency(input, products);
    refuseShort(wanted, products);

    stock.move(input.orderId(), MovementKind.RESERVED, wanted, products);
    List<ReservationLine> lines = new ArrayList<>();
    wanted.forEach(
        (sku, quantity) ->
            lines.add(new ReservationLine(sku, quantity, products.get(sku).price())));
    Reservation reservation =
        reservations.save(new Reservation(input.orderId(), input.currency(), lines));
    return new Output(reservation.totalAmount(), units(wanted), reservation.receipt());
  }

  /** Pieces by article number, in that order. The order was checked before: bad lines are a bug. */
  private static SortedMap<String, Integer> wanted(Input input) {
    SortedMap<String, Integer> wanted = new TreeMap<>();
    for (Line line : input.lines() == null ? List.<Line>of() : input.lines()) {
      if (line == null || line.sku() == null || line.quantity() == null || line.quantity() < 1) {
        throw new IllegalArgumentException(
            "The variable lines of order %s has a line without a sku or a quantity of at least 1"
                .formatted(input.orderId()));
      }
      wanted.merge(line.sku(), line.quantity(), Math::addExact);
    }
    if (wanted.isEmpty()) {
      throw new IllegalArgumentException(
          "The variable lines of order %s has no line".formatted(input.orderId()));
    }
    return wanted;
  }

  private static int units(Map<String, Integer> wanted) {
    return wanted.values().stream().reduce(0, Math::addExact);
  }

  private static void refuseUnknown(Map<String, Integer> wanted, Map<String, Product> products)
      throws Refusal {
    List<String> unknown =
        wanted.keySet().stream()
            .filter(sku -> !products.containsKey(sku))
            .map("We do not sell a product with the number %s."::formatted)
            .toList();
    if (!unknown.isEmpty()) {
      throw new Refusal(UNKNOWN_PRODUCT, inWords(unknown));
    }
  }

  /** Orders in another currency are refused before they start, so this is nobody's choice. */
  private static void requireCatalogueCurrency(Input input, Map<String, Product> products) {
    for (Product product : products.values()) {
      if (!product.currency().equals(input.currency())) {
        throw new IllegalStateException(
            "Order %s is in %s, but the price of %s is in %s"
                .formatted(input.orderId(), input.currency(), product.sku(), product.currency()));
      }
    }
  }

  private static void refuseShort(Map<String, Integer> wanted, Map<String, Product> products)
      throws Refusal {
    List<String> missing = new ArrayList<>();
    wanted.forEach(
        (sku, quantity) -> {
          Product product = products.get(sku);
          if (product.available() < quantity) {
            missing.add(
                "You ordered %d of “%s”, and we have %d left."
                    .formatted(quantity, product.name(), product.available()));
          }
        });
    if (!missing.isEmpty()) {
      throw new Refusal(OUT_OF_STOCK, inWords(missing));
    }
  }

  private static String inWords(List<String> sentences) {
    int unnamed = sentences.size() - NAMED_PRODUCTS;
    return sentences.stream().limit(NAMED_PRODUCTS).collect(Collectors.joining(" "))
        + (unnamed > 0 ? " And %d more.".formatted(unnamed) : "");
  }
}
