package org.ordersaga.inventory.stock;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.springframework.data.domain.Page;
import org.springframework.data.domain.Pageable;
import org.springframework.data.jpa.repository.Query;
import org.springframework.data.repository.Repository;

/** The catalogue. Products are read here; {@link Stock} alone changes them. */
public interface Products extends Repository<Product, String> {

  /** The product with this article number, if there is one. */
  Optional<Product> findBySku(String sku);

  /** One page of all products. */
  Page<Product> findAll(Pageable page);

  /** One page of a category's products. */
  Page<Product> findByCategory(Category category, Pageable page);

  /**
   * The one order in which everybody locks products, so that nobody waits in a circle. In SQL,
   * because Hibernate would translate a list of a new length, and so each list, anew.
   */
  @Query(
      nativeQuery = true,
      value = "select * from product where sku in (:skus) order by sku for no key update")
  List<Product> lockInSkuOrder(Collection<String> skus);
}
