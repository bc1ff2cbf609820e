/** The catalogue for everybody with a login. */
package org.ordersaga.inventory.product;
