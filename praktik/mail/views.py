from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseNotFound
from django.shortcuts import get_object_or_404, render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from praktik import clock
from praktik.mail.kinds import KINDS
from praktik.mail.models import Mail
from praktik.mail.services import mail_opt_out
from praktik.mail.transport import unsubscribe_read
from praktik.people.access import by_link, signed_in

PER_PAGE = 50


@signed_in
def mail_list(request: HttpRequest) -> HttpResponse:
    """The mails that were sent to oneself, newest first."""
    mails = (
        Mail.objects.visible_to(request.user)
        .only("pk", "subject", "kind", "state", "sent_at")
        .order_by("-sent_at", "-pk")
    )
    page = Paginator(mails, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "mail/list.html", {"page": page})


@signed_in
def mail_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One of them, as it was sent."""
    mail = get_object_or_404(Mail.objects.visible_to(request.user), pk=pk)
    return render(request, "mail/page.html", {"mail": mail})


@csrf_exempt  # the signed address is the proof; mail programs post to it by themselves (RFC 8058)
@by_link
@require_http_methods(["GET", "HEAD", "POST"])
def mail_unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """GET asks, POST does it, for the address and the kind of mail that the signed link names."""
    read = unsubscribe_read(token)
    if read is None or read[1] not in KINDS:
        return HttpResponseNotFound(render(request, "mail/unsubscribe.html", {"unknown": True}).content)
    address, kind = read
    if request.method == "POST":
        mail_opt_out(address, kind, now=clock.now())
    return render(request, "mail/unsubscribe.html", {"address": address, "done": request.method == "POST"})
