/** Takes out of the engine's history and the order log what may tell who a customer is. */
package org.ordersaga.process.erasure;
