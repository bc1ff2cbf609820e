/** What others would have to be asked for: that they forget a customer. */
package org.ordersaga.sandbox.erasure;
