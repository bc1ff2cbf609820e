/** What the environment says, and whether it can be. */
package org.ordersaga.sandbox.settings;
