/** Takes out of a worker's database what may tell who a customer is. */
package org.ordersaga.worker.erasure;
