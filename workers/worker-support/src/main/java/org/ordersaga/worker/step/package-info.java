/**
 * What a worker is written against: a step is a function from a record of inputs to a record of
 * outputs that may throw a business refusal. Nothing here knows the engine.
 */
package org.ordersaga.worker.step;
