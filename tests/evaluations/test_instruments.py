from __future__ import annotations

import hashlib

import pytest

from evaluations.instruments import CURRENT, INSTRUMENTS, Instrument, Kind, Question, Reader
from evaluations.states import Phase, Respondent

# A set that has been answered never changes: a change makes a set with a new name.
DIGESTS = {"2027-1": "5daf7fa8b85ff60d"}


def _digest(instrument):
    said = [
        (q.id, q.kind, sorted(q.asked), q.da, q.en, q.reader, q.required, [(c.da, c.en) for c in q.choices], q.repeat)
        for q in instrument.questions
    ]
    return hashlib.sha256(repr(said).encode()).hexdigest()[:16]


def test_no_set_has_changed_since_it_was_given_its_name():
    assert {name: _digest(instrument) for name, instrument in INSTRUMENTS.items()} == DIGESTS


def test_every_respondent_is_asked_in_every_phase():
    assert {phase: CURRENT.respondents(phase) for phase in Phase} == {phase: list(Respondent) for phase in Phase}


def test_questions_have_words_in_both_languages_and_choices_where_they_need_them():
    for question in CURRENT.questions:
        assert question.da.strip()
        assert question.en.strip()
        assert bool(question.choices) == (question.kind in (Kind.CHOICE, Kind.MULTI))
        assert question.kind != Kind.MULTI or len(question.choices) <= 14  # bits of a small integer
        assert all(choice.da and choice.en for choice in question.choices)


def test_what_the_key_figures_count_is_asked_of_those_they_say():
    asked = {id_: sorted(CURRENT.by_id[id_].asked) for id_ in ("recommend", "benefit", "contact")}
    assert asked == {
        "recommend": [("t1", "host"), ("t1", "intern"), ("t1", "manager")],
        "benefit": [("t2", "host"), ("t2", "intern")],
        "contact": [("t2", "host"), ("t2", "intern"), ("t3", "host"), ("t3", "intern")],
    }
    assert CURRENT.by_id["recommend"].required
    assert CURRENT.by_id["benefit"].required


def test_what_is_about_doubt_and_risk_is_for_the_desk_alone():
    assert {CURRENT.by_id[id_].reader for id_ in ("doubt", "doubt_text")} == {Reader.DESK}


def test_an_id_is_used_once():
    question = Question("a", Kind.TEXT, frozenset(), "a", "a", Reader.DESK)
    with pytest.raises(ValueError, match="twice"):
        Instrument("x", (question, question))
