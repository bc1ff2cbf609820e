/** Who may use the engine, and for what. */
package org.ordersaga.process.identity;
