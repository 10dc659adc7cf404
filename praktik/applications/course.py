"""The way of an application from the draft to the evaluation: where it is, what comes next, and when."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from praktik import dates
from praktik.applications.models import Application
from praktik.applications.states import State
from praktik.history.models import Transition
from praktik.rounds.states import Kind, MilestoneKind


class Stage(TextChoices):
    """The stages, in order."""

    SEND = "send", gettext_lazy("You fill in the application and send it in")
    MANAGER = "manager", gettext_lazy("Your manager answers")
    MATCHING = "matching", gettext_lazy("The places are given")
    OFFER = "offer", gettext_lazy("You and the host answer the offer")
    AGREEMENT = "agreement", gettext_lazy("You and the host write an agreement")
    DAYS = "days", gettext_lazy("The internship")
    EVALUATION = "evaluation", gettext_lazy("You tell how it went")


class Place(TextChoices):
    """How a stage stands to where the application is."""

    DONE = "done", gettext_lazy("Done")
    NOW = "now", gettext_lazy("You are here")
    AHEAD = "ahead", gettext_lazy("Comes later")
    STOPPED = "stopped", gettext_lazy("It stopped here")
    UNREACHED = "unreached", gettext_lazy("Not reached")


@dataclass(frozen=True, slots=True)
class Given:
    """What a floor above has given an application: ``stage`` is where that stands, with its page and the link's words;
    ``deadline`` where somebody must answer, ``first`` and ``last`` day where they are known; ``over`` where it came to
    nothing."""

    stage: Stage
    label: str
    url: str
    deadline: dt.datetime | None = None
    first: dt.date | None = None
    last: dt.date | None = None
    over: bool = False


@dataclass(frozen=True, slots=True)
class Stop:
    """One stage as a page prints it; ``when`` is a sentence or two, or empty."""

    stage: Stage
    place: Place
    when: str

    @property
    def current(self) -> bool:
        return self.place in (Place.NOW, Place.STOPPED)


_given: dict[State, Callable[[Application], Given | None]] = {}
_STAGES = {
    State.DRAFT: Stage.SEND,
    State.AWAITING_MANAGER: Stage.MANAGER,
    State.DECLINED_BY_MANAGER: Stage.MANAGER,
    State.ELIGIBLE: Stage.MATCHING,
    State.WAITING_LIST: Stage.MATCHING,
    State.NOT_PLACED: Stage.MATCHING,
    State.CARRIED_OVER: Stage.MATCHING,
    State.MATCHED: Stage.OFFER,
    State.PLACED: Stage.AGREEMENT,
}
_OVER = (State.DECLINED_BY_MANAGER, State.NOT_PLACED, State.CARRIED_OVER, State.WITHDRAWN)


def register_given(state: State, source: Callable[[Application], Given | None]) -> None:
    """``source(application)`` tells a floor's part of an application in ``state``; at most one query."""
    _given[state] = source


def given_to(application: Application) -> Given | None:
    source = _given.get(State(application.state))
    return source(application) if source else None


def course(
    application: Application, moves: Sequence[Transition], given: Given | None, *, now: dt.datetime
) -> list[Stop]:
    """Every stage with where it stands. ``moves`` are the application's, oldest first. No query where the round's
    milestones and the manager's questions are there already."""
    stage, place = _where(application, moves, given, now)
    stages = list(Stage)
    reached = stages.index(stage)
    later = Place.UNREACHED if place == Place.STOPPED else Place.AHEAD
    places = [Place.DONE if n < reached else place if n == reached else later for n in range(len(stages))]
    words = _words(application, moves, given)

    def when(one: Stage, at: Place) -> str:
        if at == Place.UNREACHED:
            return ""
        if at == Place.STOPPED and application.state == State.WITHDRAWN:
            return _("Withdrawn %(day)s.") % {"day": _on(_last(moves, State.WITHDRAWN))}
        return words[one](at)

    return [Stop(one, at, when(one, at)) for one, at in zip(stages, places, strict=True)]


def _where(
    application: Application, moves: Sequence[Transition], given: Given | None, now: dt.datetime
) -> tuple[Stage, Place]:
    state = State(application.state)
    if state == State.WITHDRAWN:
        before = next((move.from_state for move in reversed(moves) if move.to_state == State.WITHDRAWN), "")
        return _STAGES[State(before or State.DRAFT)], Place.STOPPED
    if given is not None:
        ended = application.round.at(MilestoneKind.EVALUATED)
        if given.stage == Stage.EVALUATION and ended is not None and ended <= now:
            return Stage.EVALUATION, Place.DONE
        return given.stage, Place.STOPPED if given.over else Place.NOW
    closed = state == State.DRAFT and not application.round.takes_applications(now)
    return _STAGES[state], Place.STOPPED if closed or state in _OVER else Place.NOW


def _words(
    application: Application, moves: Sequence[Transition], given: Given | None
) -> dict[Stage, Callable[[Place], str]]:
    round_ = application.round
    fixed = round_.kind == Kind.FIXED_WEEK
    closes, managers = round_.at(MilestoneKind.CLOSES), round_.at(MilestoneKind.MANAGERS)
    ranking = round_.at(MilestoneKind.RANKING)
    answered = _last(moves, State.ELIGIBLE, State.DECLINED_BY_MANAGER, origin=State.AWAITING_MANAGER)
    matched = _last(moves, State.MATCHED)
    placed = _last(moves, State.PLACED)
    first, last = _days(application, given)
    sorted_ = max((at for at in (closes, managers, ranking) if at is not None), default=None) if fixed else None

    def send(place: Place) -> str:
        if place == Place.DONE:
            return _on(application.submitted_at)
        if closes is None:
            return _("There is no deadline.") if place == Place.NOW else ""
        if place == Place.STOPPED and application.state == State.DRAFT:
            return _("The deadline was %(at)s.") % {"at": dates.moment(closes)}
        return _before(closes) if place == Place.NOW else ""

    def manager(place: Place) -> str:
        if place == Place.DONE or (place == Place.STOPPED and answered):
            return _on(answered)
        asked = next((row for row in application.manager_requests.all() if row.confirmed), None)
        open_until = asked.expires_at if asked and place == Place.NOW else managers
        return _before(open_until) or _("Within a week after we have asked.")

    def matching(place: Place) -> str:
        if place == Place.DONE:
            return _on(matched)
        if place == Place.STOPPED:
            return _on(_last(moves, State.NOT_PLACED, State.CARRIED_OVER))
        if application.state == State.WAITING_LIST:
            return _("Whenever a place that you can have becomes free.")
        if sorted_ is not None:
            return _("After %(day)s, when managers have answered and hosts have sorted those who wish for them.") % {
                "day": dates.day(sorted_)
            }
        return _("Again and again while the round is open, as listings and applications come in.")

    def offer(place: Place) -> str:
        if place == Place.DONE:
            return _on(placed)
        if given and given.stage == Stage.OFFER:
            return _before(given.deadline)
        return _("You get a mail, and some working days to answer in.")

    def agreement(place: Place) -> str:
        if first is None or place == Place.DONE:
            return ""
        return _before(dates.end_of_day(first - dt.timedelta(days=1)))

    def days(place: Place) -> str:
        if first is not None and last is not None:
            return f"{dates.week_label(first).capitalize()}: {_span(first, last)}"
        return _("In one of the weeks that you have chosen, as it suits the host.")

    def evaluation(place: Place) -> str:
        said = _("Right after the internship, and again after three and six months.")
        if (ended := round_.at(MilestoneKind.EVALUATED)) is None:
            return said
        return " ".join((said, _("The last day is %(day)s.") % {"day": dates.day(ended)}))

    return {
        Stage.SEND: send, Stage.MANAGER: manager, Stage.MATCHING: matching, Stage.OFFER: offer,
        Stage.AGREEMENT: agreement, Stage.DAYS: days, Stage.EVALUATION: evaluation,
    }  # fmt: skip


def _days(application: Application, given: Given | None) -> tuple[dt.date | None, dt.date | None]:
    """The first and last day: those that were given, or the round's own where everybody goes in the same week."""
    if given is not None and given.first is not None:
        return given.first, given.last
    starts, ends = application.round.at(MilestoneKind.STARTS), application.round.at(MilestoneKind.ENDS)
    if application.round.kind != Kind.FIXED_WEEK or starts is None or ends is None:
        return None, None
    return timezone.localdate(starts), timezone.localdate(ends)


def _last(moves: Sequence[Transition], *to: State, origin: State | None = None) -> dt.datetime | None:
    found = (move.at for move in reversed(moves) if move.to_state in to and origin in (None, move.from_state))
    return next(found, None)


def _on(at: dt.datetime | None) -> str:
    return dates.day(at) if at else ""


def _before(at: dt.datetime | None) -> str:
    return _("Before %(at)s.") % {"at": dates.moment(at)} if at else ""


def _span(first: dt.date, last: dt.date) -> str:
    return dates.day(first) if first == last else f"{dates.day(first)} – {dates.day(last)}"
