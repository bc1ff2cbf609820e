/** What a process owner asks before and after a change of the model, as one command. */
package org.ordersaga.modeltool;
