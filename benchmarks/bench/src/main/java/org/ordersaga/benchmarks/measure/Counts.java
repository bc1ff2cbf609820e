package org.ordersaga.benchmarks.measure;

import org.ordersaga.benchmarks.contender.Contender;
import org.ordersaga.benchmarks.process.PostgresServer;

/**
 * What a contender's PostgreSQL has done so far, or between two looks, or for one order.
 *
 * @param statements that the clients sent, by pg_stat_statements; without the transactions' BEGIN,
 *     COMMIT and ROLLBACK
 * @param engineStatements those of them in the engine's database
 * @param transactions by pg_stat_database, those that only read too
 * @param engineTransactions those of them in the engine's database
 * @param commits transactions that wrote something and so waited for the disk, by the numbers that
 *     were given to them
 */
public record Counts(
    double statements,
    double engineStatements,
    double transactions,
    double engineTransactions,
    double commits) {

  private static final String STATEMENTS =
      """
      select coalesce(sum(calls), 0)::float8 from pg_stat_statements s
        join pg_database d on d.oid = s.dbid
      where datname %s and query !~* '^(begin|commit|rollback)'
        and userid <> (select oid from pg_roles where rolname = current_user)
      """;

  private static final String TRANSACTIONS =
      """
      select coalesce(sum(xact_commit + xact_rollback), 0)::float8 from pg_stat_database
      where datname %s
      """;

  /** Looks now, and leaves the bench's own out. Connections tell up to ten seconds late. */
  static Counts of(Contender contender) {
    PostgresServer postgres = contender.postgres();
    String all = "in ('%s')".formatted(String.join("', '", Contender.databases()));
    String engine = "= '" + Contender.ENGINE_DATABASE + "'";
    return new Counts(
        postgres.number("postgres", STATEMENTS.formatted(all)),
        postgres.number("postgres", STATEMENTS.formatted(engine)),
        postgres.number("postgres", TRANSACTIONS.formatted(all)) - postgres.looks(),
        postgres.number("postgres", TRANSACTIONS.formatted(engine)),
        postgres.number(
            "postgres", "select pg_snapshot_xmax(pg_current_snapshot())::text::float8"));
  }

  Counts minus(Counts earlier) {
    return new Counts(
        statements - earlier.statements,
        engineStatements - earlier.engineStatements,
        transactions - earlier.transactions,
        engineTransactions - earlier.engineTransactions,
        commits - earlier.commits);
  }

  Counts times(double factor) {
    return new Counts(
        statements * factor,
        engineStatements * factor,
        transactions * factor,
        engineTransactions * factor,
        commits * factor);
  }
}
