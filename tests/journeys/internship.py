"""The internship of the founding case: from the offer to the report."""

from __future__ import annotations

from collections.abc import Iterator

from tests.journeys.case import BOSS, DAY, JEPPE, ULLA, Case
from tests.journeys.site import Walker

# --- the offer ----------------------------------------------------------------------------------------------------


def both_say_yes(case: Case) -> None:
    ulla, jeppe = case.who("ansoeger"), case.who("vaert")
    ulla.go(case.site.letter(ULLA, "/offers/").link("/offers/"))
    ulla.look("tilbud")
    assert JEPPE not in ulla.page.content(), "contact details before both have said yes"
    ulla.press("Sig ja")
    ulla.look("tilbud-sagt-ja")
    jeppe.go(case.site.letter(JEPPE, "/offers/").link("/offers/"))
    jeppe.look("tilbud")
    assert ULLA not in jeppe.page.content(), "contact details before both have said yes"
    jeppe.press("Sig ja")
    jeppe.look("tilbud-begge-ja")


# --- the agreement ------------------------------------------------------------------------------------------------

PROGRAMME = (
    "Velkomst. Med i supporten fra kl. 10.",
    "Besøg på en skole: to timer på bagerste række.",
    "Besøg hos en kommune, der bruger platformen.",
    "Endnu en skole, og skitser om eftermiddagen.",
    "Det hele på bordet.",
)


def they_align_expectations(case: Case) -> None:
    jeppe, ulla = case.who("vaert"), case.who("ansoeger")
    jeppe.go(case.site.letter(JEPPE, "/placement/").link("/placement/"))
    jeppe.look("forloeb")
    jeppe.follow("Skriv i kladden")
    for number, text in enumerate(PROGRAMME, start=1):
        jeppe.page.fill(f"[name=day_{number}]", text)
    jeppe.fill(
        practical="Kridtgade 14, kl. 9-16. Spørg efter Jeppe.", host_goals="At høre, hvordan en styrelse tænker."
    )
    jeppe.look("aftale")
    jeppe.press("Gem kladden")
    ulla.go(case.site.letter(ULLA, "/placement/").link("/placement/"))
    ulla.look("forloeb")
    ulla.fill(text="Tak! Skal jeg læse noget, inden jeg kommer?")
    ulla.press("Send beskeden")
    case.site.letter(JEPPE, "besked")
    jeppe.go(jeppe.page.url)
    jeppe.look("forloeb-med-besked")
    jeppe.press("Send til underskrift")


def three_people_sign(case: Case) -> None:
    ulla, jeppe, peter = case.who("ansoeger"), case.who("vaert"), case.who("leder")
    for walker, address in ((ulla, ULLA), (jeppe, JEPPE)):
        walker.go(case.site.letter(address, "skriv under").link("/placement/"))
        walker.follow("Læs og skriv under")
        walker.page.check("[name=read]")
        walker.look("underskriv")
        walker.press("Skriv under")
    peter.go(case.site.letter(BOSS, "/sign/").link("/sign/"))
    peter.page.check("[name=read]")
    peter.fill(name="Peter Rosenkær")
    peter.look("underskriv")
    peter.press("Skriv under")
    peter.look("underskrevet")
    ulla.go("/my/")
    ulla.look("min-side-aftalt")


# --- the five days, and after ---------------------------------------------------------------------------------------


def five_days_go_by(case: Case) -> None:
    case.site.travel_to(f"{case.week:%Y-%m-%d}T10:00")
    ulla = case.who("ansoeger")
    ulla.until("/my/", "I gang")
    ulla.look("min-side-i-gang")
    case.site.travel_to(f"{case.week + 5 * DAY:%Y-%m-%d}T10:00")
    ulla.until("/my/", "efter praktikken")
    ulla.look("min-side-gennemfoert")


def _questionnaires(case: Case, having: str) -> Iterator[tuple[str, Walker]]:
    """Everybody who is asked opens the questionnaire by the link in the mail."""
    for who, address in (("ansoeger", ULLA), ("vaert", JEPPE), ("leder", BOSS)):
        path = "/evaluate/" if who == "leder" else "/evaluation/"
        walker = case.who(who)
        walker.go(case.site.letter(address, path if who == "leder" else having).link(path))
        yield who, walker


def _send_answers(walker: Walker, title: str) -> None:
    walker.look(title)
    walker.press("Send svarene")
    walker.look(f"{title}-sendt")


def they_say_what_they_hope_for(case: Case) -> None:
    for _who, walker in _questionnaires(case, "Før praktikken"):
        walker.fill(purpose="At se lærernes hverdag fra platformens side.")
        _send_answers(walker, "foer")


def all_three_evaluate(case: Case) -> None:
    for who, walker in _questionnaires(case, "Efter praktikken"):
        walker.page.select_option("[name=recommend]", "10")
        if who != "leder":
            walker.page.check("[name=satisfied][value='5']")
            walker.fill(learnt="Noget, jeg ikke kunne have læst mig til.")
        if who == "ansoeger":
            walker.fill(action_1="Tage de to krav op i næste revision")
        _send_answers(walker, "efter")


def three_months_later(case: Case) -> None:
    """What the intern meant to do comes back as a question."""
    case.site.travel_to(f"{case.week + 98 * DAY:%Y-%m-%d}T10:00")
    for who, walker in _questionnaires(case, "tre måneder"):
        if who == "ansoeger":
            walker.says("Tage de to krav op i næste revision")
            walker.page.check("[name=status_1][value='0']")
        if who != "leder":
            walker.page.check("[name=benefit][value='1']")
        _send_answers(walker, "tre-maaneder")


def the_report_shows_it(case: Case) -> None:
    karen, visitor = case.who("konsulent"), case.who("besoegende")
    karen.go("/report/")
    karen.look("rapporter")
    karen.onto("main a[href*='/report/']")
    karen.look("rapport")
    assert karen.page.locator("main").inner_text().count("100 %") >= 2, "both would recommend it"
    visitor.go("/")
    visitor.look("forside-til-sidst")


STEPS = (
    both_say_yes, they_align_expectations, three_people_sign, they_say_what_they_hope_for, five_days_go_by,
    all_three_evaluate, three_months_later, the_report_shows_it,
)  # fmt: skip
