-- One text for SQLite and PostgreSQL. Keys begin with the organisation; times are microseconds UTC; flags are 0 or 1;
-- ids are TEXT made by us. BYTEA is what PostgreSQL calls bytes; SQLite keeps bytes as bytes under any name.

CREATE TABLE organisations (
    org       TEXT   NOT NULL PRIMARY KEY,
    name      TEXT   NOT NULL,
    fictional BIGINT NOT NULL
);

-- Folded observations as they arrived; merged by compaction. `id` is the content hash: the same batch twice is one batch.
CREATE TABLE observation_batches (
    org      TEXT   NOT NULL,
    id       TEXT   NOT NULL,
    origin   TEXT   NOT NULL,
    received BIGINT NOT NULL,
    body     BYTEA  NOT NULL,
    PRIMARY KEY (org, id)
);

-- Ids of batches that were merged into others, so that a batch sent again after compaction is still known.
CREATE TABLE merged_batches (
    org TEXT NOT NULL,
    id  TEXT NOT NULL,
    PRIMARY KEY (org, id)
);

-- Files as received: ledgers and advisories.
CREATE TABLE files (
    org      TEXT   NOT NULL,
    sha256   TEXT   NOT NULL,
    name     TEXT   NOT NULL,
    received BIGINT NOT NULL,
    body     BYTEA  NOT NULL,
    PRIMARY KEY (org, sha256)
);

CREATE TABLE captures            (org TEXT NOT NULL, id TEXT NOT NULL, changed BIGINT NOT NULL, body TEXT NOT NULL, PRIMARY KEY (org, id));
CREATE TABLE ledger_imports      (org TEXT NOT NULL, id TEXT NOT NULL, changed BIGINT NOT NULL, body TEXT NOT NULL, PRIMARY KEY (org, id));
CREATE TABLE ledger_mappings     (org TEXT NOT NULL, id TEXT NOT NULL, changed BIGINT NOT NULL, body TEXT NOT NULL, PRIMARY KEY (org, id));
CREATE TABLE row_decisions       (org TEXT NOT NULL, id TEXT NOT NULL, changed BIGINT NOT NULL, body TEXT NOT NULL, PRIMARY KEY (org, id));
CREATE TABLE corrections         (org TEXT NOT NULL, id TEXT NOT NULL, changed BIGINT NOT NULL, body TEXT NOT NULL, PRIMARY KEY (org, id));
CREATE TABLE alerts              (org TEXT NOT NULL, id TEXT NOT NULL, changed BIGINT NOT NULL, body TEXT NOT NULL, PRIMARY KEY (org, id));
CREATE TABLE line_registrations  (org TEXT NOT NULL, id TEXT NOT NULL, changed BIGINT NOT NULL, body TEXT NOT NULL, PRIMARY KEY (org, id));
CREATE TABLE advisories          (org TEXT NOT NULL, id TEXT NOT NULL, changed BIGINT NOT NULL, body TEXT NOT NULL, PRIMARY KEY (org, id));
CREATE TABLE pictures            (org TEXT NOT NULL, id TEXT NOT NULL, changed BIGINT NOT NULL, body TEXT NOT NULL, PRIMARY KEY (org, id));
CREATE TABLE sensors             (org TEXT NOT NULL, id TEXT NOT NULL, changed BIGINT NOT NULL, body TEXT NOT NULL, PRIMARY KEY (org, id));
CREATE TABLE taught_signatures   (org TEXT NOT NULL, id TEXT NOT NULL, changed BIGINT NOT NULL, body TEXT NOT NULL, PRIMARY KEY (org, id));
