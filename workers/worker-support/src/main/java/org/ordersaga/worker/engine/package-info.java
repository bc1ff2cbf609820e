/**
 * Fetches external tasks, has them executed and reports back. The only place that knows the engine.
 */
package org.ordersaga.worker.engine;
