/** Sends finished orders through a changed model, to see which would have gone another way. */
package org.ordersaga.modeltool.replay;
