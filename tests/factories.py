"""One valid row of each model, made without the services: what a test is about is what it names."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import factory
from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

from evaluations.models import Evaluation, Story
from evaluations.states import Phase, Respondent, StoryState
from evaluations.states import State as EvaluationState
from matching.models import MatchRun, Offer
from praktik import clock, dates
from praktik.alerts.models import Alert
from praktik.applications.models import Application, LearningGoal, Wish
from praktik.applications.states import State as ApplicationState
from praktik.applications.states import WishKind
from praktik.history.actors import Role
from praktik.listings.models import Listing
from praktik.listings.states import State as ListingState
from praktik.organisations.models import Membership, Organisation
from praktik.organisations.states import MembershipRole
from praktik.organisations.states import State as MembershipState
from praktik.people.models import User
from praktik.people.services import user_set_roles
from praktik.placements.models import Placement
from praktik.rounds.models import Milestone, Round
from praktik.rounds.states import Kind, MilestoneKind
from praktik.rounds.states import State as RoundState
from praktik.workshops.models import Attendance, Workshop
from praktik.workshops.states import State as WorkshopState


class UserFactory(factory.django.DjangoModelFactory):
    """An active user with a verified address; ``roles={Role.CONSULTANT}`` makes staff with a second factor."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"person{n}@demo.example")
    name = factory.Sequence(lambda n: f"Person {n}")

    @classmethod
    def _create(cls, model_class, *args, roles=(), second_factor=True, password="a long enough password", **fields):  # noqa: S107 -- a test's
        user = User.objects.create_user(fields.pop("email"), password, **fields)
        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
        if roles:
            user_set_roles(user, [Role(role) for role in roles])
            if second_factor:
                TOTP.activate(user, generate_totp_secret())
        return user


def _cvrs() -> Iterator[str]:
    for head in range(9_000_000, 9_999_999):
        check = -sum(int(d) * w for d, w in zip(str(head), (2, 7, 6, 5, 4, 3, 2), strict=True)) % 11
        if check != 10:
            yield f"{head}{check}"


_CVRS, _MADE = _cvrs(), []


def cvr(number: int) -> str:
    """The ``number``-th CVR number that begins with 9 and passes modulus 11."""
    while len(_MADE) <= number:
        _MADE.append(next(_CVRS))
    return _MADE[number]


class CompanyFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Organisation

    name = factory.Sequence(lambda n: f"Virksomhed {n} A/S")
    cvr = factory.Sequence(cvr)
    sector_id = "private"
    about_da = "Vi bygger ting."
    created_at = factory.LazyFunction(clock.real)


class WorkplaceFactory(factory.django.DjangoModelFactory):
    """A public workplace with a CVR number of its own."""

    class Meta:
        model = Organisation

    name = factory.Sequence(lambda n: f"Kommune {n}")
    sector_id = "municipality"
    created_at = factory.LazyFunction(clock.real)


class MembershipFactory(factory.django.DjangoModelFactory):
    """A confirmed contact of a company."""

    class Meta:
        model = Membership

    user = factory.SubFactory(UserFactory)
    organisation = factory.SubFactory(CompanyFactory)
    role = MembershipRole.CONTACT
    state = MembershipState.CONFIRMED
    requested_at = factory.LazyFunction(clock.real)


class RoundFactory(factory.django.DjangoModelFactory):
    """A fixed-week round that is open; ``weeks_ahead`` is when its week begins, counted from this Monday."""

    class Meta:
        model = Round
        skip_postgeneration_save = True

    name_da = factory.Sequence(lambda n: f"Runde {n}")
    name_en = factory.Sequence(lambda n: f"Round {n}")
    slug = factory.Sequence(lambda n: f"round-{n}")
    kind = Kind.FIXED_WEEK
    state = RoundState.OPEN
    applicant_sectors = ("state", "region", "municipality", "other_public")
    host_sectors = ("private",)
    seed = "5eed" * 8

    @factory.post_generation
    def dates(self, create, extracted, *, weeks_ahead=8, **kwargs):
        """``dates={MilestoneKind.CLOSES: …}`` sets single ones, None leaves one out."""
        monday = dates.monday(clock.today())
        day = lambda weeks, days=0: dates.end_of_day(monday + dt.timedelta(weeks=weeks, days=days))  # noqa: E731
        milestones = {
            MilestoneKind.OPENS: day(-2),
            MilestoneKind.CLOSES: day(3),
            MilestoneKind.MANAGERS: day(4),
            MilestoneKind.LISTINGS_CLOSE: day(4),
            MilestoneKind.STARTS: day(weeks_ahead) - dt.timedelta(hours=23),
            MilestoneKind.ENDS: day(weeks_ahead, 4),
            MilestoneKind.EVALUATED: day(weeks_ahead + 30),
        } | (extracted or {})
        Milestone.objects.bulk_create(Milestone(round=self, kind=kind, at=at) for kind, at in milestones.items() if at)


class ListingFactory(factory.django.DjangoModelFactory):
    """Published; its one week is the round's."""

    class Meta:
        model = Listing

    round = factory.SubFactory(RoundFactory)
    organisation = factory.SubFactory(CompanyFactory)
    state = ListingState.PUBLISHED
    title = factory.Sequence(lambda n: f"Opslag {n}")
    about = "Vi bygger ting."
    task = "Følg et hold fra ide til drift."
    offers = "En plads ved bordet."
    hopes = "At forstå hverdagen i en kommune."
    weeks = factory.LazyAttribute(lambda listing: [week] if (week := listing.round.week()) else [])
    published_at = factory.LazyFunction(clock.real)


class ApplicationFactory(factory.django.DjangoModelFactory):
    """Complete, and in the pool."""

    class Meta:
        model = Application
        skip_postgeneration_save = True

    round = factory.SubFactory(RoundFactory)
    applicant = factory.SubFactory(UserFactory)
    state = ApplicationState.ELIGIBLE
    workplace = factory.SubFactory(WorkplaceFactory)
    job_title = "Konsulent"
    purpose = "Jeg vil se, hvordan andre gør."
    task = "Vi skal digitalisere en arbejdsgang."
    brings = "Kendskab til en kommunes hverdag."
    weeks = factory.LazyAttribute(lambda application: [week] if (week := application.round.week()) else [])
    manager_name = "Mads Manager"
    manager_email = factory.Sequence(lambda n: f"manager{n}@kommune.demo.example")
    conflicts_asked = True
    created_at = factory.LazyFunction(clock.real)
    submitted_at = factory.LazyFunction(clock.real)

    @factory.post_generation
    def goals(self, create, extracted, **kwargs):
        for position, text in enumerate(extracted or ["At lære noget nyt"], start=1):
            LearningGoal.objects.create(application=self, position=position, text=text)


class WishFactory(factory.django.DjangoModelFactory):
    """The next wish in rank, for a published listing of the same round."""

    class Meta:
        model = Wish

    application = factory.SubFactory(ApplicationFactory)
    rank = factory.LazyAttribute(lambda wish: wish.application.wishes.count() + 1)
    kind = WishKind.LISTING
    listing = factory.Maybe(
        factory.LazyAttribute(lambda wish: wish.kind == WishKind.LISTING),
        factory.SubFactory(ListingFactory, round=factory.SelfAttribute("..application.round")),
        None,
    )


class MatchRunFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = MatchRun

    round = factory.SubFactory(RoundFactory)
    asked_at = factory.LazyFunction(clock.real)


class OfferFactory(factory.django.DjangoModelFactory):
    """Open, with a week left; the application is matched."""

    class Meta:
        model = Offer

    application = factory.SubFactory(ApplicationFactory, state=ApplicationState.MATCHED)
    listing = factory.SubFactory(ListingFactory, round=factory.SelfAttribute("..application.round"))
    rank = 1
    offered_at = factory.LazyFunction(clock.real)
    deadline = factory.LazyAttribute(lambda offer: offer.offered_at + dt.timedelta(days=7))

    @classmethod
    def _create(cls, model_class, *args, **fields):
        Application.objects.filter(pk=fields["application"].pk).update(state=ApplicationState.MATCHED)
        fields["application"].state = ApplicationState.MATCHED
        return super()._create(model_class, *args, **fields)


class PlacementFactory(factory.django.DjangoModelFactory):
    """Its agreement is being written; the application is placed."""

    class Meta:
        model = Placement

    application = factory.SubFactory(ApplicationFactory, state=ApplicationState.PLACED)
    listing = factory.SubFactory(ListingFactory, round=factory.SelfAttribute("..application.round"))
    starts_on = factory.LazyAttribute(
        lambda placement: placement.listing.round.week() or dates.monday(clock.today() + dt.timedelta(weeks=8))
    )
    ends_on = factory.LazyAttribute(lambda placement: placement.starts_on + dt.timedelta(days=4))
    created_at = factory.LazyFunction(clock.real)

    @classmethod
    def _create(cls, model_class, *args, **fields):
        Application.objects.filter(pk=fields["application"].pk).update(state=ApplicationState.PLACED)
        fields["application"].state = ApplicationState.PLACED
        return super()._create(model_class, *args, **fields)


class EvaluationFactory(factory.django.DjangoModelFactory):
    """Open: the intern's, after the placement."""

    class Meta:
        model = Evaluation

    placement = factory.SubFactory(PlacementFactory)
    phase = Phase.T1
    respondent = Respondent.INTERN
    instrument = "2027-1"
    state = EvaluationState.OPEN
    opens_at = factory.LazyFunction(clock.real)
    closes_at = factory.LazyAttribute(lambda evaluation: evaluation.opens_at + dt.timedelta(days=14))


class StoryFactory(factory.django.DjangoModelFactory):
    """Published, with consent to the story and to nothing else."""

    class Meta:
        model = Story

    placement = factory.SubFactory(PlacementFactory)
    person = factory.SelfAttribute("placement.application.applicant")
    state = StoryState.PUBLISHED
    title_da = factory.Sequence(lambda n: f"Fortælling {n}")
    text_da = "Vi lærte noget."
    story_consent_at = factory.LazyFunction(clock.real)
    published_at = factory.LazyFunction(clock.real)
    created_at = factory.LazyFunction(clock.real)


class WorkshopFactory(factory.django.DjangoModelFactory):
    """Announced, three weeks ahead, for three hours."""

    class Meta:
        model = Workshop

    round = factory.SubFactory(RoundFactory)
    state = WorkshopState.ANNOUNCED
    title_da = "Åbningsworkshop"
    title_en = "Opening workshop"
    starts_at = factory.LazyFunction(lambda: clock.real() + dt.timedelta(weeks=3))
    ends_at = factory.LazyAttribute(lambda workshop: workshop.starts_at + dt.timedelta(hours=3))
    place = "Havnegade 12"


class AttendanceFactory(factory.django.DjangoModelFactory):
    """An intern who has not answered."""

    class Meta:
        model = Attendance

    workshop = factory.SubFactory(WorkshopFactory)
    user = factory.SubFactory(UserFactory)
    side = "intern"
    invited_at = factory.LazyFunction(clock.real)


class AlertFactory(factory.django.DjangoModelFactory):
    """Of every new listing."""

    class Meta:
        model = Alert

    user = factory.SubFactory(UserFactory)
    kind = "listings"
    created_at = factory.LazyFunction(clock.real)
