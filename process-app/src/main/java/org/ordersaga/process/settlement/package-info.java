/**
 * What the workers tell about settlements: calls to the outside whose outcome was unknown when
 * their step was undone, and which they go on with until the outside has confirmed.
 */
package org.ordersaga.process.settlement;
