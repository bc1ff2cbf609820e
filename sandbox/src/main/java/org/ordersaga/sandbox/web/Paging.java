package org.ordersaga.sandbox.web;

import java.util.List;
import org.springframework.web.util.UriComponentsBuilder;

/**
 * Which part of a long list is wanted.
 *
 * @param number of the page, from 0
 * @param size of a page
 */
public record Paging(int number, int size) {

  /**
   * A part of a list.
   *
   * @param total how long the whole list is
   * @param next path and query of the next page, or null on the last one
   */
  public record Page<T>(List<T> items, int page, int size, long total, String next) {}

  /** Reads the parameters {@code page} (0) and {@code size} (100, at most 1000). */
  public static Paging of(Input input, String page, String size) {
    return new Paging(
        input.whole("page", page, 0, 999_999, 0), input.whole("size", size, 1, 1000, 100));
  }

  /** How many items come before this page. */
  public long offset() {
    return (long) number * size;
  }

  /**
   * Puts a page together.
   *
   * @param path of the list
   * @param filter a parameter that the list was filtered by
   * @param value of the filter, or null if there was none
   */
  public <T> Page<T> page(List<T> items, long total, String path, String filter, String value) {
    if (offset() + items.size() >= total || items.isEmpty()) {
      return new Page<>(items, number, size, total, null);
    }
    UriComponentsBuilder next = UriComponentsBuilder.fromPath(path);
    if (value != null) {
      next.queryParam(filter, "{value}");
    }
    next.queryParam("page", number + 1).queryParam("size", size);
    String uri =
        value == null ? next.toUriString() : next.encode().buildAndExpand(value).toUriString();
    return new Page<>(items, number, size, total, uri);
  }
}
