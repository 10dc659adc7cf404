"""Everything that changes an evaluation: scheduled when a placement is agreed, opened and closed by the clock, answered
by the one who is asked."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import replace

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from evaluations import rules
from evaluations.instruments import CURRENT, INSTRUMENTS, Kind, Question, Reader, Repeat
from evaluations.models import Answer, Evaluation
from evaluations.states import Phase, Respondent, State
from praktik import dates, links
from praktik.history.actors import MANAGER_BY_LINK, SYSTEM, Actor
from praktik.history.door import IllegalMove, NotYours, Refused, TooLate, born, lock, moving
from praktik.mail.services import mail_queue, mail_to_user, mails_supersede
from praktik.placements.mails import MANAGERS_LANGUAGE, host_people
from praktik.placements.models import Placement
from praktik.placements.states import State as PlacementState

Given = int | str | list[int] | None

OPENS_AT_HOUR = 8  # in Denmark: a mail that comes in the morning
_MOST_LINES = 5
_ACTIONS = ("action_1", "action_2", "action_3")


# --- when ----------------------------------------------------------------------------------------------------------


def _in_denmark(day: dt.date, hour: int = 0) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time(hour)))


def months_after(day: dt.date, months: int) -> dt.date:
    """The same day ``months`` later, or the last of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return dt.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def due(placement: Placement, phase: Phase, now: dt.datetime) -> tuple[dt.datetime, dt.datetime]:
    """When a phase opens and closes (aware): T0 from ``now`` to the evening before the first day, T1 from the day after
    the last, T2 and T3 three and six months after it."""
    if phase == Phase.T0:
        return now, dates.end_of_day(placement.starts_on - dt.timedelta(days=1))
    if phase == Phase.T1:
        opens = _in_denmark(placement.ends_on + dt.timedelta(days=1))
    else:
        opens = _in_denmark(months_after(placement.ends_on, rules.MONTHS_AFTER[phase]), OPENS_AT_HOUR)
    return opens, opens + rules.OPEN_FOR[phase]


@transaction.atomic
def evaluations_schedule(placement: Placement, *, by: Actor, now: dt.datetime) -> None:
    """Make the rows of every phase and everybody who is asked, and open those before the placement at once.

    May be called again when the dates have changed: what is only scheduled moves, and what is open before the
    placement closes with the new first day. A placement that has begun gets no questionnaire before it.
    """
    for phase in Phase:
        opens_at, closes_at = due(placement, phase, now)
        if closes_at <= opens_at:
            continue
        for respondent in CURRENT.respondents(phase):
            evaluation, new = Evaluation.objects.get_or_create(
                placement=placement,
                phase=phase,
                respondent=respondent,
                defaults={"instrument": CURRENT.name, "opens_at": opens_at, "closes_at": closes_at},
            )
            if new:
                born(evaluation, by=by, now=now)
                if phase == Phase.T0:
                    evaluation_open(evaluation, by=SYSTEM, now=now)
            elif evaluation.state == State.SCHEDULED:
                evaluation.opens_at, evaluation.closes_at = opens_at, closes_at
                evaluation.save(update_fields=["opens_at", "closes_at"])
            elif evaluation.state == State.OPEN and phase == Phase.T0 and closes_at > evaluation.opens_at:
                evaluation.closes_at = closes_at
                evaluation.save(update_fields=["closes_at"])


@transaction.atomic
def evaluations_open_after(placement: Placement, *, by: Actor, now: dt.datetime) -> None:
    """The placement is completed: the questionnaires after it open now and are open for 14 days."""
    for evaluation in placement.evaluations.filter(phase=Phase.T1, state=State.SCHEDULED):
        evaluation.opens_at, evaluation.closes_at = now, now + rules.OPEN_FOR[Phase.T1]
        evaluation.save(update_fields=["opens_at", "closes_at"])
        evaluation_open(evaluation, by=by, now=now)


@transaction.atomic
def evaluations_bypass(placement: Placement, *, why: str, by: Actor, now: dt.datetime) -> None:
    """The placement came to nothing: nobody is asked any more."""
    for evaluation in placement.evaluations.filter(state__in=[State.SCHEDULED, State.OPEN]):
        evaluation_bypass(evaluation, why=why, by=by, now=now)


def evaluation_open(evaluation: Evaluation, *, by: Actor, now: dt.datetime) -> None:
    """Open it, and mail the one who is asked: the manager by a link that opens until it closes. One that is opened
    so late that it would be closed already is open for its whole time from now."""
    with moving(evaluation, State.OPEN, by=by, now=now):
        if evaluation.closes_at <= now:
            evaluation.closes_at = now + rules.OPEN_FOR[Phase(evaluation.phase)]
        if evaluation.respondent == Respondent.MANAGER:
            _link(evaluation, now=now)
        else:
            _tell(evaluation, now=now)


def evaluation_expire(evaluation: Evaluation, *, by: Actor, now: dt.datetime) -> None:
    """Close it unanswered. Mails that have not left yet are taken back. Raises Refused before its time."""
    with moving(evaluation, State.EXPIRED, by=by, now=now):
        if now < evaluation.closes_at:
            raise Refused(_("The questionnaire is still open."))
        _take_back(evaluation)


def evaluations_look(now: dt.datetime) -> int:
    """Open and close what is due; returns how many moved. What comes after a placement waits until it is completed.
    One transaction a row; a row that somebody else moved in between is left alone."""
    moved = 0
    after = Evaluation.objects.exclude(phase=Phase.T0).filter(placement__state=PlacementState.COMPLETED)
    for found, act in (
        (after.filter(state=State.SCHEDULED, opens_at__lte=now), evaluation_open),
        (Evaluation.objects.filter(state=State.OPEN, closes_at__lte=now), evaluation_expire),
    ):
        for evaluation in found:
            try:
                act(evaluation, by=SYSTEM, now=now)
            except IllegalMove:
                continue
            moved += 1
    return moved


# --- who is told ---------------------------------------------------------------------------------------------------


def _tell(evaluation: Evaluation, *, now: dt.datetime) -> None:
    placement = evaluation.placement
    intern = evaluation.respondent == Respondent.INTERN
    for person in [placement.application.applicant] if intern else host_people(placement):
        context = {
            "evaluation": evaluation,
            "link": links.absolute("evaluation_page", evaluation.pk, language=person.language),
        }
        mail_to_user(person, "evaluation_open", about=evaluation, key="", now=now, context=context)


def _link(evaluation: Evaluation, *, now: dt.datetime) -> None:
    """Give it a new link (any older one stops working) and send it to the manager. The caller saves the row."""
    secret, evaluation.token_hash = links.new_secret()
    application = evaluation.placement.application
    mail_queue(
        "evaluation_manager",
        to=application.manager_email,
        about=evaluation,
        key=evaluation.token_hash[:16],
        now=now,
        language=MANAGERS_LANGUAGE,
        context={
            "evaluation": evaluation,
            "name": application.manager_name,
            "intern": str(application.applicant),
            "link": links.absolute("manager_evaluation", secret, language=MANAGERS_LANGUAGE),
        },
    )


def _take_back(evaluation: Evaluation) -> None:
    for kind in ("evaluation_open", "evaluation_manager"):
        mails_supersede(kind, evaluation)


@transaction.atomic
def evaluation_link_resend(evaluation: Evaluation, *, by: Actor, now: dt.datetime) -> None:
    """A consultant sends the manager a new link; the old one stops working. Raises Refused where none is open."""
    lock(evaluation)
    if evaluation.respondent != Respondent.MANAGER or evaluation.state != State.OPEN:
        raise Refused(_("Only a manager's questionnaire that is open has a link."))
    _take_back(evaluation)
    _link(evaluation, now=now)
    evaluation.save(update_fields=["token_hash"])


@transaction.atomic
def evaluation_link_revoke(evaluation: Evaluation, *, by: Actor, now: dt.datetime) -> None:
    """A consultant takes a manager's link away: it opens no more."""
    lock(evaluation)
    if not evaluation.token_hash:
        raise Refused(_("There is no link to take away."))
    evaluation.token_hash = ""
    evaluation.save(update_fields=["token_hash"])
    mails_supersede("evaluation_manager", evaluation)


def evaluation_by_secret(secret: str, now: dt.datetime) -> Evaluation | None:
    """The manager's questionnaire that a link is for, while it may be read or changed; None for any other link."""
    found = Evaluation.objects.filter(respondent=Respondent.MANAGER, token_hash=links.digest(secret))
    evaluation = found.select_related("placement__application__applicant", "placement__listing__organisation").first()
    if evaluation is None:
        return None
    if evaluation.state == State.ANSWERED:
        return evaluation if rules.may_change(evaluation, now) else None
    return evaluation if evaluation.state == State.OPEN and now < evaluation.closes_at else None


# --- questions and answers -----------------------------------------------------------------------------------------


def evaluation_questions(evaluation: Evaluation) -> list[Question]:
    """What is asked: the instrument's questions for this respondent and phase, those that repeat once for each line
    (with ids like ``goal_1``, and for actions a second question ``status_1_why``)."""
    questions: list[Question] = []
    for question in INSTRUMENTS[evaluation.instrument].asked_of(evaluation.phase, evaluation.respondent):
        if question.repeat is None:
            questions.append(question)
            continue
        lines = _goals(evaluation.placement) if question.repeat == Repeat.GOALS else actions_promised(evaluation)
        for number, line in enumerate(lines, start=1):
            questions.append(replace(question, id=f"{question.id}_{number}", line=line, repeat=None))
            if question.repeat == Repeat.ACTIONS:
                why = Question(
                    id=f"{question.id}_{number}_why",
                    kind=Kind.TEXT,
                    asked=question.asked,
                    da="Hvordan gik det, eller hvorfor ikke?",
                    en="How did it go, or why not?",
                    reader=question.reader,
                )
                questions.append(why)
    return questions


def question_of(answer: Answer) -> Question | None:
    """The question that an answer is to, without the line that a repeated one had; None where it is not known."""
    known = INSTRUMENTS[answer.evaluation.instrument].by_id
    head = answer.question.removesuffix("_why")
    return known.get(answer.question) or known.get(head) or known.get(head.rpartition("_")[0])


def _goals(placement: Placement) -> list[str]:
    """The intern's goals in the agreement, one to a line, without their numbers."""
    agreement = placement.agreements.sent()
    lines = agreement.intern_goals.splitlines() if agreement else []
    bare = (re.sub(r"^\s*(?:\d+[.)]|[-•*])\s*", "", line).strip() for line in lines)
    return [line for line in bare if line][:_MOST_LINES]


def actions_promised(evaluation: Evaluation) -> list[str]:
    """What the intern of this placement promised to do after it."""
    found = Answer.objects.filter(
        evaluation__placement=evaluation.placement_id,
        evaluation__phase=Phase.T1,
        evaluation__respondent=Respondent.INTERN,
        question__in=_ACTIONS,
    )
    return list(found.exclude(text="").order_by("question").values_list("text", flat=True))


def answers_given(evaluation: Evaluation) -> dict[str, Given]:
    """The answers as :func:`evaluation_answer` takes them."""
    questions = {question.id: question for question in evaluation_questions(evaluation)}
    given: dict[str, Given] = {}
    for answer in evaluation.answers.all():
        question = questions.get(answer.question)
        if question is None:
            continue
        if question.kind == Kind.TEXT:
            given[answer.question] = answer.text
        elif question.kind == Kind.MULTI:
            bits = answer.number or 0
            given[answer.question] = [bit for bit in range(len(question.choices)) if bits & 1 << bit]
        else:
            given[answer.question] = answer.number
    return given


def answers_for(evaluation: Evaluation, reader: Reader) -> list[tuple[Question, str]]:
    """The answered questions that ``reader`` may read, with the answers in words, in the questionnaire's order."""
    answers = {answer.question: answer for answer in evaluation.answers.all()}
    return [
        (question, question.words(answers[question.id].number, answers[question.id].text))
        for question in evaluation_questions(evaluation)
        if question.id in answers and question.shown_to(reader)
    ]


def evaluation_answer(evaluation: Evaluation, *, answers: Mapping[str, Given], by: Actor, now: dt.datetime) -> None:
    """Store the answers (those that are left empty are taken out). Until 14 days after they were first sent they may be
    sent again, changed.

    Raises NotYours for anybody but the one who is asked, TooLate when it is closed or may not be changed any more,
    Refused where a required question has no answer, and ValueError for an answer that the question does not have.
    """
    with transaction.atomic():
        lock(evaluation)
        if not rules.is_asked(by, evaluation):
            raise NotYours(_("This questionnaire is for somebody else."))
        stored = _stored(evaluation_questions(evaluation), answers)
        again = evaluation.state == State.ANSWERED
        if again and not rules.may_change(evaluation, now):
            raise TooLate(_("Answers can be changed for 14 days. That time is over."))
        if again:
            with moving(evaluation, State.OPEN, by=by, now=now):
                pass
        with moving(evaluation, State.ANSWERED, by=by, now=now):
            if not again and now >= evaluation.closes_at:
                raise TooLate(_("The questionnaire is closed."))
            evaluation.answered_at = evaluation.answered_at or now
            evaluation.answers.exclude(question__in=stored).delete()
            Answer.objects.bulk_create(
                [
                    Answer(evaluation=evaluation, question=question, number=number, text=text)
                    for question, (number, text) in stored.items()
                ],
                update_conflicts=True,
                unique_fields=["evaluation", "question"],
                update_fields=["number", "text"],
            )
            _take_back(evaluation)


def evaluation_answer_by_link(secret: str, *, answers: Mapping[str, Given], now: dt.datetime) -> None:
    """The manager's answers. Raises Refused for a link that opens no more, and what the other raises."""
    evaluation = evaluation_by_secret(secret, now)
    if evaluation is None:
        raise Refused(_("The link does not open any more."))
    evaluation_answer(evaluation, answers=answers, by=MANAGER_BY_LINK, now=now)


def _stored(questions: list[Question], answers: Mapping[str, Given]) -> dict[str, tuple[int | None, str]]:
    """What goes into the rows: question id to (number, text). Empty answers are left out."""
    known = {question.id: question for question in questions}
    if unknown := set(answers) - set(known):
        raise ValueError(f"not asked here: {sorted(unknown)}")
    stored: dict[str, tuple[int | None, str]] = {}
    for question in questions:
        given = answers.get(question.id)
        if isinstance(given, str):
            given = given.strip()
        if given in (None, "", []):
            if question.required:
                raise Refused(_("Answer this question: %(question)s") % {"question": question.text})
            continue
        stored[question.id] = (
            (None, str(given).strip()) if question.kind == Kind.TEXT else (_number(question, given), "")
        )
    return stored


_MOST = {Kind.SCALE: 5, Kind.NPS: 10, Kind.YESNO: 1, Kind.NUMBER: 9999}


def _number(question: Question, given: Given) -> int:
    if question.kind == Kind.MULTI and isinstance(given, list):
        if not all(0 <= bit < len(question.choices) for bit in given):
            raise ValueError(f"{question.id}: no such choice")
        return sum(1 << bit for bit in set(given))
    most = _MOST.get(question.kind, len(question.choices) - 1)
    if not isinstance(given, int) or not 0 <= given <= most:
        raise ValueError(f"{question.id}: {given!r} is no answer")
    return given


def evaluation_bypass(evaluation: Evaluation, *, why: str, by: Actor, now: dt.datetime) -> None:
    """Do without the answer, so that the placement can be closed. Raises Refused without a reason."""
    if not why.strip():
        raise Refused(_("Say why nobody is asked any more."))
    with moving(evaluation, State.BYPASSED, by=by, now=now, why=why.strip()):
        _take_back(evaluation)
