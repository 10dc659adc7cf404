"""What people answer before, after, and three and six months after a placement, and the stories told of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from demo.content import agreements
from demo.content.earlier import Told
from demo.content.shapes import Outcome
from demo.scenarios.calendar import moment
from demo.scenarios.cast import Cast, host_of, link_secret
from evaluations.models import Evaluation
from evaluations.services import Given, evaluation_answer, evaluation_answer_by_link, evaluation_questions, months_after
from evaluations.states import Part, Phase, Respondent, State
from evaluations.stories import story_ask, story_consent, story_create, story_publish
from praktik.placements.models import Placement
from praktik.placements.states import State as PlacementState

_DAY = dt.timedelta(days=1)
# Days after a questionnaire has opened at which each answers; a few never do.
_AFTER = {Respondent.INTERN: 2, Respondent.HOST: 4, Respondent.MANAGER: 7}
_HOST_LEARNT = (
    "At en, der spørger, er mere værd end en, der ved.",
    "Hvor mange der skal sige ja, før noget bliver købt.",
    "At det offentlige ikke er langsomt. Det er grundigt på andre tidspunkter end os.",
    "At vores ord for det samme er forskellige, og at det koster os møder.",
)
_USES = {"knowledge": 0, "process": 1, "solution": 2, "cooperation": 3}
_NONE_SO_FAR = 4
_VALUES = ([0], [1], [0, 3], [1, 3], [0, 2], [3, 4])
_NO_VALUE, _NO_HOST_VALUE = [5], [3]


def evaluations_are_answered(cast: Cast, placement: Placement, outcome: Outcome) -> None:
    """Plan the answers to everything that will be asked about a placement. What is not open then is not answered."""
    ends = placement.ends_on
    opens = {
        Phase.T0: placement.starts_on - 12 * _DAY,
        Phase.T1: ends + _DAY,
        Phase.T2: months_after(ends, 3),
        Phase.T3: months_after(ends, 6),
    }
    for phase, day in opens.items():
        for respondent, days in _AFTER.items():
            when = moment(day, 11) + (days + placement.pk % 4) * _DAY

            def answer(now: dt.datetime, phase: Phase = phase, respondent: Respondent = respondent) -> None:
                _answer(cast, placement, phase, respondent, outcome, now=now)

            cast.story.at(when, answer)


def outcome_of(placement: Placement, name: str, known: Mapping[str, Outcome]) -> Outcome:
    return known.get(name) or agreements.OUTCOMES[placement.pk % len(agreements.OUTCOMES)]


def _answer(
    cast: Cast, placement: Placement, phase: Phase, respondent: Respondent, outcome: Outcome, *, now: dt.datetime
) -> None:
    evaluation = Evaluation.objects.filter(
        placement=placement, phase=phase, respondent=respondent, state=State.OPEN, closes_at__gt=now
    ).first()
    column = list(Respondent).index(respondent)
    if evaluation is None or outcome.recommend[column] is None:
        return
    answers = _answers(evaluation, outcome, respondent)
    if respondent == Respondent.MANAGER:
        evaluation_answer_by_link(link_secret(evaluation, path="evaluate"), answers=answers, now=now)
    else:
        intern = placement.application.applicant
        by = intern if respondent == Respondent.INTERN else host_of(cast, placement)
        evaluation_answer(evaluation, answers=answers, by=by, now=now)


def _answers(evaluation: Evaluation, outcome: Outcome, respondent: Respondent) -> dict[str, Given]:
    """Answers to what this questionnaire asks, out of the outcome."""
    placement = evaluation.placement
    column = list(Respondent).index(respondent)
    good = (outcome.satisfied[column] or 4) >= 4
    whole: dict[str, Given] = {
        "purpose": placement.application.purpose.split(". ")[0].rstrip(".") + ".",
        "clarity": 4 if good else 3,
        "success": "At vi begge går hjem med noget, vi kan bruge på mandag.",
        "knows_private": {Phase.T0: 2, Phase.T1: 4, Phase.T3: 4}.get(Phase(evaluation.phase), 3),
        "knows_public": {Phase.T0: 3, Phase.T1: 4, Phase.T3: 4}.get(Phase(evaluation.phase), 3),
        "satisfied": outcome.satisfied[column],
        "recommend": outcome.recommend[column],
        "aligned": 5 if good else 2,
        "agreement_helped": 4 if good else 3,
        "match": outcome.satisfied[0],
        "length": 1 if good else 0,
        "worth": outcome.satisfied[1],
        "hours": 18 + placement.pk % 5 * 4,
        "help_information": 4,
        "help_matching": 5 if good else 3,
        "help_answers": 5,
        "learnt": outcome.learnt
        if respondent == Respondent.INTERN
        else "At en, der spørger, er mere værd end en, der ved.",
        "overlooked": outcome.host_saw,
        "action_1": outcome.action,
        "debriefed": 1 if good else 0,
        "takes_along": outcome.took_home,
        "doubt": 0,
        "story": 1 if good else 0,
        "benefit": [_USES[use] for use in outcome.used] or [_NONE_SO_FAR],
        "contact": 2 if outcome.contact else 0,
        "changes": 4 if outcome.done else 2,
        "support": 4 if good else 3,
        "changes_text": outcome.took_home,
        "introduced": (2 if outcome.done else 0),
        "value": _VALUES[placement.pk % len(_VALUES)] if outcome.value else _NO_VALUE,
        "host_value": [1, 2] if good else _NO_HOST_VALUE,
        "shared": 6 + placement.pk % 9,
        "hindered": [0] if good else [0, 1],
        "furthered": [1] if good else [],
        "host_again": 0 if good else 1,
    }
    answers: dict[str, Given] = {}
    for question in evaluation_questions(evaluation):
        if question.id.startswith("goal_"):
            answers[question.id] = 0 if good else 1
        elif question.id.startswith("status_"):
            answers[question.id] = outcome.took_home if question.id.endswith("_why") else (0 if outcome.done else 1)
        elif question.id in whole:
            answers[question.id] = whole[question.id]
    return answers


def story_is_told(cast: Cast, told: Told, *, start: dt.datetime) -> None:
    """A consultant writes it, the person says yes to it, and it is published."""
    story = cast.story

    def write(now: dt.datetime) -> None:
        application = cast.applications[told.name]
        placement = Placement.objects.filter(application=application, state=PlacementState.COMPLETED).first()
        if placement is None:
            return
        data = {
            "title_da": told.title_da,
            "title_en": told.title_en,
            "text_da": told.text_da,
            "text_en": told.text_en,
            "quote": told.quote,
        }
        made = story_create(placement, person=application.applicant, data=data, by=cast.consultant, now=now)
        story_ask(made, by=cast.consultant, now=now)
        story.at(
            now + 2 * _DAY,
            lambda now: story_consent(made, parts=list(Part), by=application.applicant, now=now),
        )
        story.at(now + 5 * _DAY, lambda now: story_publish(made, by=cast.consultant, now=now))

    story.at(start, write)
