/** What a model must keep so that what it says is what happens. */
package org.ordersaga.rules;
