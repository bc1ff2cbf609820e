/** The steps of the saga as a careful user writes them by hand; every peer runs these. */
package org.ordersaga.benchmarks.steps;
