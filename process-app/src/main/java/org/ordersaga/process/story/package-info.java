/**
 * An order's story: what the order log says, and what the engine adds to it; once for operators and
 * once in a customer's words.
 */
package org.ordersaga.process.story;
