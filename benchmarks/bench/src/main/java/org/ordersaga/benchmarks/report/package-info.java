/** What came out, as text, JSON and HTML. */
package org.ordersaga.benchmarks.report;
