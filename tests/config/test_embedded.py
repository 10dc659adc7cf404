from __future__ import annotations

import os
import tempfile
from pathlib import Path

import psycopg2
import pytest
import redis

from config.embedded import Servers, StartError, secret_key


@pytest.fixture
def root():
    # Not pytest's tmp_path: its folders are private, and as root the server runs as another user.
    with tempfile.TemporaryDirectory(prefix="praktik-test-") as name:
        Path(name).chmod(0o755)
        yield Path(name)


def test_servers_start_stop_and_come_back_with_the_same_data(root):
    servers = Servers(root)
    servers.start()
    try:
        where = servers.database()
        connection = psycopg2.connect(host=where["HOST"], user=where["USER"], dbname=where["NAME"])
        with connection, connection.cursor() as cursor:
            cursor.execute("SHOW server_version_num")
            assert cursor.fetchone()[0][:2] == "18"
            cursor.execute("CREATE TABLE kept (n integer)")
            cursor.execute("INSERT INTO kept VALUES (7)")
        connection.close()
        client = redis.Redis(unix_socket_path=str(servers.sockets / "redis.sock"))
        client.set("kept", "7")
        client.close()
        os.kill(servers.redis_pid(), 9)
        servers.stop()
        assert (servers.postgres_running(), servers.redis_pid()) == (False, None)
        servers.start()
        connection = psycopg2.connect(host=where["HOST"], user=where["USER"], dbname=where["NAME"])
        with connection, connection.cursor() as cursor:
            cursor.execute("SELECT n FROM kept")
            assert cursor.fetchall() == [(7,)]
        connection.close()
        client = redis.Redis(unix_socket_path=str(servers.sockets / "redis.sock"))
        assert client.get("kept") == b"7"
        client.close()
    finally:
        servers.stop()


def test_a_half_finished_first_start_is_begun_anew(root):
    servers = Servers(root)
    (root / "postgres.new" / "base").mkdir(parents=True)
    servers.start()
    try:
        assert servers.postgres_running()
    finally:
        servers.stop()


def test_a_stale_redis_pid_file_counts_as_nothing(root):
    servers = Servers(root)
    servers.redis_data.mkdir()
    (servers.redis_data / "redis.pid").write_text(str(os.getpid()))
    assert servers.redis_pid() is None


def test_a_long_path_puts_the_sockets_elsewhere(root):
    deep = root / ("x" * 100)
    assert len(str(Servers(deep).sockets)) < 100
    assert Servers(deep).sockets == Servers(deep).sockets


@pytest.mark.parametrize("command", ["start"])
def test_root_in_a_private_folder_is_told_what_to_do(root, command):
    if os.getuid() != 0:
        root.chmod(0o700)
        Servers(root).start()
        Servers(root).stop()
        return
    root.chmod(0o700)
    with pytest.raises(StartError, match="ordinary user"):
        getattr(Servers(root), command)()
    assert root.stat().st_mode & 0o777 == 0o700


def test_the_secret_key_is_made_once_and_private(root):
    key = secret_key(root)
    assert secret_key(root) == key
    assert (root / "secret-key").stat().st_mode & 0o777 == 0o600
