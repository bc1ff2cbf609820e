/** Logins for everything that listens. */
package org.ordersaga.process.security;
