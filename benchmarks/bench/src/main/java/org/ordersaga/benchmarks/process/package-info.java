/** Real processes: started, frozen while others are measured, and looked at. */
package org.ordersaga.benchmarks.process;
