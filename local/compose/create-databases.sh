#!/bin/sh
# Runs once, in the PostgreSQL container, when its volume is empty: one database per service, owned by
# a user of the same name, closed to everybody else but the auditor, who reads all of them except the
# sandbox's. Passwords come from the environment; without the auditor's there is no auditor.
set -eu

run_sql() {
  psql --no-psqlrc --quiet --set ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname postgres
}

if [ -n "${ORDERSAGA_AUDITOR_PASSWORD:-}" ]; then
  run_sql <<SQL
\\getenv password ORDERSAGA_AUDITOR_PASSWORD
create role auditor login password :'password';
alter role auditor set default_transaction_read_only = on;
grant pg_read_all_data to auditor;
SQL
fi

for database in camunda orders inventory payments shipping notifications sandbox; do
  variable="ORDERSAGA_$(echo "$database" | tr '[:lower:]' '[:upper:]')_DB_PASSWORD"
  run_sql <<SQL
\\getenv password $variable
create role $database login password :'password';
create database $database owner $database;
revoke connect on database $database from public;
SQL
  # It stands for others' systems: the auditor asks it over HTTP.
  [ -z "${ORDERSAGA_AUDITOR_PASSWORD:-}" ] || [ "$database" = sandbox ] ||
    echo "grant connect on database $database to auditor;" | run_sql
done
