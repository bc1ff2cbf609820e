/** The catalogue of steps, derived from the workers' records, and its form as a JSON file. */
package org.ordersaga.worker.catalogue;
