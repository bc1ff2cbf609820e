/** The running engine, seen through engine-rest. */
package org.ordersaga.modeltool.engine;
