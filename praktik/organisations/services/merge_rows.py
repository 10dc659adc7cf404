"""What becomes of an organisation's own fields, mail domains and workplaces when it is merged into another."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from praktik.history.actors import Actor
from praktik.organisations.merge_models import Merge
from praktik.organisations.merging import Case, Part, Plan, Record, listed, register_part, repoint, tally
from praktik.organisations.models import MailDomain, Organisation

# What the one that stays takes over where it says nothing itself; an address is one thing, and so is where it is.
FILLED = (
    ("cvr",), ("p_number",), ("parent",), ("municipality", "region"), ("address", "postcode", "city"), ("website",),
    ("about_da",), ("about_en",),
)  # fmt: skip


def _counts(ids: list[int]) -> Iterable[tuple[Any, Mapping[int, int]]]:
    yield _("Workplaces"), tally(Organisation.objects.standing().filter(parent__in=ids), "parent")


def _plan(case: Case, now: dt.datetime) -> Plan:
    plan = Plan(refusals=list(refusals(case, now)))
    for row in case.everybody:
        fields = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}
        plan.facts.append({name: value for name, value in fields.items() if name != "vector"})
    domains = list(
        MailDomain.objects.filter(organisation__in=case.ids).order_by("pk").values_list("pk", "organisation", "domain")
    )
    children = list(Organisation.objects.filter(parent__in=case.gone_ids).order_by("pk"))
    earlier = list(Organisation.objects.filter(successor__in=case.gone_ids).order_by("pk"))
    plan.facts += [domains, [row.pk for row in children], [row.pk for row in earlier]]
    for row, names in filled(case).items():
        labels = ", ".join(_label(name) for name in names)
        plan.moves.append(
            _("Empty at “%(kept)s” and taken over from “%(gone)s”: %(fields)s.")
            % {"kept": case.kept, "gone": row, "fields": labels}
        )
    if case.kept.advertising_protected is False and any(row.advertising_protected for row in case.gone):
        plan.moves.append(_("“%(kept)s” is protected against advertising from now on.") % {"kept": case.kept})
    for row in case.gone:
        plan.moves.append(
            _("“%(gone)s” is no longer listed; its old addresses lead to “%(kept)s”, which is found by that name too.")
            % {"gone": row, "kept": case.kept}
        )
    mine = {domain for _pk, organisation, domain in domains if organisation == case.kept.pk}
    new = sorted({domain for _pk, _organisation, domain in domains} - mine)
    if new:
        plan.moves.append(_("Mail domains that are joined: %(domains)s.") % {"domains": ", ".join(new)})
    if children:
        said = ngettext("%(count)d workplace moves: %(names)s.", "%(count)d workplaces move: %(names)s.", len(children))
        plan.moves.append(said % {"count": len(children), "names": listed(children)})
    if earlier:
        plan.moves.append(
            _("“%(kept)s” becomes the successor of %(names)s.") % {"kept": case.kept, "names": listed(earlier)}
        )
    plan.warnings += _warnings(case, children)
    return plan


def _warnings(case: Case, children: list[Organisation]) -> Iterator[str]:
    kept = case.kept
    for row in case.gone:
        if row.sector_id != kept.sector_id:
            yield _("“%(gone)s” is of the sector %(other)s; %(sector)s stays.") % {
                "gone": row, "other": row.sector, "sector": kept.sector,
            }  # fmt: skip
        if row.successor_id and row.successor_id != kept.successor_id:
            yield _("“%(gone)s” has the successor “%(other)s”, which is not taken over.") % {
                "gone": row, "other": row.successor,
            }  # fmt: skip
        if (row.valid_from, row.valid_to) not in ((None, None), (kept.valid_from, kept.valid_to)):
            yield _("From when until when “%(gone)s” is valid is not taken over; what “%(kept)s” says stays.") % {
                "gone": row, "kept": kept,
            }  # fmt: skip
    own = set(
        Organisation.objects.standing().filter(parent=kept).values_list("normalised_name", flat=True)
        if children
        else ()
    )
    if again := [row for row in children if row.normalised_name in own]:
        yield _("Afterwards these workplaces are here twice: %(names)s. Merge them next.") % {"names": listed(again)}


def refusals(case: Case, now: dt.datetime) -> Iterator[str]:
    """Why these cannot be one organisation, a sentence each with what to do first."""
    kept, everybody = case.kept, case.everybody
    for row in everybody:
        if row.merged_into_id:
            yield _("“%(name)s” has been merged into another organisation already.") % {"name": row}
    numbers = {row.legal_cvr for row in everybody} - {None}
    if len(numbers) > 1:
        yield _(
            "They have different CVR numbers (%(numbers)s), so they are different legal bodies. If one of the numbers "
            "is wrong, take it out on the organisation's page first."
        ) % {"numbers": ", ".join(sorted(str(number) for number in numbers))}
    units = {row.p_number for row in everybody} - {None}
    if len(units) > 1:
        yield _(
            "They have different P numbers (%(numbers)s), so they are different production units. If one of the "
            "numbers is wrong, take it out on the organisation's page first."
        ) % {"numbers": ", ".join(sorted(str(number) for number in units))}
    yield from _body_refusals(case)
    for row in everybody:
        for other in everybody:
            if row != other and _follows(other, row):
                yield _(
                    "“%(later)s” is the successor of “%(earlier)s”: they are one after the other, not one twice. If "
                    "that is wrong, take out the successor first."
                ) % {"later": row, "earlier": other}
    today = timezone.localdate(now)
    if not kept.is_valid_on(today) and any(row.is_valid_on(today) for row in case.gone):
        yield _("“%(kept)s” is not valid today. Let the one stay that is.") % {"kept": kept}


def _body_refusals(case: Case) -> Iterator[str]:
    parents = {row.parent_id for row in case.everybody if row.parent_id}
    if len(parents) > 1:
        yield _(
            "They belong to different bodies. If the bodies are one, merge those first; otherwise change “belongs to”."
        )
    for row in case.everybody:
        if row.pk in parents:
            yield _(
                "“%(name)s” is the body that another of them belongs to. If they are one, take out “belongs to” first."
            ) % {"name": row}
        elif parents and row.parent_id is None and (row.cvr or row.workplaces.exists()):
            yield _(
                "“%(name)s” is a body of its own, with a CVR number or workplaces, and another of them is a workplace. "
                "If they are one, take out “belongs to” first."
            ) % {"name": row}


def _follows(earlier: Organisation, later: Organisation) -> bool:
    """Whether the successors of ``earlier`` lead to ``later``."""
    row, seen = earlier.successor, {earlier.pk}
    while row is not None and row.pk not in seen:
        if row.pk == later.pk:
            return True
        seen.add(row.pk)
        row = row.successor
    return False


def filled(case: Case) -> dict[Organisation, list[str]]:
    """Which fields of the one that stays are empty, by the one that fills them: the first that says something."""
    found: dict[Organisation, list[str]] = defaultdict(list)
    for names in FILLED:
        if any(getattr(case.kept, _stored(name)) for name in names):
            continue
        giver = next((row for row in case.gone if any(getattr(row, _stored(name)) for name in names)), None)
        if giver is not None:
            found[giver] += [name for name in names if getattr(giver, _stored(name))]
    return dict(found)


def _label(name: str) -> str:
    return str(Organisation._meta.get_field(name).verbose_name)  # type: ignore[union-attr]  # a field of the table


def _stored(name: str) -> str:
    return Organisation._meta.get_field(name).attname  # type: ignore[union-attr]  # a field of the table


def _move(case: Case, record: Record, *, by: Actor, now: dt.datetime) -> None:
    """Fields, names, domains, workplaces and successors. The pointers come last, or what moves would be sent round."""
    kept, given = case.kept, filled(case)
    for row, names in given.items():
        record.note(row.pk, "filled", {name: getattr(row, _stored(name)) for name in names})
        for name in names:
            setattr(kept, _stored(name), getattr(row, _stored(name)))
    kept.advertising_protected = any(row.advertising_protected for row in case.everybody)
    names_ = [name for row in case.gone for name in (row.name, *row.former_names) if name != kept.name]
    kept.former_names = list(dict.fromkeys([*kept.former_names, *names_]))
    for row in case.gone:
        numbers = {name: value for name in ("cvr", "p_number") if (value := getattr(row, name))}
        record.note(row.pk, "numbers", numbers)
        row.cvr = row.p_number = None
        row.save(update_fields=["cvr", "p_number"])
    kept.save()
    _join_domains(case, record)
    repoint(Organisation.objects.all(), "parent", case, record)
    repoint(Organisation.objects.all(), "successor", case, record)
    repoint(Organisation.objects.all(), "merged_into", case, record)


def _join_domains(case: Case, record: Record) -> None:
    for row in case.gone:
        mine = MailDomain.objects.filter(organisation=case.kept).values("domain")
        twice = MailDomain.objects.filter(organisation=row, domain__in=mine)
        record.note(row.pk, "praktik.maildomain.twice", list(twice.values_list("domain", flat=True)))
        twice.delete()
        new = MailDomain.objects.filter(organisation=row)
        record.note(row.pk, "praktik.maildomain.organisation", list(new.values_list("pk", flat=True)))
        new.update(organisation=case.kept)


def _close(case: Case, record: Record, *, by: Actor, now: dt.datetime) -> None:
    for row in case.gone:
        row.merged_into = case.kept
        row.save(update_fields=["merged_into"])


register_part(
    Part(
        "organisations",
        10,
        {
            "praktik.organisation.parent": "the workplaces move",
            "praktik.organisation.successor": "what it succeeded is succeeded by the one that stays",
            "praktik.organisation.merged_into": "what was merged into it before leads to the one that stays",
            "praktik.maildomain.organisation": "moves; what both have is there once",
        },
        _plan,
        _move,
        counts=_counts,
    )
)
register_part(
    Part(
        "merge",
        90,
        {f"{Merge._meta.label_lower}.{name}": "the record of an earlier merge stays" for name in ("gone", "kept")},
        lambda case, now: Plan(),
        _close,
    )
)
