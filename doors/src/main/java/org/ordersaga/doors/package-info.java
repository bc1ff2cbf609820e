/** What everything that listens does to strangers: it slows down guesses and limits bodies. */
package org.ordersaga.doors;
