"""Backup and restore of the database: `python -m config.backup backup|restore|checksums FILE`.

PostgreSQL holds everything that matters; Redis only says "look", and needs no backup. The database is the one that the
settings name: the servers out of wheels (started for the while where they are not running), or DATABASE_URL with the
`pg_dump` and `pg_restore` on the path, which must not be older than that server.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from config.embedded import Servers, StartError

VAR = Path(__file__).resolve().parent.parent / "var"


class BackupError(Exception):
    """What went wrong, and what to do."""


def _program(name: str) -> str:
    return name if os.environ.get("DATABASE_URL") else str(Servers(VAR).program(name))


def _host(database: dict[str, Any]) -> str:
    """A socket's folder stands in a URL as ``?host=``, which lands among the options."""
    return str(database.get("HOST") or database.get("OPTIONS", {}).get("host") or "")


def _where(database: dict[str, Any]) -> tuple[list[str], dict[str, str]]:
    """Arguments and environment for PostgreSQL's programs; the password is never an argument."""
    flags = {"--host": _host(database), "--port": database.get("PORT"), "--username": database["USER"]}
    arguments = [f"{flag}={value}" for flag, value in flags.items() if value]
    return arguments, {**os.environ, "PGPASSWORD": str(database.get("PASSWORD") or "")}


def _do(command: list[str], environment: dict[str, str]) -> None:
    try:
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    except FileNotFoundError as error:
        raise BackupError(f"{command[0]} is not installed; it comes with PostgreSQL's client programs") from error
    if done.returncode:
        raise BackupError(f"{command[0]} failed: {done.stderr.strip()}")


def backup(database: dict[str, Any], file: Path) -> None:
    """Write ``file``, which only its owner may read: beside its place and then moved, so that half a file is none."""
    arguments, environment = _where(database)
    file.parent.mkdir(parents=True, exist_ok=True)
    half = file.with_name(f".{file.name}.half")
    half.touch(mode=0o600)
    command = [_program("pg_dump"), *arguments, "--format=custom", f"--file={half}", str(database["NAME"])]
    try:
        _do(command, environment)
        half.rename(file)
    finally:
        half.unlink(missing_ok=True)


def restore(database: dict[str, Any], file: Path) -> None:
    """Replace what the database holds by ``file``, whole or not at all. Refused while anybody else is connected."""
    if not file.is_file():
        raise BackupError(f"there is no file {file}")
    others = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
    if _ask(database, others)[0][0]:
        raise BackupError("somebody is connected to the database: stop web, worker and beat (Ctrl-C in make run) first")
    arguments, environment = _where(database)
    command = [_program("pg_restore"), *arguments, "--clean", "--if-exists", "--no-owner", "--single-transaction"]
    _do([*command, f"--dbname={database['NAME']}", str(file)], environment)


def checksums(database: dict[str, Any]) -> dict[str, tuple[int, str]]:
    """For each table how many rows it has, and a checksum over all their columns that no order changes."""
    tables = _ask(database, "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename")
    sums = {}
    for (table,) in tables:
        total = "coalesce(md5(string_agg(md5(t::text), '' ORDER BY md5(t::text))), '')"
        sums[table] = _ask(database, f'SELECT count(*), {total} FROM "{table}" t')[0]  # noqa: S608 -- PostgreSQL's own names
    return sums


def _ask(database: dict[str, Any], query: str) -> list[tuple[Any, ...]]:
    import psycopg2  # noqa: PLC0415 -- not wanted for --help

    connection = psycopg2.connect(
        host=_host(database), port=database.get("PORT") or None, user=database["USER"],
        password=database.get("PASSWORD") or None, dbname=database["NAME"],
    )  # fmt: skip
    with contextlib.closing(connection), connection.cursor() as cursor:
        cursor.execute(query)
        return list(cursor.fetchall())


@contextlib.contextmanager
def _running() -> Iterator[None]:
    """The servers out of wheels run meanwhile, unless the environment names a database."""
    servers = Servers(VAR, redis=False)
    if os.environ.get("DATABASE_URL") or servers.postgres_running():
        yield
        return
    servers.start()
    try:
        yield
    finally:
        servers.stop()


def main(arguments: list[str]) -> int:
    action = arguments[0] if arguments else ""
    given = arguments[1] if len(arguments) > 1 else ""
    if action not in ("backup", "restore", "checksums") or (action == "restore" and not given):
        print("usage: python -m config.backup backup [FILE] | restore FILE | checksums", file=sys.stderr)
        return 2
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")
    from django.conf import settings  # noqa: PLC0415 -- wants the settings' name first

    database = settings.DATABASES["default"]
    try:
        with _running():
            if action == "backup":
                file = Path(given or VAR / "backups" / f"{dt.datetime.now(dt.UTC):%Y-%m-%dT%H%M%SZ}.dump")
                backup(database, file)
                print(f"written: {file}")
            elif action == "restore":
                restore(database, Path(given))
                print(f"restored: {given}")
            else:
                for table, (rows, total) in checksums(database).items():
                    print(f"{table}\t{rows}\t{total}")
    except (BackupError, StartError) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
