from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from praktik import clock
from praktik.history.actors import Role
from praktik.history.door import Refused, Stale
from praktik.history.models import Transition
from praktik.history.services import read_log
from praktik.people.access import by_link, me, signed_in
from praktik.placements import files, mails, rules, services, states
from praktik.placements.forms import AgreementForm, EndForm, ManagerSignForm, MessageForm, SignForm, possible_ends
from praktik.placements.models import Agreement, Placement, Signature
from praktik.placements.states import SignerRole, State
from praktik.placements.summary import agreement_rows, weekday


def _placement(request: HttpRequest, pk: int) -> Placement:
    """The placement, if it is the reader's to see; that a host or a consultant looked is noted."""
    found = Placement.objects.visible_to(me(request)).select_related(
        "application__applicant", "application__workplace", "listing__organisation__parent", "listing__round"
    )
    placement = get_object_or_404(found, pk=pk)
    read_log(me(request), placement.application.applicant_id, "placement", placement, now=clock.now())
    return placement


@require_safe
@signed_in
def placement_page(request: HttpRequest, pk: int) -> HttpResponse:
    return render(request, "placements/placement.html", _page(request, _placement(request, pk)))


def _page(request: HttpRequest, placement: Placement, form: MessageForm | None = None) -> dict[str, Any]:
    """What the placement's page shows: how it stands, what this reader can do, and what was written."""
    side = rules.party(me(request), placement)
    gone = placement.application.applicant.erased
    versions = list(placement.agreements.prefetch_related("signatures"))
    draft = next((version for version in versions if version.sent_at is None), None)
    sent = next((version for version in versions if version.sent_at), None)
    signed = [version for version in versions if _is_signed(version)]
    open_ = placement.state in states.ALIVE
    mine = _own_signature(sent, side) if placement.state == State.SIGNING else None
    ended = Transition.objects.of(placement).last() if placement.state in states.ENDED else None
    return {
        "placement": placement,
        "side": side,
        "as_host": side == Role.HOST,
        "gone": gone,
        "rows": _facts(placement),
        "contacts": _contacts(placement) if placement.state not in states.ENDED else None,
        "draft": draft if side and open_ else None,
        "sent": sent,
        "signed": signed,
        "to_sign": mine if mine and not mine.signed_at else None,
        "manager": _manager_to_chase(sent) if placement.state == State.SIGNING else None,
        "missing": services.agreement_missing(draft) if draft and side else [],
        "may_revise": bool(side and open_ and sent and not draft),
        "may_end": bool(open_ and _ends(request, placement)),
        "may_complete": placement.state == State.UNDER_WAY
        and _today() >= placement.ends_on
        and placement.machine.may(me(request), placement, State.COMPLETED),
        "has_calendar": bool(signed) and placement.state not in states.ENDED and not gone,
        "has_certificate": placement.state == State.COMPLETED and not gone,
        "thread": placement.messages.select_related("author"),
        "form": (form or MessageForm()) if side and placement.state not in states.ENDED and not gone else None,
        "ended": ended,
    }


def _today() -> dt.date:
    return timezone.localdate(clock.now())


def _is_signed(version: Agreement) -> bool:
    given = [signature.signed_at for signature in version.signatures.all()]
    return bool(given) and all(given)


def _own_signature(sent: Agreement | None, side: Role | None) -> Signature | None:
    role = {Role.APPLICANT: SignerRole.INTERN, Role.HOST: SignerRole.HOST}.get(side) if side else None
    return next((s for s in sent.signatures.all() if s.role == role), None) if sent else None


def _manager_to_chase(sent: Agreement | None) -> Signature | None:
    waiting = (s for s in sent.signatures.all() if s.role == SignerRole.MANAGER and not s.signed_at) if sent else ()
    return next(iter(waiting), None)


def _contacts(placement: Placement) -> list[dict[str, str]]:
    """Whom to write to: there is a placement because both have said yes. Not shown any more when it came to nothing, or
    when the intern is erased."""
    intern = placement.application.applicant
    if intern.erased:
        return []
    people = [(_("Intern"), intern), *((_("Host"), person) for person in mails.host_people(placement))]
    return [{"role": role, "name": str(user), "email": user.email, "phone": user.phone} for role, user in people]


def _facts(placement: Placement) -> list[dict[str, str]]:
    intern, workplace = placement.application.applicant, placement.application.workplace
    return [
        {"label": _("Intern"), "value": str(intern)},
        *([] if intern.erased else [{"label": _("Workplace"), "value": str(workplace or "")}]),
        {"label": _("Host"), "value": str(placement.listing.organisation)},
        {"label": _("Listing"), "value": placement.listing.title},
        {"label": _("First day"), "value": weekday(placement.starts_on)},
        {"label": _("Last day"), "value": weekday(placement.ends_on)},
        {"label": _("Working days"), "value": str(placement.days)},
    ]


# --- the agreement --------------------------------------------------------------------------------------------------


@signed_in
def agreement_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Write the draft. A writer who has not seen the newest edit gets both texts, answered with 409."""
    placement = _placement(request, pk)
    if rules.party(me(request), placement) is None:
        raise Http404
    draft = placement.agreements.draft()
    if draft is None or placement.state not in states.ALIVE:
        return redirect("placement_page", pk)
    draft.placement = placement
    form = AgreementForm(request.POST if request.method == "POST" else None, instance=draft)
    if request.method == "POST" and form.is_valid():
        try:
            services.agreement_save(
                placement,
                data=form.changes(),
                version=form.cleaned_data["version"],
                by=me(request),
                now=clock.now(),
            )
        except Stale as stale:
            return _stale(request, placement, form, stale)
        messages.success(request, _("The draft is saved. The other side sees it too."))
        return redirect("placement_page", pk)
    return render(request, "placements/agreement_edit.html", {"placement": placement, "form": form})


def _stale(request: HttpRequest, placement: Placement, mine: AgreementForm, stale: Stale) -> HttpResponse:
    """Both texts side by side, and the writer's own in a form that is about the newest version."""
    newest = placement.agreements.draft()
    if newest is None:
        raise Refused(_("The agreement was sent for signing while you were writing. Make a new version to change it."))
    newest.placement = placement
    theirs = AgreementForm(instance=newest)
    data = {**{name: mine.data.get(name) for name in mine.data}, "version": str(newest.edits)}
    form = AgreementForm(data, instance=newest)
    form.is_valid()
    both = [
        {"label": field.label, "theirs": theirs[name].initial, "mine": mine.cleaned_data.get(name)}
        for name, field in theirs.fields.items()
        if name != "version" and str(theirs[name].initial or "") != str(mine.cleaned_data.get(name) or "")
    ]
    context = {"placement": placement, "form": form, "both": both, "text": str(stale)}
    return render(request, "placements/agreement_stale.html", context, status=409)


@require_safe
@signed_in
def agreement_page(request: HttpRequest, pk: int, version: int) -> HttpResponse:
    """One version as it stands, with its signatures. A draft is for those who write it."""
    placement = _placement(request, pk)
    agreement = get_object_or_404(placement.agreements.prefetch_related("signatures"), version=version)
    if agreement.sent_at is None and rules.party(me(request), placement) is None:
        raise Http404
    context = {"placement": placement, "agreement": agreement, "rows": agreement_rows(agreement)}
    return render(request, "placements/agreement.html", context)


@require_safe
@signed_in
def agreement_file(request: HttpRequest, pk: int, version: int) -> HttpResponse:
    """The same as a document for one's own file: once it has been sent for signing, since a draft is nobody's yet."""
    placement = _placement(request, pk)
    agreement = get_object_or_404(placement.agreements.prefetch_related("signatures"), version=version)
    if agreement.sent_at is None:
        raise Http404
    agreement.placement = placement
    file = files.agreement_file(agreement, now=clock.now())
    return _file(file, "application/pdf", f"praktikaftale-{placement.starts_on}-{version}.pdf")


@require_POST
@signed_in
def agreement_send(request: HttpRequest, pk: int) -> HttpResponse:
    placement = _placement(request, pk)
    version = request.POST.get("version", "")
    if not version.isdecimal():
        raise Refused(_("Read the agreement again before you send it."))
    services.agreement_send(placement, version=int(version), by=me(request), now=clock.now())
    messages.success(request, _("The agreement is sent to all three for signing."))
    return redirect("placement_page", pk)


@require_POST
@signed_in
def agreement_revise(request: HttpRequest, pk: int) -> HttpResponse:
    services.agreement_revise(_placement(request, pk), by=me(request), now=clock.now())
    messages.success(request, _("There is a new version to write in. It needs new signatures from all three."))
    return redirect("agreement_edit", pk)


@signed_in
def agreement_sign(request: HttpRequest, pk: int) -> HttpResponse:
    """Read the version that is out for signing, and sign it for one's own side."""
    placement = _placement(request, pk)
    sent = placement.agreements.sent()
    signature = _own_signature(sent, rules.party(me(request), placement))
    if sent is None or signature is None:
        raise Http404
    if signature.signed_at or placement.state != State.SIGNING:
        return redirect("placement_page", pk)
    form = SignForm(request.POST if request.method == "POST" else None, initial={"digest": sent.digest()})
    if request.method == "POST" and form.is_valid():
        services.signature_give(signature, digest=form.cleaned_data["digest"], by=me(request), now=clock.now())
        messages.success(request, _("You have signed the agreement."))
        return redirect("placement_page", pk)
    context = {"placement": placement, "agreement": sent, "rows": agreement_rows(sent), "form": form}
    return render(request, "placements/sign.html", context)


@never_cache
@by_link
def manager_sign(request: HttpRequest, secret: str) -> HttpResponse:
    """The manager reads and signs. GET changes nothing; a link that has expired can be asked for anew."""
    now = clock.now()
    signature = services.signature_by_secret(secret)
    why = _why_not_to_sign(signature, now)
    if why == "expired" and request.method == "POST" and signature:
        services.signature_link_resend(signature, by=None, now=now)
        why = "sent"
    if why or signature is None:
        context = {"signature": signature, "why": why}
        return render(request, "placements/manager_link.html", context, status=404 if why == "unknown" else 200)
    agreement = signature.agreement
    initial = {"digest": agreement.digest(), "name": signature.name}
    form = ManagerSignForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        services.signature_give_by_link(
            secret, name=form.cleaned_data["name"], digest=form.cleaned_data["digest"], now=now
        )
        return redirect("manager_sign", secret)
    page = {"placement": agreement.placement, "rows": agreement_rows(agreement), "form": form}
    return render(request, "placements/manager_sign.html", page)


def _why_not_to_sign(signature: Signature | None, now: dt.datetime) -> str:
    """Why a manager's link has nothing to sign behind it; empty where it has."""
    if signature is None:
        return "unknown"
    if signature.signed_at:
        return "signed"
    placement = signature.agreement.placement
    if placement.state != State.SIGNING or signature.agreement != placement.agreements.sent():
        return "over"
    return "expired" if rules.link_expired(signature, now) else ""


@require_POST
@signed_in
def manager_link_resend(request: HttpRequest, pk: int) -> HttpResponse:
    placement = _placement(request, pk)
    sent = placement.agreements.sent()
    signature = get_object_or_404(Signature, agreement=sent, role=SignerRole.MANAGER)
    services.signature_link_resend(signature, by=me(request), now=clock.now())
    messages.success(request, _("The manager has been sent a new link. The old one no longer works."))
    return redirect("placement_page", pk)


# --- the end of it --------------------------------------------------------------------------------------------------

_END = {
    State.CANCELLED: services.placement_cancel,
    State.NO_SHOW: services.placement_no_show,
    State.BROKEN_OFF: services.placement_break_off,
}


def _ends(request: HttpRequest, placement: Placement) -> list[State]:
    return possible_ends(placement, _today(), lambda to: placement.machine.may(me(request), placement, to))


@signed_in
def placement_end(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that it ends before its time, how and why."""
    placement = _placement(request, pk)
    possible = _ends(request, placement)
    if not possible:
        return redirect("placement_page", pk)
    form = EndForm(request.POST if request.method == "POST" else None, possible=possible)
    if request.method == "POST" and form.is_valid():
        end = _END[State(form.cleaned_data["how"])]
        end(placement, why=form.cleaned_data["why"], by=me(request), now=clock.now())
        messages.success(request, _("It is noted, and the others have been told."))
        return redirect("placement_page", pk)
    return render(request, "placements/end.html", {"placement": placement, "form": form})


@require_POST
@signed_in
def placement_complete(request: HttpRequest, pk: int) -> HttpResponse:
    services.placement_complete(_placement(request, pk), by=me(request), now=clock.now())
    messages.success(request, _("The placement is closed. Thank you."))
    return redirect("placement_page", pk)


# --- messages and files ---------------------------------------------------------------------------------------------


@require_POST
@signed_in
def message_send(request: HttpRequest, pk: int) -> HttpResponse:
    placement = _placement(request, pk)
    form = MessageForm(request.POST)
    if not form.is_valid():
        return render(request, "placements/placement.html", _page(request, placement, form))
    services.message_send(placement, text=form.cleaned_data["text"], by=me(request), now=clock.now())
    messages.success(request, _("The message is sent."))
    return redirect("placement_page", pk)


@require_safe
@signed_in
def placement_calendar(request: HttpRequest, pk: int) -> HttpResponse:
    """The days as a calendar file, once they are agreed."""
    placement = _placement(request, pk)
    signed = [version for version in placement.agreements.prefetch_related("signatures") if _is_signed(version)]
    if not signed:
        raise Http404
    file = files.calendar_file(placement, version=signed[0].version, now=clock.now())
    return _file(file, "text/calendar; charset=utf-8", f"praktik-{placement.starts_on}.ics")


@require_safe
@signed_in
def placement_certificate(request: HttpRequest, pk: int) -> HttpResponse:
    placement = _placement(request, pk)
    if placement.state != State.COMPLETED or placement.application.applicant.erased:
        raise Http404
    file = files.certificate_file(placement, today=_today())
    return _file(file, "application/pdf", f"praktik-{placement.starts_on}.pdf")


def _file(content: bytes, kind: str, name: str) -> HttpResponse:
    return HttpResponse(content, kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})
