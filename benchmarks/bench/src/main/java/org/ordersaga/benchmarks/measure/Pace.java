package org.ordersaga.benchmarks.measure;

import java.util.List;

/**
 * What orders at a steady pace gave.
 *
 * @param perSecond how many were placed
 * @param millis from start to confirmation, of each order
 * @param perOrder what the databases did for one order, what they do without any taken off
 */
public record Pace(double perSecond, List<Double> millis, Counts perOrder) {}
