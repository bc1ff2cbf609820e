/** Moves running orders from one version of the model to another. */
package org.ordersaga.modeltool.migrate;
