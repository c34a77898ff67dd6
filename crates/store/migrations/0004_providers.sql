-- Providers of documents that people confirmed to be who they say they are. One value per organisation and id, as in 0001.
CREATE TABLE providers           (org TEXT NOT NULL, id TEXT NOT NULL, changed BIGINT NOT NULL, body TEXT NOT NULL, PRIMARY KEY (org, id));
