"""The first question set. At most five minutes before, after and after three months; two after six."""

from __future__ import annotations

from evaluations.instruments.base import Choice, Instrument, Kind, Question, Reader, Repeat
from evaluations.states import Phase, Respondent

_WHO = {"i": Respondent.INTERN, "h": Respondent.HOST, "m": Respondent.MANAGER}


def _asked(spec: str) -> frozenset[tuple[Phase, Respondent]]:
    """``"t0:ihm t1:i"``: intern, host and manager before the placement, the intern after it."""
    pairs = (part.split(":") for part in spec.split())
    return frozenset((Phase(phase), _WHO[who]) for phase, whom in pairs for who in whom)


_LENGTH = (Choice("For kort", "Too short"), Choice("Passende", "About right"), Choice("For lang", "Too long"))
_REACHED = (Choice("Helt", "Fully"), Choice("Delvist", "Partly"), Choice("Nej", "No"))
_DONE = (Choice("Gjort", "Done"), Choice("I gang", "In progress"), Choice("Droppet", "Dropped"))
# The first is "no contact", the second and third are contact: the key figure counts these.
_CONTACT = (
    Choice("Nej", "No"),
    Choice("Ja, en enkelt gang", "Yes, once"),
    Choice("Ja, flere gange", "Yes, more than once"),
)
# The last is "none so far": the key figure counts all the others.
_BENEFIT = (
    Choice("Jeg kender en løsning, jeg ikke kendte før", "I know of a solution that I did not know before"),
    Choice("Vi har justeret en arbejdsgang", "We have adjusted how we work"),
    Choice("Vi har genbrugt en løsning", "We have reused a solution"),
    Choice("Vi har fået et nyt samarbejde", "We have a new collaboration"),
    Choice("Ingen konkret nytte endnu", "No concrete use so far"),
)
_INTRODUCED = (
    Choice("Nej, intet nyt", "No, nothing new"),
    Choice("Ja, kopieret fra værten", "Yes, copied from the host"),
    Choice("Ja, inspireret af værten og tilpasset", "Yes, inspired by the host and adapted"),
    Choice("Ja, udviklet selv", "Yes, developed by ourselves"),
)
_VALUE = (
    Choice("Højere kvalitet", "Better quality"),
    Choice("Mere effektivitet", "More efficiency"),
    Choice("Mere inddragelse af borgere", "More involvement of citizens"),
    Choice("Mere tilfredse medarbejdere", "More satisfied employees"),
    Choice("Politiske mål er nået", "Political goals were met"),
    Choice("Ingen endnu", "None so far"),
)
_HOST_VALUE = (
    Choice("Bedre produkt eller ydelse", "A better product or service"),
    Choice("Bedre forståelse af det offentlige som kunde", "A better understanding of the public sector as customer"),
    Choice("Større netværk", "A larger network"),
    Choice("Ingen endnu", "None so far"),
)
_MATTERED = (
    Choice("Tid", "Time"),
    Choice("Leder", "Management"),
    Choice("Regler", "Rules"),
    Choice("Teknik", "Technology"),
    Choice("Økonomi", "Money"),
)
_AGAIN = (Choice("Ja", "Yes"), Choice("Måske", "Perhaps"), Choice("Nej", "No"))


def _q(id_: str, kind: Kind, spec: str, da: str, en: str, reader: Reader, **more: object) -> Question:  # noqa: PLR0917 -- a table's columns
    return Question(id=id_, kind=kind, asked=_asked(spec), da=da, en=en, reader=reader, **more)  # type: ignore[arg-type]  # typed by Question


SET_2027_1 = Instrument(
    "2027-1",
    (
        # --- before the placement
        _q("purpose", Kind.TEXT, "t0:ihm", "Hvad er formålet med forløbet – med én sætning?",
           "What is the purpose of the placement, in one sentence?", Reader.COUNTERPART, required=True),
        _q("clarity", Kind.SCALE, "t0:ih", "Hvor klart er formålet for dig? (1 = slet ikke, 5 = helt)",
           "How clear is the purpose to you? (1 = not at all, 5 = fully)", Reader.STATISTICS),
        _q("success", Kind.TEXT, "t0:ih", "Hvad vil gøre forløbet til en succes for dig?",
           "What will make the placement a success for you?", Reader.COUNTERPART),
        # --- before, after and after six months: the same question three times shows the change
        _q("knows_private", Kind.SCALE, "t0:i t1:i t3:i",
           "Hvor godt kender du private virksomheders vilkår og logikker? (1 = slet ikke, 5 = indgående)",
           "How well do you know the conditions and logic of private companies? (1 = not at all, 5 = thoroughly)",
           Reader.STATISTICS),
        _q("knows_public", Kind.SCALE, "t0:h t1:h t3:h",
           "Hvor godt kender du det offentliges vilkår og logikker? (1 = slet ikke, 5 = indgående)",
           "How well do you know the conditions and logic of the public sector? (1 = not at all, 5 = thoroughly)",
           Reader.STATISTICS),
        # --- after the placement: how was it
        _q("satisfied", Kind.SCALE, "t1:ih", "Hvor tilfreds er du alt i alt? (1 = slet ikke, 5 = meget)",
           "How satisfied are you, all in all? (1 = not at all, 5 = very)", Reader.STATISTICS, required=True),
        _q("recommend", Kind.NPS, "t1:ihm",
           "Hvor sandsynligt er det, at du vil anbefale innovationspraktik til en kollega? "
           "(0 = slet ikke, 10 = helt sikkert)",
           "How likely are you to recommend the innovation internship to a colleague? (0 = not at all, 10 = certainly)",
           Reader.STATISTICS, required=True),
        _q("aligned", Kind.SCALE, "t1:ih",
           "Blev jeres forventninger afstemt på forhånd? (1 = slet ikke, 5 = helt)",
           "Were your expectations aligned beforehand? (1 = not at all, 5 = fully)", Reader.STATISTICS),
        _q("agreement_helped", Kind.SCALE, "t1:ih", "Hjalp praktikaftalen? (1 = slet ikke, 5 = meget)",
           "Did the agreement help? (1 = not at all, 5 = a lot)", Reader.STATISTICS),
        _q("match", Kind.SCALE, "t1:i", "Var matchet det rette? (1 = slet ikke, 5 = helt)",
           "Was it the right match? (1 = not at all, 5 = fully)", Reader.DESK),
        _q("match_lacked", Kind.TEXT, "t1:i", "Hvad manglede i matchet?", "What did the match lack?", Reader.DESK),
        _q("length", Kind.CHOICE, "t1:ih", "Hvordan var længden?", "How was the length?", Reader.STATISTICS,
           choices=_LENGTH),
        _q("worth", Kind.SCALE, "t1:h",
           "Stod tidsforbruget mål med udbyttet? (1 = slet ikke, 5 = helt)",
           "Was the time well spent? (1 = not at all, 5 = fully)", Reader.DESK),
        _q("hours", Kind.NUMBER, "t1:h", "Hvor mange timer brugte I, cirka?", "How many hours did you spend, about?",
           Reader.DESK),
        _q("help_information", Kind.SCALE, "t1:ih",
           "Hvordan var vores hjælp: information? (1 = dårlig, 5 = meget god)",
           "How was our help: information? (1 = poor, 5 = very good)", Reader.STATISTICS),
        _q("help_matching", Kind.SCALE, "t1:ih", "Hvordan var vores hjælp: match? (1 = dårlig, 5 = meget god)",
           "How was our help: matching? (1 = poor, 5 = very good)", Reader.STATISTICS),
        _q("help_answers", Kind.SCALE, "t1:ih", "Hvordan var vores hjælp: svartid? (1 = dårlig, 5 = meget god)",
           "How was our help: quick answers? (1 = poor, 5 = very good)", Reader.STATISTICS),
        # --- after the placement: what was learnt
        _q("learnt", Kind.TEXT, "t1:ih", "Hvad lærte du, som du ikke kunne have læst dig til?",
           "What did you learn that you could not have read somewhere?", Reader.COUNTERPART),
        _q("goal", Kind.CHOICE, "t1:i", "Blev dette læringsmål nået:", "Was this learning goal reached:",
           Reader.MANAGER, choices=_REACHED, repeat=Repeat.GOALS),
        _q("overlooked", Kind.TEXT, "t1:h", "Hvad så praktikanten, som I selv havde overset?",
           "What did the intern see that you had overlooked?", Reader.COUNTERPART),
        _q("action_1", Kind.TEXT, "t1:i",
           "Hvad vil du gøre anderledes i de næste fire uger? Første handling, med frist",
           "What will you do differently in the next four weeks? First action, with a date", Reader.MANAGER),
        _q("action_2", Kind.TEXT, "t1:i", "Anden handling, med frist", "Second action, with a date", Reader.MANAGER),
        _q("action_3", Kind.TEXT, "t1:i", "Tredje handling, med frist", "Third action, with a date", Reader.MANAGER),
        _q("debriefed", Kind.YESNO, "t1:m", "Har I holdt en opsamlingssamtale?",
           "Have you had a talk about the placement?", Reader.DESK),
        _q("takes_along", Kind.TEXT, "t1:m", "Hvad tager arbejdspladsen med fra forløbet?",
           "What does the workplace take along from the placement?", Reader.DESK),
        # --- after the placement: risk, and the story
        _q("doubt", Kind.YESNO, "t1:ih",
           "Kom du i tvivl om habilitet, fortrolighed eller gaver? (Kun konsulenterne læser svaret)",
           "Were you in doubt about impartiality, confidentiality or gifts? (Only the consultants read the answer)",
           Reader.DESK),
        _q("doubt_text", Kind.TEXT, "t1:ih", "Hvis ja: om hvad? (Kun konsulenterne læser svaret)",
           "If so: about what? (Only the consultants read the answer)", Reader.DESK),
        _q("story", Kind.YESNO, "t1:ih",
           "Må vi kontakte dig om at fortælle jeres historie? (Du siger ja eller nej til teksten, før den vises)",
           "May we ask you about telling your story? (You say yes or no to the text before anything is shown)",
           Reader.DESK),
        # --- after three months
        _q("status", Kind.CHOICE, "t2:i", "Du ville:", "You meant to do this:", Reader.MANAGER, choices=_DONE,
           repeat=Repeat.ACTIONS),
        _q("benefit", Kind.MULTI, "t2:ih", "Har du haft konkret nytte af forløbet? Sæt gerne flere kryds",
           "Have you had concrete use of the placement? Tick all that apply", Reader.STATISTICS, required=True,
           choices=_BENEFIT),
        _q("contact", Kind.CHOICE, "t2:ih t3:ih", "Har I haft kontakt siden?", "Have you been in contact since?",
           Reader.STATISTICS, choices=_CONTACT),
        _q("changes", Kind.SCALE, "t2:m", "Ser du ændringer i praksis? (1 = slet ikke, 5 = tydelige)",
           "Do you see changes in practice? (1 = none, 5 = clear ones)", Reader.DESK),
        _q("support", Kind.SCALE, "t2:im",
           "Fik praktikanten tid og opbakning til at bruge det lærte? (1 = slet ikke, 5 = helt)",
           "Did the intern get time and support to use what was learnt? (1 = not at all, 5 = fully)", Reader.DESK),
        _q("changes_text", Kind.TEXT, "t2:m", "Hvilke ændringer?", "Which changes?", Reader.DESK),
        # --- after six months
        _q("introduced", Kind.CHOICE, "t3:im", "Er noget nyt indført?", "Has anything new been introduced?",
           Reader.STATISTICS, choices=_INTRODUCED),
        _q("value", Kind.MULTI, "t3:im", "Hvilken værdi har det givet? Sæt gerne flere kryds",
           "What value has it given? Tick all that apply", Reader.STATISTICS, choices=_VALUE),
        _q("host_value", Kind.MULTI, "t3:h", "Hvilken værdi har det givet jer? Sæt gerne flere kryds",
           "What value has it given you? Tick all that apply", Reader.STATISTICS, choices=_HOST_VALUE),
        _q("shared", Kind.NUMBER, "t3:i", "Hvor mange har du delt det med?", "With how many have you shared it?",
           Reader.STATISTICS),
        _q("hindered", Kind.MULTI, "t3:im", "Hvad hæmmede? Sæt gerne flere kryds",
           "What got in the way? Tick all that apply", Reader.STATISTICS, choices=_MATTERED),
        _q("furthered", Kind.MULTI, "t3:im", "Hvad fremmede? Sæt gerne flere kryds",
           "What helped? Tick all that apply", Reader.STATISTICS, choices=_MATTERED),
        _q("host_again", Kind.CHOICE, "t3:h", "Vil I være vært igen?", "Will you host again?", Reader.DESK,
           choices=_AGAIN),
    ),
)  # fmt: skip
