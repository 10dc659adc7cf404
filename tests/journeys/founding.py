"""The case the programme was founded on, walked by five people through their browsers and their mails.

Each step is a function of :class:`Case`, in order; a test may do something nasty between two of them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field

import holidays
from playwright.sync_api import Browser

from tests.journeys.site import Site, Walker, totp

PASSWORD = "en ganske lang kode til demoen"
DAY = dt.timedelta(days=1)


@dataclass
class Case:
    browser: Browser
    site: Site
    today: dt.date = field(default_factory=dt.date.today)
    people: dict[str, Walker] = field(default_factory=dict)
    # Whether every page is held to axe, both widths and the console on the way.
    looking: bool = True

    @property
    def week(self) -> dt.date:
        """The Monday of the placements, eight weeks on or later: a week without a public holiday."""
        monday = self.today - self.today.weekday() * DAY + 56 * DAY
        while any(monday + n * DAY in holidays.country_holidays("DK") for n in range(5)):
            monday += 7 * DAY
        return monday

    def who(self, name: str) -> Walker:
        if name not in self.people:
            self.people[name] = Walker(self.browser, self.site, name, looking=self.looking)
        return self.people[name]

    def tell(self, step: str) -> None:
        """What everybody sees at the moment, for whoever reads a failed test."""
        for walker in self.people.values():
            print(
                f"--- {step}: {walker.name} is at {walker.page.url}\n{walker.page.locator('body').inner_text()[:1500]}"
            )

    def close(self) -> None:
        for walker in self.people.values():
            walker.close()


# --- the desk -----------------------------------------------------------------------------------------------------


def consultant_logs_in(case: Case) -> None:
    walker, login = case.who("konsulent"), case.site.login("consultant")
    walker.go(login["page"])
    walker.look("log-ind")
    walker.fill(login=login["email"], password=login["password"])
    walker.press("Log ind")
    walker.fill(code=totp(login["totp"]))
    walker.look("anden-faktor")
    walker.press("Log ind")
    walker.page.wait_for_url("**/admin/")
    walker.look("skrivebord")


def consultant_registers_the_agency(case: Case) -> None:
    walker = case.who("konsulent")
    walker.go("/admin/praktik/organisation/add/")
    page = walker.page
    page.fill("[name=name]", "Styrelsen for Digital Læring")
    page.select_option("[name=sector]", "state")
    page.locator("#mail_domains-group .add-row a").click()
    page.fill("[name=mail_domains-0-domain]", "demo.example")
    walker.look("organisation", ours=False)
    walker.onto("[name=_save]")
    page.wait_for_url("**/admin/praktik/organisation/")


def consultant_opens_a_round(case: Case) -> None:
    walker = case.who("konsulent")
    walker.go("/admin/praktik/round/add/")
    page = walker.page
    year, week, _weekday = case.week.isocalendar()
    page.fill("[name=name_da]", f"Vinterpraktik {year}")
    page.fill("[name=name_en]", f"Winter internship {year}")
    page.fill("[name=slug]", f"uge-{week}-{year}")
    for sector in ("state", "region", "municipality"):
        page.check(f"[name=applicant_sectors][value={sector}]")
    page.check("[name=host_sectors][value=private]")
    ends = case.week + 4 * DAY
    dates = {
        "opens": (case.today - DAY, "09:00"),
        "closes": (case.today + 14 * DAY, "23:59"),
        "managers": (case.today + 21 * DAY, "23:59"),
        "listings_close": (case.today + 21 * DAY, "23:59"),
        "starts": (case.week, "08:00"),
        "ends": (ends, "16:00"),
    }
    for number, (kind, (day, time)) in enumerate(dates.items()):
        page.locator("#milestones-group .add-row a").click()
        page.select_option(f"[name=milestones-{number}-kind]", kind)
        page.fill(f"[name=milestones-{number}-at_0]", f"{day:%d.%m.%Y}")
        page.fill(f"[name=milestones-{number}-at_1]", time)
    walker.look("runde", ours=False)
    walker.onto("[name=_save]")
    page.wait_for_url("**/admin/praktik/round/")
    walker.look("runder", ours=False)


def the_clock_opens_it(case: Case) -> None:
    """Nobody presses a button: the date has come, and beat looks."""
    visitor = case.who("besoegende")
    visitor.until("/", "Vinterpraktik")
    visitor.look("forside")


# --- the applicant ------------------------------------------------------------------------------------------------

ULLA = "ulla.engtoft@demo.example"
BOSS = "peter.rosenkaer@demo.example"


def sign_up(case: Case, who: str, *, name: str, address: str) -> None:
    """An account, confirmed by the code in the mail, and logged in by it."""
    walker = case.who(who)
    walker.onto(walker.page.locator("header").get_by_role("link", name="Opret konto"))
    walker.look("opret-konto")
    walker.fill(name=name, email=address, password1=PASSWORD, password2=PASSWORD)
    walker.press("Opret konto")
    walker.page.wait_for_url("**/confirm-email/")
    walker.look("bekraeft")
    walker.fill(code=case.site.letter(address, "kode").code())
    walker.onto("main button[type=submit]")


def log_in(case: Case, who: str, address: str) -> None:
    walker = case.who(who)
    walker.fill(login=address, password=PASSWORD)
    walker.press("Log ind")


def applicant_signs_up(case: Case) -> None:
    ulla = case.who("ansoeger")
    ulla.go("/")
    sign_up(case, "ansoeger", name="Ulla Engtoft", address=ULLA)
    ulla.go("/my/")
    ulla.look("min-side")


def applicant_fills_in_the_application(case: Case) -> None:
    ulla = case.who("ansoeger")
    ulla.go("/my/")
    ulla.follow("Søg")
    ulla.look("ansoegning-start")
    ulla.press("Begynd ansøgningen")
    ulla.page.fill("[name=q]", "digital læring")
    ulla.press("Søg")
    ulla.fill(job_title="Chefkonsulent")
    ulla.page.get_by_label("Styrelsen for Digital Læring").check()
    ulla.look("ansoegning-om-dig")
    ulla.press("Gem og fortsæt")
    ulla.fill(
        purpose="Vi laver regler for lærernes digitale hverdag. Jeg vil se den fra dem, der bygger den platform, "
        "lærerne åbner hver morgen.",
        task="Jeg sidder med et projekt om, hvad der tager lærernes tid, når de skifter mellem systemer.",
    )
    ulla.look("ansoegning-opgave")
    ulla.press("Gem og fortsæt")
    ulla.fill(goal_1="At se, hvordan en virksomhed vælger, hvad den bygger næste gang", brings="Tolv år i styrelsen.")
    ulla.fill(goal_2="At komme ud på skoler sammen med nogen, der ikke er fra en myndighed")
    ulla.look("ansoegning-maal")
    ulla.press("Gem og fortsæt")
    ulla.look("ansoegning-hvornaar")
    ulla.press("Gem og fortsæt")


def applicant_wishes_for_the_company(case: Case) -> None:
    """The company is not in the system. That is the point."""
    ulla = case.who("ansoeger")
    ulla.look("oensker-tomme")
    ulla.page.fill("[name=company-company_name]", "Tavlebro")
    ulla.page.fill("[name=company-why]", "Det er dem, lærerne åbner først.")
    ulla.press("Tilføj virksomheden")
    ulla.says("Tavlebro")
    ulla.page.check("[name=open-themes][value=learning]")
    ulla.press("Tilføj det åbne ønske")
    ulla.look("oensker")
    ulla.follow("Fortsæt")


def applicant_sends_it_in(case: Case) -> None:
    ulla = case.who("ansoeger")
    for leg in ("impartiality", "confidentiality", "procurement"):
        ulla.page.check(f"[name={leg}][value=no]")
    ulla.look("habilitet")
    ulla.press("Gem og fortsæt")
    ulla.fill(manager_name="Peter Rosenkær", manager_email=BOSS)
    ulla.look("leder")
    ulla.press("Gem og fortsæt")
    ulla.look("gennemse")
    ulla.press("Send ansøgningen")
    ulla.look("sendt")
    case.site.letter(ULLA, "ansøgning")


# --- the manager --------------------------------------------------------------------------------------------------


def manager_says_yes(case: Case) -> None:
    """The manager has no account: the link in the mail is all there is, and it works once."""
    peter = case.who("leder")
    link = case.site.letter(BOSS, "/manager/").link("/manager/")
    peter.go(link)
    peter.look("svar")
    peter.page.check("[name=released][value=yes]")
    for leg in ("impartiality", "confidentiality", "procurement"):
        peter.page.check(f"[name={leg}][value=no]")
    peter.fill(comment="God idé, og den kommer på det rigtige tidspunkt.")
    peter.press("Send svaret")
    peter.look("tak")
    peter.go(link)
    peter.look("brugt-link")
    case.site.letter(ULLA, "leder")
    ulla = case.who("ansoeger")
    ulla.go("/my/")
    ulla.look("min-side-frigivet")
    ulla.says("Klar til matching")


# --- recruitment --------------------------------------------------------------------------------------------------

JEPPE = "jeppe.morgenlys@demo.example"


def _move(walker: Walker, text: str, **fields: str) -> None:
    """A button on a page of the desk, and the button on the page that says what will happen."""
    walker.onto(walker.page.locator("#content").get_by_role("link", name=text, exact=True))
    walker.look(f"skridt-{text.lower().replace(' ', '-')}")
    for name, value in fields.items():
        walker.page.fill(f"[name={name}]", value)
    walker.onto("#content form [type=submit]")


def consultant_invites_the_company(case: Case) -> None:
    karen = case.who("konsulent")
    karen.go("/admin/praktik/lead/board/")
    karen.look("tavle")
    karen.onto(karen.page.get_by_role("link", name="Tavlebro"))
    karen.look("hvervning")
    _move(karen, "Kontaktet")
    _move(karen, "I dialog")
    karen.onto("a[href$='/invite/']")
    karen.look("invitation")
    karen.page.fill("[name=name]", "Jeppe Morgenlys")
    karen.page.fill("[name=email]", JEPPE)
    karen.onto("#content form [type=submit]")
    karen.look("invitation-forhaandsvisning")
    karen.onto("[name=send]")


def host_answers_the_invitation(case: Case) -> None:
    jeppe = case.who("vaert")
    link = case.site.letter(JEPPE, "/invitation/").link("/invitation/")
    jeppe.go(link)
    jeppe.look("invitation")
    sign_up(case, "vaert", name="Jeppe Morgenlys", address=JEPPE)
    jeppe.go(link)
    jeppe.look("invitation-logget-ind")


def host_accepts(case: Case) -> None:
    jeppe = case.who("vaert")
    jeppe.fill(cvr="12345678")
    jeppe.press("Ja, vi vil gerne være vært")
    jeppe.says("Der findes ikke et CVR-nummer som dette")
    jeppe.look("invitation-forkert-cvr")
    jeppe.fill(cvr="90157299")
    jeppe.press("Ja, vi vil gerne være vært")
    jeppe.page.wait_for_url("**/host/listings/*/")
    jeppe.look("opslag-tomt")


def host_writes_the_listing(case: Case) -> None:
    jeppe = case.who("vaert")
    jeppe.fill(
        title="Lærerens digitale hverdag, set fra platformens side",
        about="Tavlebro laver en læringsplatform, som lærere bruger til at planlægge og dele.",
        task="Du følger vores produktteam i en uge: support, besøg på to skoler og hos en kommune.",
        offers="En plads ved bordet, når vi prioriterer.",
        hopes="Vi vil høre, hvordan en styrelse tænker.",
    )
    jeppe.page.check("[name=themes][value=learning]")
    jeppe.page.select_option("[name=municipality]", "koebenhavn")
    jeppe.look("opslag")
    jeppe.press("Gem og send ind")
    jeppe.look("opslag-sendt")
    case.site.letter(JEPPE, "opslag")


def consultant_publishes_the_listing(case: Case) -> None:
    karen = case.who("konsulent")
    karen.go("/admin/praktik/listing/?state__exact=submitted")
    karen.look("opslag-liste", ours=False)
    karen.onto(karen.page.get_by_role("link", name="Lærerens digitale hverdag"))
    karen.look("opslag", ours=False)
    _move(karen, "Offentliggør")
    case.site.letter(JEPPE, "offentliggjort")
    letter = case.site.letter(ULLA, "Tavlebro")
    ulla = case.who("ansoeger")
    ulla.go(letter.link("/wishes/"))
    ulla.look("oensket-besvaret")
    ulla.press("Jeg ønsker dette opslag")
    ulla.says("Dit ønske gælder nu “Lærerens digitale hverdag, set fra platformens side”.")


# --- matching -----------------------------------------------------------------------------------------------------


def the_deadlines_pass(case: Case) -> None:
    """Three weeks go by: the clock closes the round, and managers can answer no more."""
    case.site.travel("22d")
    karen = case.who("konsulent")
    karen.until("/admin/praktik/round/?state__exact=closed", "Vinterpraktik")


def consultant_confirms_the_lock(case: Case) -> None:
    """The company came because of this wish: the system proposes the pair, a person decides."""
    karen = case.who("konsulent")
    karen.go("/admin/matching/pairrule/?confirmed__exact=0")
    karen.look("laase", ours=False)
    karen.page.locator("#result_list tbody [name=_selected_action]").first.check()
    karen.page.select_option("#changelist-form [name=action]", "confirm")
    karen.onto("#changelist-form [name=index]")


def consultant_asks_for_a_run(case: Case) -> None:
    karen = case.who("konsulent")
    karen.go("/admin/matching/matchrun/")
    karen.onto(".object-tools a")
    karen.page.select_option("[name=round]", index=1)
    karen.look("koersel-bestil")
    karen.onto("#content form .submit-row [type=submit]")
    karen.page.wait_for_url("**/matchrun/*/change/")


def consultant_publishes_the_draft(case: Case) -> None:
    karen = case.who("konsulent")
    # The page follows the run, and then the publishing, by itself.
    karen.page.get_by_text("Se først, hvad der sker").first.wait_for(timeout=60_000)
    karen.look("koersel")
    karen.onto("a[href$='/publish/']")
    karen.look("koersel-udsend")
    karen.onto("#content form .submit-row [type=submit]")
    karen.page.get_by_text("1 tilbud er ude.").first.wait_for(timeout=60_000)
    karen.look("koersel-udsendt")


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
    consultant_logs_in, consultant_registers_the_agency, consultant_opens_a_round, the_clock_opens_it,
    applicant_signs_up, applicant_fills_in_the_application, applicant_wishes_for_the_company, applicant_sends_it_in,
    manager_says_yes, consultant_invites_the_company, host_answers_the_invitation, host_accepts,
    host_writes_the_listing, consultant_publishes_the_listing, the_deadlines_pass, consultant_confirms_the_lock,
    consultant_asks_for_a_run, consultant_publishes_the_draft, both_say_yes, they_align_expectations,
    three_people_sign, they_say_what_they_hope_for, five_days_go_by, all_three_evaluate, three_months_later,
    the_report_shows_it,
)  # fmt: skip
