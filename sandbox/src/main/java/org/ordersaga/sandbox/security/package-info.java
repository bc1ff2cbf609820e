/** Who may come in. */
package org.ordersaga.sandbox.security;
