/** The same saga on Flowable's engine, with its external workers. */
package org.ordersaga.benchmarks.flowable;
