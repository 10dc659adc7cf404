from __future__ import annotations

import datetime as dt

import pytest
from django.db import InternalError, transaction

from praktik import dates
from praktik.applications.states import State as ApplicationState
from praktik.history.actors import SYSTEM, Role
from praktik.history.door import IllegalMove, NotYours, Refused, Stale, TooLate, moving
from praktik.history.models import Transition
from praktik.mail.models import Mail
from praktik.mail.reminders import RULES, in_need
from praktik.mail.states import State as MailState
from praktik.placements import rules, services
from praktik.placements.models import Agreement, Message, Placement, Signature
from praktik.placements.states import SignerRole, State
from praktik.placements.texts import first_texts
from praktik.rounds.states import Kind
from tests import factories
from tests.praktik.placements.make import TEXT, Case, mails, noon

pytestmark = pytest.mark.django_db


def moves(placement):
    return [(row.from_state, row.to_state, row.role) for row in Transition.objects.of(placement)]


# --- a placement and its dates ---


def test_a_placement_begins_with_a_draft_out_of_the_application_and_the_listing():
    case = Case()
    draft = case.placement.agreements.get()
    assert moves(case.placement) == [("", "drafting", "host")]
    assert (draft.version, draft.edits, draft.sent_at) == (1, 1, None)
    assert (draft.starts_on, draft.ends_on) == (case.round.week(), case.round.week() + dt.timedelta(days=4))
    assert draft.purpose == case.application.purpose
    assert draft.intern_goals == "1. At lære noget nyt"
    assert draft.host_goals == case.listing.hopes
    assert draft.practical.splitlines()[0].endswith("Havnegade 1, 8000 Aarhus C")
    assert draft.programme == [""] * case.placement.days
    assert mails("placement_created") == sorted([case.intern.email, case.host.email])


def test_the_first_wording_is_in_the_listings_language():
    da, en = Case(), Case()
    en.listing.language = "en"
    said = first_texts(en.application, en.listing)
    assert "is not a student" in said["insurance"]
    assert first_texts(da.application, da.listing)["insurance"] != said["insurance"]


def test_only_the_contacts_of_a_listing_are_written_to_while_they_act_for_the_host():
    round_ = factories.RoundFactory()
    company = factories.CompanyFactory()
    contact, other, former = factories.UserFactory(), factories.UserFactory(), factories.UserFactory()
    for user in (contact, other):
        factories.MembershipFactory(user=user, organisation=company)
    listing = factories.ListingFactory(round=round_, organisation=company)
    listing.contacts.add(contact, former)
    application = factories.ApplicationFactory(round=round_)
    week = round_.week()
    services.placement_create(
        application, listing=listing, starts_on=week, ends_on=week + dt.timedelta(days=2), by=contact, now=noon(week)
    )
    assert mails("placement_created") == sorted([application.applicant.email, contact.email])


def test_one_placement_at_a_time():
    case = Case()
    with pytest.raises(Refused, match=r"already|allerede"):
        services.placement_create(
            case.application,
            listing=case.listing,
            starts_on=case.placement.starts_on,
            ends_on=case.placement.ends_on,
            by=case.host,
            now=case.now,
        )
    assert Placement.objects.count() == 1


def test_an_application_of_another_round_is_refused():
    listing = factories.ListingFactory()
    week = listing.round.week()
    with pytest.raises(Refused):
        services.placement_create(
            factories.ApplicationFactory(), listing=listing, starts_on=week, ends_on=week, by=SYSTEM, now=noon(week)
        )


MONDAY = dt.date(2027, 9, 13)  # ISO week 37, no public holiday


@pytest.mark.parametrize(
    ("first", "last", "days"),
    [(0, 4, 5), (0, 1, 2), (1, 3, 3), (3, 6, 2), (0, 0, None), (4, 6, None), (2, 1, None), (4, 7, None), (7, 9, None)],
)
def test_dates_are_two_to_five_working_days_in_one_of_the_weeks(first, last, days):
    round_ = factories.RoundFactory(kind=Kind.ROLLING)
    listing = factories.ListingFactory(round=round_, weeks=[MONDAY])
    span = (MONDAY + dt.timedelta(days=first), MONDAY + dt.timedelta(days=last))
    if days is None:
        with pytest.raises(Refused):
            services.dates_check(listing, *span)
    else:
        assert services.dates_check(listing, *span) == days


def test_a_public_holiday_is_no_working_day():
    assert len(rules.working_days(dt.date(2027, 5, 3), dt.date(2027, 5, 7))) == 4  # Thursday is Ascension Day


def test_another_week_of_the_listing_needs_a_free_place():
    round_ = factories.RoundFactory(kind=Kind.ROLLING)
    other = MONDAY + dt.timedelta(weeks=1)
    listing = factories.ListingFactory(round=round_, weeks=[MONDAY, other], capacity=2)
    mine = factories.PlacementFactory(
        application=factories.ApplicationFactory(round=round_), listing=listing, starts_on=MONDAY
    )
    span = (other, other + dt.timedelta(days=4))
    assert services.dates_check(listing, *span, moved=mine) == 5
    factories.PlacementFactory(application=factories.ApplicationFactory(round=round_), listing=listing, starts_on=other)
    with pytest.raises(Refused):
        services.dates_check(listing, *span, moved=mine)


# --- the agreement ---


def test_either_side_may_write_and_nobody_else():
    case = Case()
    services.agreement_save(case.placement, data={"purpose": "Et"}, version=1, by=case.intern, now=case.now)
    services.agreement_save(case.placement, data={"rights": "To"}, version=2, by=case.host, now=case.now)
    draft = case.placement.agreements.draft()
    assert (draft.purpose, draft.rights, draft.edits) == ("Et", "To", 3)
    for stranger in (factories.UserFactory(), factories.UserFactory(roles={Role.CONSULTANT}), SYSTEM):
        with pytest.raises(NotYours):
            services.agreement_save(case.placement, data={"purpose": "X"}, version=3, by=stranger, now=case.now)


def test_a_stale_edit_changes_nothing():
    case = Case()
    services.agreement_save(case.placement, data={"purpose": "Et"}, version=1, by=case.intern, now=case.now)
    with pytest.raises(Stale):
        services.agreement_save(case.placement, data={"purpose": "To"}, version=1, by=case.host, now=case.now)
    assert case.placement.agreements.draft().purpose == "Et"
    with pytest.raises(Stale):
        services.agreement_send(case.placement, version=1, by=case.host, now=case.now)


def test_a_field_that_is_no_text_of_the_agreement_is_refused():
    case = Case()
    with pytest.raises(ValueError, match="sent_at"):
        services.agreement_save(case.placement, data={"sent_at": case.now}, version=1, by=case.host, now=case.now)


def test_shorter_dates_shorten_the_programme():
    case = Case().fill()
    monday = case.placement.starts_on
    data = {"ends_on": monday + dt.timedelta(days=1)}
    draft = case.placement.agreements.draft()
    services.agreement_save(case.placement, data=data, version=draft.edits, by=case.host, now=case.now)
    assert case.placement.agreements.draft().programme == [TEXT, TEXT]


@pytest.mark.parametrize("empty", [*services.REQUIRED, "programme"])
def test_an_agreement_is_not_sent_before_it_is_whole(empty):
    case = Case().fill()
    draft = case.placement.agreements.draft()
    data = {empty: ["  "] * 5 if empty == "programme" else "  "}
    services.agreement_save(case.placement, data=data, version=draft.edits, by=case.host, now=case.now)
    with pytest.raises(Refused, match=str(Agreement._meta.get_field(empty).verbose_name)):
        services.agreement_send(case.placement, by=case.intern, now=case.now)
    case.placement.refresh_from_db()
    assert case.placement.state == State.DRAFTING


def test_sending_freezes_the_version_and_asks_three():
    case = Case().sending()
    case.placement.refresh_from_db()
    assert case.placement.state == State.SIGNING
    assert case.agreement.sent_at == case.now
    asked = {signature.role: (signature.user, signature.email) for signature in case.agreement.signatures.all()}
    assert asked == {
        "intern": (case.intern, ""),
        "host": (None, ""),
        "manager": (None, case.application.manager_email),
    }
    assert mails("signature_asked") == sorted([case.intern.email, case.host.email])
    assert mails("manager_signature") == [case.application.manager_email]
    with pytest.raises(Refused):
        services.agreement_save(case.placement, data={"purpose": "X"}, version=2, by=case.intern, now=case.now)


def test_without_a_manager_nothing_is_sent():
    case = Case().fill()
    case.application.manager_email = ""
    case.application.save()
    case.placement = Placement.objects.get()
    with pytest.raises(Refused):
        services.agreement_send(case.placement, by=case.intern, now=case.now)
    assert mails("manager_signature") == []


def test_a_sent_version_cannot_be_changed_in_the_database():
    case = Case().sending()
    with pytest.raises(InternalError, match="Cannot"), transaction.atomic():
        Agreement.objects.filter(pk=case.agreement.pk).update(purpose="Forged")
    with pytest.raises(InternalError, match="Cannot"), transaction.atomic():
        Agreement.objects.filter(pk=case.agreement.pk).delete()
    assert case.agreement.purpose != "Forged"


def test_a_given_signature_cannot_be_changed_in_the_database():
    case = Case().sending().sign(SignerRole.INTERN)
    given = Signature.objects.filter(role=SignerRole.INTERN)
    for forged in ({"signed_at": None}, {"digest": "0" * 64}, {"role": SignerRole.HOST}):
        with pytest.raises(InternalError, match="Cannot"), transaction.atomic():
            given.update(**forged)
    with pytest.raises(InternalError, match="Cannot"), transaction.atomic():
        given.delete()
    assert given.get().digest == case.agreement.digest()
    given.update(user=None, name="")  # what erasure does
    assert given.get().name == ""


# --- signatures ---


def test_the_third_signature_makes_it_agreed():
    case = Case().sending().sign(SignerRole.INTERN, SignerRole.MANAGER)
    assert case.placement.state == State.SIGNING
    assert mails("agreement_agreed") == []
    case.sign(SignerRole.HOST)
    assert case.placement.state == State.AGREED
    assert moves(case.placement)[-1] == ("signing", "agreed", "host")
    assert mails("agreement_agreed") == sorted([case.intern.email, case.host.email])
    assert [(s.role, s.name, s.digest == case.agreement.digest()) for s in case.agreement.signatures.all()] == [
        ("intern", "Åse Ørsted", True),
        ("host", "Hans Vært", True),
        ("manager", "Mads", True),
    ]


def test_the_manager_may_be_the_third():
    case = Case().sending().sign(SignerRole.INTERN, SignerRole.HOST, SignerRole.MANAGER)
    assert moves(case.placement)[-1] == ("signing", "agreed", "manager")


def test_the_agreed_dates_are_the_placements():
    case = Case()
    case.fill(ends_on=case.placement.starts_on + dt.timedelta(days=2)).send()
    assert case.placement.ends_on == case.placement.starts_on + dt.timedelta(days=4)
    case.sign()
    assert (case.placement.ends_on, case.placement.days) == (case.placement.starts_on + dt.timedelta(days=2), 3)


def test_nobody_signs_for_another():
    case = Case().sending()
    digest = case.agreement.digest()
    consultant = factories.UserFactory(roles={Role.CONSULTANT})
    for role, signer in [
        (SignerRole.HOST, case.intern),
        (SignerRole.INTERN, case.host),
        (SignerRole.MANAGER, case.intern),
        (SignerRole.MANAGER, case.host),
        (SignerRole.INTERN, consultant),
        (SignerRole.HOST, factories.UserFactory()),
    ]:
        with pytest.raises(NotYours):
            services.signature_give(case.signature(role), digest=digest, by=signer, now=case.now)
    assert Signature.objects.filter(signed_at__isnull=False).count() == 0


def test_a_signature_is_for_the_text_that_was_shown():
    case = Case().sending()
    with pytest.raises(Stale):
        services.signature_give(case.signature(SignerRole.INTERN), digest="0" * 64, by=case.intern, now=case.now)
    case.sign(SignerRole.INTERN)
    with pytest.raises(Refused):
        case.sign(SignerRole.INTERN)


def test_a_version_that_was_called_back_cannot_be_signed():
    case = Case().sending()
    old, digest, secret = case.signature(SignerRole.HOST), case.agreement.digest(), case.secret()
    services.agreement_revise(case.placement, by=case.host, now=case.now)
    with pytest.raises(Refused):
        services.signature_give(old, digest=digest, by=case.host, now=case.now)
    with pytest.raises(Refused):
        services.signature_give_by_link(secret, name="Mads", digest=digest, now=case.now)
    case.fill().send()
    for shown in (digest, case.agreement.digest()):
        with pytest.raises(Refused):
            services.signature_give(old, digest=shown, by=case.host, now=case.now)


def test_a_managers_link_works_once_and_expires():
    case = Case().sending()
    digest, secret = case.agreement.digest(), case.secret()
    with pytest.raises(Refused):
        services.signature_give_by_link("x" * 43, name="Mads", digest=digest, now=case.now)
    with pytest.raises(TooLate):
        services.signature_give_by_link(secret, name="Mads", digest=digest, now=case.now + rules.LINK_LASTS)
    services.signature_give_by_link(secret, name="Mads", digest=digest, now=case.now)
    with pytest.raises(Refused):
        services.signature_give_by_link(secret, name="Mads", digest=digest, now=case.now)


def test_a_new_link_ends_the_old_one():
    case = Case().sending()
    old = case.secret()
    manager = case.signature(SignerRole.MANAGER)
    with pytest.raises(Refused):
        services.signature_link_resend(manager, by=None, now=case.now)
    with pytest.raises(NotYours):
        services.signature_link_resend(manager, by=factories.UserFactory(), now=case.now)
    services.signature_link_resend(manager, by=case.intern, now=case.now)
    assert case.secret() != old
    assert services.signature_by_secret(old) is None
    assert list(Mail.objects.filter(kind="manager_signature").order_by("pk").values_list("state", flat=True)) == [
        MailState.SUPERSEDED,
        MailState.QUEUED,
    ]
    late = case.now + rules.LINK_LASTS
    services.signature_link_resend(manager, by=None, now=late)
    services.signature_give_by_link(case.secret(), name="Mads", digest=case.agreement.digest(), now=late)
    with pytest.raises(Refused):
        services.signature_link_resend(manager, by=case.intern, now=late)


# --- a change after signing ---


def test_a_change_while_signatures_are_out_calls_them_back():
    case = Case().sending().sign(SignerRole.INTERN)
    services.agreement_revise(case.placement, by=case.host, now=case.now)
    case.placement.refresh_from_db()
    assert case.placement.state == State.DRAFTING
    assert case.placement.agreements.draft().version == 2
    assert mails("agreement_revised") == sorted([case.intern.email, case.host.email])
    assert Mail.objects.get(kind="manager_signature").state == MailState.SUPERSEDED
    case.fill(purpose="Noget andet").send()
    assert case.agreement.version == 2
    assert case.agreement.signatures.filter(signed_at__isnull=False).count() == 0


def test_a_signed_version_stays_in_force_until_the_next_is_sent():
    case = Case().agreed()
    first = case.agreement
    services.agreement_revise(case.placement, by=case.intern, now=case.now)
    case.placement.refresh_from_db()
    assert case.placement.state == State.AGREED
    case.fill(purpose="Noget andet").send()
    case.placement.refresh_from_db()
    assert case.placement.state == State.SIGNING
    first.refresh_from_db()
    assert first.purpose == case.application.purpose
    assert first.signatures.filter(signed_at__isnull=False).count() == 3
    case.sign()
    assert (case.placement.state, case.agreement.version) == (State.AGREED, 2)


def test_there_is_one_draft_at_a_time():
    case = Case().agreed()
    services.agreement_revise(case.placement, by=case.intern, now=case.now)
    with pytest.raises(Refused):
        services.agreement_revise(case.placement, by=case.host, now=case.now)
    with pytest.raises(NotYours):
        services.agreement_revise(case.placement, by=factories.UserFactory(), now=case.now)


# --- the clock, and the end ---


def test_the_look_starts_and_completes_by_the_date_in_denmark():
    case = Case().agreed()
    start, end = case.placement.starts_on, case.placement.ends_on
    midnight = noon(start) - dt.timedelta(hours=12)
    assert services.placements_look(midnight - dt.timedelta(minutes=1)) == 0
    assert services.placements_look(midnight) == 1
    assert services.placements_look(midnight) == 0
    assert services.placements_look(dates.end_of_day(end)) == 0
    assert services.placements_look(noon(end) + dt.timedelta(hours=12)) == 1
    case.placement.refresh_from_db()
    assert moves(case.placement)[-2:] == [("agreed", "under_way", "system"), ("under_way", "completed", "system")]
    assert mails("placement_completed") == sorted([case.intern.email, case.host.email])


def test_nothing_unsigned_starts():
    case = Case().sending()
    assert services.placements_look(noon(case.placement.ends_on)) == 0


def test_the_host_closes_on_the_last_day_and_not_before():
    case = Case().under_way()
    with pytest.raises(Refused):
        services.placement_complete(case.placement, by=case.host, now=case.now)
    last = noon(case.placement.ends_on)
    with pytest.raises(NotYours):
        services.placement_complete(case.placement, by=case.intern, now=last)
    services.placement_complete(case.placement, by=case.host, now=last)
    with pytest.raises(IllegalMove):
        services.placement_complete(case.placement, by=case.host, now=last)


def test_a_placement_does_not_start_before_its_day():
    case = Case().agreed()
    with pytest.raises(Refused):
        services.placement_start(case.placement, by=SYSTEM, now=case.now)


@pytest.mark.parametrize("by", ["intern", "host"])
def test_calling_it_off_tells_both_and_the_manager(by):
    case = Case().sending()
    services.placement_cancel(case.placement, why=" Syg ", by=getattr(case, by), now=case.now)
    case.placement.refresh_from_db()
    last = Transition.objects.of(case.placement).last()
    assert (last.to_state, last.why) == ("cancelled", "Syg")
    assert mails("placement_ended") == sorted([case.intern.email, case.host.email])
    assert mails("placement_ended_manager") == [case.application.manager_email]
    assert Mail.objects.get(kind="manager_signature").state == MailState.SUPERSEDED
    assert "Syg" not in "".join(Mail.objects.values_list("text", flat=True))


def test_a_manager_who_has_heard_nothing_hears_nothing():
    case = Case()
    services.placement_cancel(case.placement, why="Syg", by=case.intern, now=case.now)
    assert mails("placement_ended_manager") == []


def test_how_a_placement_ends_early_depends_on_the_day():
    case = Case().agreed()
    for end in (services.placement_no_show, services.placement_break_off):
        with pytest.raises(Refused):
            end(case.placement, why="Kom ikke", by=case.host, now=case.now)
    with pytest.raises(Refused):
        services.placement_cancel(case.placement, why="  ", by=case.host, now=case.now)
    case = Case().under_way()
    with pytest.raises(Refused):
        services.placement_cancel(case.placement, why="Syg", by=case.host, now=case.now)
    with pytest.raises(NotYours):
        services.placement_no_show(case.placement, why="Kom ikke", by=case.intern, now=case.now)
    services.placement_no_show(case.placement, why="Kom ikke", by=case.host, now=case.now)
    case = Case().under_way()
    services.placement_break_off(case.placement, why="Syg", by=case.intern, now=case.now)
    case.placement.refresh_from_db()
    assert case.placement.state == State.BROKEN_OFF


@pytest.mark.parametrize(("stage", "ends"), [("sending", State.CANCELLED), ("under_way", State.BROKEN_OFF)])
def test_whoever_withdraws_the_application_withdraws_from_the_placement(stage, ends):
    case = getattr(Case(), stage)()
    case.application.state = ApplicationState.PLACED
    case.application.save()
    with moving(case.application, ApplicationState.WITHDRAWN, by=case.intern, now=case.now, why="Nyt job"):
        pass
    case.placement.refresh_from_db()
    assert case.placement.state == ends
    assert Transition.objects.of(case.placement).last().why == "Nyt job"


def test_an_application_cannot_be_withdrawn_once_its_placement_is_completed():
    case = Case().under_way()
    services.placement_complete(case.placement, by=SYSTEM, now=case.now + dt.timedelta(days=7))
    case.application.refresh_from_db()
    case.application.state = ApplicationState.PLACED
    case.application.save()
    with (
        pytest.raises(Refused, match="gennemført"),
        moving(case.application, ApplicationState.WITHDRAWN, by=case.intern, now=case.now, why="Nyt job"),
    ):
        pass
    case.application.refresh_from_db()
    assert case.application.state == ApplicationState.PLACED


# --- messages ---


def test_a_message_tells_the_other_side_that_there_is_one():
    case = Case()
    services.message_send(case.placement, text="Hemmeligt indhold", by=case.intern, now=case.now)
    assert mails("message_new") == [case.host.email]
    services.message_send(case.placement, text="Svar", by=case.host, now=case.now)
    assert mails("message_new") == sorted([case.host.email, case.intern.email])
    assert "Hemmeligt" not in "".join(Mail.objects.values_list("html", flat=True))
    assert list(Message.objects.values_list("author", "text")) == [
        (case.intern.pk, "Hemmeligt indhold"),
        (case.host.pk, "Svar"),
    ]


def test_others_do_not_write_and_nobody_does_when_it_came_to_nothing():
    case = Case()
    for stranger in (factories.UserFactory(), factories.UserFactory(roles={Role.CONSULTANT})):
        with pytest.raises(NotYours):
            services.message_send(case.placement, text="Hej", by=stranger, now=case.now)
    with pytest.raises(Refused):
        services.message_send(case.placement, text="  ", by=case.intern, now=case.now)
    services.placement_cancel(case.placement, why="Syg", by=case.intern, now=case.now)
    with pytest.raises(Refused):
        services.message_send(case.placement, text="Hej", by=case.intern, now=case.now)
    assert Message.objects.count() == 0


def test_reminders_to_sign_are_about_the_version_that_is_out_alone():
    case = Case().sending()
    case.listing.contacts.set([case.host])
    services.agreement_revise(case.placement, by=case.intern, now=case.now)
    case.fill(purpose="Nyt").send()
    for kind, role in (
        ("agreement_reminder", SignerRole.INTERN),
        ("agreement_reminder_host", SignerRole.HOST),
        ("manager_signature_reminder", SignerRole.MANAGER),
    ):
        assert list(in_need(RULES[kind], case.now)) == [case.signature(role)], kind
    late = case.now + rules.LINK_LASTS
    assert list(in_need(RULES["manager_signature_reminder"], late)) == []
    case.sign(SignerRole.HOST)
    assert list(in_need(RULES["agreement_reminder_host"], case.now)) == []
