"""Reminders are rules as data: who needs one is a query, when is a list of days, what stops it is the same query.

A rule's rows *are* its stop condition: what the query does not find any more is not reminded. The look queues what is
due and not queued yet, by range and with one INSERT … SELECT per rule, unwritten; when a worker claims a reminder the
rule is asked again, and only then is the mail written. So a day without a worker loses nothing, a second look repeats
nothing, and of several moments that have passed only the newest is told.
"""

# ruff: noqa: S608 -- every piece of SQL here is a constant of this file or comes from Django

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import structlog
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import EmptyResultSet
from django.db import connection, models, transaction
from django.db.models import F, Q, Value
from django.db.models.functions import Cast, TruncDate
from django.utils import timezone

from praktik import dates
from praktik.mail.models import Mail
from praktik.mail.sender import domain
from praktik.mail.states import Form, State

log = structlog.get_logger(__name__)

# Reminders are planned for eight o'clock, the wall clock in Denmark.
AT = dt.time(8)
# Days off move a moment by less than this many days (Easter and Christmas by four).
CLOSED = 10
# Stands for a row's id while the SQL is built; no row has it.
_ROW = -(2**62)
# How far ahead a calendar of reminders looks.
AHEAD = 400
# The key of the lock under which reminders are queued: two looks at once would only wait for each other.
LOCK = 0x7072616B


class Due(NamedTuple):
    """One moment at which somebody is to be reminded. ``days`` is the rule's offset, ``day`` what it counts from."""

    key: str
    about_id: int
    user_id: int | None
    to: str
    language: str
    days: int
    day: dt.date
    planned_at: dt.datetime


def no_context(about: Any, due: Due) -> dict[str, object]:
    return {}


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule. Paths are Django look-ups from the rows, or names of annotations on them.

    ``rows(now)``: everything that needs reminding as things stand, without regard to days. ``counts_from``: path to
    the date or time that ``offsets`` (days, negative before it) count from; a moment that falls on a day off moves to
    the working day before it (offsets up to 0) or after it. ``until``: how many days after ``counts_from`` reminding
    ends (0: at that moment). ``since``: path to when the need arose; moments before it are skipped.
    ``user``: path to the person ("pk" where the row is one), who is written to in their language; or ``address``: path
    to an address without an account, with ``language``: path to the language (empty: Danish). Moments in ``alone``
    never share a mail with others. ``context(about, due)`` gives the template its values, called in the transaction
    that writes the mail. ``scope``: path to the row (a round) by which a calendar of reminders is asked for. ``desk``:
    path to the row that a consultant opens when even the last reminder was in vain (see :mod:`praktik.mail.vain`), "pk"
    for the row itself; empty where that is no task. Raises ValueError where a rule contradicts itself.
    """

    kind: str
    rows: Callable[[dt.datetime], models.QuerySet[Any]]
    counts_from: str
    offsets: tuple[int, ...]
    until: int
    user: str = ""
    address: str = ""
    language: str = ""
    since: str = ""
    alone: tuple[int, ...] = ()
    context: Callable[[Any, Due], dict[str, object]] = no_context
    scope: str = ""
    desk: str = ""

    def __post_init__(self) -> None:
        if bool(self.user) == bool(self.address):
            raise ValueError(f"{self.kind}: a rule has either a user or an address")
        if not self.offsets or max(self.offsets) > self.until or not set(self.alone) <= set(self.offsets):
            raise ValueError(f"{self.kind}: offsets must lie before the end, and those alone among them")


RULES: dict[str, Rule] = {}


def register(*rules: Rule) -> None:
    """Add rules; the kind of mail of the same name must be registered too. Raises ValueError for a second rule."""
    for rule in rules:
        if rule.kind in RULES:
            raise ValueError(f"reminder {rule.kind} is registered twice")
        RULES[rule.kind] = rule


def in_need(rule: Rule, now: dt.datetime) -> models.QuerySet[Any]:
    """The rule's rows that may be reminded now, each with whom, in which language, and counted from which day."""
    rows = rule.rows(now).annotate(reminder_from=F(rule.counts_from)).filter(reminder_from__isnull=False)
    end = now - dt.timedelta(days=rule.until)
    if isinstance(rows.query.annotations["reminder_from"].output_field, models.DateTimeField):
        rows = rows.filter(reminder_from__gt=end)
        day: Any = TruncDate("reminder_from", tzinfo=ZoneInfo(settings.TIME_ZONE))
    else:
        rows = rows.filter(reminder_from__gte=timezone.localdate(end))
        day = F("reminder_from")
    if rule.user:
        person = "" if rule.user == "pk" else f"{rule.user}__"
        rows = rows.annotate(
            reminder_user=F(f"{person}id"),
            reminder_to=F(f"{person}email"),
            reminder_language=F(f"{person}language"),
            reminder_active=F(f"{person}is_active"),
        ).filter(reminder_active=True)
    else:
        rows = rows.annotate(
            reminder_user=Cast(Value(None), models.BigIntegerField()),
            reminder_to=F(rule.address),
            reminder_language=F(rule.language) if rule.language else Value("da"),
        ).exclude(reminder_to="")
    since = F(rule.since) if rule.since else Cast(Value(None), models.DateTimeField())
    return rows.annotate(reminder_day=day, reminder_since=since).order_by()


# One row for each moment of each row in need. A moment is planned at eight o'clock on its working day.
_MOMENTS = """
    WITH calendar(day, before, after) AS (SELECT * FROM unnest(%s::date[], %s::date[], %s::date[])),
    needed(about_id, user_id, recipient, language, day, since) AS ({needed}),
    moments AS (
        SELECT needed.*, o.days,
               ((CASE WHEN o.days <= 0 THEN calendar.before ELSE calendar.after END + %s::time) AT TIME ZONE %s)
                   AS planned_at
        FROM needed
        CROSS JOIN unnest(%s::int[]) AS o(days)
        JOIN calendar ON calendar.day = needed.day + o.days
    ),
    keyed AS (
        SELECT moments.*,
               concat_ws(':', %s, about_id, coalesce(user_id::text, md5(lower(recipient))), day, days) AS key
        FROM moments
        WHERE since IS NULL OR planned_at > since
    )
"""
# Of the moments that have passed, the newest of each row and person.
_DUE = """,
    due AS (
        SELECT DISTINCT ON (about_id, user_id, recipient) * FROM keyed
        WHERE planned_at <= %s
        ORDER BY about_id, user_id, recipient, planned_at DESC, days DESC
    )
"""
# The same as praktik.mail.sender.message_id makes of a key.
_MESSAGE_ID = "'<' || left(encode(sha256(convert_to(key, 'UTF8')), 'hex'), 40) || '@' || %s || '>'"
_COLUMNS = "key, about_id, user_id, recipient, language, days, day, planned_at"


def _moments(rule: Rule, rows: models.QuerySet[Any], now: dt.datetime, ahead: int = CLOSED) -> tuple[str, list[Any]]:
    """The common part of the SQL and its parameters. Raises EmptyResultSet where Django knows there are none."""
    needed, parameters = rows.values_list(
        "pk", "reminder_user", "reminder_to", "reminder_language", "reminder_day", "reminder_since"
    ).query.sql_with_params()
    today = timezone.localdate(now)
    first = today - dt.timedelta(days=rule.until - min(rule.offsets) + 2)  # in_need has nothing before it
    calendar = _calendar(first, today + dt.timedelta(days=ahead))
    label = rows.model._meta.label_lower
    sql = _MOMENTS.replace("{needed}", needed)
    return sql, [*calendar, *parameters, AT, settings.TIME_ZONE, list(rule.offsets), f"{rule.kind}:{label}"]


@lru_cache(maxsize=64)
def _calendar(first: dt.date, last: dt.date) -> tuple[list[dt.date], list[dt.date], list[dt.date]]:
    """Every day from ``first`` to ``last``, with the working day on or before and on or after each."""
    days = [first + dt.timedelta(days=n) for n in range((last - first).days + 1)]
    return days, [dates.working_day_by(day) for day in days], [dates.working_day_from(day) for day in days]


def due_for(mail: Mail, now: dt.datetime) -> Due | None:
    """The moment that a queued reminder is for, if it is still to be told: in need, and no newer moment has passed."""
    rule = RULES.get(mail.kind)
    if rule is None or mail.object_id is None:
        return None
    asked = _question(rule, now)
    if asked is None:
        return None
    sql, before, after = asked
    with connection.cursor() as cursor:
        cursor.execute(sql, [*before, mail.object_id, *after, now, mail.key])
        row = cursor.fetchone()
    return Due(*row) if row else None


@lru_cache(maxsize=64)
def _question(rule: Rule, now: dt.datetime) -> tuple[str, list[Any], list[Any]] | None:
    """The SQL that asks ``rule`` about one row at one moment, and the parameters before and after that row's id; None
    where Django knows that nothing is in need. A turn of a drainer asks at one moment, so it is built once."""
    try:
        sql, parameters = _moments(rule, in_need(rule, now).filter(pk=_ROW), now)
    except EmptyResultSet:
        return None
    place = parameters.index(_ROW)
    return f"{sql}{_DUE} SELECT {_COLUMNS} FROM due WHERE key = %s", parameters[:place], parameters[place + 1 :]


def reminders_queue(now: dt.datetime) -> int:
    """Queue every reminder that is due and not queued yet, then gather each person's into digests.

    Returns how many were queued; 0 where another look is at it. One transaction: nobody sends a reminder before it is
    known whether it shares a mail.
    """
    queued = 0
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOCK])
        if not cursor.fetchone()[0]:
            return 0
        # Each key is looked for by the index. After a quiet time PostgreSQL still takes the outbox for empty, and would
        # read all of it again for each of the thousands of keys that it has just written: minutes instead of seconds.
        cursor.execute("SET LOCAL enable_seqscan = off")
        for rule in RULES.values():
            queued += _queue(rule, now)
        _gather(now)
    if queued:
        log.info("reminders_queued", count=queued)
    return queued


def _queue(rule: Rule, now: dt.datetime) -> int:
    rows = in_need(rule, now)
    try:
        sql, parameters = _moments(rule, rows, now)
    except EmptyResultSet:
        return 0
    insert = f"""
        INSERT INTO praktik_mail (
            key, kind, form, state, "to", user_id, content_type_id, object_id, language, subject, text, html,
            message_id, provider_id, created_at, not_before, attempts, interrupted, error
        )
        SELECT key, %s, CASE WHEN days = ANY(%s::int[]) OR user_id IS NULL THEN %s ELSE %s END, %s, recipient, user_id,
               %s, about_id, language, '', '', '',
               {_MESSAGE_ID}, '', %s, %s, 0, 0, ''
        FROM due WHERE NOT EXISTS (SELECT 1 FROM praktik_mail m WHERE m.key = due.key)
        ON CONFLICT (key) DO NOTHING
    """
    kind = ContentType.objects.get_for_model(rows.model)
    with connection.cursor() as cursor:
        cursor.execute(
            sql + _DUE + insert,
            [
                *parameters, now, rule.kind, list(rule.alone), Form.ALONE.value, Form.REMINDER.value,
                State.QUEUED.value, kind.pk, domain(), now, dates.next_sending(now),
            ],
        )  # fmt: skip
        return cursor.rowcount


def _gather(now: dt.datetime) -> None:
    """Make one digest for each person and day with several reminders, and put those reminders into it.

    A reminder that somebody has tried to send stays alone: it may have arrived. A digest that is being sent takes no
    more: its row is skipped by the lock.
    """
    day = "'digest:' || user_id || ':' || (not_before AT TIME ZONE %s)::date"
    loose = "form = %s AND state = %s AND digest_id IS NULL AND attempts = 0"
    parameters = [settings.TIME_ZONE, Form.REMINDER.value, State.QUEUED.value]
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            WITH days AS (
                SELECT {day} AS key, user_id, min("to") AS recipient, min(language) AS language,
                       min(not_before) AS not_before
                FROM praktik_mail WHERE {loose}
                GROUP BY 1, 2 HAVING count(*) > 1
            )
            INSERT INTO praktik_mail (
                key, kind, form, state, "to", user_id, language, subject, text, html, message_id, provider_id,
                created_at, not_before, attempts, interrupted, error
            )
            SELECT key, 'digest', %s, %s, recipient, user_id, language, '', '', '', {_MESSAGE_ID}, '',
                   %s, not_before, 0, 0, ''
            FROM days
            ON CONFLICT (key) DO NOTHING
            """,
            [*parameters, Form.DIGEST.value, State.QUEUED.value, domain(), now],
        )
        cursor.execute(
            f"""
            WITH waiting AS (
                SELECT id, key FROM praktik_mail WHERE form = %s AND state = %s AND attempts = 0
                FOR UPDATE SKIP LOCKED
            )
            UPDATE praktik_mail SET digest_id = waiting.id FROM waiting WHERE waiting.key = {day} AND {loose}
            """,
            [Form.DIGEST.value, State.QUEUED.value, *parameters],
        )


def calendar_for(scope: models.Model, now: dt.datetime) -> Iterator[tuple[Rule, Due]]:
    """Every reminder about ``scope`` (a round) from here on, as things stand now: rule by rule, earliest first.

    What has passed already is not in it; what somebody does in the meantime takes reminders out of it.
    """
    for rule in RULES.values():
        if not rule.scope:
            continue
        rows = in_need(rule, now)
        model: type[models.Model] = rows.model
        field = model
        for part in rule.scope.split("__"):
            field = field._meta.get_field(part).related_model  # type: ignore[assignment]  # a path of foreign keys
        if not isinstance(scope, field):
            continue
        try:
            sql, parameters = _moments(rule, rows.filter(Q(**{rule.scope: scope.pk})), now, AHEAD)
        except EmptyResultSet:
            continue
        with connection.cursor() as cursor:
            cursor.execute(
                f"{sql} SELECT {_COLUMNS} FROM keyed WHERE planned_at > %s ORDER BY planned_at, about_id, recipient",
                [*parameters, now],
            )
            found = cursor.fetchall()
        for row in found:
            yield rule, Due(*row)
