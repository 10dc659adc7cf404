"""The rolling round beside the fixed week: six places without a date, and those who have asked for them."""

from __future__ import annotations

from demo.content.shapes import Any, Applicant, At, Of, Place

# (company's slug, place)
PLACES: tuple[tuple[str, Place], ...] = (
    (
        "meridian",
        Place(
            slug="model-review",
            title="Take a model apart with us, whenever it suits you",
            task="Three days in which you and one of our reviewers go through a model of your choice: what it was made "
            "for, what it was trained on, and where it should not be used. We write the review together.",
            offers="A method, a template and a colleague to ring afterwards.",
            hopes="Cases from public bodies. They are harder than ours.",
            themes=("data", "digitalisation"),
            days=3,
            capacity=3,
            language="en",
            remote=True,
        ),
    ),
    (
        "havtal",
        Place(
            slug="vandtal",
            title="Hvad kunne jeres data om vand bruges til?",
            task="Du kommer med et datasæt. Vi finder sammen tre mennesker, der kunne bruge det, ringer til dem og "
            "bygger det, den ene af dem beder om.",
            offers="Fire dage, to dataloger og en telefon.",
            hopes="Vi vil gerne vide, hvad der findes, som vi ikke har tænkt på at spørge efter.",
            themes=("data", "green_transition"),
            days=4,
            capacity=2,
            remote=True,
        ),
    ),
    (
        "kvistkode",
        Place(
            slug="designklinik",
            title="Designklinik: få dit eget arbejde skilt ad",
            task="Du tager dine skitser med og sætter dem op på væggen sammen med vores. Vi giver hinanden kritik i "
            "tre dage og bygger om undervejs.",
            offers="Kritik fra mennesker, der vil dig det godt.",
            hopes="Kritik den anden vej.",
            themes=("digitalisation", "citizens"),
            days=3,
            capacity=2,
        ),
    ),
    (
        "fortaelsal",
        Place(
            slug="genstande",
            title="Tre genstande og femten minutter",
            task="Vi vælger tre genstande fra din samling og laver en fortælling til hver: en, der kan høres, en, der "
            "kan røres, og en, der kun er der, når man spørger.",
            offers="Lydboks, værksted og folk, der tør skære væk.",
            hopes="En samling, vi ikke kender.",
            themes=("culture",),
            capacity=1,
        ),
    ),
    (
        "grydestue",
        Place(
            slug="undervisning",
            title="Lav undervisning om madspild sammen med et køkken",
            task="En uge i køkkenet, hvor vi omsætter det, vi ved om spild, til noget, elever kan prøve med egne "
            "hænder.",
            offers="Råvarer, vægte og elever, vi må låne til fredagens prøve.",
            hopes="At finde ud af, hvad man skal kunne for at lære andre det.",
            themes=("green_transition", "learning"),
            capacity=2,
        ),
    ),
    (
        "staalhede",
        Place(
            slug="laerlinge",
            title="Smed blandt lærlinge og robotter",
            task="Du arbejder en uge på gulvet, to dage med hånden og tre dage ved robotten, sammen med vores "
            "lærlinge.",
            offers="Arbejdstøj, en makker og lov til at svejse.",
            hopes="Hvad skal skolen og vi aftale, så lærlingene ikke lærer to forskellige fag?",
            themes=("learning", "organisation"),
            practical="Gyldigt svejsecertifikat er ikke et krav, men tag det med, hvis du har et.",
            capacity=1,
        ),
    ),
    (
        "gnistvagt",
        Place(
            slug="stroemsvigt",
            title="Strømsvigt: skriv drejebogen sammen med os",
            task="Du skriver en øvelse for din egen krisestab, og vi spiller den igennem med vores folk i alle "
            "rollerne, før du tager den med hjem.",
            offers="Fire dage, en drejebog og folk, der gerne vil spille borgmester.",
            hopes="En krisestab, der fortæller os bagefter, hvad der faktisk skete.",
            themes=("safety", "organisation"),
            days=4,
            capacity=1,
        ),
    ),
)

APPLICANTS: tuple[Applicant, ...] = (
    # The one a visitor to the demo can be who has a placement, whatever the fixed week is about.
    Applicant(
        name="Ivar Praktikant",
        email="praktikant@demo.example",
        workplace="ve-beredskab",
        job="Beredskabskonsulent",
        manager="Susanne Brink",
        purpose="Vi øver for sjældent, og når vi gør, øver vi det, vi kan i forvejen. Jeg vil lære at lave øvelser, "
        "der gør lidt ondt.",
        task="Krisestaben skal øve strømsvigt inden sommer. Jeg skal skrive drejebogen og har kun lavet brandøvelser.",
        brings="Otte år i redningsberedskabet og erfaring fra to rigtige oversvømmelser.",
        goals=("At skrive en drejebog på en dag", "At kunne evaluere en øvelse, uden at nogen taber ansigt"),
        wishes=(At("stroemsvigt", "Det er præcis den øvelse, jeg selv skal lave."), At("laerlinge")),
        days=4,
    ),
    Applicant(
        name="Nadia Ekholm",
        workplace="st-data",
        job="Data scientist",
        manager="Oscar Winterberg",
        purpose="We build models for other agencies. I want to see somebody take one apart.",
        task="A review procedure for models that affect decisions about people. We have a draft and no practice.",
        brings="Code, curiosity, and a public body's view of what may go wrong.",
        goals=("To write a review that a manager reads to the end", "To learn where reviewers disagree"),
        wishes=(At("model-review"), At("vandtal")),
        days=3,
        language="en",
    ),
    Applicant(
        name="Lasse Kofoed Strand",
        workplace="st-data",
        job="Specialkonsulent",
        manager="Oscar Winterberg",
        purpose="Vi har åbne data, som ingen åbner.",
        task="At finde ud af, hvem der kunne bruge data om vand og varme, og hvad der mangler.",
        brings="Kataloget, og mandat til at ændre det.",
        goals=("At se data blive brugt om morgenen", "At få tre ting at rette"),
        wishes=(At("vandtal"), At("model-review")),
        remote=True,
        days=4,
    ),
    Applicant(
        name="Josefine Dyrlund",
        workplace="st-data",
        job="UX-designer",
        manager="Oscar Winterberg",
        purpose="Jeg er den eneste designer i huset. Jeg vil se, hvordan det er at være 24.",
        task="Selvbetjening til forskere, der søger om data.",
        brings="Prototyper, som ingen har kritiseret længe.",
        goals=("At få kritik", "At lære at sige, hvornår det er godt nok"),
        wishes=(At("designklinik"), At("genstande")),
        days=3,
    ),
    Applicant(
        name="Ejnar Tolstrup Bro",
        workplace="op-museum",
        job="Museumsinspektør",
        manager="Ditte Marksø",
        purpose="Vi har genstande, der ikke siger noget, og gæster, der går forbi dem.",
        task="En ny formidling af fiskeriet, uden montrer.",
        brings="11.000 genstande og tre, der er værd at høre på.",
        goals=("At fortælle på femten minutter", "At turde lade stilhed være en del af det"),
        wishes=(At("genstande"),),
    ),
    Applicant(
        name="Marlene Ottesen Rye",
        workplace="op-erhverv",
        job="Uddannelsesleder",
        manager="Karin Løvholt",
        purpose="Vores kokkeelever lærer at lave mad. De skal også lære ikke at smide den ud.",
        task="Et modul om madspild i storkøkkener.",
        brings="Et skolekøkken og 40 elever.",
        goals=("At lave et modul sammen med et køkken",),
        wishes=(At("undervisning"), Any(themes=("green_transition",))),
    ),
    Applicant(
        name="Christian Vadstrup",
        workplace="op-erhverv",
        job="Faglærer, smed",
        manager="Karin Løvholt",
        purpose="Jeg har været ude af industrien i elleve år, og eleverne kan høre det.",
        task="Undervisning i svejserobotter til næste hold.",
        brings="16 elever, der altid stiller det rigtige spørgsmål.",
        goals=("At se en robot i drift", "At vide, hvad en lærling skal kunne om to år"),
        wishes=(At("laerlinge"), Of("Solstreg Robotter ApS")),
    ),
    Applicant(
        name="Rune Sandhøj",
        workplace="rm-udvikling",
        job="Trafikplanlægger",
        manager="Tove Salling",
        purpose="Bussen kører. Det er ikke altid, der er nogen i den.",
        task="Kollektiv trafik til to hospitaler og syv landsbyer.",
        brings="Rejsedata uden personer.",
        goals=("At se små byer som andet end endestationer",),
        wishes=(At("vandtal"), Any(themes=("mobility",), region="syddanmark")),
        answer="none",
    ),
)
