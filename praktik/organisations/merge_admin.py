"""The desk's pages for merging organisations: beside each other first, with what would happen; then it happens."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from praktik import clock
from praktik.history.actors import Role
from praktik.history.door import Refused
from praktik.history.services import reads_log
from praktik.organisations import services
from praktik.organisations.merge_models import Merge
from praktik.organisations.merging import Plan, listed, parts
from praktik.organisations.models import Organisation
from praktik.people.access import me, staff
from praktik.people.admin_base import DeskAdmin
from praktik.people.admin_moves import WhyForm

# More than this nobody compares; the page is as wide as they are many.
MOST = 6
_SUGGESTED = 10


class SearchForm(forms.Form):
    q = forms.CharField(label=gettext_lazy("Name or CVR number"), max_length=120, required=False)


def merge_address(keys: list[int], **more: Any) -> str:
    asked = QueryDict(mutable=True)
    asked.setlist("id", [str(key) for key in keys])
    asked.update({name: str(value) for name, value in more.items()})
    return f"{reverse('admin:organisations_merge')}?{asked.urlencode()}"


@staff(Role.CONSULTANT)
def merge_page(request: HttpRequest) -> HttpResponse:
    """``id`` (several) beside each other, ``keep`` the one that stays. GET looks; POST merges what was looked at."""
    data = request.POST if request.method == "POST" else request.GET
    keys = list(dict.fromkeys(int(key) for key in data.getlist("id") if key.isdecimal() and len(key) < 16))
    if len(keys) > MOST:
        messages.warning(
            request, _("No more than %(most)d can be merged at once; here are the first.") % {"most": MOST}
        )
        keys = keys[:MOST]
    rows = {row.pk: row for row in Organisation.objects.filter(pk__in=keys).for_list()}
    if len(rows) < 2:
        return _choose(request, list(rows.values()))
    keep = data.get("keep", "")
    kept = int(keep) if keep.isdecimal() and int(keep) in rows else _likely(list(rows.values()))
    form = WhyForm(request.POST if request.method == "POST" else None, rows=list(rows.values()))
    if request.method == "POST" and form.is_valid():
        try:
            merges = services.organisations_merge(
                kept,
                [key for key in rows if key != kept],
                why=form.cleaned_data["why"],
                digest=data.get("digest", ""),
                by=me(request),
                now=clock.now(),
            )
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            said = _("Merged into “%(kept)s”: %(gone)s.")
            gone = listed(merge.gone for merge in merges)
            messages.success(request, said % {"kept": merges[0].kept, "gone": gone})
            return redirect("admin:praktik_organisation_change", kept)
    return _beside(request, kept, [key for key in rows if key != kept], form)


def _beside(request: HttpRequest, kept: int, gone: list[int], form: WhyForm) -> HttpResponse:
    now = clock.now()
    case = services.merge_case(kept, gone)
    plan = services.merge_plan(case, now=now)
    reads_log(me(request), plan.seen, "merge", now=now)
    shown = sorted(case.everybody, key=lambda row: (row.sort_key, row.pk))
    context = _context(request) | {
        "case": case,
        "shown": [(row, row == case.kept) for row in shown],
        "lines": list(_lines(shown)),
        "plan": plan,
        "form": form,
        "digest": _digest(request, plan, form),
        "ids": [row.pk for row in shown],
    }
    return TemplateResponse(request, "admin/organisations/merge.html", context)


def _digest(request: HttpRequest, plan: Plan, form: WhyForm) -> str:
    """What is looked at now; beside a reason that was missing still what was looked at before."""
    before = request.POST.get("digest", "")
    return before if "why" in form.errors and before else plan.digest


def _choose(request: HttpRequest, rows: list[Organisation]) -> HttpResponse:
    """One is chosen, or none: which other ones may be meant."""
    form = SearchForm(request.GET)
    text = form.cleaned_data["q"].strip() if form.is_valid() else ""
    chosen = [row.pk for row in rows]
    found = list(_found(text, rows))
    context = _context(request) | {
        "chosen": rows,
        "form": form,
        "text": text,
        "found": [(row, merge_address([*chosen, row.pk])) for row in found],
    }
    return TemplateResponse(request, "admin/organisations/merge_choose.html", context)


def _found(text: str, rows: list[Organisation]) -> Iterator[Organisation]:
    chosen = [row.pk for row in rows]
    others = Organisation.objects.standing().exclude(pk__in=chosen).for_list()
    if text.isdecimal():
        yield from others.filter(cvr__startswith=text)[:_SUGGESTED]
    elif text:
        named = Organisation.objects.named_like(text).exclude(pk__in=chosen).for_list()
        yield from named[:_SUGGESTED]
    elif rows:
        domains = rows[0].mail_domains.values("domain")
        alike = others.filter(normalised_name__in=rows[0].compared_names)
        alike |= others.filter(mail_domains__domain__in=domains)
        yield from alike.distinct().order_by("sort_key", "pk")[:_SUGGESTED]


def _likely(rows: list[Organisation]) -> int:
    """The one that most probably stays: with a number, valid today, with most listings, the oldest."""
    today = timezone.localdate(clock.now())
    return max(rows, key=lambda row: (row.is_valid_on(today), bool(row.cvr), bool(row.parent_id), -row.pk)).pk


def _lines(rows: list[Organisation]) -> Iterator[tuple[str, list[Any]]]:
    """The comparison, a label and a cell for each organisation: what they say, then how much hangs on them."""
    domains: dict[int, list[str]] = {row.pk: [] for row in rows}
    through = Organisation.objects.filter(pk__in=domains, mail_domains__isnull=False).order_by("mail_domains__domain")
    for key, domain in through.values_list("pk", "mail_domains__domain"):
        domains[key].append(domain)
    yield _("CVR number"), [row.cvr or "–" for row in rows]
    yield _("P number"), [row.p_number or "–" for row in rows]
    yield _("Belongs to"), [row.parent or "–" for row in rows]
    yield _("Sector"), [row.sector for row in rows]
    yield _("Address"), [", ".join(filter(None, (row.address, row.postcode, row.city))) or "–" for row in rows]
    yield _("Municipality"), [row.municipality or "–" for row in rows]
    yield _("Website"), [row.website or "–" for row in rows]
    yield _("Mail domains"), [", ".join(domains[row.pk]) or "–" for row in rows]
    yield _("Valid"), [_valid(row) for row in rows]
    yield _("Created"), [timezone.localdate(row.created_at) for row in rows]
    for part in parts():
        for label, numbers in part.counts([row.pk for row in rows]):
            yield label, [numbers.get(row.pk, 0) for row in rows]


def _valid(row: Organisation) -> str:
    if row.valid_from is None and row.valid_to is None:
        return _("No limit is known")
    return f"{row.valid_from or ''} – {row.valid_to or ''}"


def _context(request: HttpRequest) -> dict[str, Any]:
    return {
        **admin.site.each_context(request),
        "opts": Organisation._meta,
        "title": _("Merge organisations"),
        "subtitle": None,
    }


@admin.register(Merge)
class MergeAdmin(DeskAdmin):
    """What was merged into what. Nobody changes a line."""

    list_display = ("gone", "kept", "by", "at")
    list_select_related = ("gone", "kept", "by")
    search_fields = ("gone__name", "kept__name")
    fields = ("gone", "now", "by", "at", "why", "what")
    readonly_fields = fields
    changed_by = frozenset()

    @admin.display(description=gettext_lazy("Stays"))
    def now(self, row: Merge) -> SafeString:
        return format_html(
            '<a href="{}">{}</a>', reverse("admin:praktik_organisation_change", args=[row.kept_id]), row.kept
        )

    @admin.display(description=gettext_lazy("What was moved"))
    def what(self, row: Merge) -> SafeString:
        """The kinds of rows by their names in the code, and their numbers: for whoever has to find one of them."""
        said = ((name, ", ".join(map(str, value)) or "–") for name, value in sorted(row.moved.items()))
        return format_html_join("", "<p><code>{}</code>: {}</p>", said)
