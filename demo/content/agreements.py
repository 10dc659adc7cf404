"""What hosts and interns write to each other: programmes day by day, practicalities, messages, reasons, outcomes."""

from __future__ import annotations

from demo.content.shapes import Outcome

# Day by day, by the listing's slug; what has no programme of its own gets one of GENERIC.
PROGRAMMES: dict[str, tuple[str, ...]] = {
    "laererens-dag": (
        "Velkomst og rundvisning. Med i supporten fra kl. 10: læse weekendens henvendelser og svare på to af dem.",
        "Besøg på en skole i København: to timer på bagerste række i 6. klasse, frokost med lærerteamet.",
        "Besøg hos en kommune, der bruger platformen på 14 skoler: Hvem bestemmer hvad, og hvem spørger lærerne?",
        "Besøg på en skole uden for byen om formiddagen. Eftermiddag: skitser sammen med produktteamet.",
        "Det hele på bordet: tre ting, styrelsen kan gøre, og tre ting, vi kan. Aftale om, hvornår vi ringer sammen.",
    ),
    "koereliste": (
        "Velkomst. Hvordan en køreliste bliver til, fra visitation til skærm.",
        "En dag hos planlæggerne i en af de kommuner, der bruger systemet.",
        "En dag i bilen med en social- og sundhedsassistent, fra kl. 7.",
        "Byg en ændring sammen med en udvikler.",
        "Vis ændringen for planlæggerne og hør, hvad de siger.",
    ),
    "hjemmemaaling": (
        "Velkomst og tavshedserklæring. Prøv udstyret selv.",
        "Med klinisk team på hjemmebesøg hos to patienter.",
        "På et hospital: Hvem kigger på tallene, og hvornår?",
        "Tegn målingens vej sammen med alle, der rører ved den.",
        "Fremlæg for ledelsen. Aftal en afprøvning.",
    ),
    "skybrud": (
        "Velkomst og kort. Hvor løber vandet hen?",
        "På stedet i gummistøvler sammen med boligforeningen.",
        "Modeller og regnvejr på skærmen.",
        "Møde mellem de fire parter; du tager noter.",
        "Tegn ansvarskortet og vis det til alle fire.",
    ),
    "foerste-dag": (
        "Velkomst. To forløb, der gik godt, og ét, der gik galt.",
        "Første arbejdsdag for en mand på et lager. Du er med fra kl. 6.30.",
        "Opfølgning på to arbejdspladser.",
        "Samtale før start med en kvinde, der har været væk i seks år.",
        "Fredagsopkald. Hvad vil du gøre anderledes på mandag?",
    ),
}

GENERIC: tuple[tuple[str, ...], ...] = (
    (
        "Velkomst, rundvisning og gennemgang af det, vi har aftalt. Følg en medarbejder resten af dagen.",
        "Med ude hos en kunde om formiddagen. Skriv ned, hvad der undrer dig.",
        "Arbejd med på en opgave, der er i gang.",
        "Din egen opgave på bordet: to timer med tre kolleger.",
        "Saml op: Hvad så du, og hvad tager hver af os med videre?",
    ),
    (
        "Morgenmøde og introduktion til sikkerhed. Hils på alle hold.",
        "En dag i produktionen eller driften.",
        "En dag sammen med dem, der planlægger.",
        "Besøg hos en samarbejdspartner.",
        "Fremlæg tre iagttagelser for ledelsen og aftal, hvornår vi taler sammen igen.",
    ),
    (
        "Vi begynder med dit problem og skærer det til.",
        "Tal med fem mennesker, der kender det.",
        "Byg noget, der kan prøves.",
        "Prøv det, og lav det om.",
        "Beslut, hvad der skal ske på mandag.",
    ),
)

ENGLISH: tuple[str, ...] = (
    "Welcome, introductions, and the case that you bring.",
    "Work with the team; write down what surprises you.",
    "A visit to somebody who uses what we make.",
    "Your own task on the table: two hours with three colleagues.",
    "Show what you have found, and agree on when we speak again.",
)

HOURS = ("kl. 8.30–15.30", "kl. 9–16", "kl. 8–15", "kl. 7–14.30")

# (from the intern?, text)
MESSAGES: tuple[tuple[bool, str], ...] = (
    (True, "Tak, jeg glæder mig! Er der noget, jeg skal læse, inden jeg kommer?"),
    (False, "Nej, kom bare med dine spørgsmål. Men tag gerne et eksempel med fra din egen hverdag, uden navne."),
    (True, "Det gør jeg. Jeg kommer med toget kl. 8.12 mandag."),
)

# Reasons for a no, as people give them.
INTERN_DECLINES: dict[str, str] = {
    "Asger Frøslev": "Jeg har fået en anden opgave i den uge og kan ikke flytte den.",
    "Maja Storkær": "Jeg vil hellere vente på et sted, der arbejder med unge.",
}
HOST_DECLINES: dict[str, str] = {
    "Per Stokholm Elle": "Vi er blevet opmærksomme på, at vi byder på en aftale hos ham i foråret.",
}
# They answer on one of the last days; the rest within two days.
SLOW = frozenset({
    "Anne Ansøger", "Nanna Fjordside", "Rikke Vangsted", "Bjarke Elsted", "Jette Malmgren", "Esben Løvstrøm",
    "Camilla Norup", "Gustav Bækmark", "Carsten Ulriksholm", "Hassan Elbæk", "Steffen Havgaard Ro",
    "Katrine Abildtrup", "Oliver Tangmose", "Christian Vadstrup",
})  # fmt: skip
# They forget to answer: the offer lapses.
SILENT = frozenset({"Benjamin Grøntoft", "Tilde Ravnholt"})
# Their agreements are written the day after both have said yes; others take their time.
QUICK = frozenset({
    "Ulla Engtoft", "Gitte Solbæk", "Torben Lyngdal", "Sigrid Dambo", "Amir Højby", "Jonas Kærbo", "Emil Brogård",
    "Line Brixen", "Bodil Krogager", "Susan Hedelund",
})  # fmt: skip
# Called off before the placement, and why.
CANCELLED: dict[str, str] = {"Frederik Bjergby": "Jeg er blevet syg og kan ikke nå det."}

FOUNDING_OUTCOMES: dict[str, Outcome] = {
    "Ulla Engtoft": Outcome(
        learnt="At lærerne ikke skifter system, fordi de er utålmodige. De skifter, fordi to af vores krav tvinger dem "
        "til det. Det havde jeg ikke kunnet læse mig til.",
        host_saw="At vi havde vænnet os til at sige »det er et krav«. Ulla spurgte hver gang, hvilket, og tre gange "
        "var det ikke rigtigt.",
        action="Tage de to krav op i næste revision og invitere leverandørerne med.",
        took_home="Det ene krav er ændret. Det andet er til høring.",
        satisfied=(5, 5, 5),
        recommend=(10, 10, 9),
        used=("knowledge", "process", "cooperation"),
        value="Lærerne logger ind ét sted i stedet for to.",
    ),
    "Gitte Solbæk": Outcome(
        learnt="At planlæggeren ikke er langsom. Det er planen, der er for hurtig.",
        host_saw="At faste teams er et fag og ikke en indstilling.",
        action="Afprøve en selvplanlæggende gruppe i otte uger.",
        took_home="Gruppen planlægger stadig selv.",
        satisfied=(5, 5, 4),
        recommend=(10, 9, 9),
        used=("process", "solution"),
        value="Sygefraværet i gruppen er halveret.",
    ),
    "Torben Lyngdal": Outcome(
        learnt="At en måling er tre samtaler, og at vi kun havde planlagt den ene.",
        host_saw="At vores alarmer kom, når vagten skiftede.",
        action="Skrive arbejdsgangen på én side og prøve den i en måned.",
        took_home="Arbejdsgangen gælder nu for fire patientgrupper.",
        satisfied=(5, 5, 5),
        recommend=(9, 10, 9),
        used=("process", "knowledge"),
        value="Patienterne får svar samme dag.",
    ),
    "Sigrid Dambo": Outcome(
        learnt="At ingen var uenige. De havde bare ikke det samme kort.",
        host_saw="At vi tegner vand, men ikke ejere.",
        action="Lægge ansvarskortet ind i lokalplanen.",
        took_home="Kortet bliver brugt i to andre kvarterer.",
        satisfied=(5, 4, 4),
        recommend=(9, 9, 8),
        used=("solution", "cooperation"),
        value="Et halvt år sparet i forhandlinger.",
    ),
    "Amir Højby": Outcome(
        learnt="At det vigtigste på den første dag er en kaffekop med navn på.",
        host_saw="At jobcentret gerne vil ringe, hvis nogen siger hvornår.",
        action="Aftale tre opkald med hver arbejdsplads, før nogen begynder.",
        took_home="Vi ringer nu til 40 arbejdspladser på faste dage.",
        satisfied=(5, 5, 5),
        recommend=(10, 10, 9),
        used=("process", "cooperation"),
        value="Færre, der stopper i de første to uger.",
    ),
}

OUTCOMES: tuple[Outcome, ...] = (
    Outcome(
        learnt="At man kan begynde, før man er færdig med at tænke.",
        host_saw="Hvor meget af vores arbejde, der sker i overleveringer.",
        action="Prøve én ting af på fredag i stedet for at skrive et notat.",
        took_home="Vi har en fast formiddag til at prøve ting af.",
        satisfied=(5, 5, 4),
        recommend=(9, 9, 8),
        used=("process",),
        value="Tre små forbedringer, som ingen har vedtaget.",
    ),
    Outcome(
        learnt="At de har de samme problemer som os, bare med en anden slags formular.",
        host_saw="At vi taler om kunder, hvor andre taler om borgere, og at det er to forskellige ting.",
        action="Invitere virksomheden til vores næste temadag.",
        took_home="De har været her to gange siden.",
        satisfied=(4, 5, 4),
        recommend=(9, 8, 8),
        used=("knowledge", "cooperation"),
        value="",
    ),
    Outcome(
        learnt="At sige nej tidligt er venligt.",
        host_saw="At vores møder er gode, men at ingen uden for huset kan se, hvad der blev besluttet.",
        action="Lave en liste over det, vi holder op med.",
        took_home="Listen har syv punkter. Fem er gennemført.",
        satisfied=(5, 4, 5),
        recommend=(10, 9, 9),
        used=("process", "knowledge"),
        value="En halv dag om ugen.",
    ),
    Outcome(
        learnt="At tal skal have en ejer.",
        host_saw="At vi viser alt for mange.",
        action="Vælge tre tal og slukke resten i en måned.",
        took_home="Ingen har spurgt efter resten.",
        satisfied=(4, 4, None),
        recommend=(8, 8, None),
        used=("process",),
        contact=False,
        value="",
    ),
    Outcome(
        learnt="At de dygtigste spørger mest.",
        host_saw="Noget, vi havde gået forbi i ti år: skiltet ved indgangen.",
        action="Besøge tre af vores egne brugere i den første uge.",
        took_home="Jeg nåede to. Det var nok.",
        satisfied=(5, 5, 5),
        recommend=(10, 10, 9),
        used=("solution", "process"),
        value="En side, som brugerne nu selv kan finde ud af.",
    ),
    Outcome(
        learnt="At vores krav kunne være en tredjedel så lange.",
        host_saw="Hvorfor der er krav.",
        action="Skære i et bilag.",
        took_home="Bilaget er kortere. Det tog længere tid, end jeg troede.",
        satisfied=(4, 5, 3),
        recommend=(8, 9, 6),
        used=("process",),
        done=False,
        value="",
    ),
    Outcome(
        learnt="At det er i orden at stå stille og kigge en hel formiddag.",
        host_saw="At vi har for travlt til at se det, hun så.",
        action="Stå en formiddag hos mig selv.",
        took_home="Jeg gjorde det. Vi flyttede en printer. Det lyder ikke af noget.",
        satisfied=(5, 5, 4),
        recommend=(9, 10, 8),
        used=("process",),
        value="20 minutter om dagen for fire mennesker.",
    ),
    Outcome(
        learnt="Mindre, end jeg havde håbet; vi havde ikke talt nok sammen på forhånd.",
        host_saw="At vi skulle have haft en plan for den sidste dag.",
        action="Skrive til dem, hvad der kunne være bedre.",
        took_home="De svarede og har lavet det om.",
        satisfied=(3, 3, 3),
        recommend=(6, 7, 5),
        used=(),
        contact=False,
        done=False,
        value="",
    ),
)
