/** The command {@code ./start erase}. */
package org.ordersaga.eraser;
