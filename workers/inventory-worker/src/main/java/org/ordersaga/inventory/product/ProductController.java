package org.ordersaga.inventory.product;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import org.ordersaga.inventory.stock.Category;
import org.ordersaga.inventory.stock.Products;
import org.springframework.data.domain.PageRequest;
import org.springframework.data.domain.Pageable;
import org.springframework.data.domain.Sort;
import org.springframework.data.web.PagedModel;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** The catalogue: what there is, what it costs, and how much of it is left. */
@RestController
@RequestMapping("/products")
class ProductController {

  private static final int PAGE_SIZE = 20;

  /** Far behind every catalogue, and its offset is still a number. */
  private static final int LAST_PAGE = 1_000_000;

  private final Products products;

  ProductController(Products products) {
    this.products = products;
  }

  /**
   * One page of the catalogue in the order of the article numbers.
   *
   * @param category only this one; all when absent
   * @param page counted from 0; a page after the last one is empty
   */
  @GetMapping
  PagedModel<ProductView> list(
      @RequestParam(required = false) Category category,
      @RequestParam(defaultValue = "0") @Min(0) @Max(LAST_PAGE) int page) {
    Pageable request = PageRequest.of(page, PAGE_SIZE, Sort.by("sku"));
    return new PagedModel<>(
        (category == null ? products.findAll(request) : products.findByCategory(category, request))
            .map(ProductView::of));
  }

  @GetMapping("/{sku}")
  ProductView one(@PathVariable String sku) {
    return products
        .findBySku(sku)
        .map(ProductView::of)
        .orElseThrow(
            () ->
                new ErrorResponseException(
                    HttpStatus.NOT_FOUND,
                    ProblemDetail.forStatusAndDetail(
                        HttpStatus.NOT_FOUND, "There is no product with this number."),
                    null));
  }
}
