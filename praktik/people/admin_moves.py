"""Moves on the desk's pages: a button for each one that is legal now, which opens a page that says what will happen
and asks; only that page's POST moves anything. The noun's services do it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, ClassVar

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.options import csrf_protect_m
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from praktik import clock
from praktik.history.door import Refused
from praktik.people.admin_base import DeskAdmin

Text = str | Promise


class MoveForm(forms.Form):
    """What is asked on the way; knows the rows that it is asked about."""

    def __init__(self, *args: Any, rows: list[Any], **kwargs: Any) -> None:
        self.rows = rows
        super().__init__(*args, **kwargs)

    def data_for_service(self) -> dict[str, Any]:
        """The service's keyword arguments."""
        return dict(self.cleaned_data)


class WhyForm(MoveForm):
    """A reason that stays in the history."""

    why = forms.CharField(
        label=_("Why"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=1000,
        help_text=_("Kept in the history."),
        error_messages={"required": _("Write why.")},
    )


@dataclass(frozen=True)
class Move:
    """``name`` is in the address. ``service(row, by=, now=, **what the form cleaned)`` does it. ``effects(row)`` are
    sentences that say what will happen. ``form`` is asked on the way; ``origin`` narrows a move that two share."""

    name: str
    label: Text
    to: str
    service: Callable[..., Any]
    effects: Callable[[Any], Iterable[Text]]
    form: type[MoveForm] | None = None
    origin: str | None = None
    many: bool = False

    def legal(self, row: Any, ways: frozenset[str]) -> bool:
        """Whether it can be made now; ``ways`` are the states that whoever asks may move the row to."""
        return (self.origin is None or row.state == self.origin) and self.to in ways


@dataclass(frozen=True)
class Act(Move):
    """Something that is done with a row without changing its state, where ``when(row)`` says that it can be."""

    when: Callable[[Any], bool] = lambda row: True

    def legal(self, row: Any, ways: frozenset[str]) -> bool:
        return self.when(row)


class MovesAdmin(DeskAdmin):
    """A page of the desk whose rows have a state. ``state`` is shown and never edited."""

    moves: ClassVar[tuple[Move, ...]] = ()
    change_form_template = "admin/moves_change_form.html"

    def get_urls(self) -> list[URLPattern]:
        opts = self.opts
        own = [
            path(
                "<int:pk>/move/<slug:name>/",
                self.admin_site.admin_view(self.move_view),
                name=f"{opts.app_label}_{opts.model_name}_move",
            )
        ]
        return own + super().get_urls()

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """The moves that can be made for many rows at once, beside the page's own actions."""
        actions = super().get_actions(request)
        if self.has_change_permission(request):
            for move in self.moves:
                if move.many:
                    actions[move.name] = (_action(move), move.name, str(move.label))  # type: ignore[assignment]  # a page is an answer too
        return actions

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        row = self.get_object(request, object_id)
        legal = []
        if row is not None and self.has_change_permission(request, row):
            ways = row.machine.ways(request.user, row)
            legal = [(move, self._address(row, move)) for move in self.moves if move.legal(row, ways)]
        more: dict[str, Any] = {"moves": legal}
        if set(self.get_fields(request, row)) <= set(self.get_readonly_fields(request, row)):
            # Nothing can be written, so there is nothing to save.
            more |= {"show_save": False, "show_save_and_continue": False, "show_save_and_add_another": False}
        return super().change_view(request, object_id, form_url, {**more, **(extra_context or {})})

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Only the fields that were edited: the state belongs to the door, which may be moving the row right now."""
        if change:
            names = {field.name for field in self.opts.concrete_fields} & set(form.changed_data)
            obj.save(update_fields=sorted(names))
        else:
            super().save_model(request, obj, form, change)

    def _address(self, row: Model, move: Move) -> str:
        name = f"{self.admin_site.name}:{self.opts.app_label}_{self.opts.model_name}_move"
        return reverse(name, args=[row.pk, move.name])

    @csrf_protect_m
    def move_view(self, request: HttpRequest, pk: int, name: str) -> HttpResponse:
        """GET says what will happen and asks; POST does it."""
        row = self.get_queryset(request).filter(pk=pk).first()
        move = next((move for move in self.moves if move.name == name), None)
        if row is None or move is None or not self.has_change_permission(request, row):
            raise Http404
        return self._ask(request, move, [row])

    def _ask(self, request: HttpRequest, move: Move, rows: list[Any]) -> HttpResponse:
        sent = request.method == "POST" and "confirmed" in request.POST
        form = move.form(request.POST if sent else None, rows=rows) if move.form else None
        if sent and (form is None or form.is_valid()):
            return self._do(request, move, rows, form.data_for_service() if form else {})
        context = {
            **self.admin_site.each_context(request),
            "title": move.label,
            "opts": self.opts,
            "move": move,
            "rows": [(row, move.effects(row), move.legal(row, row.machine.ways(request.user, row))) for row in rows],
            "form": form,
            "many": bool(request.POST.get("action")),
            "back": self._back(rows),
        }
        return render(request, "admin/move.html", context)

    def _back(self, rows: list[Any]) -> str:
        base = f"{self.admin_site.name}:{self.opts.app_label}_{self.opts.model_name}"
        return reverse(f"{base}_change", args=[rows[0].pk]) if len(rows) == 1 else reverse(f"{base}_changelist")

    def _do(self, request: HttpRequest, move: Move, rows: list[Any], data: dict[str, Any]) -> HttpResponse:
        """One transaction per row: one that is refused says so and does not stop the others."""
        now, done = clock.now(), 0
        for row in rows:
            try:
                move.service(row, by=request.user, now=now, **data)
            except Refused as refused:
                messages.error(request, f"{row}: {refused}")
            else:
                done += 1
                self.log_change(request, row, str(move.label))
        if done:
            said = ngettext("Done: %(move)s, %(count)d row.", "Done: %(move)s, %(count)d rows.", done)
            messages.success(request, said % {"move": move.label, "count": done})
        return redirect(self._back(rows))


def _action(move: Move) -> Callable[[MovesAdmin, HttpRequest, QuerySet[Any]], HttpResponse]:
    def act(page: MovesAdmin, request: HttpRequest, queryset: QuerySet[Any]) -> HttpResponse:
        return page._ask(request, move, list(queryset))

    return admin.action(description=str(move.label))(act)
