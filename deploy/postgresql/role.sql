-- The role that Muster uses to read a PostgreSQL server (10 or later). It reads statistics and nothing else: it has no
-- permission on any of your tables. Run this as a superuser, once per server, then set the password:
--
--   psql -X -v ON_ERROR_STOP=1 -d release_manager -f role.sql
--   psql -d release_manager -c '\password muster'
--
-- Then give Muster the address: MUSTER_DATABASE_URL=postgresql://muster:...@db:5432/release_manager

CREATE ROLE muster LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS
  -- One worker opens two connections at most. Add two for each further worker.
  CONNECTION LIMIT 2;

-- To see other roles' sessions and statements, not only its own.
GRANT pg_monitor TO muster;

-- Muster itself opens each transaction read-only and with these limits. PostgreSQL also enforces them here.
ALTER ROLE muster SET default_transaction_read_only = on;
ALTER ROLE muster SET statement_timeout = '5s';
ALTER ROLE muster SET lock_timeout = '1s';
ALTER ROLE muster SET idle_in_transaction_session_timeout = '10s';

-- If CONNECT was revoked from PUBLIC, for the guide's database:
--   GRANT CONNECT ON DATABASE release_manager TO muster;

-- To see slow statements, set shared_preload_libraries = 'pg_stat_statements' in postgresql.conf, restart, and run this in
-- the database that Muster connects to:
--   CREATE EXTENSION IF NOT EXISTS pg_stat_statements;

-- From PostgreSQL 16 on, with reserved_connections set, this lets Muster connect even if applications use all other connections:
--   GRANT pg_use_reserved_connections TO muster;
