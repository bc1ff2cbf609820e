/** The bench's commands. */
package org.ordersaga.benchmarks;
