"""Public workplaces that do not exist."""

from demo.content.shapes import Workplace

WORKPLACES: tuple[Workplace, ...] = (
    Workplace("bi-digital", "Digital Forvaltning, Birkelund Kommune", "municipality", "midtjylland"),
    Workplace("bi-skole", "Skole og Læring, Birkelund Kommune", "municipality", "midtjylland"),
    Workplace("bi-pleje", "Ældre og Sundhed, Birkelund Kommune", "municipality", "midtjylland"),
    Workplace("aa-teknik", "Teknik og Miljø, Åsted Kommune", "municipality", "nordjylland"),
    Workplace("aa-job", "Jobcenter Åsted, Åsted Kommune", "municipality", "nordjylland"),
    Workplace("ha-borger", "Borgerservice, Havnsby Kommune", "municipality", "syddanmark"),
    Workplace("ha-plan", "By og Plan, Havnsby Kommune", "municipality", "syddanmark"),
    Workplace("ha-kultur", "Kultur og Biblioteker, Havnsby Kommune", "municipality", "syddanmark"),
    Workplace("ly-social", "Social og Handicap, Lyngmose Kommune", "municipality", "sjaelland"),
    Workplace("ly-ejendom", "Ejendomme, Lyngmose Kommune", "municipality", "sjaelland"),
    Workplace("el-boern", "Børn og Dagtilbud, Ellekær Kommune", "municipality", "hovedstaden"),
    Workplace("el-indkoeb", "Indkøb og Jura, Ellekær Kommune", "municipality", "hovedstaden"),
    Workplace("ve-beredskab", "Beredskab og Drift, Vesterå Kommune", "municipality", "nordjylland"),
    Workplace("ve-ledelse", "Direktionssekretariatet, Vesterå Kommune", "municipality", "nordjylland"),
    Workplace("rm-hospital", "Fjordhospitalet, Region Midtfjord", "region", "midtjylland"),
    Workplace("rm-sundhed", "Sundhedsplanlægning, Region Midtfjord", "region", "midtjylland"),
    Workplace("rm-udvikling", "Regional Udvikling, Region Midtfjord", "region", "midtjylland"),
    Workplace("rs-indkoeb", "Indkøb og Logistik, Region Sydbælt", "region", "syddanmark"),
    Workplace("rs-psyk", "Psykiatrien, Region Sydbælt", "region", "syddanmark"),
    Workplace("st-laering", "Styrelsen for Digital Læring", "state", "hovedstaden"),
    Workplace("st-arbejde", "Direktoratet for Arbejdsliv", "state", "hovedstaden"),
    Workplace("st-vand", "Styrelsen for Vandmiljø", "state", "midtjylland"),
    Workplace("st-data", "Statens Datakontor", "state", "hovedstaden"),
    Workplace("st-ydelser", "Styrelsen for Ydelser og Tilskud", "state", "nordjylland"),
    Workplace("op-erhverv", "Erhvervsskolen Kysten", "other_public", "syddanmark"),
    Workplace("op-museum", "Museet ved Fjorden", "other_public", "midtjylland", known_domain=False),
)
