#!/bin/sh
# Runs once, in the PostgreSQL container, when its volume is empty: one database per service, owned by
# a user of the same name, closed to everybody else. Passwords come from the environment.
set -eu

for database in camunda orders inventory payments shipping notifications sandbox; do
  variable="ORDERSAGA_$(echo "$database" | tr '[:lower:]' '[:upper:]')_DB_PASSWORD"
  psql --no-psqlrc --quiet --set ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname postgres <<SQL
\\getenv password $variable
create role $database login password :'password';
create database $database owner $database;
revoke connect on database $database from public;
SQL
done
