"""What an agreement says before anybody has written in it: taken from the application and the listing, and the
programme's own wording for what is the same everywhere. In the listing's working language."""

from __future__ import annotations

from django.utils import translation
from django.utils.translation import gettext as _

from praktik.applications.models import Application
from praktik.listings.models import Listing


def first_texts(application: Application, listing: Listing) -> dict[str, str]:
    """The text fields of the first version. Two queries: the goals, and the host's address."""
    goals = application.goals.values_list("text", flat=True)
    with translation.override(listing.language):
        return {
            "purpose": application.purpose,
            "intern_goals": "\n".join(f"{number}. {goal}" for number, goal in enumerate(goals, start=1)),
            "host_goals": listing.hopes,
            "practical": _practical(listing),
            "confidentiality": _(
                "The intern keeps what the host shows in confidence, also after the placement. The host does the "
                "same for what it learns of the home workplace. The intern's duty of confidentiality as a public "
                "employee goes along into the company. Documents stay where they belong, unless both agree in writing."
            ),
            "expenses": _(
                "The home workplace pays for travel, meals and lodging. The host gives no gifts and pays no wages. "
                "Coffee and lunch together with the host's own staff are fine."
            ),
            "insurance": _(
                "The intern is still employed and paid by the home workplace during the placement, and is not a "
                "student. The home workplace's rules on working hours and insurance hold; by signing, the manager "
                "confirms that they cover the days at the host. Before the first day the host tells what is needed "
                "of access cards, IT and security clearance."
            ),
            "rights": _(
                "Nobody takes pictures without asking. What the intern makes during the placement, both sides may "
                "use, unless they agree on something else here."
            ),
            "ending": _(
                "Either side may end the placement early: write to the other side and to the programme, and say why. "
                "The intern then goes back to work at home."
            ),
        }


def _practical(listing: Listing) -> str:
    organisation = listing.organisation
    place = ", ".join(
        part for part in (organisation.address, f"{organisation.postcode} {organisation.city}") if part.strip()
    )
    lines = [
        _("Place: %(place)s") % {"place": place},
        _("Working hours:"),
        _("Whom to ask for on the first day:"),
        listing.practical,
    ]
    return "\n".join(line for line in lines if line)
