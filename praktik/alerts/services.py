"""Everything that changes what people want to hear of, and the telling."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

from praktik.alerts.models import Alert
from praktik.alerts.states import Kind
from praktik.history.door import Refused
from praktik.links import absolute
from praktik.listings.forms import SearchForm
from praktik.listings.models import Listing
from praktik.mail.services import mail_opt_in, mail_to_user
from praktik.people.models import User
from praktik.rounds.models import Round
from praktik.rounds.states import MilestoneKind

# More than anybody needs, and few enough for a list to be read.
MOST = 10
MAIL = {Kind.ROUNDS: "round_opened", Kind.LISTINGS: "listing_found"}


def alert_add(user: User, kind: Kind, *, query: str = "", now: dt.datetime) -> Alert:
    """Tell ``user`` from now on. One that is there already stays as it is.

    ``query`` is tidied to what the search understands. Whoever had said no to such mails has changed their mind.
    Raises Refused for more than :data:`MOST`, or where nothing of a query is understood.
    """
    if kind == Kind.LISTINGS and query:
        query = search(query, now).query()
        if not query:
            raise Refused(_("Choose something to search for first."))
    with transaction.atomic():
        User.objects.select_for_update().get(pk=user.pk)  # of two at once, the second counts the first one's
        found = Alert.objects.filter(user=user, kind=kind, query=query).first()
        if found is None:
            if Alert.objects.filter(user=user).count() >= MOST:
                raise Refused(
                    _("You have %(most)d already, and more cannot be kept. Delete one first.") % {"most": MOST}
                )
            found = Alert.objects.create(user=user, kind=kind, query=query, created_at=now)
        mail_opt_in(user.email, MAIL[kind])
    return found


def search(query: str, now: dt.datetime) -> SearchForm:
    """The search that an alert keeps."""
    return SearchForm(QueryDict(query), today=timezone.localdate(now))


def round_tell(round_: Round, *, now: dt.datetime) -> int:
    """Tell whoever asked that a round is open for applications. Part of the transaction that opens it."""
    alerts = Alert.objects.filter(kind=Kind.ROUNDS).select_related("user").order_by("pk")
    return sum(
        mail_to_user(
            alert.user,
            MAIL[Kind.ROUNDS],
            about=round_,
            key="",
            now=now,
            context={
                "round": round_,
                "deadline": round_.at(MilestoneKind.CLOSES),
                "link": absolute("front_page", language=alert.user.language),
                "host": absolute("host_home", language=alert.user.language),
            },
        )
        for alert in alerts
    )


def listing_tell(listing: Listing, *, now: dt.datetime) -> int:
    """Tell whoever has a search that finds a listing which was published: once each, however many searches find it and
    however often it is published. Part of the transaction that publishes it; one query for each different search."""
    alerts: dict[str, list[Alert]] = {}
    for alert in Alert.objects.filter(kind=Kind.LISTINGS).select_related("user").order_by("pk"):
        alerts.setdefault(alert.query, []).append(alert)
    people = {
        alert.user_id: alert.user
        for query, its in alerts.items()
        if search(query, now).found().filter(pk=listing.pk).exists()
        for alert in its
    }
    return sum(
        mail_to_user(
            user,
            MAIL[Kind.LISTINGS],
            about=listing,
            key="",
            now=now,
            context={
                "listing": listing.title,
                "organisation": str(listing.organisation),
                "link": absolute("listing_page", listing.pk, language=user.language),
                "alerts": absolute("alert_list", language=user.language),
            },
        )
        for user in people.values()
    )
