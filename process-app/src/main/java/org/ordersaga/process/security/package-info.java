/**
 * Who gets in, and to what: logins and roles for everything that listens, the operations that
 * engine-rest offers and what may be asked and sent there, and the headers of every answer. What no
 * path may get around is refused within the engine: expressions in queries, objects of a class that
 * a request names, tasks of another worker's topics.
 */
package org.ordersaga.process.security;
