-- The role with which Muster looks into a PostgreSQL server (10 or later). It reads statistics and nothing else: it has no
-- right on any table of yours. Run as a superuser, once per server, then set its password:
--
--   psql -X -v ON_ERROR_STOP=1 -d release_manager -f role.sql
--   psql -d release_manager -c '\password muster'
--
-- and give Muster the address: MUSTER_DATABASE_URL=postgresql://muster:...@db:5432/release_manager

CREATE ROLE muster LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS
  -- Two looks at a time, which is all that one worker does. Two more for each further worker.
  CONNECTION LIMIT 2;

-- To see the sessions and statements of others, not only its own.
GRANT pg_monitor TO muster;

-- Muster opens each transaction read-only and with these limits by itself. These hold whatever it does.
ALTER ROLE muster SET default_transaction_read_only = on;
ALTER ROLE muster SET statement_timeout = '5s';
ALTER ROLE muster SET lock_timeout = '1s';
ALTER ROLE muster SET idle_in_transaction_session_timeout = '10s';

-- Where CONNECT was taken from PUBLIC, for the database of the guide:
--   GRANT CONNECT ON DATABASE release_manager TO muster;

-- For slow statements: shared_preload_libraries = 'pg_stat_statements' in postgresql.conf, a restart, and in the database
-- to which Muster connects:
--   CREATE EXTENSION IF NOT EXISTS pg_stat_statements;

-- From PostgreSQL 16 on, with reserved_connections set, Muster can look even when applications have used up all others:
--   GRANT pg_use_reserved_connections TO muster;
