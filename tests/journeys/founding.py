"""The case the programme was founded on, walked by five people through their browsers and their mails: from the first
log-in to the places. The internship itself is in internship.py.

Each step is a function of a :class:`Case`, in order; a test may do something nasty between two of them.
"""

from __future__ import annotations

from tests.journeys.case import BOSS, DAY, JEPPE, ULLA, Case, move, sign_up
from tests.journeys.site import totp

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


def consultant_invites_the_company(case: Case) -> None:
    karen = case.who("konsulent")
    karen.go("/admin/praktik/lead/board/")
    karen.look("tavle")
    karen.onto(karen.page.get_by_role("link", name="Tavlebro"))
    karen.look("hvervning")
    move(karen, "Kontaktet")
    move(karen, "I dialog")
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
    move(karen, "Offentliggør")
    case.site.letter(JEPPE, "offentliggjort")
    letter = case.site.letter(ULLA, "Tavlebro")
    ulla = case.who("ansoeger")
    ulla.go(letter.link("/wishes/"))
    ulla.look("oensket-besvaret")
    ulla.onto(ulla.page.get_by_role("button", name="Jeg ønsker dette opslag"))
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


STEPS = (
    consultant_logs_in, consultant_registers_the_agency, consultant_opens_a_round, the_clock_opens_it,
    applicant_signs_up, applicant_fills_in_the_application, applicant_wishes_for_the_company, applicant_sends_it_in,
    manager_says_yes, consultant_invites_the_company, host_answers_the_invitation, host_accepts,
    host_writes_the_listing, consultant_publishes_the_listing, the_deadlines_pass, consultant_confirms_the_lock,
    consultant_asks_for_a_run, consultant_publishes_the_draft,
)  # fmt: skip
