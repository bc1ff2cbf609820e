/**
 * The order log: what happened to each order, and what it has come to. Written in the engine's own
 * transactions, so that it can neither lag behind the process nor claim what was rolled back.
 */
package org.ordersaga.process.orderlog;
