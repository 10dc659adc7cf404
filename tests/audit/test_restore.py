"""The restore drill: what `make backup` wrote comes back row by row, over a database that has been damaged since."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import psycopg2
import pytest

from config.backup import BackupError, checksums, restore
from config.embedded import Servers

ROOT = Path(__file__).resolve().parent.parent.parent
pytestmark = pytest.mark.audit


@pytest.fixture
def own():
    """A database of one's own, with the demo in it, and the environment that names it."""
    with tempfile.TemporaryDirectory(prefix="praktik-drill-") as name:
        Path(name).chmod(0o755)
        servers = Servers(Path(name), redis=False)
        servers.start()
        path = f"{servers.program('pg_dump').parent}:{os.environ['PATH']}"
        url = f"postgres://praktik@/praktik?host={servers.sockets}"
        environment = {
            **os.environ,
            "DATABASE_URL": url,
            "PATH": path,
            "DJANGO_SETTINGS_MODULE": "config.settings.test",
        }
        for step in (["migrate", "-v0"], ["createcachetable"]):
            subprocess.run([sys.executable, "manage.py", *step], cwd=ROOT, env=environment, check=True)
        fill = (
            "import django; django.setup()\n"
            "from django.core.mail import send_mail; from praktik.people.models import User\n"
            "for n in range(50): User.objects.create_user(f'åse{n}@demo.example', None, name=f'Åse {n} \\\\ \"x\"')\n"
            "for n in range(50): send_mail('Æ', 'text\\nø', None, [f'x{n}@demo.example'])"
        )
        subprocess.run([sys.executable, "-c", fill], cwd=ROOT, env=environment, check=True)
        try:
            yield servers.database(), environment
        finally:
            servers.stop()


def command(environment, *arguments):
    return subprocess.run(
        [sys.executable, "-m", "config.backup", *arguments], cwd=ROOT, env=environment, capture_output=True, text=True,
        check=False,
    )  # fmt: skip


def do(database, query):
    connection = psycopg2.connect(host=database["HOST"], user=database["USER"], dbname=database["NAME"])
    with connection, connection.cursor() as cursor:
        cursor.execute(query)
    connection.close()


def test_drill(own, tmp_path):
    database, environment = own
    before = checksums(database)
    assert before["praktik_user"][0] == 50
    assert before["praktik_mail"][0] == 50
    file = tmp_path / "drill.dump"
    done = command(environment, "backup", str(file))
    assert done.returncode == 0, done.stderr
    assert file.stat().st_mode & 0o777 == 0o600
    do(database, "UPDATE praktik_mail SET subject = 'damaged'")
    do(database, "DELETE FROM praktik_mail WHERE id % 2 = 0")
    do(database, "DROP TABLE praktik_postcode CASCADE")
    assert checksums(database) != before
    done = command(environment, "restore", str(file))
    assert done.returncode == 0, done.stderr
    assert checksums(database) == before


def test_restore_is_refused_while_somebody_is_connected(own, tmp_path):
    database, environment = own
    file = tmp_path / "drill.dump"
    assert command(environment, "backup", str(file)).returncode == 0
    connection = psycopg2.connect(host=database["HOST"], user=database["USER"], dbname=database["NAME"])
    try:
        done = command(environment, "restore", str(file))
        assert (done.returncode, "stop web, worker and beat" in done.stderr) == (1, True)
    finally:
        connection.close()


def test_a_broken_file_changes_nothing(own, tmp_path):
    database, environment = own
    file = tmp_path / "half.dump"
    assert command(environment, "backup", str(file)).returncode == 0
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])
    before = checksums(database)
    assert command(environment, "restore", str(file)).returncode == 1
    assert checksums(database) == before
    with pytest.raises(BackupError, match="no file"):
        restore(database, tmp_path / "nothing.dump")
