/** What is measured, and how. */
package org.ordersaga.benchmarks.measure;
