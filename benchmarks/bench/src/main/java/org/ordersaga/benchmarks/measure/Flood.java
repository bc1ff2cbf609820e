package org.ordersaga.benchmarks.measure;

import java.util.Map;

/**
 * What a flood of orders gave.
 *
 * @param perSecond orders from the first start to the last confirmation
 * @param cpuMillis of one order, by group of processes
 * @param megabytes of memory after it, by group of processes
 * @param perOrder what the databases did for one order
 */
public record Flood(
    int orders,
    double perSecond,
    Map<String, Double> cpuMillis,
    Map<String, Double> megabytes,
    Counts perOrder) {}
