package org.ordersaga.process.review;

/** Published inside the transaction in which the decision table judged an order. */
record OrderAssessed(String assessment) {}
