package org.ordersaga.process.erasure;

import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;

/**
 * What an erasure is about.
 *
 * @param id in the log of erasures; null for a dry run, and where the customer has no order
 * @param ended orders that can be erased
 * @param open orders that cannot be erased before they have ended
 */
@Schema(name = "ErasurePlan")
record ErasurePlan(Long id, String customerId, List<String> ended, List<String> open) {}
