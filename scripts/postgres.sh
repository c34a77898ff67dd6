# Sourced by ./test: a PostgreSQL server of the tests' own, on loopback, gone afterwards.

start_postgres() {
    local bin
    bin=$(ls -d /usr/lib/postgresql/*/bin | tail -n 1)
    POSTGRES_FOLDER=$(mktemp -d)
    POSTGRES_PORT=$((20000 + RANDOM % 20000))
    POSTGRES_BIN=$bin
    as_postgres() { if [ "$(id -u)" = 0 ]; then (cd / && runuser -u postgres -- "$@"); else "$@"; fi; }
    if [ "$(id -u)" = 0 ]; then chown postgres "$POSTGRES_FOLDER"; fi
    as_postgres "$bin/initdb" -D "$POSTGRES_FOLDER/data" -A trust -U kikimori --locale=C -E UTF8 >/dev/null
    as_postgres "$bin/pg_ctl" -D "$POSTGRES_FOLDER/data" -w -l "$POSTGRES_FOLDER/log" \
        -o "-p $POSTGRES_PORT -c listen_addresses=127.0.0.1 -c unix_socket_directories=$POSTGRES_FOLDER -c fsync=off" start >/dev/null
    export KIKIMORI_TEST_POSTGRES="postgres://kikimori@127.0.0.1:$POSTGRES_PORT"
}

stop_postgres() {
    as_postgres "$POSTGRES_BIN/pg_ctl" -D "$POSTGRES_FOLDER/data" -m immediate stop >/dev/null || true
    rm -rf "$POSTGRES_FOLDER"
}
