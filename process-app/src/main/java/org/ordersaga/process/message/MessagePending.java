package org.ordersaga.process.message;

/** Published when a stored message may be handed over as soon as the transaction has committed. */
record MessagePending(String orderId) {}
