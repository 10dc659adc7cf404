"""Twenty-five companies that do not exist, and what they offer."""

from __future__ import annotations

from demo.content.shapes import Company, Person, Place

TAVLEBRO = Company(
    slug="tavlebro",
    name="Tavlebro ApS",
    cvr="90157299",
    municipality="koebenhavn",
    address="Kridtgade 14",
    postcode="2300",
    about_da="Tavlebro laver en læringsplatform, som lærere bruger til at planlægge forløb, dele materialer og følge "
    "elevernes arbejde. 46 ansatte, heraf en tredjedel tidligere lærere.",
    about_en="Tavlebro makes a learning platform with which teachers plan courses, share materials and follow their "
    "pupils' work. 46 people, a third of them former teachers.",
    contact=Person("Jeppe Morgenlys"),
    recruited=True,
    places=(
        Place(
            slug="laererens-dag",
            title="Lærerens digitale hverdag, set fra platformens side",
            task="Du følger vores produktteam i en uge, hvor vi arbejder på lærernes planlægning. Mandag er du med til "
            "support og læser de henvendelser, der er kommet i weekenden. Tirsdag og torsdag tager vi ud på to skoler "
            "og sidder med på bagerste række. Onsdag besøger vi en kommune, der bruger platformen på 14 skoler. "
            "Fredag lægger vi det hele på bordet og ser, hvad vi ikke havde forstået.",
            offers="En plads ved bordet, når vi prioriterer. Adgang til de tal, vi selv kigger på, og to lærere i "
            "teamet, der gerne fortæller om skiftet fra klasseværelset.",
            hopes="Vi laver ting til folkeskolen hver dag, men taler sjældent med dem, der laver reglerne for den. Vi "
            "vil gerne høre, hvordan en styrelse tænker, og få stillet de spørgsmål, vi er holdt op med at stille.",
            themes=("learning", "digitalisation"),
            practical="Du skriver under på en fortrolighedsaftale, før du ser tal fra skolerne. Vi hjælper med "
            "transport til skolebesøgene.",
            capacity=2,
        ),
    ),
)

COMPANIES: tuple[Company, ...] = (
    TAVLEBRO,
    Company(
        slug="nordstribe",
        name="Nordstribe Plejeteknik A/S",
        cvr="90315439",
        municipality="aalborg",
        address="Kajgade 3",
        postcode="9000",
        about_da="Vi udvikler gulve og lofter, der hjælper plejepersonale: sensorer, der mærker et fald, og "
        "skinner, der flytter en borger uden tunge løft. Produktion og udvikling ligger samme sted.",
        about_en="We develop floors and ceilings that help care staff: sensors that notice a fall, and rails that move "
        "a person without heavy lifting. Production and development are under one roof.",
        contact=Person("Birgitte Havbo"),
        places=(
            Place(
                slug="plejegulv",
                title="Fra faldalarm til ro om natten",
                task="Vi er midt i at afprøve et sensorgulv på to plejehjem. Du er med, når vi måler op, når vi "
                "sætter det i drift, og når nattevagten første gang får en alarm. Undervejs samler du de spørgsmål, "
                "en kommune ville stille, før den køber.",
                offers="Du får lov at skille tingene ad. Du møder ingeniørerne, montørerne og dem, der svarer "
                "telefonen klokken fire om natten.",
                hopes="Vi vil forstå, hvorfor gode afprøvninger så sjældent bliver til indkøb, og hvad der sker i "
                "forvaltningen, efter at vi er kørt hjem.",
                themes=("welfare_technology", "elderly_care"),
                practical="Sikkerhedssko på fabriksgulvet; dem har vi. En nattevagt indgår, hvis du har lyst.",
                capacity=2,
            ),
            Place(
                slug="loeft",
                title="Mindre løft, mere tid: følg en installation",
                task="Et bosted får skinner i loftet i tolv boliger. Du følger projektlederen fra opmåling til "
                "aflevering og taler med beboere og personale om, hvad der faktisk ændrer sig.",
                offers="Et rigtigt projekt med en rigtig tidsplan, og en projektleder, der har gjort det tres gange.",
                hopes="Et blik på vores vejledninger fra en, der kender hverdagen på den anden side.",
                themes=("welfare_technology", "social"),
                days=3,
            ),
        ),
    ),
    Company(
        slug="havtal",
        name="Havtal Data ApS",
        cvr="90373846",
        municipality="aarhus",
        address="Mellemkajen 21",
        postcode="8000",
        about_da="Havtal bygger prognoser for vand, varme og vejr ud fra data, som forsyninger og kommuner allerede "
        "har. Vi er 18, mest dataloger og ingeniører.",
        about_en="Havtal builds forecasts for water, heat and weather from data that utilities and municipalities "
        "already have. We are 18, mostly computer scientists and engineers.",
        contact=Person("Rasmus Tangvik"),
        places=(
            Place(
                slug="prognoser",
                title="Hvad kan man stole på i en prognose?",
                task="Du sidder med i det team, der laver prognoser for tre kommuner. Vi tager et datasæt fra rå fil "
                "til beslutning: Hvad mangler, hvad gætter vi på, og hvordan siger vi til en leder, at vi er i tvivl? "
                "Du vælger selv en case fra din egen hverdag, som vi bruger en dag på.",
                offers="Du behøver ikke kunne programmere. Du får en makker, der kan, og som er god til at forklare.",
                hopes="Vi vil høre, hvordan tal bliver brugt og misforstået, når de først har forladt os.",
                themes=("data", "green_transition"),
                capacity=2,
            ),
            Place(
                slug="driftsvagt",
                title="Et døgn i driftsvagten",
                task="Følg driftsvagten, når varmen skal fordeles på en kold morgen.",
                offers="Kaffe fra klokken fem.",
                hopes="Vi er ikke færdige med at tænke.",
                themes=("data",),
                days=2,
                end="draft",
            ),
        ),
    ),
    Company(
        slug="bjaelkeskov",
        name="Bjælkeskov Byg A/S",
        cvr="90439146",
        municipality="vejle",
        address="Savværksvej 8",
        postcode="7100",
        about_da="Entreprenør med 120 ansatte. Vi bygger skoler og boliger i træ og river ned, så tingene kan bruges "
        "igen: vinduer, tegl, tagrender og bjælker får en plads på vores lager.",
        about_en="A contractor with 120 people. We build schools and homes in timber, and take buildings down so that "
        "their parts can be used again.",
        contact=Person("Henning Savmose"),
        places=(
            Place(
                slug="genbrugstrae",
                title="Når en skole rives ned og bliver til en ny",
                task="Vi er i gang med at skille en skole ad. Du er med på pladsen, når vi vurderer, hvad der kan "
                "bruges, og på kontoret, når vi regner på, om det kan betale sig. Torsdag mødes vi med bygherren om "
                "krav, garantier og alt det, der får genbrug til at gå i stå.",
                offers="Hjelm, støvler og ærlige tal. Du ser både det, der lykkes, og det, der ender i containeren.",
                hopes="At få nogen til at læse vores tilbud med en bygherres øjne, før den næste bygherre gør det.",
                themes=("building", "green_transition"),
                practical="Arbejdet begynder klokken 6.45. Vi giver et sikkerhedskursus på en time den første dag.",
                capacity=2,
            ),
        ),
    ),
    Company(
        slug="kredsgang",
        name="Kredsgang Genbrug A/S",
        cvr="90624431",
        municipality="odense",
        address="Lossepladsvej 40",
        postcode="5000",
        about_da="Vi sorterer det, andre smider ud. To anlæg, 70 ansatte og robotter, der kan se forskel på 23 slags "
        "plast. Vi sælger råvarer og viden om, hvad der er i skraldet.",
        about_en="We sort what others throw away: two plants, 70 people and robots that tell 23 kinds of plastic "
        "apart.",
        contact=Person("Sanne Ringkær"),
        places=(
            Place(
                slug="sortering",
                title="Følg skraldet fra spanden til råvaren",
                task="Du starter på en skraldebil mandag klokken seks og slutter fredag hos en kunde, der laver nye "
                "spande af de gamle. Undervejs er du med til prøvesortering, og vi sammenligner tre kommuners "
                "ordninger.",
                offers="En uge, du kan lugte bagefter. Frokost hver dag, bad på anlægget, og alle tal du vil se.",
                hopes="Vi vil gerne forstå, hvordan kommunerne vælger ordning, og hvad borgerne siger til jer.",
                themes=("green_transition", "data"),
                capacity=1,
            ),
            Place(
                slug="plastrobot",
                title="Robotten, der kan se forskel på plast",
                task="To dage i udviklingen sammen med dem, der lærer robotten nye slags emballage.",
                offers="Du får selv lov at lære robotten noget.",
                hopes="Nye idéer til, hvor den ellers kan bruges.",
                themes=("green_transition", "digitalisation"),
                days=2,
                end="paused",
            ),
        ),
    ),
    Company(
        slug="trinvej",
        name="Trinvej Mobilitet ApS",
        cvr="90662333",
        municipality="kolding",
        address="Stationstorvet 2",
        postcode="6000",
        about_da="Rådgivere om veje, stier og kollektiv trafik i byer under 100.000 indbyggere. Ni ansatte og mange "
        "tællinger i regnvejr.",
        about_en="Advisers on roads, paths and public transport in towns below 100,000. Nine people.",
        contact=Person("Troels Stibæk"),
        places=(
            Place(
                slug="skolevej",
                title="Skolevejen klokken 7.50",
                task="Vi tæller, filmer og taler med børn og forældre ved tre skoler og laver et forslag, som skolerne "
                "kan bruge ugen efter. Du er med i hele forløbet og holder oplægget for skolebestyrelsen, hvis du tør.",
                offers="Et lille hold, hvor alle laver alt. Du får lov at tegne.",
                hopes="Vi ser kommunen fra anlægsafdelingen. Vi vil gerne se den fra skolen, sundheden eller borgeren.",
                themes=("mobility", "learning"),
                capacity=1,
                days=4,
            ),
        ),
    ),
    Company(
        slug="rutevind",
        name="Rutevind ApS",
        cvr="90950746",
        municipality="silkeborg",
        address="Papirfabrikken 5",
        postcode="8600",
        about_da="Rutevind planlægger kørelister for hjemmepleje, hjælpemidler og madudbringning. Vores system bruges "
        "i 19 kommuner. Vi er 32, og de fleste af os har kørt med ude på en rute.",
        about_en="Rutevind plans routes for home care, aids and meals. 19 municipalities use our system.",
        contact=Person("Line Skovfryd"),
        places=(
            Place(
                slug="koereliste",
                title="Kørelisten: fra planlæggerens skærm til borgerens dør",
                task="Du er med en dag hos planlæggerne i en kommune, en dag i bilen, og tre dage hos os, hvor vi "
                "bygger en ændring, som planlæggerne har bedt om. Du ser, hvor lidt af en plan der overlever "
                "klokken ti, og hvad systemet kunne gøre ved det.",
                offers="Du følger en ændring hele vejen: samtale, skitse, kode, afprøvning og det øjeblik, hvor nogen "
                "bliver skuffede alligevel.",
                hopes="Vi vil have modspil fra folk, der kender fagligheden bag besøgene, så vi ikke kun optimerer "
                "minutter.",
                themes=("elderly_care", "digitalisation"),
                practical="Ren straffeattest er ikke nødvendig, men du skriver under på tavshedspligt i bilen.",
                capacity=3,
            ),
        ),
    ),
    Company(
        slug="pulstraad",
        name="Pulstråd Sundhed A/S",
        cvr="90986953",
        municipality="lyngby-taarbaek",
        address="Målervej 17",
        postcode="2800",
        about_da="Udstyr og software til hjemmemåling: blodtryk, lungefunktion og vægt, sendt sikkert fra stuen til "
        "sygeplejersken. 55 ansatte, godkendt efter reglerne for medicinsk udstyr.",
        about_en="Equipment and software for measuring at home, sent safely from the living room to the nurse.",
        contact=Person("Farida Lindeløv"),
        places=(
            Place(
                slug="hjemmemaaling",
                title="Patienten måler selv: hvem kigger på tallene?",
                task="Vi har 400 patienter, der måler hjemme, og tre hospitaler, der får tallene. Du følger en måling "
                "fra patientens arm til skærmen på afdelingen og hjem igen og taler med alle, der rører ved den. "
                "Sammen tegner vi, hvor den bliver liggende.",
                offers="Du sidder med vores kliniske team, og du må se vores klagelog.",
                hopes="Vi kender teknikken. Vi vil vide, hvad der skal ændres i arbejdsgange og i hoveder, før den gør "
                "gavn.",
                themes=("health", "welfare_technology"),
                practical="Tavshedserklæring før ankomst. Ingen patientnavne forlader huset.",
                capacity=2,
            ),
        ),
    ),
    Company(
        slug="kvistkode",
        name="Kvistkode ApS",
        cvr="91486822",
        municipality="koebenhavn",
        address="Baggården 9, 2. sal",
        postcode="1550",
        about_da="Designbureau på 24 mennesker. Vi laver digitale tjenester, og vi begynder altid med at se nogen "
        "prøve at bruge det, der findes i forvejen.",
        about_en="A design studio of 24. We make digital services and always begin by watching somebody use what is "
        "there already.",
        contact=Person("Vera Vært", email="vaert@demo.example"),
        places=(
            Place(
                slug="prototype",
                title="Fem dage fra problem til prototype",
                task="Du tager et problem med fra din egen hverdag. Mandag skærer vi det til, tirsdag taler vi med fem "
                "mennesker, onsdag tegner vi, torsdag bygger vi noget, der kan klikkes på, og fredag prøver de fem "
                "mennesker det. Så ved du, om det var en god idé.",
                offers="En designer og en udvikler, der arbejder på dit problem sammen med dig i alle fem dage.",
                hopes="Vi vil lære, hvad der sker med sådan en prototype bagefter: Hvem skal sige ja, og hvad er de "
                "bange for?",
                themes=("digitalisation", "citizens"),
                capacity=2,
            ),
            Place(
                slug="brugertest",
                title="Sæt dig bag ruden: to dages brugertest",
                task="Vi tester en selvbetjeningsløsning med tolv borgere. Du sidder bag ruden, tager noter og er med "
                "til at beslutte, hvad der skal laves om.",
                offers="En metode, du kan gentage hjemme for prisen af en kande kaffe og en eftermiddag.",
                hopes="En, der tør sige, hvornår det er reglerne og ikke knappen, der er problemet.",
                themes=("digitalisation", "citizens"),
                days=2,
                capacity=2,
            ),
        ),
    ),
    Company(
        slug="varmefjord",
        name="Varmefjord Teknik A/S",
        cvr="91651440",
        municipality="esbjerg",
        address="Kedelgade 11",
        postcode="6700",
        about_da="Vi bygger store varmepumper til fjernvarme, ofte på spildevand eller havvand. 90 ansatte, montører i "
        "hele landet.",
        about_en="We build large heat pumps for district heating, often on waste water or sea water.",
        contact=Person("Karsten Fyrholm"),
        places=(
            Place(
                slug="varmepumpe",
                title="En varmepumpe på størrelse med et hus",
                task="Følg et anlæg i den uge, det sættes i drift. Du er med hos montørerne, hos dem, der skriver "
                "myndighedsansøgningen, og til mødet med naboerne om støj.",
                offers="Du får svar på alt, også på hvad det koster, og hvad der gik galt sidst.",
                hopes="Myndighedsbehandling set indefra: Hvad venter I egentlig på, når vi venter?",
                themes=("green_transition", "building"),
                capacity=1,
            ),
            Place(
                slug="varmeborgere",
                title="Hvordan fortæller man 3.000 husstande om ny varme?",
                task="Vi skal hjælpe et varmeværk med at fortælle, hvad der sker på vejen, på regningen og i kælderen. "
                "Du er med fra plan til det første borgermøde.",
                offers="Du får ansvar for et hjørne af det, og vi bruger det, du laver.",
                hopes="Erfaringer fra en, der har stået foran en fyldt sal før.",
                themes=("green_transition", "citizens"),
                days=3,
                end="submitted",
            ),
        ),
    ),
    Company(
        slug="grydestue",
        name="Grydestue ApS",
        cvr="91936305",
        municipality="roskilde",
        address="Køkkengangen 1",
        postcode="4000",
        about_da="Software og rådgivning til storkøkkener: menuer, indkøb, madspild og klimaaftryk. Vi driver selv en "
        "kantine, så vi ikke glemmer, hvordan det er.",
        about_en="Software and advice for large kitchens: menus, purchasing, food waste and climate footprint.",
        contact=Person("Malene Rugager"),
        places=(
            Place(
                slug="koekken",
                title="300 kuverter og en vægt til madspild",
                task="Du arbejder to dage i vores køkken og tre dage hos et plejecenter, der er begyndt at veje "
                "spildet. Vi ser på, hvad tallene får folk til at gøre anderledes, og hvad de bare bliver trætte af.",
                offers="Forklæde, kniv og regneark. Du får hele metoden med hjem.",
                hopes="Hvordan får man et godt forsøg i ét køkken til at leve i tyve?",
                themes=("green_transition", "elderly_care"),
                capacity=2,
            ),
        ),
    ),
    Company(
        slug="lydloev",
        name="Lydløv ApS",
        cvr="91952173",
        municipality="frederikshavn",
        address="Dokvej 6",
        postcode="9900",
        about_da="Akustik i børnehøjde. Vi måler støj og bygger vægge, lofter og møbler til daginstitutioner og "
        "skoler.",
        about_en="Acoustics for children: we measure noise and build walls, ceilings and furniture for day care and "
        "schools.",
        contact=Person("Osvald Klitgren"),
        places=(
            Place(
                slug="stoej",
                title="Hvor larmer en børnehave mest?",
                task="Vi måler i tre børnehaver, regner om natten og bygger om dagen. Du er med til at tale med "
                "pædagogerne om, hvad de gør, når det bliver for meget, og til at vælge, hvad vi prøver.",
                offers="Et værksted, hvor man kan lave en idé om til en ting på en eftermiddag.",
                hopes="Vi måler i decibel. Vi vil høre, hvordan man ellers kan se, at børn har det godt.",
                themes=("learning", "building"),
                days=4,
            ),
        ),
    ),
    Company(
        slug="fodfaest",
        name="Fodfæst Arbejdsmarked ApS",
        cvr="91991268",
        municipality="horsens",
        address="Slagtergade 22",
        postcode="8700",
        about_da="Vi hjælper virksomheder med at ansætte mennesker, der har været længe væk fra arbejdsmarkedet, og vi "
        "bliver ved med at komme, efter at de er begyndt.",
        about_en="We help companies employ people who have long been away from work, and keep coming after they start.",
        contact=Person("Yasmin Brodal"),
        places=(
            Place(
                slug="foerste-dag",
                title="Den første dag på jobbet efter seks år hjemme",
                task="Du følger tre mennesker, der begynder i job i den uge, og de tre arbejdspladser, der tager imod "
                "dem. Du er med til samtalen før, den første kaffepause og opkaldet om fredagen.",
                offers="Vi viser dig de forløb, der gik galt, og hvad vi lærte af dem.",
                hopes="Vi møder jobcentret gennem et skema. Vi vil gerne møde det gennem et menneske.",
                themes=("employment", "social"),
                capacity=2,
            ),
        ),
    ),
    Company(
        slug="regnloeb",
        name="Regnløb A/S",
        cvr="92536955",
        municipality="viborg",
        address="Åpromenaden 12",
        postcode="8800",
        about_da="Rådgivende ingeniører i klimatilpasning. Vi laver bassiner, der er legepladser, når det ikke regner.",
        about_en="Consulting engineers in climate adaptation. Our basins are playgrounds when it does not rain.",
        contact=Person("Ingrid Åbrink"),
        places=(
            Place(
                slug="skybrud",
                title="Skybrud: hvem har ansvaret for vandet?",
                task="Vi arbejder for to kommuner, et vandselskab og en boligforening på det samme stykke jord. Du "
                "følger vandet og papirerne fra tag til å og tegner det kort over ansvar, som ingen har endnu.",
                offers="En uge med modeller, gummistøvler og de møder, hvor det afgøres.",
                hopes="Vi vil forstå, hvorfor det er lettere at bygge et bassin end at blive enige om, hvem der slår "
                "græsset.",
                themes=("green_transition", "mobility"),
                capacity=2,
            ),
        ),
    ),
    Company(
        slug="ordklang",
        name="Ordklang Sprogteknik ApS",
        cvr="93181395",
        municipality="aarhus",
        address="Finlandsgade 30",
        postcode="8200",
        about_da="Sprogteknologi for dansk: tale til tekst, klart sprog og søgning i lange sager. 21 ansatte, to "
        "tredjedele lingvister.",
        about_en="Language technology for Danish: speech to text, plain language, and search in long cases. 21 people, "
        "two thirds of them linguists.",
        contact=Person("Nikolaj Stavnsø"),
        places=(
            Place(
                slug="klart-sprog",
                title="Kan en maskine skrive et brev, som folk forstår?",
                task="Tag ti breve med fra din arbejdsplads, uden navne. Vi lader dem gå gennem vores værktøjer, "
                "prøver resultatet på rigtige læsere og ser, hvor maskinen gør det bedre, og hvor den opfinder noget.",
                offers="Du går hjem med ti bedre breve og en metode til de næste hundrede.",
                hopes="Juraen bag sætningerne. Vi fjerner gerne et ord for meget, og det skal nogen opdage.",
                themes=("citizens", "data"),
                capacity=2,
                remote=True,
            ),
            Place(
                slug="speech",
                title="Speech to text for Danish: what goes wrong in a meeting room",
                task="Join our research group for four days. We record (with consent), transcribe and correct real "
                "meetings, and find out which mistakes matter to the people who have to use the minutes. You choose "
                "the kind of meeting.",
                offers="A desk among researchers from six countries, and as much mathematics as you ask for.",
                hopes="We measure words. You know which words cost a citizen money when they are wrong.",
                themes=("data", "digitalisation"),
                days=4,
                language="en",
                remote=True,
            ),
        ),
    ),
    Company(
        slug="engkant",
        name="Engkant Landskab ApS",
        cvr="94154030",
        municipality="koege",
        address="Strandengen 4",
        postcode="4600",
        about_da="Landskabsarkitekter, der planter vildt. Vi har lavet torve, skolegårde og en vej, som er blevet til "
        "en eng.",
        about_en="Landscape architects who plant wild: squares, school yards, and a road that became a meadow.",
        contact=Person("Agnete Rørholm"),
        advertising_protected=True,
        places=(
            Place(
                slug="byrum",
                title="Fra asfalt til eng på en uge (næsten)",
                task="Vi fjerner 400 kvadratmeter asfalt ved en skole. Du er med til at planlægge, plante og svare de "
                "naboer, der hellere ville have parkeret der.",
                offers="Jord under neglene og en plan, du kan bruge igen.",
                hopes="Hvordan taler man om rod, der er meningen?",
                themes=("green_transition", "citizens"),
                days=4,
            ),
        ),
    ),
    Company(
        slug="hjemlys",
        name="Hjemlys Tryghed A/S",
        cvr="94743540",
        municipality="naestved",
        address="Ringstedgade 88",
        postcode="4700",
        about_da="Nødkald, lys og låse til ældre og til mennesker med demens. Vagtcentralen svarer 900 opkald i "
        "døgnet.",
        about_en="Emergency calls, lights and locks for older people and people with dementia.",
        contact=Person("Preben Natvig"),
        places=(
            Place(
                slug="noedkald",
                title="900 opkald i døgnet: hvornår er det en nødsituation?",
                task="Du lytter med på vagtcentralen, kører med ud og ser på de opkald, der ikke var nødkald, men som "
                "nogen alligevel havde brug for at få besvaret. Vi leder efter mønstre sammen.",
                offers="Anonymiserede data, en dygtig analytiker og vagtcentralens kaffe.",
                hopes="Forslag til, hvad der skal ske med de opkald, der handler om ensomhed.",
                themes=("elderly_care", "data"),
                practical="Tavshedserklæring, og du skal kunne være med en aften.",
                capacity=1,
            ),
        ),
    ),
    Company(
        slug="lygtenet",
        name="Lygtenet A/S",
        cvr="94749999",
        municipality="herning",
        address="Strømgade 5",
        postcode="7400",
        about_da="Vi sætter gadelygter, skraldespande og parkeringspladser på nettet og passer dem bagefter. 38 "
        "ansatte.",
        about_en="We put street lights, bins and car parks on the net and look after them.",
        contact=Person("Mogens Tråholt"),
        places=(
            Place(
                slug="sensorer",
                title="Tusind sensorer i en by: hvad er de gode til?",
                task="Vi har sat sensorer op i en by i to år, og nu spørger byrådet, hvad de har fået for pengene. Du "
                "er med til at finde svaret sammen med dem, der tømmer spandene og skifter pærerne.",
                offers="Adgang til to års data og en dag i liften.",
                hopes="Et ærligt svar, også hvis det er nej.",
                themes=("data", "mobility"),
                capacity=2,
            ),
        ),
    ),
    Company(
        slug="tilbudstid",
        name="Tilbudstid ApS",
        cvr="94882699",
        municipality="koebenhavn",
        address="Protokolstræde 3",
        postcode="1550",
        about_da="Vi hjælper små virksomheder med at skrive tilbud til det offentlige og hjælper det offentlige med at "
        "få tilbud fra små virksomheder.",
        about_en="We help small companies bid for public contracts, and public bodies get bids from small companies.",
        contact=Person("Camilla Arkholt"),
        places=(
            Place(
                slug="tilbud",
                title="Læs dit eget udbud med en lille virksomheds øjne",
                task="Sammen med tre små virksomheder læser vi offentliggjorte udbud og tæller: sider, bilag, timer og "
                "steder, hvor de giver op. Du vælger, hvilke slags udbud vi ser på – bare ikke jeres egne, der er i "
                "gang.",
                offers="Et regneark, der viser, hvad et krav koster. Vi har aldrig vist det til en ordregiver før.",
                hopes="Hvorfor står kravene der? Nogen må vide det.",
                themes=("procurement",),
                practical="Vi spørger om habilitet to gange. Det er til din egen skyld.",
                days=3,
            ),
        ),
    ),
    Company(
        slug="gadekaer",
        name="Gadekær Dialog ApS",
        cvr="95325106",
        municipality="svendborg",
        address="Møllergade 51",
        postcode="5700",
        about_da="Vi laver borgermøder, borgersamlinger og digitale høringer, hvor flere end de sædvanlige siger "
        "noget.",
        about_en="Town meetings, citizens' assemblies and digital hearings where more than the usual people speak.",
        contact=Person("Thorkild Engly"),
        places=(
            Place(
                slug="borgersamling",
                title="36 tilfældige borgere og et svært spørgsmål",
                task="Vi holder en borgersamling om en havneplads. Du er med til at forberede materialet, til selve "
                "weekenden (fri mandag i stedet) og til at skrive anbefalingerne sammen uden at pynte på dem.",
                offers="Hele drejebogen, og en plads som ordstyrer ved et af bordene.",
                hopes="Vi ved, hvad der sker i salen. Vi vil vide, hvad der sker med anbefalingerne på rådhuset.",
                themes=("citizens", "mobility"),
                capacity=2,
            ),
        ),
    ),
    Company(
        slug="staalhede",
        name="Stålhede Industri A/S",
        cvr="95367755",
        municipality="skive",
        address="Industrivej 60",
        postcode="7800",
        about_da="Vi bukker, svejser og lakerer stål for andre. 210 ansatte i treholdsskift, og et tavlemøde hver "
        "morgen klokken 7.12.",
        about_en="We bend, weld and paint steel for others: 210 people in three shifts, and a board meeting every "
        "morning at 7.12.",
        contact=Person("Bente Jernhøj"),
        places=(
            Place(
                slug="tavlemoede",
                title="Tavlemødet klokken 7.12",
                task="Du følger, hvordan 210 mennesker bliver enige om, hvad der er galt, og hvem der gør noget ved "
                "det. En dag på hvert hold, en dag med tillidsfolkene og en dag, hvor du viser os dit eget tavlemøde.",
                offers="Åbne døre og åbne regnskaber.",
                hopes="Vi er gode til ting, der kan tælles. Vi vil lære af folk, der leder arbejde, som ikke kan.",
                themes=("organisation",),
                practical="Sikkerhedssko og høreværn udleveres. Første hold møder klokken 6.",
                capacity=2,
            ),
            Place(
                slug="svejserobot",
                title="Kollegaen er en robot",
                task="Følg indkøringen af en svejserobot.",
                offers="Det er spændende.",
                hopes="",
                themes=("organisation",),
                end="returned",
                comment="Skriv gerne, hvad praktikanten skal lave de fem dage, og hvad I selv håber at få ud af det.",
            ),
        ),
    ),
    Company(
        slug="pallevej",
        name="Pallevej Logistik A/S",
        cvr="95540473",
        municipality="fredericia",
        address="Havnekaj 101",
        postcode="7000",
        about_da="Lager og transport for hospitaler, apoteker og fødevarer. Vi flytter 40.000 kasser i døgnet og ved, "
        "hvor de 39.990 er.",
        about_en="Storage and transport for hospitals, pharmacies and food: 40,000 boxes a day.",
        contact=Person("Dorte Kassberg"),
        places=(
            Place(
                slug="hospitalslager",
                title="Hvor er kassen? Et hospitalslager indefra",
                task="Følg en kasse fra bestilling til afdeling og tæl, hvor mange gange den bliver sat ned. Vi har en "
                "idé om, at halvdelen kan undværes, og vi vil gerne have den idé udfordret.",
                offers="Du får vores målinger og en truck-instruktion.",
                hopes="Hvordan ser en levering ud fra en afdeling, hvor ingen har tid til at pakke ud?",
                themes=("health", "procurement"),
                capacity=1,
            ),
        ),
    ),
    Company(
        slug="gnistvagt",
        name="Gnistvagt Træning ApS",
        cvr="95648614",
        municipality="slagelse",
        address="Kasernevej 7",
        postcode="4200",
        about_da="Vi laver øvelser: brand, oversvømmelse, strømsvigt og pressemøde, i virkeligheden og i briller.",
        about_en="We run exercises: fire, flood, power failure and press conference, for real and in virtual reality.",
        contact=Person("Flemming Askhave"),
        places=(
            Place(
                slug="oevelse",
                title="Når strømmen går: lav en øvelse på fire dage",
                task="Du er med til at skrive, bygge og køre en øvelse for en krisestab. Torsdag går strømmen klokken "
                "9.04, og så ser vi, hvem der har nummeret på hvem.",
                offers="Et drejebogssystem, du må tage med hjem.",
                hopes="Hvad glemmer vi, fordi vi aldrig har siddet i en kommunal krisestab klokken tre om natten?",
                themes=("safety", "organisation"),
                days=4,
            ),
        ),
    ),
    Company(
        slug="fortaelsal",
        name="Fortælsal ApS",
        cvr="95869637",
        municipality="hilleroed",
        address="Slotsengen 2",
        postcode="3400",
        about_da="Udstillinger, lydvandringer og formidling for museer, biblioteker og naturcentre. Elleve ansatte og "
        "en lydboks.",
        about_en="Exhibitions, sound walks and interpretation for museums, libraries and nature centres.",
        contact=Person("Rikke Lundsgave"),
        places=(
            Place(
                slug="lydvandring",
                title="Lav en lydvandring, som ingen slukker for",
                task="Vi går, optager, klipper og prøver på rigtige gæster. Du vælger stedet sammen med os, og fredag "
                "er der femten minutter, man kan gå en tur med.",
                offers="Udstyr, en klipper og en lydboks.",
                hopes="Vi vil gerne høre, hvad et bibliotek eller en forvaltning kunne fortælle på den måde.",
                themes=("culture", "citizens"),
                capacity=1,
            ),
        ),
    ),
    Company(
        slug="meridian",
        name="Meridian Nord Analytics ApS",
        cvr="96287453",
        municipality="koebenhavn",
        address="Breddegraden 56",
        postcode="2100",
        about_da="Vi efterprøver andres modeller: kunstig intelligens, risikomodeller og geodata. Arbejdssproget er "
        "engelsk; vi er fra ni lande.",
        about_en="We test other people's models: artificial intelligence, risk models and geodata. We work in English "
        "and come from nine countries.",
        contact=Person("Eleanor Frostby", language="en"),
        places=(
            Place(
                slug="assurance",
                title="Would you trust this model with a citizen's case?",
                task="Bring a decision that your workplace makes often. We take a model that claims to help with it, "
                "attack it for three days, and write the two-page report that a manager could act on. You present it "
                "on Friday.",
                offers="Colleagues who break models for a living, and a checklist that you take home.",
                hopes="The law, the practice and the exceptions. We know what a model does; you know what it is for.",
                themes=("data", "citizens"),
                capacity=2,
                language="en",
                remote=True,
            ),
        ),
    ),
)

# Wished for, and not in the system: what the consultants recruit from.
WISHED = {
    "vindkant": ("Vindkant Energi A/S", "96454643"),
    "solstreg": ("Solstreg Robotter ApS", ""),
    "haandslag": ("Håndslag Fonden", ""),
    "tavlebro": ("Tavlebro", ""),
}
