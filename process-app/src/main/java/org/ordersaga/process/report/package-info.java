/** Takes several reports of workers in one request and one transaction of the engine. */
package org.ordersaga.process.report;
