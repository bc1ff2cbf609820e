/**
 * The review of an order by a person: what the reviewer sees, what a decision must look like, and
 * what of it goes into the order log. Whether there is a review, and what follows from it, is drawn
 * in the model.
 */
package org.ordersaga.process.review;
