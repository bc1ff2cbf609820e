/** Holds models against the rules before they are deployed. */
package org.ordersaga.modeltool.check;
