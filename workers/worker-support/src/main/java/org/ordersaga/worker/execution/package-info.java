/** Runs a step exactly once in effect, by the step ledger in the worker's own database. */
package org.ordersaga.worker.execution;
