"""Four companies that do not exist and are not in Praktik: what the demo's company register knows besides its own.
Cells in the order of the register's columns."""

from __future__ import annotations

STRANGERS = (
    ("97465347", "Fjordkant Målestok ApS", "Brohusgade 3", "8900", "Randers C", "Randers", "no", ""),
    ("97265615", "Kornskær Bageri A/S", "Møllevej 21", "4000", "Roskilde", "Roskilde", "no", ""),
    ("97367892", "Stille Vand I/S", "Søgade 7", "6100", "Haderslev", "Haderslev", "yes", ""),
    ("98179372", "Gårsdagens Fax A/S", "Telegrafvej 1", "2750", "Ballerup", "Ballerup", "no", "2019-12-31"),
)
