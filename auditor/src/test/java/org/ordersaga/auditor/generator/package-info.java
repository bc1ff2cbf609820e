/** Makes the data of very many orders, by SQL. */
package org.ordersaga.auditor.generator;
