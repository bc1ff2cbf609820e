/** What every feature here knows about the engine and the model. */
package org.ordersaga.process.engine;
