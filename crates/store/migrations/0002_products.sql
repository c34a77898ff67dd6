-- Products and their versions, the bills of materials kept of them, which devices they are, what was stated and decided about
-- vulnerabilities, and the tasks that follow. One value per organisation and id, as in 0001.
CREATE TABLE products            (org TEXT NOT NULL, id TEXT NOT NULL, changed BIGINT NOT NULL, body TEXT NOT NULL, PRIMARY KEY (org, id));
CREATE TABLE product_links       (org TEXT NOT NULL, id TEXT NOT NULL, changed BIGINT NOT NULL, body TEXT NOT NULL, PRIMARY KEY (org, id));
CREATE TABLE sboms               (org TEXT NOT NULL, id TEXT NOT NULL, changed BIGINT NOT NULL, body TEXT NOT NULL, PRIMARY KEY (org, id));
CREATE TABLE statements          (org TEXT NOT NULL, id TEXT NOT NULL, changed BIGINT NOT NULL, body TEXT NOT NULL, PRIMARY KEY (org, id));
CREATE TABLE tasks               (org TEXT NOT NULL, id TEXT NOT NULL, changed BIGINT NOT NULL, body TEXT NOT NULL, PRIMARY KEY (org, id));
