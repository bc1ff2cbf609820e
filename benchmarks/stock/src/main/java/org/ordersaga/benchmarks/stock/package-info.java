/**
 * The order process on Camunda as it comes: engine, REST interface and client with their defaults.
 */
package org.ordersaga.benchmarks.stock;
