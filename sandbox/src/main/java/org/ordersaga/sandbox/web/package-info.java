/** What all of the sandbox's pages and endpoints share: reading input, refusing it, paging. */
package org.ordersaga.sandbox.web;
