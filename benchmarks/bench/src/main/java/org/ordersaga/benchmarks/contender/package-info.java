/** Who is measured: the product and its peers. */
package org.ordersaga.benchmarks.contender;
