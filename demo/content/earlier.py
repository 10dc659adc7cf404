"""The round of a year before: twenty placements, what was agreed, and what came of them."""

from __future__ import annotations

from dataclasses import dataclass

from demo.content.shapes import Applicant, At, Outcome, Past, Place

# (company's slug, place)
PLACES: tuple[tuple[str, Place], ...] = (
    (
        "rutevind",
        Place(
            slug="e-ruter",
            title="Bag om kørelisten",
            task="Følg en køreliste fra planlæggeren til bilen og tilbage igen.",
            offers="Tre dage med dem, der bygger systemet, og to dage i bilen.",
            hopes="Modspil fra folk, der kender plejen.",
            themes=("elderly_care", "digitalisation"),
            capacity=2,
        ),
    ),
    (
        "kvistkode",
        Place(
            slug="e-sprint",
            title="En idé på fem dage",
            task="Tag et problem med; fredag prøver fem mennesker det, vi har bygget.",
            offers="En designer og en udvikler, der har tid til dig.",
            hopes="At høre, hvad der sker bagefter.",
            themes=("digitalisation", "citizens"),
            capacity=2,
        ),
    ),
    (
        "nordstribe",
        Place(
            slug="e-gulv",
            title="Et gulv, der kan mærke et fald",
            task="Vær med, når vi sætter et sensorgulv i drift på et plejehjem.",
            offers="Fabrik, plejehjem og nattevagt.",
            hopes="At forstå indkøb.",
            themes=("welfare_technology", "elderly_care"),
            capacity=2,
        ),
    ),
    (
        "bjaelkeskov",
        Place(
            slug="e-nedrivning",
            title="Skil en skole ad",
            task="Vær med på en nedrivningsplads, hvor tingene skal bruges igen.",
            offers="Hjelm, støvler og tal.",
            hopes="En bygherres blik på vores priser.",
            themes=("building", "green_transition"),
            capacity=2,
        ),
    ),
    (
        "pulstraad",
        Place(
            slug="e-maaling",
            title="Hjemmemåling fra patientens side",
            task="Følg 20 patienter gennem den første uge med udstyr hjemme.",
            offers="Vores kliniske team og ærlige svar.",
            hopes="At se vores vejledning med nye øjne.",
            themes=("health", "welfare_technology"),
            capacity=2,
        ),
    ),
    (
        "ordklang",
        Place(
            slug="e-breve",
            title="Ti breve, som folk forstår",
            task="Vi skriver ti breve om sammen og prøver dem på læsere.",
            offers="Lingvister og læsere.",
            hopes="Juraen.",
            themes=("citizens", "data"),
            capacity=2,
        ),
    ),
    (
        "staalhede",
        Place(
            slug="e-tavle",
            title="En uge ved tavlen",
            task="Følg tavlemøder på tre hold og prøv at holde et selv.",
            offers="Åbne døre.",
            hopes="At se, hvad vi overser.",
            themes=("organisation",),
            capacity=2,
        ),
    ),
    (
        "gadekaer",
        Place(
            slug="e-borgermoede",
            title="Borgermødet, hvor de stille sagde noget",
            task="Planlæg, hold og saml op på et borgermøde om en skole.",
            offers="Drejebogen.",
            hopes="At følge anbefalingerne ind på rådhuset.",
            themes=("citizens",),
            capacity=1,
        ),
    ),
    (
        "grydestue",
        Place(
            slug="e-kantine",
            title="Vej skraldespanden",
            task="Mål madspild i to køkkener og lav en plan, de vil følge.",
            offers="Metode og mad.",
            hopes="At få metoden til at leve.",
            themes=("green_transition",),
            capacity=2,
        ),
    ),
    (
        "havtal",
        Place(
            slug="e-usikkerhed",
            title="At sige, at man er i tvivl",
            task="Lav en prognose, og fortæl en leder, hvor den er svag.",
            offers="En makker, der kan forklare.",
            hopes="At høre, hvordan tal bliver brugt.",
            themes=("data",),
            capacity=1,
        ),
    ),
    (
        "regnloeb",
        Place(
            slug="e-bassin",
            title="Et bassin, der er en legeplads",
            task="Følg et klimaprojekt mellem en kommune og et vandselskab.",
            offers="Modeller og gummistøvler.",
            hopes="At forstå, hvem der beslutter.",
            themes=("green_transition",),
            capacity=1,
        ),
    ),
    (
        "fodfaest",
        Place(
            slug="e-ansaettelse",
            title="Med til de første dage",
            task="Følg to ansættelser og de aftaler, der holdt.",
            offers="Forløb, der gik godt, og dem, der ikke gjorde.",
            hopes="At møde jobcentret.",
            themes=("employment",),
            capacity=1,
        ),
    ),
)


def _past(  # noqa: PLR0917 -- the columns of a table
    name: str,
    workplace: str,
    job: str,
    manager: str,
    place: str,
    purpose: str,
    task: str,
    goals: tuple[str, ...],
    outcome: Outcome,
    *,
    second: str = "",
    days: int = 5,
) -> Past:
    wishes = (At(place), At(second)) if second else (At(place),)
    applicant = Applicant(
        name=name,
        workplace=workplace,
        job=job,
        manager=manager,
        purpose=purpose,
        task=task,
        brings="Lyst til at se, hvordan andre gør, og en opgave, der skal løses alligevel.",
        goals=goals,
        wishes=wishes,
        days=days,
    )
    return Past(applicant, place, outcome)


PLACEMENTS: tuple[Past, ...] = (
    _past(
        "Inger Møllebæk", "bi-pleje", "Gruppeleder", "Hans Overgård", "e-ruter",
        "Vores ruter bliver lavet om ti gange om dagen. Jeg vil se hvorfor.",
        "Faste teams i to områder.",
        ("At forstå planlægningen", "At få to ændringer med hjem"),
        Outcome(
            learnt="At systemet kan mere, end vi har bedt det om. Vi havde slået halvdelen fra i 2019 og glemt det.",
            host_saw="At vi kalder alle besøg det samme. Plejen gør ikke.",
            action="Slå faste teams til i ét område og måle på antal ansigter hos borgeren.",
            took_home="Vi holder nu et kort møde mellem planlæggere og teams hver fredag.",
            satisfied=(5, 5, 5), recommend=(10, 9, 9), used=("knowledge", "process"),
            value="Borgere i området møder fire ansigter om ugen i stedet for ni.",
        ),
        second="e-gulv",
    ),
    _past(
        "Karl Egelund", "bi-digital", "It-konsulent", "Bo Fredskov", "e-ruter",
        "Vi har systemet i drift og kender det kun fra driftsmøder.",
        "Et bedre samarbejde om fejl og ønsker.",
        ("At se, hvordan ønsker bliver prioriteret",),
        Outcome(
            learnt="At et godt ønske fylder tre linjer og har et navn på en, der må ringes til.",
            host_saw="At vores driftsmeddelelser var skrevet til os selv.",
            action="Samle ønsker én gang om måneden sammen med planlæggerne.",
            took_home="Færre sager, og de bliver lukket.",
            satisfied=(4, 5, 4), recommend=(9, 9, 7), used=("process",),
            value="Halvt så mange åbne sager.",
        ),
    ),
    _past(
        "Louise Brandager", "ha-borger", "Servicedesigner", "Kirsten Mølskov", "e-sprint",
        "Vi tegner løsninger, som vi ikke prøver.",
        "En ny side om flytning.",
        ("At teste på en dag", "At kunne smide noget ud"),
        Outcome(
            learnt="At fem mennesker er nok, og at den første altid finder det værste.",
            host_saw="At vi ikke aner, hvad en bekendtgørelse er, og at det kan ses.",
            action="Teste siden om flytning med fem borgere, før den går i luften.",
            took_home="Vi tester nu alt, som mere end tusind borgere skal bruge.",
            satisfied=(5, 4, 5), recommend=(10, 9, 10), used=("solution", "process"),
            value="Hver fjerde opringning om flytning er væk.",
        ),
        second="e-breve",
    ),
    _past(
        "Magnus Lillelund", "st-ydelser", "Projektleder", "Birger Salomonsen", "e-sprint",
        "Jeg vil se, hvad man kan nå på en uge.",
        "En ansøgning på tre trin i stedet for elleve.",
        ("At skære et problem til",),
        Outcome(
            learnt="At de elleve trin kom af elleve mennesker.",
            host_saw="Hvor lang vejen er fra en god idé til en paragraf.",
            action="Vise prototypen for juristerne, før vi skriver noget.",
            took_home="Ansøgningen er fire trin nu. Det tog et halvt år og ikke tre.",
            satisfied=(5, 5, 4), recommend=(9, 10, 8), used=("solution",),
            value="Fire trin i stedet for elleve.",
        ),
    ),
    _past(
        "Vivi Hornstrup", "ly-social", "Ergoterapeut", "Claus Egebro", "e-gulv",
        "Vi har haft gulve, lofter og senge med sensorer. Personalet tror ikke på nogen af dem.",
        "Et ærligt forsøg.",
        ("At se en idriftsættelse", "At lære at stoppe"),
        Outcome(
            learnt="At alarmer skal justeres af dem, der får dem.",
            host_saw="At vi havde glemt, at natten kun har én medarbejder.",
            action="Lade nattevagterne bestemme grænsen for alarm de første to uger.",
            took_home="Vi stoppede et forsøg, der ikke virkede. Det var første gang.",
            satisfied=(4, 4, 4), recommend=(8, 9, 8), used=("knowledge",),
            value="Et forsøg mindre, som ingen ville have.",
        ),
    ),
    _past(
        "Knud Terkelsby", "rs-psyk", "Sikkerhedskoordinator", "Ruth Kjærsgård", "e-gulv",
        "Jeg vil se teknik, der ikke ligner overvågning.",
        "Tryghed om natten på to afsnit.",
        ("At tale om teknik med patienter",),
        Outcome(
            learnt="At man kan spørge folk, før man måler på dem.",
            host_saw="At ordet alarm gør folk bange. Vi siger besked nu.",
            action="Holde et møde med patienter og pårørende om natten.",
            took_home="Vi købte ikke gulvet. Vi købte bedre lamper.",
            satisfied=(4, 3, 3), recommend=(7, 8, 6), used=(), contact=False, done=False,
            value="",
        ),
        days=3,
    ),
    _past(
        "Ane Skyttegård", "ly-ejendom", "Bygherrerådgiver", "Anita Moesgård", "e-nedrivning",
        "Vi stiller krav om genbrug og ved ikke, hvad de koster.",
        "Krav til næste nedrivning.",
        ("At kende tre priser",),
        Outcome(
            learnt="At det er garantien og ikke bjælken, der er dyr.",
            host_saw="At vores tilbud ikke kunne læses af andre end os.",
            action="Skrive garantien om i vores standardkrav.",
            took_home="To udbud med nye krav, og der kom bud på begge.",
            satisfied=(5, 5, 5), recommend=(10, 10, 9), used=("process", "solution", "cooperation"),
            value="1.400 genbrugte vinduer.",
        ),
    ),
    _past(
        "Bertil Fynbo", "rm-udvikling", "Specialkonsulent", "Tove Salling", "e-nedrivning",
        "Vi giver støtte til noget, jeg aldrig har set.",
        "Et bedre ansøgningsskema.",
        ("At stå på en plads klokken 6.45",),
        Outcome(
            learnt="At skemaet spurgte om alt det, ingen ved på det tidspunkt.",
            host_saw="At støtte kommer for sent til at ændre noget. Det vidste vi, men nu ved de det også.",
            action="Flytte tre spørgsmål til efter projektets start.",
            took_home="Dobbelt så mange ansøgninger fra små entreprenører.",
            satisfied=(5, 4, None), recommend=(9, 9, None), used=("process",),
            value="Små firmaer søger nu.",
        ),
    ),
    _past(
        "Zainab Rosengren", "rm-hospital", "Sygeplejerske", "Marianne Hvidtfeld", "e-maaling",
        "Patienterne spørger mig om udstyr, jeg ikke har prøvet.",
        "En vejledning, som patienterne kan bruge.",
        ("At prøve udstyret selv", "At skrive på en side"),
        Outcome(
            learnt="At kassen skal kunne åbnes af en, der ryster på hænderne.",
            host_saw="At vejledningen begyndte med det forkerte billede.",
            action="Lave vejledningen om sammen med fem patienter.",
            took_home="Patienterne ringer om deres tal og ikke om ledningen.",
            satisfied=(5, 5, 5), recommend=(10, 10, 9), used=("solution", "knowledge"),
            value="Opkald om teknik er faldet til det halve.",
        ),
    ),
    _past(
        "Holger Vestergaard Li", "rm-sundhed", "Chefkonsulent", "Jens Munkedal", "e-maaling",
        "Vi planlægger hjemmebehandling fra et mødelokale.",
        "En model for tre kommuner.",
        ("At se den første uge",),
        Outcome(
            learnt="At den tredje dag afgør det. Vi havde planlagt for den første.",
            host_saw="Hvor mange der skal være enige, før en patient får en kasse.",
            action="Lægge et opkald ind på dag tre.",
            took_home="Modellen blev til en aftale med to ud af tre kommuner.",
            satisfied=(5, 5, 4), recommend=(9, 8, 8), used=("process", "cooperation"),
            value="To kommuner med.",
        ),
    ),
    _past(
        "Edel Bastrup", "st-ydelser", "Kommunikationskonsulent", "Birger Salomonsen", "e-breve",
        "Jeg skriver breve om. Jurister skriver dem tilbage.",
        "Fem breve om tilbagebetaling.",
        ("At prøve et brev på nogen",),
        Outcome(
            learnt="At folk læser beløbet, datoen og så ringer de.",
            host_saw="At vores værktøj fjernede en klagevejledning. Det var uheldigt.",
            action="Sætte beløb og dato øverst og klagevejledning nederst, altid.",
            took_home="Tre breve er ude. To er hos juristerne.",
            satisfied=(5, 5, 4), recommend=(10, 9, 8), used=("solution", "knowledge"),
            value="Færre rykkere.",
        ),
        second="e-sprint",
    ),
    _past(
        "Tobias Ærtebjerg", "el-indkoeb", "Jurist", "Vibeke Dalsø", "e-breve",
        "Jeg er ham, der skriver dem tilbage.",
        "En standard, som jurister og kommunikationsfolk kan leve med.",
        ("At høre et afslag læst højt",),
        Outcome(
            learnt="At jeg skrev til ombudsmanden og ikke til modtageren.",
            host_saw="At der er en grund til de lange sætninger, og at den kan flyttes.",
            action="Skrive næste afslag sammen med en kollega fra borgerservice.",
            took_home="Vi har en fælles standard på to sider.",
            satisfied=(4, 5, 5), recommend=(9, 9, 9), used=("process",),
            value="Kortere breve, samme jura.",
        ),
    ),
    _past(
        "Lis Tranbjerg Holt", "ve-ledelse", "Udviklingschef", "Erik Toftegård", "e-tavle",
        "Vi har købt tavler. De hænger der.",
        "Møder, der er værd at gå til.",
        ("At holde et tavlemøde",),
        Outcome(
            learnt="At mødet er for dem, der har problemet, og ikke for dem, der har tavlen.",
            host_saw="At vi aldrig skriver på tavlen, når noget går godt.",
            action="Stoppe to møder og begynde ét.",
            took_home="Ét møde, tolv minutter, hver dag.",
            satisfied=(5, 5, 5), recommend=(10, 9, 10), used=("process", "cooperation"),
            value="To timer mindre møde om ugen for 40 mennesker.",
        ),
    ),
    _past(
        "Finn Askov Dal", "aa-teknik", "Driftsformand", "Niels Grønager", "e-tavle",
        "Vi mødes i vejhuset hver morgen. Det kan gøres bedre.",
        "Et morgenmøde, hvor nogen gør noget bagefter.",
        ("At se tre hold",),
        Outcome(
            learnt="At man godt kan sige, hvem der gør det, uden at nogen bliver sure.",
            host_saw="At vi ikke har en linje til det, ingen ejer.",
            action="Sætte navn og dag på tre ting hver morgen.",
            took_home="Det virker om vinteren. Om sommeren er vi færre og glemmer det.",
            satisfied=(4, 4, 4), recommend=(8, 8, 7), used=("process",),
            value="",
        ),
        days=4,
    ),
    _past(
        "Sara Uglebjerg", "bi-skole", "Udviklingskonsulent", "Jørgen Bakkely", "e-borgermoede",
        "To skoler skal blive til en. Vi har prøvet det før, og det gik galt.",
        "En proces, som forældrene ikke læser om i avisen først.",
        ("At planlægge et møde, der ikke er en høring",),
        Outcome(
            learnt="At de stille taler, når de sidder seks om et bord, og der ikke er en talerliste.",
            host_saw="At en anbefaling dør på et dagsordenspunkt nummer 14.",
            action="Tage tre forældre med ind til udvalget.",
            took_home="Skolerne blev lagt sammen. Der kom 14 breve og ikke 400.",
            satisfied=(5, 5, 5), recommend=(10, 10, 9), used=("process", "knowledge"),
            value="Et forløb, som folk omtaler ordentligt.",
        ),
    ),
    _past(
        "Gunnar Lodberg", "el-boern", "Køkkenleder", "Hanne Rask", "e-kantine",
        "Jeg smider 80 kilo ud om ugen.",
        "Halvt så meget spild i 11 børnehuse.",
        ("At veje på en måde, folk gider",),
        Outcome(
            learnt="At man skal veje i tre uger og så holde pause.",
            host_saw="At børn spiser i bølger. Det stod ikke i vores model.",
            action="Veje i tre huse i tre uger.",
            took_home="Vi er nede på 45 kilo.",
            satisfied=(5, 5, 4), recommend=(10, 9, 8), used=("solution", "process"),
            value="35 kilo mindre om ugen.",
        ),
    ),
    _past(
        "Eva-Lotte Svanholm", "rs-indkoeb", "Indkøber", "Annelise Thorup", "e-kantine",
        "Jeg køber mad til syv køkkener og har aldrig stået i et.",
        "Krav, som køkkenerne kan kende sig selv i.",
        ("At stå i et køkken i to dage",),
        Outcome(
            learnt="At en pakning på ti kilo er problemet.",
            host_saw="Hvor meget en indkøber kan ændre med en sætning.",
            action="Bede om mindre pakninger i næste udbud.",
            took_home="Kravet kom med. Prisen steg ikke.",
            satisfied=(4, 5, 4), recommend=(9, 9, 8), used=("process",),
            value="Mindre spild i syv køkkener.",
        ),
        days=3,
    ),
    _past(
        "Ib Hvidkjær", "st-data", "Chefanalytiker", "Oscar Winterberg", "e-usikkerhed",
        "Vi offentliggør prognoser, som alle tror på.",
        "En måde at vise tvivl på.",
        ("At blive modsagt",),
        Outcome(
            learnt="At et interval uden en sætning bliver læst som et gennemsnit.",
            host_saw="At vi selv skriver tallene med for mange decimaler.",
            action="Skrive én sætning om tvivl under hver figur.",
            took_home="Tre medier skrev sætningen med. Det er tre flere end før.",
            satisfied=(5, 4, None), recommend=(9, 9, None), used=("knowledge", "process"), contact=False,
            value="",
        ),
    ),
    _past(
        "Ronja Bøgeskov", "st-vand", "Biolog", "Ellen Fuglsig", "e-bassin",
        "Jeg skriver vilkår til bassiner. Jeg har aldrig set et blive gravet.",
        "Vilkår, der virker i pløret.",
        ("At stå ved hullet",),
        Outcome(
            learnt="At et vilkår, som kun kan læses, ikke bliver fulgt.",
            host_saw="At vi kunne have ringet et halvt år før.",
            action="Ringe, før ansøgningen er skrevet.",
            took_home="Vi holder nu formøder. Sagerne går hurtigere, og der er færre af dem.",
            satisfied=(5, 5, 5), recommend=(10, 10, 8), used=("process", "cooperation"),
            value="Seks uger kortere sagsbehandling.",
        ),
    ),
    _past(
        "Abdi Nørremark", "aa-job", "Jobkonsulent", "Lone Klitmark", "e-ansaettelse",
        "Vi slipper folk for tidligt.",
        "Opfølgning de første tre måneder.",
        ("At lære at ringe på det rigtige tidspunkt",),
        Outcome(
            learnt="At torsdag i anden uge er dagen.",
            host_saw="Hvorfor jobcentret spørger, som det spørger.",
            action="Ringe torsdag i anden uge til alle, der begynder.",
            took_home="Vi har 31 opkald og 27, der stadig er i job.",
            satisfied=(5, 5, 5), recommend=(10, 10, 10), used=("process", "solution", "cooperation"),
            value="Flere bliver i job.",
        ),
    ),
)  # fmt: skip

# Those for whom there was no place.
NOT_PLACED: tuple[Applicant, ...] = tuple(
    Applicant(
        name=name,
        workplace=workplace,
        job=job,
        manager=manager,
        purpose="Jeg vil se, hvordan andre løser det, vi selv er gået i stå med.",
        task="En arbejdsgang, der er vokset, hver gang nogen har forbedret den.",
        brings="Kendskab til, hvorfor den ser sådan ud.",
        goals=("At få tre idéer med hjem",),
        wishes=(At(place),),
        carry_over=False,
    )
    for name, workplace, job, manager, place in (
        ("Jørn Kastbjerg", "ly-social", "Afdelingsleder", "Claus Egebro", "e-borgermoede"),
        ("Tenna Vinkel", "st-laering", "Fuldmægtig", "Peter Rosenkær", "e-usikkerhed"),
        ("Bo Rask Lemming", "aa-teknik", "Anlægsgartner", "Niels Grønager", "e-bassin"),
        ("Merete Hjulskov", "rs-psyk", "Socialrådgiver", "Ruth Kjærsgård", "e-ansaettelse"),
    )
)


@dataclass(frozen=True, slots=True)
class Told:
    """A story about the placement of the intern ``name``, in both languages; texts are Markdown."""

    name: str
    title_da: str
    title_en: str
    quote: str
    text_da: str
    text_en: str


STORIES: tuple[Told, ...] = (
    Told(
        name="Ane Skyttegård",
        title_da="Det var garantien, der var dyr – ikke bjælken",
        title_en="It was the guarantee that was dear, not the beam",
        quote="Jeg troede, det handlede om materialerne.",
        text_da="En bygherrerådgiver stod fem dage på en nedrivningsplads og skrev bagefter to sætninger om i "
        "kommunens krav.\n\n"
        "Hun skriver krav til byggeri i en kommune. Genbrug havde stået i kravene i tre år, og i tre år var det blevet "
        "forhandlet ud igen, fordi det var for dyrt.\n\n"
        "»Jeg troede, det handlede om materialerne,« siger hun. »Så stod jeg i kulden klokken kvart i syv og så dem "
        "tage et vindue ud på fire minutter. Det er ikke der, pengene ligger.«\n\n"
        "## Hvem hæfter?\n\n"
        "Torsdag sad hun med, da entreprenøren regnede. Det dyre var garantien: Ingen ville hæfte i ti år for en "
        "bjælke, der allerede havde båret et tag i halvtreds. I udbuddet derhjemme stod der, at alt skulle have samme "
        "garanti.\n\n"
        "Nu står der noget andet. To udbud er sendt ud med de nye krav, og der kom bud på dem begge. 1.400 vinduer er "
        "blevet brugt igen.\n\n"
        "Virksomheden fik også noget med: Deres tilbud er blevet skrevet om, så andre end dem selv kan læse det.",
        text_en="A client adviser spent five days on a demolition site, and then rewrote two sentences in her "
        "municipality's requirements.\n\n"
        "Reuse had been in the requirements for three years, and for three years it was negotiated away as too dear. "
        "“I thought that it was about the materials,” she says. “Then I stood in the cold at a quarter to seven and "
        "saw them take out a window in four minutes. That is not where the money goes.”\n\n"
        "## Who is liable?\n\n"
        "On Thursday she sat in when the contractor did the sums. What cost money was the guarantee: nobody would be "
        "liable for ten years for a beam that had carried a roof for fifty. At home the tender asked for the same "
        "guarantee on everything. It no longer does. Two tenders have gone out since, both got bids, and 1,400 windows "
        "have been used again.",
    ),
    Told(
        name="Abdi Nørremark",
        title_da="Torsdag i anden uge er dagen",
        title_en="Thursday of the second week is the day",
        quote="Torsdag i anden uge er man træt, ingen holder øje længere, og det er der, folk bliver væk.",
        text_da="Jobkonsulenten ville lære at følge folk bedre på vej i arbejde. Svaret var et opkald på det rigtige "
        "tidspunkt.\n\n"
        "Da han kom hjem fra sine fem dage, havde han én ting på sin liste: Ring torsdag i anden uge.\n\n"
        "»De første dage er alle søde. Torsdag i anden uge er man træt, ingen holder øje længere, og det er der, folk "
        "bliver væk,« siger han. Det havde virksomheden regnet ud af sine egne forløb – også dem, der gik galt.\n\n"
        "## 31 opkald\n\n"
        "Siden har jobcentret ringet 31 gange. 27 af dem er stadig i job. Det er ikke et videnskabeligt forsøg, siger "
        "han, men det er det bedste tal, han nogensinde har haft.\n\n"
        "Virksomheden har inviteret jobcentrets nye medarbejdere på besøg hvert halve år.",
        text_en="The job consultant wanted to learn how to follow people better on their way into work. The answer was "
        "a call at the right moment.\n\n"
        "“For the first days everybody is kind. On Thursday of the second week you are tired, nobody is watching any "
        "more, and that is when people stay away,” he says. The company had worked that out from its own cases, those "
        "that went wrong included.\n\n"
        "## 31 calls\n\n"
        "The job centre has made 31 calls since. 27 of those people are still in work. It is no scientific trial, he "
        "says, but it is the best figure he has ever had.",
    ),
)
