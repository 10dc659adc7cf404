from __future__ import annotations

import csv
from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from evaluations import rules, services, stories
from evaluations.forms import ConsentForm, EvaluationForm
from evaluations.instruments import Question, Reader
from evaluations.models import Answer, Evaluation, Story
from evaluations.prediction import JUDGED, judgements_of, prediction
from evaluations.states import Phase, Respondent, State
from evaluations.statistics import FIGURES, Report, added, key_figures, report_of, rows_of, without_small
from praktik import clock
from praktik.history.actors import Role
from praktik.history.services import read_log
from praktik.organisations.models import Sector
from praktik.people.access import by_link, me, public, signed_in, staff
from praktik.rounds.models import Round
from praktik.visitors import same_for_visitors

STORIES_ON_A_PAGE = 12


# --- a questionnaire -----------------------------------------------------------------------------------------------


@signed_in
def evaluation_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer, or change the answers; when they are sent, what the other side has answered for oneself to read."""
    found = Evaluation.objects.visible_to(me(request)).select_related(
        "placement__application__applicant", "placement__listing__organisation__parent"
    )
    evaluation = get_object_or_404(found, pk=pk)
    if not rules.is_asked(me(request), evaluation):
        raise Http404
    form, sent = _form(request, evaluation)
    if sent is not None:
        services.evaluation_answer(evaluation, answers=sent, by=me(request), now=clock.now())
        messages.success(request, _("Thank you. Your answers are saved."))
        return redirect("evaluation_page", pk)
    theirs = _counterpart(request, evaluation)
    context = {"evaluation": evaluation, "placement": evaluation.placement, "form": form, "theirs": theirs}
    context |= _state(evaluation)
    return render(request, "evaluations/evaluation.html", context)


def _form(request: HttpRequest, evaluation: Evaluation) -> tuple[EvaluationForm | None, dict[str, Any] | None]:
    """The form, where there is one to fill in, and the answers that were sent and are valid."""
    changing = evaluation.state == State.ANSWERED and rules.may_change(evaluation, clock.now())
    if evaluation.state != State.OPEN and not changing:
        return None, None
    questions = services.evaluation_questions(evaluation)
    given = services.answers_given(evaluation)
    form = EvaluationForm(request.POST if request.method == "POST" else None, questions=questions, given=given)
    for question in questions:
        form.fields[question.id].help_text = _who_reads(question)
    if request.method == "POST" and form.is_valid():
        return form, form.cleaned_data
    return form, None


def _who_reads(question: Question) -> str:
    return {
        Reader.DESK: _("Read by the consultants."),
        Reader.COUNTERPART: _("Read by the consultants and the other side."),
        Reader.MANAGER: _("Read by the consultants and the intern's manager."),
        Reader.STATISTICS: _("Only counted."),
        Reader.PUBLIC: _("Can be read by everybody."),
    }[question.reader]


def _state(evaluation: Evaluation) -> dict[str, Any]:
    until = evaluation.answered_at + rules.CHANGE_FOR if evaluation.answered_at else None
    return {"answered": evaluation.state == State.ANSWERED, "until": until, "own": _own(evaluation)}


def _own(evaluation: Evaluation) -> list[dict[str, str]]:
    """The respondent's own answers, all of them."""
    given = {answer.question: answer for answer in evaluation.answers.all()}
    return [
        {"label": question.text, "value": question.words(given[question.id].number, given[question.id].text)}
        for question in services.evaluation_questions(evaluation)
        if question.id in given
    ]


def _counterpart(request: HttpRequest, evaluation: Evaluation) -> list[dict[str, str]]:
    """What the other of intern and host answered in the same phase for this one to read; not before one has answered
    oneself, so that nobody is led."""
    if evaluation.state != State.ANSWERED:
        return []
    other = {Respondent.INTERN: Respondent.HOST, Respondent.HOST: Respondent.INTERN}[Respondent(evaluation.respondent)]
    theirs = Evaluation.objects.filter(
        placement=evaluation.placement_id, phase=evaluation.phase, respondent=other, state=State.ANSWERED
    ).first()
    if theirs is None:
        return []
    if other == Respondent.INTERN:
        applicant = evaluation.placement.application.applicant_id
        read_log(me(request), applicant, "evaluation", theirs, now=clock.now())
    shown = services.answers_for(theirs, Reader.COUNTERPART)
    return [{"label": question.text, "value": words} for question, words in shown]


@never_cache
@by_link
def manager_evaluation(request: HttpRequest, secret: str) -> HttpResponse:
    """The manager's questionnaire, without an account. GET changes nothing."""
    now = clock.now()
    evaluation = services.evaluation_by_secret(secret, now)
    if evaluation is None:
        return render(request, "evaluations/manager_link.html", status=404)
    form, sent = _form(request, evaluation)
    if sent is not None:
        services.evaluation_answer_by_link(secret, answers=sent, now=now)
        messages.success(request, _("Thank you. Your answers are saved."))
        return redirect("manager_evaluation", secret)
    intern = Evaluation.objects.filter(
        placement=evaluation.placement_id, phase=evaluation.phase, respondent=Respondent.INTERN, state=State.ANSWERED
    ).first()
    shown = services.answers_for(intern, Reader.MANAGER) if intern else []
    theirs = [{"label": question.text, "value": words} for question, words in shown]
    context = {"evaluation": evaluation, "placement": evaluation.placement, "form": form, "theirs": theirs}
    context |= _state(evaluation)
    return render(request, "evaluations/manager.html", context)


# --- reports -------------------------------------------------------------------------------------------------------


def _sees_small(request: HttpRequest) -> bool:
    return Role.CONSULTANT in me(request).staff_roles


def _report(request: HttpRequest, round_: Round) -> Report:
    """Split by the sector of the intern's workplace. Readers see no figure of fewer than five."""
    evaluations = Evaluation.objects.filter(placement__application__round=round_)
    sectors = {sector.slug: sector.name for sector in Sector.objects.all()}
    report = report_of(evaluations, group="application__sector", labels=sectors)
    return report if _sees_small(request) else without_small(report)


@require_safe
@staff(Role.CONSULTANT, Role.READER)
def evaluation_reports(request: HttpRequest) -> HttpResponse:
    """The key figures of every round and of all of them together."""
    least = 0 if _sees_small(request) else rules.MINIMUM
    rows: dict[int, list[Any]] = {}
    for row in rows_of(Evaluation.objects.all(), group="application__round"):
        rows.setdefault(int(row.group), []).append(row)
    by_round = [
        {"round": round_, "figures": figures, **{name: _shown(getattr(figures, name), least) for name in FIGURES}}
        for round_ in Round.objects.visible_to(me(request)).filter(pk__in=rows)
        for figures in [key_figures(rows[round_.pk])]
    ]
    total = added((row["figures"] for row in by_round), minimum=least)
    foretold = [] if least else prediction(judgements_of(Evaluation.objects.all()))
    context = {"rounds": by_round, "total": total, "least": least, "prediction": foretold, "judged": JUDGED.values()}
    return render(request, "evaluations/reports.html", context)


def _shown(share: Any, least: int) -> Any:
    return share if share.n >= least else None


@require_safe
@staff(Role.CONSULTANT, Role.READER)
def evaluation_report(request: HttpRequest, slug: str) -> HttpResponse:
    """One round: response rates, key figures, every question; for consultants also how well the matching foretold it
    and what was written."""
    round_ = get_object_or_404(Round.objects.visible_to(me(request)), slug=slug)
    desk = _sees_small(request)
    evaluations = Evaluation.objects.filter(placement__application__round=round_)
    context = {
        "round": round_,
        "report": _report(request, round_),
        "prediction": prediction(judgements_of(evaluations)) if desk else [],
        "judged": JUDGED.values(),
        "texts": _texts(round_) if desk else [],
    }
    return render(request, "evaluations/report.html", context)


def _texts(round_: Round) -> list[tuple[str, list[str]]]:
    """What was written in a round, by question and without names."""
    found = (
        Answer.objects.filter(evaluation__placement__application__round=round_, evaluation__state=State.ANSWERED)
        .exclude(text="")
        .select_related("evaluation")
        .order_by("evaluation__phase", "evaluation__respondent", "question", "text")
    )
    grouped: dict[tuple[str, str, str], list[str]] = {}
    for answer in found:
        question = services.question_of(answer)
        if question is not None and question.shown_to(Reader.DESK):
            key = (answer.evaluation.phase, answer.evaluation.respondent, question.text)
            grouped.setdefault(key, []).append(answer.text)
    return [
        (f"{text} ({Phase(phase).label}, {Respondent(respondent).label})", said)
        for (phase, respondent, text), said in grouped.items()
    ]


@require_safe
@staff(Role.CONSULTANT, Role.READER)
def evaluation_report_csv(request: HttpRequest, slug: str) -> HttpResponse:
    """The figures of one round, a line for each answer that could be given. Semicolons and a byte order mark, which is
    what spreadsheets in Denmark open."""
    round_ = get_object_or_404(Round.objects.visible_to(me(request)), slug=slug)
    name = f'attachment; filename="praktik-{round_.slug}.csv"'
    response = HttpResponse("\ufeff", "text/csv; charset=utf-8", headers={"Content-Disposition": name})
    writer = csv.writer(response, delimiter=";")
    for line in _lines(_report(request, round_)):
        writer.writerow([safe_cell(cell) for cell in line])
    return response


def _lines(report: Report) -> Iterator[tuple[Any, ...]]:
    yield (_("When"), _("Who"), _("Question"), _("Answer"), _("Count"), _("Of"), _("Per cent"), _("Average"))
    for rate in report.rates:
        share = rate.answers
        label = (rate.phase_label, rate.respondent_label, _("Response rate"), "")
        yield (*label, share.yes, share.n, share.percent, "")
    for table in report.tables:
        heading = (table.phase_label, table.respondent_label, table.question.text)
        average = "" if table.average is None else str(table.average).replace(".", ",")
        for bar in table.bars:
            yield (*heading, bar.label, bar.share.yes, bar.share.n, bar.share.percent, average)
        if not table.bars:
            yield (*heading, "", "", table.n, "", average)


def safe_cell(value: object) -> str:
    """A cell that no spreadsheet takes for a formula (OWASP, "CSV injection"): a quote before what begins like one."""
    text = "" if value is None else str(value)
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r", "\n") else text


# --- stories -------------------------------------------------------------------------------------------------------


@require_safe
@public
@same_for_visitors
def story_list(request: HttpRequest) -> HttpResponse:
    found = Story.objects.published().for_page()
    page = Paginator(found, STORIES_ON_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "evaluations/stories.html", {"page": page})


@require_safe
@public
@same_for_visitors
def story_page(request: HttpRequest, pk: int) -> HttpResponse:
    found = Story.objects.published().for_page()
    return render(request, "evaluations/story.html", {"story": get_object_or_404(found, pk=pk)})


@signed_in
def story_consent(request: HttpRequest, pk: int) -> HttpResponse:
    """The person reads the story as it would be shown, and says yes or no to each part."""
    story = get_object_or_404(Story.objects.select_related("person", "placement__listing__organisation"), pk=pk)
    if story.person_id != me(request).pk:
        raise Http404
    form = ConsentForm(request.POST if request.method == "POST" else None, story=story)
    if request.method == "POST" and form.is_valid():
        stories.story_consent(story, parts=form.cleaned_data["parts"], by=me(request), now=clock.now())
        messages.success(request, _("Your answer is saved and counts from now."))
        return redirect("story_consent", pk)
    return render(request, "evaluations/story_consent.html", {"story": story, "form": form})
