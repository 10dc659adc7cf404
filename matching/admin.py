"""The desk's pages of this app."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _
from django_htmx.http import HttpResponseClientRefresh

from matching import drafts, fit, services
from matching.fit import Weights
from matching.forms import AskForm, PairForm, WithdrawForm
from matching.models import MatchPair, MatchRun, Offer, PairRule, Publishing
from matching.services.publishing import previews
from matching.services.runs import differences
from matching.services.seats import waiting_lists
from matching.states import BUSY, PUBLISHING_BUSY, OfferState, PublishingState, RunState
from praktik import clock
from praktik.applications.models import Application
from praktik.history.actors import Role
from praktik.history.door import Refused
from praktik.history.services import read_log, reads_log
from praktik.listings import states as listing_states
from praktik.listings.models import Listing
from praktik.people.access import staff
from praktik.people.admin_base import DeskAdmin
from praktik.rounds.models import Round
from praktik.rounds.states import Kind
from praktik.rounds.states import State as RoundState

_desk = staff(Role.CONSULTANT)


# By the round's kind, the states in which it may be matched.
MATCHABLE = {
    Kind.FIXED_WEEK: (RoundState.CLOSED, RoundState.MATCHING, RoundState.OFFERS_OUT, RoundState.RUNNING),
    Kind.ROLLING: (RoundState.OPEN,),
}


def _rounds() -> QuerySet[Round]:
    """Those that may be matched now."""
    found = Q()
    for kind, states in MATCHABLE.items():
        found |= Q(kind=kind, state__in=states)
    return Round.objects.filter(found)


@admin.register(MatchRun)
class MatchRunAdmin(DeskAdmin):
    """Ask for a run, read the draft, fix pairs, compare, put aside or publish."""

    list_display = ("__str__", "round", "profile", "state", "placed", "asked_at", "asked_by")
    list_filter = ("state", "round", "profile")
    list_select_related = ("round", "asked_by")
    ordering = ("-asked_at", "-pk")
    change_list_template = "admin/matching/runs.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[MatchRun]:
        runs = super().get_queryset(request).defer("problem", "result", "names", "figures", "seats")
        return runs.annotate(people=Count("pairs"), with_place=Count("pairs__listing"))

    @admin.display(description=gettext_lazy("Placed"))
    def placed(self, run: Any) -> str:
        return _("%(placed)d of %(people)d") % {"placed": run.with_place, "people": run.people} if run.people else "–"

    def get_urls(self) -> list[URLPattern]:
        def page(address: str, view: Any, name: str) -> URLPattern:
            return path(address, self.admin_site.admin_view(_desk(view)), name=name)

        return [
            page("ask/", self.ask, "matching_ask"),
            page("<int:pk>/again/", self.again, "matching_again"),
            page("<int:pk>/stop/", self.stop, "matching_stop"),
            page("<int:pk>/publish/", self.publish, "matching_publish"),
            page("<int:pk>/publishing/stop/", self.stop_publishing, "matching_publishing_stop"),
            page("<int:pk>/pair/<int:application>/", self.pair, "matching_pair"),
            page("<int:pk>/waiting/", self.waiting, "matching_waiting"),
            page("<int:pk>/compare/<int:other>/", self.compare, "matching_compare"),
            *super().get_urls(),
        ]

    def _page(self, request: HttpRequest, template: str, title: str, **context: Any) -> TemplateResponse:
        shared = {**self.admin_site.each_context(request), "opts": self.opts, "title": title, "subtitle": None}
        return TemplateResponse(request, f"admin/matching/{template}.html", {**shared, **context})

    def ask(self, request: HttpRequest) -> HttpResponse:
        form = AskForm(request.POST or None, rounds=_rounds(), initial=self._as_before(request))
        if request.method == "POST" and form.is_valid():
            run = services.run_ask(
                form.cleaned_data["round"],
                profile=form.cleaned_data["profile"],
                weights=Weights.of(form.cleaned_data),
                by=request.user,  # type: ignore[arg-type]  # logged in
                now=clock.now(),
            )
            return redirect("admin:matching_matchrun_change", run.pk)
        return self._page(request, "ask", _("Ask for a run"), form=form, any_round=_rounds().exists())

    def _as_before(self, request: HttpRequest) -> dict[str, Any]:
        """What the form begins with: the round that was asked for, or all of the run that is to be done otherwise."""
        run = MatchRun.objects.filter(pk=request.GET["run"]).first() if request.GET.get("run", "").isdecimal() else None
        if run is None:
            return {"round": request.GET.get("round")}
        return {"round": run.round_id, "profile": run.profile, **run.weights}

    def again(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The same round once more, by the run's profile or the one given, with the run's weights."""
        run = get_object_or_404(MatchRun, pk=pk)
        if request.method == "POST":
            run = services.run_ask(
                run.round,
                profile=request.POST.get("profile") or run.profile,
                weights=Weights.of(run.weights),
                by=request.user,  # type: ignore[arg-type]  # logged in
                now=clock.now(),
            )
        return redirect("admin:matching_matchrun_change", run.pk)

    def stop(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Cancel what is under way, put aside what is done. Nobody outside the desk ever hears of either."""
        run = get_object_or_404(MatchRun, pk=pk)
        if request.method == "POST":
            stop = services.run_cancel if run.state in BUSY else services.run_discard
            stop(run, by=request.user, now=clock.now())  # type: ignore[arg-type]  # logged in
            messages.success(request, _("Done. Nobody has been told anything."))
        return redirect("admin:matching_matchrun_change", run.pk)

    def stop_publishing(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Take back "publish" before a worker has begun with it."""
        publishing = get_object_or_404(Publishing, pk=pk)
        if request.method == "POST":
            services.publishing_cancel(publishing, by=request.user, now=clock.now())  # type: ignore[arg-type]  # logged in
            messages.success(request, _("Done. Nobody has been told anything."))
        return redirect("admin:matching_matchrun_change", publishing.run_id)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The run itself, instead of a form: nothing on it is changed by hand."""
        if not self.has_view_permission(request):
            return super().change_view(request, object_id, form_url, extra_context)
        run = get_object_or_404(MatchRun.objects.select_related("round", "asked_by"), pk=object_id)
        others = (
            MatchRun.objects.filter(round=run.round, result__isnull=False)
            .exclude(pk=run.pk)
            .only("pk", "round", "profile", "state", "asked_at")
        )
        done = run.result is not None
        publishing = run.publishings.exclude(state=PublishingState.CANCELLED).first()
        publishing_now = publishing is not None and publishing.state in PUBLISHING_BUSY
        busy = run.state in BUSY or publishing_now
        if request.htmx and not busy:  # type: ignore[attr-defined]  # by its middleware
            return HttpResponseClientRefresh()
        draft = drafts.draft_of(run) if done else None
        show, text = request.GET.get("show", ""), request.GET.get("q", "")
        context = {
            "run": run,
            "weights": fit.text(run.weights),
            "busy": busy,
            "publishing": publishing,
            "publishing_now": publishing_now,
            "decidable": run.state == RunState.DONE and not publishing_now,
            "rolling": run.round.kind == Kind.ROLLING,
            "matchable": run.round.state in MATCHABLE[Kind(run.round.kind)],
            "draft": draft,
            "show": show if show in drafts.Show else drafts.Show.ALL,
            "q": text,
            "page_obj": draft.page(show, text, request.GET.get("page", "")) if draft else None,
            "profiles": drafts.profile_rows(run),
            "splits": drafts.split_rows(run),
            "seats": drafts.seat_rows(run),
            "others": others.order_by("-asked_at")[:10],
        }
        return self._page(request, "run", _("Matching run %(number)d") % {"number": run.pk}, **context)

    def pair(self, request: HttpRequest, pk: int, application: int) -> HttpResponse:
        """Lock, forbid or free one person at one listing, with the reason."""
        run = get_object_or_404(MatchRun.objects.select_related("round"), pk=pk)
        person = get_object_or_404(
            Application.objects.filter(round=run.round).select_related("applicant", "workplace"), pk=application
        )
        now = clock.now()
        read_log(request.user, person.applicant_id, "matching", person, now=now)
        proposed = MatchPair.objects.filter(run=run, application=person).first()
        listings = Listing.objects.filter(round=run.round, state__in=listing_states.ACTIVE)
        form = PairForm(
            request.POST or None,
            listings=listings,
            rolling=run.round.kind == Kind.ROLLING,
            initial={"listing": proposed.listing_id if proposed else None},
        )
        if request.method == "POST" and form.is_valid():
            self._fix(request, person, form, now)
            return redirect("admin:matching_matchrun_change", run.pk)
        context = {
            "run": run,
            "person": person,
            "form": form,
            "wishes": drafts.wishes_of(person, run),
            "proposed": proposed,
            "shares": fit.text(proposed.shares) if proposed and proposed.shares else "",
            "weights": fit.text(run.weights),
            "rules": person.pair_rules.select_related("listing", "by"),
            "said": person.host_tiers.select_related("listing").order_by("tier", "listing__title"),
        }
        return self._page(request, "pair", str(person.applicant), **context)

    def _fix(self, request: HttpRequest, person: Application, form: PairForm, now: Any) -> None:
        listing, reason = form.cleaned_data["listing"], form.cleaned_data["reason"]
        by: Any = request.user
        match form.cleaned_data["what"]:
            case PairForm.LOCK:
                services.pair_lock(person, listing, reason=reason, week=form.cleaned_data.get("week"), by=by, now=now)
            case PairForm.FORBID:
                services.pair_forbid(person, listing, reason=reason, by=by, now=now)
            case _:
                services.pair_free(person, listing, by=by, now=now)
        messages.success(request, _("It counts from the next run on. Run again to see what it changes."))

    def compare(self, request: HttpRequest, pk: int, other: int) -> HttpResponse:
        run, than = (get_object_or_404(MatchRun.objects.select_related("round"), pk=key) for key in (pk, other))
        title = _("Run %(one)d against run %(other)d") % {"one": run.pk, "other": than.pk}
        return self._page(
            request, "compare", title, run=run, other=than, rows=differences(than, run),
            profiles=[(one, drafts.own_figures(one), fit.text(one.weights)) for one in (than, run)],
        )  # fmt: skip

    def waiting(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Who waits for which listing, in the order in which a place there would be given today."""
        run = get_object_or_404(MatchRun.objects.select_related("round"), pk=pk)
        now = clock.now()
        queues = waiting_lists(run.round, now=now)
        people = Application.objects.select_related("applicant", "workplace").in_bulk(
            {pk for queue in queues for pk in queue.applications}
        )
        reads_log(request.user, {person.applicant_id: person for person in people.values()}, "waiting list", now=now)
        rows = [(queue.listing, [people[pk] for pk in queue.applications]) for queue in queues]
        return self._page(request, "waiting", _("Waiting lists: %(round)s") % {"round": run.round}, run=run, rows=rows)

    def publish(self, request: HttpRequest, pk: int) -> HttpResponse:
        """What publishing does, with the mails as they will be; then does it."""
        run = get_object_or_404(MatchRun.objects.select_related("round"), pk=pk)
        chosen = (request.POST if request.method == "POST" else request.GET).getlist("only")
        only = {int(key) for key in chosen if key.isdecimal()} or None
        now = clock.now()
        if request.method == "POST":
            services.publishing_ask(run, only=only, by=request.user, now=now)  # type: ignore[arg-type]  # logged in
            messages.success(request, _("A worker makes the offers. This page tells when they are out."))
            return redirect("admin:matching_matchrun_change", run.pk)
        if run.state != RunState.DONE:
            messages.error(request, _("Only a draft that is done can be published."))
            return redirect("admin:matching_matchrun_change", run.pk)
        shown = services.publication(run, now=now, only=only)
        context = {
            "run": run,
            "shown": shown,
            "only": sorted(only) if only else [],
            "previews": previews(run, shown, now=now, language=(get_language() or "da")[:2]),
            "outdated": drafts.outdated(run),
            "moves_round": run.round.kind == Kind.FIXED_WEEK and run.round.state == RoundState.MATCHING,
        }
        return self._page(request, "publish", _("Publish run %(number)d") % {"number": run.pk}, **context)


@admin.register(PairRule)
class PairRuleAdmin(DeskAdmin):
    """Locked and forbidden pairs, and the locks that the system proposes."""

    list_display = ("applicant", "listing", "kind", "confirmed", "reason", "by", "at")
    list_filter = ("confirmed", "kind", "application__round")
    list_select_related = ("application__applicant", "application__round", "listing", "by")
    search_fields = ("application__applicant__name", "listing__title")
    changed_by = frozenset()
    fields = ("application", "listing", "kind", "week", "reason", "confirmed", "by", "at")
    actions = ("confirm", "free")

    @admin.display(description=gettext_lazy("Applicant"), ordering="application__applicant__name")
    def applicant(self, rule: PairRule) -> str:
        return str(rule.application.applicant)

    def _each(self, request: HttpRequest, rules: QuerySet[PairRule], act: Any) -> None:
        done = 0
        for rule in rules.select_related("application__workplace", "listing__organisation"):
            try:
                act(rule)
            except Refused as refusal:
                messages.error(request, f"{rule}: {refusal}")
            else:
                done += 1
        if done:
            messages.success(
                request,
                ngettext("%d pair. It counts from the next run on.", "%d pairs. They count from the next run on.", done)
                % done,
            )

    @admin.action(description=gettext_lazy("Confirm the chosen proposals as locks"), permissions=["view"])
    def confirm(self, request: HttpRequest, queryset: QuerySet[PairRule]) -> None:
        by: Any = request.user
        self._each(
            request,
            queryset.filter(confirmed=False),
            lambda rule: services.pair_lock(rule.application, rule.listing, reason=rule.reason, by=by, now=clock.now()),
        )

    @admin.action(description=gettext_lazy("Free the chosen pairs, or turn the proposals down"), permissions=["view"])
    def free(self, request: HttpRequest, queryset: QuerySet[PairRule]) -> None:
        by: Any = request.user
        self._each(
            request,
            queryset,
            lambda rule: services.pair_free(rule.application, rule.listing, by=by, now=clock.now()),
        )


@admin.register(Offer)
class OfferAdmin(DeskAdmin):
    """Offers and their answers, to look at; an open one can be withdrawn with a reason."""

    list_display = (
        "applicant", "listing", "week", "state", "intern_answer", "host_answer", "deadline", "look", "take_back"
    )  # fmt: skip
    list_filter = ("state", "listing__round", "intern_answer", "host_answer")
    list_select_related = ("application__applicant", "listing")
    search_fields = ("application__applicant__name", "listing__title")
    date_hierarchy = "offered_at"
    changed_by = frozenset()
    fields = (
        "application", "listing", "week", "run", "state", "rank", "intern_answer", "host_answer", "reason",
        "offered_at", "deadline",
    )  # fmt: skip

    @admin.display(description=gettext_lazy("Applicant"), ordering="application__applicant__name")
    def applicant(self, offer: Offer) -> str:
        return str(offer.application.applicant)

    @admin.display(description=gettext_lazy("Page"))
    def look(self, offer: Offer) -> str:
        return format_html('<a href="{}">{}</a>', reverse("offer_page", args=[offer.pk]), _("See the offer"))

    @admin.display(description=gettext_lazy("Take back"))
    def take_back(self, offer: Offer) -> str:
        if offer.state != OfferState.OPEN:
            return "–"
        address = reverse("admin:matching_offer_withdraw", args=[offer.pk])
        return format_html('<a href="{}">{}</a>', address, _("Withdraw"))

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(_desk(self.withdraw))
        return [path("<int:pk>/withdraw/", view, name="matching_offer_withdraw"), *super().get_urls()]

    def withdraw(self, request: HttpRequest, pk: int) -> HttpResponse:
        offer = get_object_or_404(
            Offer.objects.select_related("application__applicant", "listing__organisation"), pk=pk
        )
        form = WithdrawForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            services.offer_withdraw(
                offer,
                why=form.cleaned_data["reason"],
                by=request.user,  # type: ignore[arg-type]  # logged in
                now=clock.now(),
            )
            messages.success(request, _("The offer is withdrawn, and both have been told."))
            return redirect("admin:matching_offer_changelist")
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": _("Withdraw an offer"),
            "offer": offer,
            "form": form,
            "people": services.mails.host_people(offer.listing),
        }
        return TemplateResponse(request, "admin/matching/withdraw.html", context)
