/**
 * What every feature here relies on in the engine: the names that it shares with the model,
 * transactions that are run again when they lose a race, and sessions of its own classes. Has the
 * engine go by the database's clock, read at once what it would read piece by piece, and PostgreSQL
 * plan its queries by their indexes.
 */
package org.ordersaga.process.engine;
