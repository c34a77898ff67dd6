-- What people answer to questions of the decision table. One value per organisation and id, as in 0001.
CREATE TABLE overrules           (org TEXT NOT NULL, id TEXT NOT NULL, changed BIGINT NOT NULL, body TEXT NOT NULL, PRIMARY KEY (org, id));
